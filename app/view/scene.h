// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/topology_words.h"
#include "app/view/grid_index.h"
#include "app/view/ink.h"
#include "app/view/layout.h"

#include <QString>

#include <memory>
#include <vector>

namespace fabric::view {

/// How much is shown; each level holds what the one before holds. One level further out are the tiles of all gateways,
/// which are no scene (FleetView.qml).
enum class Detail : std::uint8_t {
    Boxes, ///< boxes with their number of nodes
    Nodes, ///< nodes as shapes, agents and boxes with names
    Labels, ///< everything has its name and state
    Full, ///< cards and rows say more: all badges, models, the most telling attribute
};

/// The words on a node, computed once per scene.
struct NodeFace
{
    QString title;
    QString detail; ///< second line of a card
    QString more; ///< what is said where there is room for it: an agent's model, else the most telling attribute
    model::Phrase state;
    std::vector<model::Phrase> badges; ///< sets that the node stands for; the first one is shown on a card
};

/// One drawn text. Rows and cards scale with the scene; titles of small boxes keep their size on screen.
struct Label
{
    enum class Style : std::uint8_t {
        ColumnTitle,
        BoxTitle,
        Row,
        RowMono,
        State,
        Small,
        SmallMono,
        CardTitle,
        Card,
        Badge,
        Initial,
        Number
    };
    enum class Align : std::uint8_t { Left, Right, Centre };

    std::uint64_t id = 0; ///< stable while the scene lives: tells a pool which item to keep
    std::uint32_t node = kNone;
    QString text{};
    Rect rect{}; ///< in scene units; text is centred vertically and cut at the width
    Style style = Style::Row;
    Align align = Align::Left;
    Ink ink = Ink::Text;
    bool isPill = false; ///< on a rounded background of accentBg
    bool isFixedSize = false; ///< drawn at its own size whatever the zoom
    bool operator==(const Label&) const = default;
};

/// What lies under a point.
struct Hit
{
    enum class Kind : std::uint8_t { Nothing, Node, Edge, Box } kind = Kind::Nothing;
    std::uint32_t index = kNone; ///< into the graph's nodes or edges, or the layout's boxes
    bool operator==(const Hit&) const = default;
};

/// Edges of one style between two boxes as one line, for the overview.
struct Bundle
{
    std::uint32_t fromBox = kNone;
    std::uint32_t toBox = kNone;
    EdgeStyle style = EdgeStyle::Routes;
    std::uint32_t edgeCount = 0;
    Curve curve{};
};

/// A bit per NodeKind; a set bit hides the kind.
using KindMask = std::uint32_t;
[[nodiscard]] constexpr KindMask maskOf(topology::NodeKind kind)
{
    return KindMask{1} << static_cast<unsigned>(kind);
}

/// Everything that drawing needs to know, as plain arrays, and the questions that drawing asks. No Qt drawing, no
/// window. Immutable after build(): made on the layout's worker, read by GUI and render thread.
class Scene
{
public:
    /// At most this many lines are drawn at once (CONTRACTS, "Clocks, threads, layout").
    static constexpr std::size_t kMaxLines = 2'000;
    /// More lines than this are a smear: then only bundles are drawn where boxes are folded, and only lines that begin or
    /// end in sight where they are not.
    static constexpr std::size_t kManyLines = 400;

    explicit Scene(Layout layout);

    [[nodiscard]] const Layout& layout() const { return m_layout; }
    [[nodiscard]] const topology::Graph& graph() const { return m_layout.graph; }
    [[nodiscard]] const std::vector<NodeFace>& faces() const { return m_faces; }
    [[nodiscard]] const std::vector<Bundle>& bundles() const { return m_bundles; }
    [[nodiscard]] std::uint32_t restEdgeCount() const { return m_restEdgeCount; }

    /// Index of a node by id; kNone if absent.
    [[nodiscard]] std::uint32_t indexOf(const topology::NodeId& id) const;
    /// Indices of the edges that touch a node, ascending.
    [[nodiscard]] std::span<const std::uint32_t> edgesOf(std::uint32_t node) const;

    /// Nodes whose rectangle meets @p rect, ascending.
    [[nodiscard]] std::vector<std::uint32_t> cull(const Rect& rect) const;
    /// Edges drawn at rest that may be seen in @p rect, ascending.
    [[nodiscard]] std::vector<std::uint32_t> cullEdges(const Rect& rect) const;
    [[nodiscard]] Detail levelOfDetail(float scale) const;
    /// The topmost thing within @p tolerance (scene units) of @p point: node, then edge at rest, then box.
    /// In a folded box only the box itself can be hit.
    [[nodiscard]] Hit hitTest(Point point, float tolerance, float scale = 1, KindMask hidden = 0) const;
    /// At most @p budget texts for what is seen: titles first, then names, then states, nearest to the middle first.
    [[nodiscard]] std::vector<Label> labelsFor(const Rect& rect, float scale, std::size_t budget = 240,
                                               KindMask hidden = 0) const;
    /// True if a box is so small at this zoom that it shows a number instead of its rows.
    [[nodiscard]] bool isFolded(const Box& box, float scale) const;
    [[nodiscard]] QString boxTitle(const Box& box) const;
    /// The kind that decides colour and shape of a box.
    [[nodiscard]] static topology::NodeKind kindOfBox(BoxKind kind);
    /// "7 agents, 5 accounts, ..." for screen readers.
    [[nodiscard]] QString summary() const;

    /// The best place to go from @p node: along an edge (left, right), else to the nearest neighbour in the column.
    enum class Direction : std::uint8_t { Left, Right, Up, Down };
    [[nodiscard]] std::uint32_t neighbour(std::uint32_t node, Direction direction, KindMask hidden = 0) const;

private:
    void buildFaces();
    void buildBundles();
    void spreadBundles();
    void buildIncidence();
    [[nodiscard]] bool isHidden(std::uint32_t node, KindMask hidden) const;

    Layout m_layout;
    std::vector<NodeFace> m_faces;
    std::vector<Bundle> m_bundles;
    std::vector<std::uint32_t> m_incidenceStart;
    std::vector<std::uint32_t> m_incidence;
    GridIndex m_nodeIndex;
    std::vector<Rect> m_edgeBounds; ///< scanned whole: 14,000 tests cost less than a grid that long edges fill
    std::uint32_t m_restEdgeCount = 0;
};

} // namespace fabric::view
