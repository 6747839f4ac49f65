// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/row_list_model.h"

namespace fabric::model {

RowListModel::RowListModel(QList<QByteArray> roles, QObject* parent)
    : KeyedListModel(parent)
    , m_roles(std::move(roles))
{
    connect(this, &QAbstractItemModel::rowsInserted, this, &RowListModel::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &RowListModel::countChanged);
}

QVariant RowListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QVariantList& values = rows()[static_cast<std::size_t>(index.row())].values;
    if (role == Qt::DisplayRole)
        return values.value(0);
    return values.value(role - Qt::UserRole);
}

QHash<int, QByteArray> RowListModel::roleNames() const
{
    QHash<int, QByteArray> names;
    for (qsizetype i = 0; i < m_roles.size(); ++i)
        names.insert(Qt::UserRole + static_cast<int>(i), m_roles[i]);
    return names;
}

void RowListModel::setRows(std::vector<ShownRow> rows)
{
    sync(std::move(rows));
}

QVariant RowListModel::value(int row, const QString& role) const
{
    const qsizetype at = m_roles.indexOf(role.toLatin1());
    return at < 0 || row < 0 || row >= rowCount() ? QVariant() : data(index(row), Qt::UserRole + static_cast<int>(at));
}

} // namespace fabric::model
