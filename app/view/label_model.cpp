// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/label_model.h"

#include "app/view/graph_palette.h"

#include <QFont>

#include <unordered_map>

namespace fabric::view {

LabelFont fontOf(Label::Style style)
{
    switch (style) {
    case Label::Style::ColumnTitle:
    case Label::Style::BoxTitle: return {12, QFont::DemiBold, false};
    case Label::Style::Row: return {13, QFont::Normal, false};
    case Label::Style::RowMono: return {12, QFont::Normal, true};
    case Label::Style::State:
    case Label::Style::Number: return {11, QFont::Normal, false};
    case Label::Style::Small: return {9, QFont::Normal, false};
    case Label::Style::SmallMono: return {9, QFont::Normal, true};
    case Label::Style::CardTitle: return {13, QFont::DemiBold, false};
    case Label::Style::Card: return {11, QFont::Normal, false};
    case Label::Style::Badge: return {11, QFont::Normal, false};
    case Label::Style::Initial: return {15, QFont::Bold, false};
    }
    Q_UNREACHABLE();
}

int LabelModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_slots.size());
}

QVariant LabelModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Slot& slot = m_slots[static_cast<std::size_t>(index.row())];
    const Label& label = slot.label;
    const LabelFont font = fontOf(label.style);
    switch (role) {
    case XRole: return label.rect.x;
    case YRole: return label.rect.y;
    case WidthRole: return label.rect.w;
    case HeightRole: return label.rect.h;
    case Qt::DisplayRole:
    case TextRole: return label.text;
    case ColourRole: return m_palette ? m_palette->colour(label.ink) : QColor();
    case PixelSizeRole: return font.pixelSize;
    case WeightRole: return label.isPill ? static_cast<int>(QFont::Medium) : font.weight;
    case IsMonoRole: return font.isMono;
    case AlignRole:
        if (label.align == Label::Align::Centre)
            return static_cast<int>(Qt::AlignHCenter);
        return static_cast<int>(label.align == Label::Align::Right ? Qt::AlignRight : Qt::AlignLeft);
    case IsPillRole: return label.isPill;
    case IsFixedSizeRole: return label.isFixedSize;
    case IsDimmedRole: return isDimmed(label);
    case IsShownRole: return slot.isShown;
    case StrengthRole: {
        const auto found = m_strengths.find(label.node);
        return found == m_strengths.end() ? 1.0F : found->second;
    }
    default: return {};
    }
}

QHash<int, QByteArray> LabelModel::roleNames() const
{
    return {{XRole, "labelX"},
            {YRole, "labelY"},
            {WidthRole, "labelWidth"},
            {HeightRole, "labelHeight"},
            {TextRole, "text"},
            {ColourRole, "colour"},
            {PixelSizeRole, "pixelSize"},
            {WeightRole, "weight"},
            {IsMonoRole, "isMono"},
            {AlignRole, "align"},
            {IsPillRole, "isPill"},
            {IsFixedSizeRole, "isFixedSize"},
            {IsDimmedRole, "isDimmed"},
            {IsShownRole, "isShown"},
            {StrengthRole, "strength"}};
}

bool LabelModel::isDimmed(const Label& label) const
{
    return m_isDimming && label.node != kNone && label.style != Label::Style::BoxTitle
        && !m_bright.contains(label.node);
}

int LabelModel::shownCount() const
{
    return static_cast<int>(
        std::count_if(m_slots.begin(), m_slots.end(), [](const Slot& slot) { return slot.isShown; }));
}

void LabelModel::setLabels(const std::vector<Label>& labels)
{
    std::unordered_map<std::uint64_t, const Label*> wanted;
    wanted.reserve(labels.size() * 2);
    for (const Label& label : labels)
        wanted.emplace(label.id, &label);
    std::vector<std::size_t> freeSlots;
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        Slot& slot = m_slots[i];
        const auto it = slot.isShown ? wanted.find(slot.label.id) : wanted.end();
        if (it == wanted.end()) {
            freeSlots.push_back(i);
            continue;
        }
        if (!(slot.label == *it->second)) {
            Label moved = slot.label;
            moved.rect = it->second->rect;
            // While one zooms most of them only move, and each role that is told of costs in each of them.
            const bool isMove = moved == *it->second;
            slot.label = *it->second;
            Q_EMIT dataChanged(index(static_cast<int>(i)), index(static_cast<int>(i)),
                               isMove ? QList<int>{XRole, YRole, WidthRole, HeightRole} : QList<int>{});
        }
        wanted.erase(it);
    }
    std::size_t nextFree = 0;
    std::vector<Slot> added;
    for (const Label& label : labels) { // in the given order, so that the pool fills the same way each time
        if (!wanted.contains(label.id))
            continue;
        if (nextFree == freeSlots.size()) {
            added.push_back({label, true});
            continue;
        }
        const std::size_t i = freeSlots[nextFree++];
        m_slots[i] = {label, true};
        Q_EMIT dataChanged(index(static_cast<int>(i)), index(static_cast<int>(i)));
    }
    for (; nextFree < freeSlots.size(); ++nextFree) {
        Slot& slot = m_slots[freeSlots[nextFree]];
        if (!std::exchange(slot.isShown, false))
            continue;
        const QModelIndex at = index(static_cast<int>(freeSlots[nextFree]));
        Q_EMIT dataChanged(at, at, {IsShownRole});
    }
    if (!added.empty()) {
        const auto first = static_cast<int>(m_slots.size());
        beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
        m_slots.insert(m_slots.end(), added.begin(), added.end());
        endInsertRows();
    }
}

void LabelModel::setPalette(const GraphPalette* palette)
{
    m_palette = palette;
    if (!m_slots.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_slots.size()) - 1), {ColourRole});
}

void LabelModel::setBright(bool isDimming, std::set<std::uint32_t> bright)
{
    if (isDimming == m_isDimming && bright == m_bright)
        return;
    m_isDimming = isDimming;
    m_bright = std::move(bright);
    if (!m_slots.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_slots.size()) - 1), {IsDimmedRole});
}

void LabelModel::setStrengths(std::map<std::uint32_t, float> strengths)
{
    if (strengths == m_strengths)
        return;
    m_strengths = std::move(strengths);
    if (!m_slots.empty())
        Q_EMIT dataChanged(index(0), index(static_cast<int>(m_slots.size()) - 1), {StrengthRole});
}

} // namespace fabric::view
