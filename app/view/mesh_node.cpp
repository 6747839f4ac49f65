// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/mesh_node.h"

#include <QSGVertexColorMaterial>

#include <array>
#include <cstring>

namespace fabric::view {

namespace {

static_assert(sizeof(Vertex) == sizeof(QSGGeometry::ColoredPoint2D));
static_assert(sizeof(LineVertex) == 8 * sizeof(float));
static_assert(sizeof(PanelVertex) == 10 * sizeof(float));

QSGGeometry::Attribute floats(int location, int count, QSGGeometry::AttributeType type)
{
    return QSGGeometry::Attribute::createWithAttributeType(location, count, QSGGeometry::FloatType, type);
}
QSGGeometry::Attribute tint(int location)
{
    return QSGGeometry::Attribute::createWithAttributeType(location, 4, QSGGeometry::UnsignedByteType,
                                                           QSGGeometry::ColorAttribute);
}

template <class Corner>
const QSGGeometry::AttributeSet& attributesOf();

template <>
const QSGGeometry::AttributeSet& attributesOf<Vertex>()
{
    return QSGGeometry::defaultAttributes_ColoredPoint2D();
}

template <>
const QSGGeometry::AttributeSet& attributesOf<LineVertex>()
{
    static const std::array attributes{floats(0, 2, QSGGeometry::PositionAttribute),
                                       floats(1, 2, QSGGeometry::TexCoordAttribute),
                                       floats(2, 3, QSGGeometry::UnknownAttribute), tint(3)};
    static const QSGGeometry::AttributeSet set{attributes.size(), sizeof(LineVertex), attributes.data()};
    return set;
}

template <>
const QSGGeometry::AttributeSet& attributesOf<PanelVertex>()
{
    static const std::array attributes{floats(0, 2, QSGGeometry::PositionAttribute),
                                       floats(1, 2, QSGGeometry::TexCoordAttribute),
                                       floats(2, 4, QSGGeometry::UnknownAttribute), tint(3), tint(4)};
    static const QSGGeometry::AttributeSet set{attributes.size(), sizeof(PanelVertex), attributes.data()};
    return set;
}

/// Gives the shaders of one kind of mesh what they ask for: matrix, opacity, how large a scene unit is.
class InkShader : public QSGMaterialShader
{
public:
    explicit InkShader(const QString& name)
    {
        setShaderFileName(VertexStage, QStringLiteral(":/fabric/view/shaders/%1.vert.qsb").arg(name));
        setShaderFileName(FragmentStage, QStringLiteral(":/fabric/view/shaders/%1.frag.qsb").arg(name));
    }

    bool updateUniformData(RenderState& state, QSGMaterial*, QSGMaterial* old) override
    {
        struct Uniforms // std140 of the shaders
        {
            std::array<float, 16> matrix;
            float opacity;
            float zoom;
            float ratio;
        };
        QByteArray* buffer = state.uniformData();
        Q_ASSERT(buffer->size() >= static_cast<qsizetype>(sizeof(Uniforms)));
        if (old && !state.isMatrixDirty() && !state.isOpacityDirty())
            return false;
        Uniforms uniforms{};
        const QMatrix4x4 matrix = state.combinedMatrix();
        std::memcpy(uniforms.matrix.data(), matrix.constData(), sizeof(uniforms.matrix));
        uniforms.opacity = state.opacity();
        uniforms.ratio = state.devicePixelRatio();
        uniforms.zoom = state.modelViewMatrix()(0, 0) * uniforms.ratio;
        std::memcpy(buffer->data(), &uniforms, sizeof(uniforms));
        return true;
    }
};

class InkMaterial : public QSGMaterial
{
public:
    InkMaterial(QSGMaterialType* type, const char* shader)
        : m_type(type)
        , m_shader(QLatin1String(shader))
    {
        setFlag(Blending);
        setFlag(RequiresFullMatrix); // merged meshes would all be seen at one zoom
    }

    [[nodiscard]] QSGMaterialType* type() const override { return m_type; }
    [[nodiscard]] QSGMaterialShader* createShader(QSGRendererInterface::RenderMode) const override
    {
        return new InkShader(m_shader);
    }
    [[nodiscard]] int compare(const QSGMaterial*) const override { return 0; }

private:
    QSGMaterialType* m_type;
    QString m_shader;
};

template <class Corner>
std::unique_ptr<QSGMaterial> materialOf();

template <>
std::unique_ptr<QSGMaterial> materialOf<Vertex>()
{
    return std::make_unique<QSGVertexColorMaterial>();
}

template <>
std::unique_ptr<QSGMaterial> materialOf<LineVertex>()
{
    static QSGMaterialType type;
    return std::make_unique<InkMaterial>(&type, "line");
}

template <>
std::unique_ptr<QSGMaterial> materialOf<PanelVertex>()
{
    static QSGMaterialType type;
    return std::make_unique<InkMaterial>(&type, "panel");
}

} // namespace

template <class Corner>
MeshNode<Corner>::MeshNode()
    : m_geometry(attributesOf<Corner>(), 0, 0, QSGGeometry::UnsignedIntType)
    , m_material(materialOf<Corner>())
{
    m_geometry.setDrawingMode(QSGGeometry::DrawTriangles);
    setGeometry(&m_geometry);
    setMaterial(m_material.get());
}

template <class Corner>
void MeshNode<Corner>::copy(const MeshOf<Corner>& mesh)
{
    m_geometry.allocate(static_cast<int>(mesh.vertices.size()), static_cast<int>(mesh.indices.size()));
    if (!mesh.vertices.empty()) {
        std::memcpy(m_geometry.vertexData(), mesh.vertices.data(), mesh.vertices.size() * sizeof(Corner));
        std::memcpy(m_geometry.indexData(), mesh.indices.data(), mesh.indices.size() * sizeof(std::uint32_t));
    }
    markDirty(DirtyGeometry);
}

template class MeshNode<Vertex>;
template class MeshNode<LineVertex>;
template class MeshNode<PanelVertex>;

} // namespace fabric::view
