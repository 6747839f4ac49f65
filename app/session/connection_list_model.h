// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/keyed_list_model.h"

#include <QtQml/qqmlregistration.h>

namespace fabric::session {

/// A saved connection as it may be shown: without its key.
struct ConnectionRow
{
    QString key; ///< the name
    QString url;
    bool operator==(const ConnectionRow&) const = default;
};

class ConnectionListModel : public model::KeyedListModel<ConnectionRow>
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with the session")
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { NameRole = Qt::UserRole + 1, UrlRole };
    Q_ENUM(Role)

    explicit ConnectionListModel(QObject* parent = nullptr);
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] int count() const { return rowCount(); }
    void setRows(std::vector<ConnectionRow> rows) { sync(std::move(rows)); }

Q_SIGNALS:
    void countChanged();
};

} // namespace fabric::session
