// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QAbstractListModel>

#include <algorithm>
#include <vector>

namespace fabric::model {

/// A list whose rows have an identity, so that a new state of the list becomes the few inserts, removals, moves and
/// changes that lead to it: delegates, selection and scroll position survive.
///
/// Row needs `key` (unique in the list, comparable) and operator==. GUI thread.
template <class Row>
class KeyedListModel : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] const std::vector<Row>& rows() const { return m_rows; }

protected:
    /// Makes the list equal to @p next, row by row by identity. Emits only what differs.
    void sync(std::vector<Row> next)
    {
        removeAbsent(next);
        for (std::size_t i = 0; i < next.size(); ++i) {
            const auto found = std::find_if(m_rows.begin() + at(i), m_rows.end(),
                                            [&](const Row& row) { return row.key == next[i].key; });
            if (found == m_rows.end()) {
                beginInsertRows({}, static_cast<int>(i), static_cast<int>(i));
                m_rows.insert(m_rows.begin() + at(i), std::move(next[i]));
                endInsertRows();
                continue;
            }
            const auto from = static_cast<std::size_t>(found - m_rows.begin());
            if (from != i) {
                beginMoveRows({}, static_cast<int>(from), static_cast<int>(from), {}, static_cast<int>(i));
                std::rotate(m_rows.begin() + at(i), m_rows.begin() + at(from), m_rows.begin() + at(from + 1));
                endMoveRows();
            }
            replace(i, std::move(next[i]));
        }
    }

    void replace(std::size_t i, Row row)
    {
        if (m_rows[i] == row)
            return;
        m_rows[i] = std::move(row);
        const QModelIndex changed = index(static_cast<int>(i));
        Q_EMIT dataChanged(changed, changed);
    }

private:
    using Offset = typename std::vector<Row>::difference_type;
    static Offset at(std::size_t i) { return static_cast<Offset>(i); }

    void removeAbsent(const std::vector<Row>& next)
    {
        for (std::size_t i = m_rows.size(); i-- > 0;) {
            const bool isWanted
                = std::any_of(next.begin(), next.end(), [&](const Row& row) { return row.key == m_rows[i].key; });
            if (isWanted)
                continue;
            beginRemoveRows({}, static_cast<int>(i), static_cast<int>(i));
            m_rows.erase(m_rows.begin() + at(i));
            endRemoveRows();
        }
    }

    std::vector<Row> m_rows;
};

} // namespace fabric::model
