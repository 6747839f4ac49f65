// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/tessellate.h"

#include <QSGGeometryNode>
#include <QSGMaterial>

#include <memory>

namespace fabric::view {

/// One mesh in the scene graph, with the shaders that its corners are for. Render thread only.
/// Under a transform that scales evenly, as shaders/*.vert expect.
template <class Corner>
class MeshNode : public QSGGeometryNode
{
public:
    MeshNode();
    void copy(const MeshOf<Corner>& mesh);

private:
    QSGGeometry m_geometry;
    std::unique_ptr<QSGMaterial> m_material;
};

extern template class MeshNode<Vertex>;
extern template class MeshNode<LineVertex>;
extern template class MeshNode<PanelVertex>;

} // namespace fabric::view
