// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/fact_list_model.h"

#include "app/model/format.h"

namespace fabric::model {
namespace {

/// What fits beside a label in the 330 px panel at 12 px mono (7.2 px a character).
constexpr int kShortLength = 28;

} // namespace

QVariant FactListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Fact& fact = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case LabelRole: return fact.key;
    case ValueRole: return fact.value;
    case ShortValueRole: return fact.isCode ? shortened(fact.value, kShortLength) : fact.value;
    case IsCodeRole: return fact.isCode;
    default: return {};
    }
}

QHash<int, QByteArray> FactListModel::roleNames() const
{
    return {{LabelRole, "label"}, {ValueRole, "value"}, {ShortValueRole, "shortValue"}, {IsCodeRole, "isCode"}};
}

ProblemListModel::ProblemListModel(QObject* parent)
    : KeyedListModel(parent)
{
    connect(this, &QAbstractItemModel::rowsInserted, this, &ProblemListModel::countChanged);
    connect(this, &QAbstractItemModel::rowsRemoved, this, &ProblemListModel::countChanged);
}

QVariant ProblemListModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ProblemRow& row = rows()[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case MessageRole: return row.message;
    case ActionRole: return row.action;
    case WhereRole: return row.where;
    default: return {};
    }
}

QHash<int, QByteArray> ProblemListModel::roleNames() const
{
    return {{MessageRole, "message"}, {ActionRole, "action"}, {WhereRole, "where"}};
}

} // namespace fabric::model
