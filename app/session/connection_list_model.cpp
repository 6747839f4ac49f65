// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/connection_list_model.h"

namespace fabric::session {

ConnectionListModel::ConnectionListModel(QObject* parent)
    : KeyedListModel(parent)
{
    connect(this, &QAbstractItemModel::rowsInserted, this, &ConnectionListModel::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ConnectionListModel::countChanged);
}

QVariant ConnectionListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConnectionRow& row = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case NameRole: return row.key;
    case UrlRole: return row.url;
    default: return {};
    }
}

QHash<int, QByteArray> ConnectionListModel::roleNames() const
{
    return {{NameRole, "name"}, {UrlRole, "url"}};
}

} // namespace fabric::session
