// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/keyed_list_model.h"

#include <QVariant>
#include <QtQml/qqmlregistration.h>

#include <string>

namespace fabric::model {

/// One row of a list that is only shown: its identity and what its roles say, in the order of the model's roles.
struct ShownRow
{
    std::string key;
    QVariantList values;
    bool operator==(const ShownRow&) const = default;
};

/// A list whose rows were put into words by somebody else. The names of its roles are given once.
class RowListModel : public KeyedListModel<ShownRow>
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with what it describes")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    explicit RowListModel(QList<QByteArray> roles, QObject* parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] int count() const { return rowCount(); }
    /// Keys must be unique; every row has a value for each role.
    void setRows(std::vector<ShownRow> rows);
    /// What a row says under a role, for tests and for QML that holds a row number; invalid if there is none.
    Q_INVOKABLE [[nodiscard]] QVariant value(int row, const QString& role) const;

Q_SIGNALS:
    void countChanged();

private:
    QList<QByteArray> m_roles;
};

} // namespace fabric::model
