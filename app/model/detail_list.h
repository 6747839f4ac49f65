// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/topology_words.h"

#include <QAbstractListModel>

#include <vector>

namespace fabric::model {

/// The six families of kinds that share a colour and a shape (CONSOLE.md, "Tokens").
enum class KindGroup : std::uint8_t { Channel, Agent, Model, Tool, Trigger, Gateway };
[[nodiscard]] KindGroup groupOf(topology::NodeKind kind);

/// One line of the panel.
struct DetailItem
{
    enum class Type : std::uint8_t {
        Heading, ///< text, count in detail
        Row, ///< one node in a framed list
        Text, ///< plain text below a heading
        Chip,
    };
    Type type = Type::Row;
    QString text{};
    QString detail{};
    QString nodeId{}; ///< what a click selects; may be empty
    KindGroup group = KindGroup::Gateway;
    Tone tone = Tone::Plain;
    bool isMono = false;
    bool isFirst = false; ///< of a framed list
    bool isLast = false;
    bool operator==(const DetailItem&) const = default;
};

/// A list of such lines, replaced as a whole when the selection changes. GUI thread.
class DetailList : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        TypeRole = Qt::UserRole + 1,
        TextRole,
        DetailRole,
        NodeIdRole,
        GroupRole,
        ToneRole,
        IsMonoRole,
        IsFirstRole,
        IsLastRole,
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    /// Keeps what is equal at the begin and end, so that a live update does not throw away the panel.
    void setItems(std::vector<DetailItem> items);
    [[nodiscard]] const std::vector<DetailItem>& items() const { return m_items; }

private:
    std::vector<DetailItem> m_items;
};

} // namespace fabric::model
