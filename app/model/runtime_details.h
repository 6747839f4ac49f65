// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/fact_list_model.h"
#include "app/model/runtime_list_model.h"
#include "app/model/ui.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace fabric::model {

/// Everything that a panel says about one runtime of a list; follows the list.
class RuntimeDetails : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(fabric::model::RuntimeListModel* source READ source WRITE setSource NOTIFY sourceChanged)
    Q_PROPERTY(QString runtimeId READ runtimeId WRITE setRuntimeId NOTIFY changed)
    Q_PROPERTY(bool isPresent READ isPresent NOTIFY changed)
    Q_PROPERTY(QString name READ name NOTIFY changed)
    Q_PROPERTY(QString stateText READ stateText NOTIFY changed)
    Q_PROPERTY(fabric::model::Ui::Tone tone READ tone NOTIFY changed)
    Q_PROPERTY(QString detail READ detail NOTIFY changed)
    Q_PROPERTY(QString pairing READ pairing NOTIFY changed)
    Q_PROPERTY(fabric::model::FactListModel* facts READ facts CONSTANT)
    Q_PROPERTY(fabric::model::ProblemListModel* problems READ problems CONSTANT)

public:
    explicit RuntimeDetails(QObject* parent = nullptr);

    [[nodiscard]] RuntimeListModel* source() const { return m_source; }
    void setSource(RuntimeListModel* source);
    [[nodiscard]] QString runtimeId() const { return m_runtimeId; }
    void setRuntimeId(const QString& id);
    [[nodiscard]] bool isPresent() const { return m_isPresent; }
    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] QString stateText() const { return m_state; }
    [[nodiscard]] Ui::Tone tone() const { return m_tone; }
    [[nodiscard]] QString detail() const { return m_detail; }
    [[nodiscard]] QString pairing() const { return m_pairing; }
    [[nodiscard]] FactListModel* facts() { return &m_facts; }
    [[nodiscard]] ProblemListModel* problems() { return &m_problems; }

Q_SIGNALS:
    void sourceChanged();
    void changed();

private:
    void update();

    QPointer<RuntimeListModel> m_source; // owned by the session
    QString m_runtimeId;
    bool m_isPresent = false;
    QString m_name;
    QString m_state;
    Ui::Tone m_tone = Ui::Neutral;
    QString m_detail;
    QString m_pairing;
    FactListModel m_facts;
    ProblemListModel m_problems;
};

} // namespace fabric::model
