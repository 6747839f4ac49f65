// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/runtime_control.h"

#include <QTest>

#include <optional>

using namespace fabric;
using namespace fabric::openclaw;
using namespace std::chrono_literals;

class TestOpenClawRuntimeControl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatToDo_whereFabricMayNot()
    {
        const auto none = startCommandOf("none", "/home/o/openclaw.json");
        QVERIFY(none.error().code == ErrorCode::FailedPrecondition);
        QVERIFY(none.error().message.find("/home/o/openclaw.json") != std::string::npos);
    }

    void startsAUnit()
    {
        const StartCommand command = startCommandOf("systemd:openclaw@hq.service", {}).value();
        QCOMPARE(command.program, QStringLiteral("systemctl"));
        QVERIFY(command.arguments.contains(QStringLiteral("restart"))); // one that lives and is mute, too
        QCOMPARE(command.arguments.last(), QStringLiteral("openclaw@hq.service"));
        for (const char* control : {"systemd:", "systemd:--no-block", "systemd:a b", "systemd:a;b", " "})
            QVERIFY2(startCommandOf(control, {}).error().code == ErrorCode::InvalidArgument, control);
    }

    void splitsACommand_withoutAShell()
    {
        const StartCommand command = startCommandOf(R"(/opt/start "a b" $HOME;c)", {}).value();
        QCOMPARE(command.program, QStringLiteral("/opt/start"));
        QCOMPARE(command.arguments, (QStringList{QStringLiteral("a b"), QStringLiteral("$HOME;c")}));
    }

    void tellsHowTheCommandEnded()
    {
        QVERIFY(run("/bin/true", 30s).value());
        QVERIFY(run("/bin/false", 30s).error().code == ErrorCode::FailedPrecondition);
        QVERIFY(run("/nonexistent/start", 30s).error().code == ErrorCode::FailedPrecondition);
        QVERIFY(run("/bin/sleep 60", 100ms).error().code == ErrorCode::DeadlineExceeded);
    }

private:
    Result<bool> run(const char* control, std::chrono::milliseconds limit)
    {
        std::optional<Result<bool>> ended;
        runStart(startCommandOf(control, {}).value(), limit, this, [&ended](Result<bool> result) { ended = result; });
        if (ended || !QTest::qWaitFor([&ended] { return ended.has_value(); }, 60'000))
            return fail(ErrorCode::Internal, "called back at once, or never");
        return *ended;
    }
};

QTEST_GUILESS_MAIN(TestOpenClawRuntimeControl)
#include "tst_openclaw_runtime_control.moc"
