// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/geometry.h"
#include "core/topology/graph.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fabric::view {

/// Columns from left to right, as a message travels.
enum class Column : std::uint8_t { Entry, Agents, Resources, Gateway };
inline constexpr std::size_t kColumnCount = 4;

/// What a box encloses. The order is the order of boxes inside their column.
enum class BoxKind : std::uint8_t {
    Channel, ///< one per channel: its accounts
    Triggers, ///< hooks, cron jobs, broadcast groups
    Agents, ///< all agents; drawn as cards without a frame
    Provider, ///< one per model provider: its models
    Tools,
    Gateway, ///< the gateway itself
    McpServers,
    Plugins,
    OwnJobs, ///< scheduled jobs that the runtime made by itself
    Devices, ///< paired devices and nodes
    Sessions,
};

[[nodiscard]] Column columnOf(BoxKind kind);

/// No index.
inline constexpr std::uint32_t kNone = 0xffffffffU;

/// A frame around the nodes that it owns. Ownership is enclosure, never a line.
struct Box
{
    BoxKind kind = BoxKind::Channel;
    std::string key; ///< identity over layouts: the owner's node id, or a fixed word such as `tools`
    std::uint32_t owner = kNone; ///< node that the box stands for (channel, provider); it has no row of its own
    std::uint32_t firstRow = 0; ///< its rows are Layout::rows[firstRow .. firstRow + rowCount)
    std::uint32_t rowCount = 0;
    std::uint32_t gridColumns = 1; ///< rows run down each grid column, then to the next
    Rect rect{};
};

/// How an edge runs.
enum class EdgeForm : std::uint8_t {
    Enclosed, ///< ownership: never drawn
    Across, ///< from a right side to a left side, or back
    LeftArc, ///< in the gutter left of the column, undirected
    RightArc, ///< in the gutter right of the column
    Loop, ///< from a node to itself
};

/// What an edge means to the eye; one colour and line pattern each.
enum class EdgeStyle : std::uint8_t { Routes, Triggers, Spawns, Talks, Uses, Allows, Denies, Hosts };
inline constexpr std::size_t kEdgeStyleCount = 8;

[[nodiscard]] EdgeStyle styleOf(topology::EdgeKind kind);

struct EdgeLine
{
    std::uint32_t from = kNone; ///< index into Graph::nodes()
    std::uint32_t to = kNone;
    EdgeForm form = EdgeForm::Enclosed;
    EdgeStyle style = EdgeStyle::Routes;
    bool isSet = false; ///< one of a set (wildcard, default, implied): a badge at rest, a line only when asked for
    Curve curve{};
};

/// Sizes of the drawing at 100 %, in scene units, on the 4 px grid (CONSOLE.md, "Tokens").
namespace metrics {
inline constexpr float kRowWidth = 192;
inline constexpr float kRowHeight = 28;
inline constexpr float kRowGap = 6;
inline constexpr float kBoxPadding = 8;
inline constexpr float kBoxHeader = 32;
inline constexpr float kBoxGap = 16;
inline constexpr float kColumnWidth = kRowWidth + 2 * kBoxPadding;
inline constexpr float kCardHeight = 60;
inline constexpr float kCardGap = 28;
inline constexpr float kGutter = 116; ///< between columns; arcs are never deeper than kMaxArc
inline constexpr float kInnerGutter = 64; ///< between sub-columns of agents
inline constexpr float kSubcolumnGap = 24; ///< between sub-columns of boxes
inline constexpr float kMaxArc = 80;
inline constexpr float kTitleHeight = 32; ///< the columns' headings, above y = 0
} // namespace metrics

/// Where everything of one runtime stands. Immutable once built; indices are those of `graph`.
///
/// Invariants (tst_layout): every node has a place, nothing overlaps but a box and what it encloses, every drawn edge
/// ends on the border of its nodes, equal input gives equal output.
struct Layout
{
    topology::Graph graph;
    std::vector<Box> boxes; ///< by column, top to bottom
    std::vector<std::uint32_t> rows; ///< node indices, box by box
    std::vector<Rect> nodeRects; ///< parallel to graph.nodes(); of a box's owner: the header of the box
    std::vector<std::uint32_t> nodeBox; ///< parallel to graph.nodes()
    std::vector<EdgeLine> edges; ///< parallel to graph.edges()
    std::array<Rect, kColumnCount> columns; ///< empty for a column without boxes
    float targetHeight = 0; ///< where columns wrap; kept while it still fits, so that small changes move nothing
    Rect bounds; ///< of everything, headings included
};

/// Places @p graph. A pure function: no clock, no randomness, no state.
///
/// Without @p previous the order inside columns minimises crossings (barycentre sweeps over real heights, the best
/// sweep wins, ties by id). With @p previous everything that was there keeps its order and new things come last in
/// their box, so a changed edge moves no node at all and a new node moves only what is below it.
///
/// O((V + E) log V). 10,000 nodes and 14,000 edges take about 7 ms of CPU (tests/bench/bench_layout.cpp).
[[nodiscard]] Layout layOut(const topology::Graph& graph, const Layout* previous = nullptr);

} // namespace fabric::view
