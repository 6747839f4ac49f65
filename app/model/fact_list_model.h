// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/keyed_list_model.h"

#include <QtQml/qqmlregistration.h>

namespace fabric::model {

/// One labelled value of a details panel. Ids, digests and paths are `isCode`: mono, shortened, copied whole.
struct Fact
{
    QString key; ///< the label
    QString value;
    bool isCode = false;
    bool operator==(const Fact&) const = default;
};

class FactListModel : public KeyedListModel<Fact>
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with what it describes")

public:
    enum Role { LabelRole = Qt::UserRole + 1, ValueRole, ShortValueRole, IsCodeRole };
    Q_ENUM(Role)

    using KeyedListModel::KeyedListModel;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    void setFacts(std::vector<Fact> facts) { sync(std::move(facts)); }
};

/// One thing that is wrong, with what to do about it.
struct ProblemRow
{
    QString key; ///< the problem's code and place
    QString message;
    QString action;
    QString where;
    bool operator==(const ProblemRow&) const = default;
};

class ProblemListModel : public KeyedListModel<ProblemRow>
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with what it describes")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { MessageRole = Qt::UserRole + 1, ActionRole, WhereRole };
    Q_ENUM(Role)

    explicit ProblemListModel(QObject* parent = nullptr);
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] int count() const { return rowCount(); }
    void setProblems(std::vector<ProblemRow> problems) { sync(std::move(problems)); }

Q_SIGNALS:
    void countChanged();
};

} // namespace fabric::model
