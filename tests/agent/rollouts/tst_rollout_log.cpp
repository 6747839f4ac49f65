// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/rollout_log.h"

#include <QStringList>
#include <QTest>

using namespace fabric;
using rollout::Record;
using rollout::State;

namespace {

QStringList s_lines; // of the category fabric.rollouts

void keep(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (QByteArrayView(context.category) == "fabric.rollouts")
        s_lines << QStringLiteral("%1 %2").arg(static_cast<int>(type)).arg(message);
}

} // namespace

class TestRolloutLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLineForEachState_andNoneBetween()
    {
        const QtMessageHandler before = qInstallMessageHandler(&keep);
        rollouts::RolloutLog log;
        Record record;
        record.id = RolloutId("R1");
        record.request.runtime = RuntimeId("hq");
        record.request.plan = sha256("plan");
        record.request.actor = "cli:ann";
        log.note(record);
        log.note(record); // progress inside of a state
        record.state = State::Soaking;
        log.note(record);
        record.state = State::RollingBack;
        record.reason = "account:x is down, it was ok";
        log.note(record);
        record.state = State::FailedOperatorNeeded;
        record.outcome = "the runtime does not come up";
        record.operatorAction = "Start the runtime hq.";
        log.note(record);
        qInstallMessageHandler(before);
        QCOMPARE(s_lines,
                 (QStringList{
                     QStringLiteral("4 rollout=R1 runtime=hq state=requested plan=%1 by=cli:ann")
                         .arg(QString::fromStdString(record.request.plan.text())),
                     QStringLiteral("4 rollout=R1 runtime=hq state=soaking"),
                     QStringLiteral("1 rollout=R1 runtime=hq state=rolling_back reason=account:x is down, it was ok"),
                     QStringLiteral("2 rollout=R1 runtime=hq state=failed_operator_needed reason=the runtime does "
                                    "not come up operator=Start the runtime hq.")}));
    }
};

QTEST_GUILESS_MAIN(TestRolloutLog)
#include "tst_rollout_log.moc"
