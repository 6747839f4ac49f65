// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// Order inside columns: the barycentre heuristic (Sugiyama, Tagawa, Toda 1981) over three layers: entry points, agents,
// resources. A sweep sorts one column by the mean height of the neighbours in another column. Heights are those of the
// drawing, not ranks, so that boxes of different sizes pull truly. Crossings are counted after each sweep and the best
// order seen wins; the first of equals, so that the result does not depend on how many sweeps are tried.

#include "app/view/layout_plan.h"

#include <limits>
#include <map>
#include <numeric>

namespace fabric::view {

namespace {

/// Sweeps beyond the fourth changed no crossing count in random graphs of 100 nodes; big graphs get fewer for time.
constexpr int kSweeps = 6;
constexpr int kSweepsBig = 2;
constexpr std::size_t kBigGraph = 4'000;

/// Neighbours in other columns along drawn edges, as compressed rows: those of node n are
/// targets[start[n] .. start[n + 1]).
struct Adjacency
{
    std::vector<std::uint32_t> start;
    std::vector<std::uint32_t> targets;
};

bool countsForOrder(const EdgeLine& line)
{
    return line.form == EdgeForm::Across && !line.isSet;
}

Adjacency buildAdjacency(const Layout& layout)
{
    Adjacency result;
    result.start.assign(layout.nodeBox.size() + 1, 0);
    for (const EdgeLine& line : layout.edges) {
        if (!countsForOrder(line))
            continue;
        ++result.start[line.from + 1];
        ++result.start[line.to + 1];
    }
    std::partial_sum(result.start.begin(), result.start.end(), result.start.begin());
    result.targets.resize(result.start.back());
    std::vector<std::uint32_t> next(result.start.begin(), result.start.end() - 1);
    for (const EdgeLine& line : layout.edges) {
        if (!countsForOrder(line))
            continue;
        result.targets[next[line.from]++] = line.to;
        result.targets[next[line.to]++] = line.from;
    }
    return result;
}

class Orderer
{
public:
    explicit Orderer(LayoutPlan& plan)
        : m_plan(plan)
        , m_layout(plan.layout)
        , m_adjacency(buildAdjacency(plan.layout))
        , m_height(plan.layout.nodeBox.size(), 0.0F)
        , m_rank(plan.layout.nodeBox.size(), 0)
        , m_column(plan.layout.nodeBox.size())
    {
        for (std::size_t i = 0; i < m_column.size(); ++i)
            m_column[i] = columnOf(m_layout.boxes[m_layout.nodeBox[i]].kind);
        for (std::size_t c = 0; c < kColumnCount; ++c)
            measure(static_cast<Column>(c));
        for (const EdgeLine& line : m_layout.edges) {
            if (!countsForOrder(line))
                continue;
            if (m_column[line.from] == Column::Entry && m_column[line.to] == Column::Agents)
                m_routes.emplace_back(line.from, line.to);
            else if (m_column[line.from] == Column::Agents && m_column[line.to] == Column::Resources)
                m_uses.emplace_back(line.from, line.to);
        }
    }

    void sweep()
    {
        const int sweeps = m_layout.nodeBox.size() > kBigGraph ? kSweepsBig : kSweeps;
        keepIfBetter();
        for (int i = 0; i < sweeps; ++i) {
            // The first sweeps let entry points lead, because routes are what people read first.
            sortBy(Column::Agents, i % 2 == 0 ? Column::Entry : Column::Resources);
            sortBy(Column::Entry, Column::Agents);
            sortBy(Column::Resources, Column::Agents);
            sortBy(Column::Gateway, Column::Agents);
            keepIfBetter();
        }
        m_layout.rows = m_bestRows;
        m_plan.order = m_bestOrder;
    }

private:
    [[nodiscard]] std::vector<std::uint32_t>& order(Column column)
    {
        return m_plan.order[static_cast<std::size_t>(column)];
    }

    using Ends = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

    /// Heights of all nodes of a column if it stood in one piece, and their ranks from the top.
    void measure(Column column)
    {
        float top = 0;
        std::uint32_t rank = 0;
        for (const std::uint32_t b : order(column)) {
            const Box& box = m_layout.boxes[b];
            if (box.owner != kNone) {
                m_height[box.owner] = top + metrics::kBoxHeader / 2;
                m_rank[box.owner] = rank++;
            }
            const bool isCards = box.kind == BoxKind::Agents;
            const float pitch
                = isCards ? metrics::kCardHeight + metrics::kCardGap : metrics::kRowHeight + metrics::kRowGap;
            const float first = isCards ? metrics::kCardHeight / 2 : metrics::kBoxHeader + metrics::kRowHeight / 2;
            for (std::uint32_t r = 0; r < box.rowCount; ++r) {
                m_height[m_layout.rows[box.firstRow + r]] = top + first + pitch * static_cast<float>(r);
                m_rank[m_layout.rows[box.firstRow + r]] = rank++;
            }
            top += boxHeight(box.kind, box.rowCount, 1) + metrics::kBoxGap;
        }
    }

    struct Pull
    {
        float sum = 0;
        std::uint32_t count = 0;
    };

    [[nodiscard]] Pull pullOf(std::uint32_t node, Column by) const
    {
        Pull pull;
        for (std::uint32_t i = m_adjacency.start[node]; i < m_adjacency.start[node + 1]; ++i) {
            const std::uint32_t other = m_adjacency.targets[i];
            if (m_column[other] != by)
                continue;
            pull.sum += m_height[other];
            ++pull.count;
        }
        return pull;
    }

    void sortBy(Column column, Column by)
    {
        struct Placed
        {
            BoxKind kind;
            float height;
            std::uint32_t index;
        };
        std::vector<Placed> boxes;
        std::vector<std::pair<float, std::uint32_t>> rows;
        boxes.reserve(order(column).size());
        for (const std::uint32_t b : order(column)) {
            const Box& box = m_layout.boxes[b];
            Pull whole = box.owner == kNone ? Pull{} : pullOf(box.owner, by);
            float own = box.owner == kNone ? 0 : m_height[box.owner];
            rows.clear();
            for (std::uint32_t r = 0; r < box.rowCount; ++r) {
                const std::uint32_t node = m_layout.rows[box.firstRow + r];
                const Pull pull = pullOf(node, by);
                rows.emplace_back(pull.count == 0 ? m_height[node] : pull.sum / static_cast<float>(pull.count), node);
                whole.sum += pull.sum;
                whole.count += pull.count;
                own = m_height[node];
            }
            std::sort(rows.begin(), rows.end()); // ties by index, which is the order of ids
            for (std::uint32_t r = 0; r < box.rowCount; ++r)
                m_layout.rows[box.firstRow + r] = rows[r].second;
            boxes.push_back({box.kind, whole.count == 0 ? own : whole.sum / static_cast<float>(whole.count), b});
        }
        std::sort(boxes.begin(), boxes.end(), [this](const Placed& a, const Placed& b) {
            if (a.kind != b.kind)
                return a.kind < b.kind;
            if (a.height != b.height)
                return a.height < b.height;
            return m_layout.boxes[a.index].key < m_layout.boxes[b.index].key;
        });
        for (std::size_t i = 0; i < boxes.size(); ++i)
            order(column)[i] = boxes[i].index;
        measure(column);
    }

    /// Crossings of drawn edges between two columns: inversions, counted with a Fenwick tree, O(E log V).
    [[nodiscard]] std::uint64_t crossings(const Ends& edges) const
    {
        // The right ranks of the edges, by left rank: those of left rank r are right[start[r] .. start[r + 1]).
        std::vector<std::uint32_t> start(m_rank.size() + 1, 0);
        for (const auto& [from, to] : edges)
            ++start[m_rank[from] + 1];
        std::partial_sum(start.begin(), start.end(), start.begin());
        std::vector<std::uint32_t> right(edges.size());
        std::vector<std::uint32_t> next(start.begin(), start.end() - 1);
        for (const auto& [from, to] : edges)
            right[next[m_rank[from]]++] = m_rank[to] + 1;
        std::vector<std::uint32_t> tree(m_rank.size() + 1, 0);
        std::uint64_t result = 0;
        for (std::size_t left = 0; left + 1 < start.size(); ++left) { // edges of one start do not cross each other
            for (std::size_t i = start[left]; i < start[left + 1]; ++i) {
                std::uint32_t below = 0;
                for (std::size_t k = right[i]; k > 0; k -= k & (~k + 1))
                    below += tree[k];
                result += start[left] - below;
            }
            for (std::size_t i = start[left]; i < start[left + 1]; ++i) {
                for (std::size_t k = right[i]; k < tree.size(); k += k & (~k + 1))
                    ++tree[k];
            }
        }
        return result;
    }

    void keepIfBetter()
    {
        // A crossing of routes costs more than one of uses: people follow messages.
        const std::uint64_t cost = 2 * crossings(m_routes) + crossings(m_uses);
        if (cost >= m_bestCost)
            return;
        m_bestCost = cost;
        m_bestRows = m_layout.rows;
        m_bestOrder = m_plan.order;
    }

    LayoutPlan& m_plan;
    Layout& m_layout;
    Adjacency m_adjacency;
    std::vector<float> m_height;
    std::vector<std::uint32_t> m_rank;
    std::vector<Column> m_column;
    Ends m_routes; ///< drawn edges from entry points to agents
    Ends m_uses; ///< from agents to resources
    std::uint64_t m_bestCost = std::numeric_limits<std::uint64_t>::max();
    std::vector<std::uint32_t> m_bestRows;
    std::array<std::vector<std::uint32_t>, kColumnCount> m_bestOrder;
};

/// For each node its rank in the previous layout, kNone if it is new. Both node lists are sorted by id.
std::vector<std::uint32_t> previousRanks(const Layout& layout, const Layout& previous)
{
    std::vector<std::uint32_t> rankOfOld(previous.graph.nodes().size(), kNone);
    for (std::uint32_t rank = 0; rank < previous.rows.size(); ++rank)
        rankOfOld[previous.rows[rank]] = rank;
    const auto now = layout.graph.nodes();
    const auto before = previous.graph.nodes();
    std::vector<std::uint32_t> result(now.size(), kNone);
    for (std::size_t i = 0, j = 0; i < now.size() && j < before.size();) {
        const auto order = now[i].id <=> before[j].id;
        if (order == 0)
            result[i++] = rankOfOld[j++];
        else if (order < 0)
            ++i;
        else
            ++j;
    }
    return result;
}

void keepPreviousOrder(LayoutPlan& plan)
{
    Layout& layout = plan.layout;
    const std::vector<std::uint32_t> ranks = previousRanks(layout, *plan.previous);
    const auto byRank = [&ranks](std::uint32_t a, std::uint32_t b) {
        return std::pair(ranks[a], a) < std::pair(ranks[b], b); // new ones (kNone) come last, by id
    };
    for (const Box& box : layout.boxes) {
        const auto first = layout.rows.begin() + box.firstRow;
        std::sort(first, first + box.rowCount, byRank);
    }
    std::map<std::string_view, std::uint32_t> boxRank;
    for (std::uint32_t i = 0; i < plan.previous->boxes.size(); ++i)
        boxRank.emplace(plan.previous->boxes[i].key, i);
    const auto rankOf = [&](std::uint32_t box) {
        const auto it = boxRank.find(layout.boxes[box].key);
        return it == boxRank.end() ? kNone : it->second;
    };
    for (auto& column : plan.order) {
        std::vector<std::tuple<BoxKind, std::uint32_t, std::uint32_t>> keyed;
        for (const std::uint32_t box : column)
            keyed.emplace_back(layout.boxes[box].kind, rankOf(box), box);
        std::sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
            if (std::get<0>(a) != std::get<0>(b) || std::get<1>(a) != std::get<1>(b))
                return a < b;
            return layout.boxes[std::get<2>(a)].key < layout.boxes[std::get<2>(b)].key;
        });
        for (std::size_t i = 0; i < keyed.size(); ++i)
            column[i] = std::get<2>(keyed[i]);
    }
}

} // namespace

void orderColumns(LayoutPlan& plan)
{
    const auto& boxes = plan.layout.boxes;
    for (std::uint32_t i = 0; i < boxes.size(); ++i)
        plan.order[static_cast<std::size_t>(columnOf(boxes[i].kind))].push_back(i);
    for (auto& column : plan.order) {
        std::sort(column.begin(), column.end(), [&boxes](std::uint32_t a, std::uint32_t b) {
            return std::tie(boxes[a].kind, boxes[a].key) < std::tie(boxes[b].kind, boxes[b].key);
        });
    }
    if (plan.previous)
        keepPreviousOrder(plan);
    else
        Orderer(plan).sweep();
}

} // namespace fabric::view
