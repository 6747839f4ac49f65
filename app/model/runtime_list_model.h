// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/keyed_list_model.h"
#include "core/wire/types.h"

#include <QtQml/qqmlregistration.h>

namespace fabric::model {

/// One row: the runtime, and every text that depends on the time, so that a change of time changes only what shows it.
struct RuntimeRow
{
    std::string key;
    wire::Runtime runtime;
    QString state;
    QString lastObserved;

    bool operator==(const RuntimeRow& other) const;
};

/// The runtimes of one agent, in the order of their names. Filled by the session.
class RuntimeListModel : public KeyedListModel<RuntimeRow>
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("comes with the session")
    Q_PROPERTY(int count READ count NOTIFY countChanged)
    Q_PROPERTY(QString headline READ headline NOTIFY headlineChanged)
    Q_PROPERTY(QString headlineDetail READ headlineDetail NOTIFY headlineChanged)

public:
    enum Role {
        RuntimeIdRole = Qt::UserRole + 1,
        NameRole,
        EnvironmentRole,
        VersionRole,
        ModeRole,
        StateRole,
        ToneRole,
        SizeRole,
        ContentRole,
        LastObservedRole,
        SummaryRole, ///< the row in one sentence, for assistive technology
        ProblemRole, ///< the first problem, in words; empty if there is none
        NeedsYouRole,
    };
    Q_ENUM(Role)

    explicit RuntimeListModel(QObject* parent = nullptr);

    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] int count() const { return rowCount(); }
    [[nodiscard]] QString headline() const { return m_headline; }
    [[nodiscard]] QString headlineDetail() const { return m_headlineDetail; }

    void setRuntimes(std::vector<wire::Runtime> runtimes, UnixMillis now);
    /// Adds or replaces one.
    void setRuntime(const wire::Runtime& runtime, UnixMillis now);
    /// Brings ages up to date.
    void setNow(UnixMillis now);

    [[nodiscard]] const wire::Runtime* find(const std::string& id) const; ///< null if absent
    [[nodiscard]] Q_INVOKABLE int rowOf(const QString& runtimeId) const; ///< -1 if absent
    [[nodiscard]] Q_INVOKABLE QString idAt(int row) const; ///< empty if out of range

Q_SIGNALS:
    void countChanged();
    void headlineChanged();

private:
    void updateHeadline();
    [[nodiscard]] std::vector<wire::Runtime> runtimes() const;

    QString m_headline;
    QString m_headlineDetail;
};

} // namespace fabric::model
