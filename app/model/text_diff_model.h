// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/text_diff.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace fabric::model {

/// Two texts and what differs, as the rows of a view, unified or side by side, with unchanged lines folded. GUI thread.
class TextDiffModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with what it describes")
    Q_PROPERTY(bool isSplit READ isSplit WRITE setSplit NOTIFY splitChanged)
    Q_PROPERTY(QString summary READ summary NOTIFY textsChanged)
    Q_PROPERTY(int count READ count NOTIFY textsChanged)

public:
    enum Role {
        BeforeNumberRole = Qt::UserRole + 1, ///< counted from 1; empty: nothing stands there
        AfterNumberRole,
        BeforeTextRole,
        AfterTextRole,
        IsRemovedRole, ///< the left side, or the row, is removed
        IsAddedRole,
        FoldTextRole, ///< empty: no fold
        SpokenRole, ///< the row in one sentence
    };
    Q_ENUM(Role)

    explicit TextDiffModel(QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    void setTexts(const QString& before, const QString& after);
    [[nodiscard]] bool isSplit() const { return m_isSplit; }
    void setSplit(bool isSplit);
    /// `2 lines removed, 3 added`.
    [[nodiscard]] QString summary() const;
    [[nodiscard]] int count() const { return rowCount(); }
    Q_INVOKABLE void unfold(int row);

Q_SIGNALS:
    void splitChanged();
    void textsChanged();

private:
    void rebuild();

    QStringList m_before;
    QStringList m_after;
    std::vector<DiffLine> m_lines;
    std::vector<DiffRow> m_rows;
    std::vector<int> m_open; ///< folds that were opened, by their first line
    bool m_isSplit = false;
};

} // namespace fabric::model
