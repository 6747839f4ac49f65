// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/detail_list.h"

namespace fabric::model {

using topology::NodeKind;

KindGroup groupOf(NodeKind kind)
{
    switch (kind) {
    case NodeKind::Channel:
    case NodeKind::Account: return KindGroup::Channel;
    case NodeKind::Agent: return KindGroup::Agent;
    case NodeKind::ModelProvider:
    case NodeKind::Model: return KindGroup::Model;
    case NodeKind::Tool:
    case NodeKind::Plugin:
    case NodeKind::McpServer: return KindGroup::Tool;
    case NodeKind::Hook:
    case NodeKind::BroadcastGroup:
    case NodeKind::CronJob: return KindGroup::Trigger;
    case NodeKind::Gateway:
    case NodeKind::Device:
    case NodeKind::Node:
    case NodeKind::Session: return KindGroup::Gateway;
    }
    Q_UNREACHABLE();
}

int DetailList::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant DetailList::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DetailItem& item = m_items[static_cast<std::size_t>(index.row())];
    switch (role) {
    case TypeRole: return static_cast<int>(item.type);
    case Qt::DisplayRole:
    case TextRole: return item.text;
    case DetailRole: return item.detail;
    case NodeIdRole: return item.nodeId;
    case GroupRole: return static_cast<int>(item.group);
    case ToneRole: return static_cast<int>(item.tone);
    case IsMonoRole: return item.isMono;
    case IsFirstRole: return item.isFirst;
    case IsLastRole: return item.isLast;
    default: return {};
    }
}

QHash<int, QByteArray> DetailList::roleNames() const
{
    return {{TypeRole, "type"},     {TextRole, "text"},       {DetailRole, "detail"},
            {NodeIdRole, "nodeId"}, {GroupRole, "group"},     {ToneRole, "tone"},
            {IsMonoRole, "isMono"}, {IsFirstRole, "isFirst"}, {IsLastRole, "isLast"}};
}

void DetailList::setItems(std::vector<DetailItem> items)
{
    const auto shorter = std::min(m_items.size(), items.size());
    std::size_t head = 0;
    while (head < shorter && m_items[head] == items[head])
        ++head;
    std::size_t tail = 0;
    while (tail < shorter - head && m_items[m_items.size() - 1 - tail] == items[items.size() - 1 - tail])
        ++tail;
    const auto begin = static_cast<std::ptrdiff_t>(head);
    if (const auto gone = m_items.size() - head - tail; gone > 0) {
        beginRemoveRows({}, static_cast<int>(head), static_cast<int>(head + gone - 1));
        m_items.erase(m_items.begin() + begin, m_items.begin() + begin + static_cast<std::ptrdiff_t>(gone));
        endRemoveRows();
    }
    if (const auto come = items.size() - head - tail; come > 0) {
        beginInsertRows({}, static_cast<int>(head), static_cast<int>(head + come - 1));
        m_items.insert(m_items.begin() + begin, items.begin() + begin,
                       items.begin() + begin + static_cast<std::ptrdiff_t>(come));
        endInsertRows();
    }
}

} // namespace fabric::model
