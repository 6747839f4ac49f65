// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/scene.h"
#include "app/view/text_width.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace fabric::view {

using topology::NodeKind;
using Style = Label::Style;
using Align = Label::Align;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Topology", text);
}

/// Room that keeps a state or badge apart from the name beside it, and forgives a width that was guessed.
constexpr float kSlack = 4;
constexpr float kPillPadding = 10;
/// Least size on screen of a box that carries its title.
constexpr float kTitleWidthPx = 44;
constexpr float kTitleHeightPx = 15;

/// Titles of columns in the overview: their font, how much wider its weight is, the room between two of them, and how far
/// the last one may stand out into the margin.
constexpr float kTitleFont = 12;
constexpr float kCardTitleFont = 13;
constexpr float kBolder = 1.05F;
constexpr float kTitleGapPx = 8;
constexpr float kRoomy = 1.15F; ///< estimate and bold face are off by a few percent each
constexpr float kTitleOverhangPx = 20;

constexpr float kIconSpace = 28; ///< of a row, left of its name
constexpr float kRowEnd = 10;
constexpr float kCardText = 58; ///< right of the avatar
constexpr float kCardEnd = 12;
// Sizes of fonts (label_model.cpp) and lines of a card that says everything: four lines in 60 units.
constexpr float kStateFont = 11;
constexpr float kSmallFont = 9;
constexpr float kSmallLine = 12;
constexpr float kFewLetters = 36; ///< less of a cut text says nothing

constexpr std::size_t kMaxBadges = 6;
enum Slot : std::uint64_t {
    TitleSlot,
    StateSlot,
    DetailSlot,
    MoreSlot,
    InitialSlot,
    BadgeSlot,
    SlotCount = BadgeSlot + kMaxBadges
};
constexpr std::uint64_t kBoxIds = std::uint64_t{1} << 40;
constexpr std::uint64_t kColumnIds = std::uint64_t{2} << 40;

QString columnTitle(Column column)
{
    switch (column) {
    case Column::Entry: return tr("Entry points");
    case Column::Agents: return tr("Agents");
    case Column::Resources: return tr("Models and tools");
    case Column::Gateway: return tr("Gateway");
    }
    Q_UNREACHABLE();
}

/// Collects labels by importance: all of one rank before the next.
class Collector
{
public:
    Collector(const Scene& scene, const Rect& rect, float scale, KindMask hidden)
        : m_scene(scene)
        , m_layout(scene.layout())
        , m_rect(rect)
        , m_scale(scale)
        , m_detail(scene.levelOfDetail(scale))
        , m_hidden(hidden)
    {
    }

    std::vector<Label> collect(std::size_t budget)
    {
        addColumns();
        addBoxes();
        addNodes();
        return best(budget);
    }

private:
    enum Rank { Titles, Names, States };
    struct Candidate
    {
        Rank rank;
        float distance;
        Label label;
    };

    void add(Rank rank, Label label)
    {
        if (label.text.isEmpty() || !label.rect.intersects(m_rect))
            return;
        if (label.isFixedSize)
            keepWidth(label);
        const Point middle = m_rect.centre();
        const Point here = label.rect.centre();
        m_candidates.push_back({rank, std::hypot(here.x - middle.x, here.y - middle.y), std::move(label)});
    }

    /// The room of a text that keeps its size changes with every step of a zoom, and each other width costs a layout of
    /// the text: where there is room enough, the text gets what it needs and no more.
    void keepWidth(Label& label) const
    {
        const float needed = std::ceil(textWidth(label.text, kCardTitleFont) * kRoomy + kSlack) / m_scale;
        if (needed > label.rect.w)
            return;
        if (label.align == Align::Centre)
            label.rect.x += (label.rect.w - needed) / 2;
        else if (label.align == Align::Right)
            label.rect.x += label.rect.w - needed;
        label.rect.w = needed;
    }

    std::vector<Label> best(std::size_t budget)
    {
        std::sort(m_candidates.begin(), m_candidates.end(), [](const Candidate& a, const Candidate& b) {
            return std::tie(a.rank, a.distance, a.label.id) < std::tie(b.rank, b.distance, b.label.id);
        });
        if (m_candidates.size() > budget)
            m_candidates.resize(budget);
        std::vector<Label> result;
        result.reserve(m_candidates.size());
        for (Candidate& candidate : m_candidates)
            result.push_back(std::move(candidate.label));
        return result;
    }

    [[nodiscard]] bool isHidden(NodeKind kind) const { return (maskOf(kind) & m_hidden) != 0; }

    void addColumns()
    {
        const bool isFixed = m_detail < Detail::Labels;
        const float height = isFixed ? 20 / m_scale : metrics::kTitleHeight - 8;
        const float gap = kTitleGapPx / m_scale;
        float end = m_layout.bounds.right() + (isFixed ? kTitleOverhangPx / m_scale : 0);
        for (std::size_t c = kColumnCount;
             c-- > 0;) { // from the right, for a narrow last column needs room to its left
            const Rect& column = m_layout.columns[c];
            if (column.isEmpty())
                continue;
            QString text = columnTitle(static_cast<Column>(c));
            float left = column.x + 2;
            float width = column.w;
            if (isFixed) {
                text = tr("%1  %2").arg(text, QLocale().toString(nodesIn(static_cast<Column>(c))));
                width = std::max(width, textWidth(text, kTitleFont) * kBolder / m_scale + gap);
                left = std::max(m_layout.bounds.x, std::min(left, end - width));
            }
            width = std::min(width, end - left);
            add(Titles,
                {.id = kColumnIds + c,
                 .text = text,
                 .rect = {left, column.y + metrics::kTitleHeight - 8 - height, width, height},
                 .style = Style::ColumnTitle,
                 .ink = Ink::Text2,
                 .isFixedSize = isFixed});
            end = left - gap;
        }
    }

    [[nodiscard]] int nodesIn(Column column) const
    {
        std::uint32_t result = 0;
        for (const Box& box : m_layout.boxes)
            result += columnOf(box.kind) == column ? box.rowCount : 0;
        return static_cast<int>(result);
    }

    void addBoxes()
    {
        for (std::uint32_t i = 0; i < m_layout.boxes.size(); ++i) {
            const Box& box = m_layout.boxes[i];
            const NodeKind kind = Scene::kindOfBox(box.kind);
            const bool isFolded = m_scene.isFolded(box, m_scale);
            if (!box.rect.intersects(m_rect) || isHidden(kind) || (box.kind == BoxKind::Agents && !isFolded))
                continue;
            if (isFolded)
                addFoldedBox(i, inkOf(kind));
            else
                addBoxTitle(i, inkOf(kind));
        }
    }

    void addFoldedBox(std::uint32_t index, Ink ink)
    {
        const Box& box = m_layout.boxes[index];
        const QString number = QLocale().toString(box.rowCount);
        if (box.rect.w * m_scale < kTitleWidthPx || box.rect.h * m_scale < kTitleHeightPx) {
            addNumber(index, number);
            return;
        }
        const bool hasTwoLines = box.rect.h * m_scale >= 2 * kTitleHeightPx + 4;
        const float line = kTitleHeightPx / m_scale;
        const float middle = box.rect.centre().y;
        const float pad = 2 / m_scale;
        Label title{.id = kBoxIds + index * SlotCount + TitleSlot,
                    .node = box.owner,
                    .text = hasTwoLines ? m_scene.boxTitle(box) : tr("%1  %2").arg(m_scene.boxTitle(box), number),
                    .rect
                    = {box.rect.x + pad, hasTwoLines ? middle - line : middle - line / 2, box.rect.w - 2 * pad, line},
                    .style = Style::BoxTitle,
                    .align = Align::Centre,
                    .ink = ink,
                    .isFixedSize = true};
        if (hasTwoLines) {
            add(Titles,
                {.id = kBoxIds + index * SlotCount + StateSlot,
                 .node = box.owner,
                 .text = number,
                 .rect = {title.rect.x, middle, title.rect.w, line},
                 .style = Style::Number,
                 .align = Align::Centre,
                 .ink = Ink::Text2,
                 .isFixedSize = true});
        }
        add(Titles, std::move(title));
    }

    /// Of a box that is too small for its name; hovering tells the rest.
    void addNumber(std::uint32_t index, const QString& number)
    {
        const Box& box = m_layout.boxes[index];
        if (box.rect.w * m_scale < textWidth(number, kStateFont) || box.rect.h * m_scale < kStateFont)
            return;
        add(Titles,
            {.id = kBoxIds + index * SlotCount + StateSlot,
             .node = box.owner,
             .text = number,
             .rect = box.rect,
             .style = Style::Number,
             .align = Align::Centre,
             .ink = Ink::Text2,
             .isFixedSize = true});
    }

    void addBoxTitle(std::uint32_t index, Ink ink)
    {
        const Box& box = m_layout.boxes[index];
        const bool isFixed = m_detail < Detail::Labels;
        const float inset = isFixed ? metrics::kBoxPadding : 14;
        add(Titles,
            {.id = kBoxIds + index * SlotCount + TitleSlot,
             .node = box.owner,
             .text = m_scene.boxTitle(box),
             .rect = {box.rect.x + inset, box.rect.y + 2, box.rect.w - 2 * inset, metrics::kBoxHeader - 4},
             .style = Style::BoxTitle,
             .ink = ink,
             .isFixedSize = isFixed});
        if (isFixed)
            return;
        QString state;
        Ink stateInk = Ink::Text2;
        if (box.owner != kNone) {
            const model::Phrase& own = m_scene.faces()[box.owner].state;
            if (box.kind == BoxKind::Channel && hasOwnEdges(box.owner)) {
                state = tr("any account");
            } else if (own.tone != model::Tone::Muted || box.rowCount == 0) { // the rows say it already
                state = own.text;
                stateInk = inkOf(own.tone);
            }
        } else if (box.rowCount > 9) {
            state = QLocale().toString(box.rowCount);
        }
        add(States,
            {.id = kBoxIds + index * SlotCount + StateSlot,
             .node = box.owner,
             .text = state,
             .rect = {box.rect.x + box.rect.w / 2, box.rect.y + 2, box.rect.w / 2 - inset - 2, metrics::kBoxHeader - 4},
             .style = Style::State,
             .align = Align::Right,
             .ink = stateInk});
    }

    [[nodiscard]] bool hasOwnEdges(std::uint32_t node) const
    {
        for (const std::uint32_t edge : m_scene.edgesOf(node)) {
            if (m_layout.edges[edge].form != EdgeForm::Enclosed)
                return true;
        }
        return false;
    }

    void addNodes()
    {
        for (const std::uint32_t node : m_scene.cull(m_rect)) {
            const Box& box = m_layout.boxes[m_layout.nodeBox[node]];
            if (box.owner == node || isHidden(m_scene.graph().nodes()[node].kind))
                continue;
            if (box.kind == BoxKind::Agents)
                addCard(node);
            else if (m_detail >= Detail::Labels)
                addRow(node);
        }
    }

    void addRow(std::uint32_t node)
    {
        const NodeFace& face = m_scene.faces()[node];
        const topology::Node& thing = m_scene.graph().nodes()[node];
        const Rect& r = m_layout.nodeRects[node];
        const bool hasMore = m_detail == Detail::Full && !face.more.isEmpty();
        const float stateWidth
            = face.state.text.isEmpty() ? 0 : std::min(textWidth(face.state.text, kStateFont) + kSlack, r.w / 2);
        const float width = r.w - kIconSpace - kRowEnd - stateWidth;
        add(Names,
            {.id = node * SlotCount + TitleSlot,
             .node = node,
             .text = face.title,
             .rect = {r.x + kIconSpace, r.y + (hasMore ? 1 : 0), width, hasMore ? r.h - kSmallLine : r.h},
             .style = model::isMono(thing.kind) ? Style::RowMono : Style::Row,
             .ink = thing.isDangling ? Ink::Bad : Ink::Text});
        add(States,
            {.id = node * SlotCount + StateSlot,
             .node = node,
             .text = face.state.text,
             .rect = {r.right() - kRowEnd - stateWidth, r.y, stateWidth, r.h},
             .style = Style::State,
             .align = Align::Right,
             .ink = inkOf(face.state.tone)});
        if (hasMore) {
            add(States,
                {.id = node * SlotCount + MoreSlot,
                 .node = node,
                 .text = face.more,
                 .rect = {r.x + kIconSpace, r.bottom() - kSmallLine, width, kSmallLine - 1},
                 .style = Style::Small,
                 .ink = Ink::Text2});
        }
    }

    void addCard(std::uint32_t node)
    {
        const NodeFace& face = m_scene.faces()[node];
        const Rect& r = m_layout.nodeRects[node];
        if (m_detail < Detail::Labels) {
            if (m_detail == Detail::Nodes || r.w * m_scale >= kTitleWidthPx * 1.3F)
                add(Names,
                    {.id = node * SlotCount + TitleSlot,
                     .node = node,
                     .text = face.title,
                     .rect = r.grownBy(-3 / m_scale),
                     .style = Style::BoxTitle,
                     .align = Align::Centre,
                     .isFixedSize = true});
            return;
        }
        const bool isFull = m_detail == Detail::Full;
        const Rect text{r.x + kCardText, r.y + (isFull ? (face.badges.size() > 1 ? 3.0F : 8.0F) : 10.0F),
                        r.w - kCardText - kCardEnd, isFull ? 18.0F : 20.0F};
        const float badgeWidth = firstBadgeWidth(face, text.w);
        add(Names,
            {.id = node * SlotCount + InitialSlot,
             .node = node,
             .text = face.title.left(1).toUpper(),
             .rect = {r.x + 12, r.y + 12, 36, 36},
             .style = Style::Initial,
             .align = Align::Centre,
             .ink = Ink::KindAgent});
        add(Names,
            {.id = node * SlotCount + TitleSlot,
             .node = node,
             .text = face.title,
             .rect = {text.x, text.y, text.w - badgeWidth, text.h},
             .style = Style::CardTitle,
             .ink = m_scene.graph().nodes()[node].isDangling ? Ink::Bad : Ink::Text});
        if (badgeWidth > 0)
            addBadge(node, 0, {text.right() - badgeWidth, text.y, badgeWidth, text.h}, Style::Badge);
        if (isFull)
            addFullLines(node, {text.x, text.bottom(), text.w, kSmallLine});
        else
            addPair(node, face.detail, {text.x, r.y + 32, text.w, 18}, Style::Card, kStateFont);
    }

    /// The badge beside a card's title: a pill has its place, a quiet one leaves it to the name.
    [[nodiscard]] static float firstBadgeWidth(const NodeFace& face, float lineWidth)
    {
        if (face.badges.empty())
            return 0;
        const float wanted = widthOf(face.badges.front(), kStateFont);
        const float left = lineWidth - textWidth(face.title, kCardTitleFont) * kBolder - kSlack;
        if (isPill(face.badges.front()) || wanted <= left)
            return wanted;
        return left < kFewLetters ? 0 : left;
    }

    /// A detail at the left and the state at the right of one line; the state is never cut.
    void addPair(std::uint32_t node, const QString& detail, const Rect& line, Style style, float font)
    {
        const model::Phrase& state = m_scene.faces()[node].state;
        const float stateWidth = state.text.isEmpty() ? 0 : std::min(textWidth(state.text, font) + kSlack, line.w);
        add(States,
            {.id = node * SlotCount + DetailSlot,
             .node = node,
             .text = detail,
             .rect = {line.x, line.y, line.w - stateWidth, line.h},
             .style = style,
             .ink = Ink::Text2});
        add(States,
            {.id = node * SlotCount + StateSlot,
             .node = node,
             .text = state.text,
             .rect = {line.right() - stateWidth, line.y, stateWidth, line.h},
             .style = style,
             .align = Align::Right,
             .ink = inkOf(state.tone)});
    }

    /// The lines under the title of a card that says everything: model, profile and sandbox, the badges that are left.
    void addFullLines(std::uint32_t node, Rect line)
    {
        const NodeFace& face = m_scene.faces()[node];
        add(States,
            {.id = node * SlotCount + MoreSlot,
             .node = node,
             .text = face.more,
             .rect = line,
             .style = Style::SmallMono,
             .ink = Ink::Text2});
        line.y += kSmallLine;
        addPair(node, tr("tools: %1").arg(face.detail.isEmpty() ? tr("no profile") : face.detail), line, Style::Small,
                kSmallFont);
        line.y += kSmallLine;
        float x = line.x;
        for (std::size_t i = 1; i < std::min(face.badges.size(), kMaxBadges); ++i) {
            const float width = std::min(widthOf(face.badges[i], kSmallFont), line.right() - x);
            if (width < kSmallLine) // not even two letters
                return;
            addBadge(node, i, {x, line.y, width, line.h}, Style::Small);
            x += width + kSlack;
        }
    }

    [[nodiscard]] static bool isPill(const model::Phrase& badge) { return badge.tone == model::Tone::Accent; }
    [[nodiscard]] static float widthOf(const model::Phrase& badge, float font)
    {
        return textWidth(badge.text, font) + kSlack + (isPill(badge) ? 2 * kPillPadding : 0);
    }

    void addBadge(std::uint32_t node, std::size_t index, const Rect& rect, Style style)
    {
        const model::Phrase& badge = m_scene.faces()[node].badges[index];
        add(States,
            {.id = node * SlotCount + BadgeSlot + index,
             .node = node,
             .text = badge.text,
             .rect = rect,
             .style = style,
             .align = index == 0 ? Align::Right : Align::Left,
             .ink = isPill(badge) ? Ink::Accent : Ink::Text2,
             .isPill = isPill(badge)});
    }

    const Scene& m_scene;
    const Layout& m_layout;
    Rect m_rect;
    float m_scale;
    Detail m_detail;
    KindMask m_hidden;
    std::vector<Candidate> m_candidates;
};

} // namespace

std::vector<Label> Scene::labelsFor(const Rect& rect, float scale, std::size_t budget, KindMask hidden) const
{
    return Collector(*this, rect, scale, hidden).collect(budget);
}

} // namespace fabric::view
