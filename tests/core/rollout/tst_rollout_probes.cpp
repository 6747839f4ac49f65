// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/probe.h"
#include "tests/core/rollout/machine_fixture.h"
#include "tests/support/verify_result.h"

#include <QTest>

using namespace fabric;
using namespace fabric::rollout;
using fabric::provider::PartHealth;
using fabric::rollout::test::Machine;
using Kind = Effect::Kind;
using namespace std::chrono_literals;

namespace {

constexpr auto kUrl = "https://shop/health";

Request wishWith(std::vector<Probe> probes)
{
    Request request = Machine::wish();
    request.probes = std::move(probes);
    request.confirmWithin = 600s;
    request.green = 20s;
    return request;
}

Machine awaiting(std::vector<Probe> probes)
{
    Machine machine(wishWith(std::move(probes)));
    machine.toSoaking();
    machine.soak();
    return machine;
}

const std::vector<Probe> kHttp{{Probe::Kind::Http, kUrl, 5s}};
const std::vector<Probe> kPart{{Probe::Kind::Part, "account:t/shop", {}}};
const std::vector<Probe> kBoth{kHttp.front(), kPart.front()};

Look lookWith(PartHealth shop)
{
    Look look = Machine::look("h1", "new");
    look.parts.insert(look.parts.begin(), {"account:t/shop", shop, ""});
    return look;
}

void answerProbes(Machine& machine, const Result<int>& status)
{
    machine.send(ProbesAnswered{machine.record.transient.asked, {status}});
}

/// One look and what its probes answer; nothing is done if the rollout does not ask.
void round(Machine& machine, const Result<int>& status, PartHealth shop = PartHealth::Ok)
{
    machine.sleep();
    if (machine.does(Kind::Read))
        machine.see(lookWith(shop));
    if (machine.does(Kind::RunProbes))
        answerProbes(machine, status);
}

} // namespace

class TestRolloutProbes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void greenProbes_confirmAfterTheirTime()
    {
        Machine machine = awaiting(kBoth);
        QVERIFY(machine.record.state == State::AwaitingConfirmation);
        std::optional<std::chrono::milliseconds> greenAt;
        while (machine.record.confirmedBy.empty()) {
            round(machine, 204);
            QVERIFY(machine.record.state == State::AwaitingConfirmation);
            if (!greenAt)
                greenAt = machine.context.monotonic;
        }
        QVERIFY(machine.context.monotonic - *greenAt >= 20s);
        QVERIFY(machine.context.monotonic - *greenAt < 25s);
        QVERIFY(machine.does(Kind::Read)); // what is confirmed must be what is there
        machine.see(lookWith(PartHealth::Ok));
        QVERIFY(machine.record.state == State::Succeeded);
        QCOMPARE(machine.record.outcome, std::string("applied, verified, and confirmed by probes"));
    }

    void whatIsNotGreen_neverConfirms_data()
    {
        QTest::addColumn<int>("status"); // 0: no answer
        QTest::addColumn<bool>("isPartOk");
        QTest::addColumn<QString>("why");
        QTest::newRow("unwell") << 503 << true << "https://shop/health is not green: answered 503";
        QTest::newRow("redirection") << 302 << true << "https://shop/health is not green: answered 302";
        QTest::newRow("no answer") << 0 << true << "https://shop/health is not green: refused";
        QTest::newRow("part") << 200 << false << "account:t/shop is not green: off";
    }
    void whatIsNotGreen_neverConfirms()
    {
        QFETCH(int, status);
        QFETCH(bool, isPartOk);
        QFETCH(QString, why);
        Machine machine = awaiting(kBoth);
        const Result<int> answer = status == 0 ? Result<int>(fail(ErrorCode::Unavailable, "refused")) : status;
        for (int rounds = 0; rounds < 500 && machine.record.state == State::AwaitingConfirmation; ++rounds)
            round(machine, answer, isPartOk ? PartHealth::Ok : PartHealth::Off);
        QVERIFY(machine.record.state == State::RollingBack);
        QVERIFY2(machine.record.reason.find(why.toStdString()) != std::string::npos, machine.record.reason.c_str());
    }

    void aBreak_beginsTheTimeAnew_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("a red probe") << 0;
        QTest::newRow("no look") << 1;
        QTest::newRow("a bad look") << 2;
    }
    void aBreak_beginsTheTimeAnew()
    {
        QFETCH(int, kind);
        Machine machine = awaiting(kHttp);
        round(machine, 200);
        round(machine, 200);
        QVERIFY(machine.record.transient.greenSince.has_value());
        if (kind == 0) {
            round(machine, 500);
        } else {
            machine.sleep();
            if (kind == 1) {
                machine.seeNothing();
            } else {
                Look bad = lookWith(PartHealth::Ok);
                bad.isApplied = false;
                machine.see(bad);
            }
        }
        QVERIFY(!machine.record.transient.greenSince.has_value());
        const auto brokenAt = machine.context.monotonic;
        while (machine.record.confirmedBy.empty())
            round(machine, 200);
        QVERIFY(machine.context.monotonic - brokenAt >= 20s);
    }

    void anAnswerAfterTheDeadline_confirmsNothing()
    {
        Request wish = wishWith(kHttp);
        wish.green = 1ms;
        Machine machine(wish);
        machine.toSoaking();
        machine.soak();
        machine.sleep();
        machine.see(lookWith(PartHealth::Ok));
        answerProbes(machine, 200);
        machine.sleep();
        machine.see(lookWith(PartHealth::Ok));
        QVERIFY(machine.does(Kind::RunProbes));
        machine.pass(600s);
        answerProbes(machine, 200);
        QVERIFY(machine.record.state == State::RollingBack);
        QVERIFY(machine.record.confirmedBy.empty());
    }

    void aPerson_mayConfirmBesideThem()
    {
        Machine machine = awaiting(kHttp);
        round(machine, 500);
        machine.sleep();
        machine.see(lookWith(PartHealth::Ok));
        const auto asked = machine.record.transient.asked;
        machine.send(ConfirmAsked{"somebody"});
        machine.send(ProbesAnswered{asked, {Result<int>(200)}}); // of before: nobody waits for it any more
        machine.see(lookWith(PartHealth::Ok));
        QVERIFY(machine.record.state == State::Succeeded);
        QCOMPARE(machine.record.confirmedBy, std::string("somebody"));
    }

    void aPartProbe_needsNoCall()
    {
        Machine machine = awaiting(kPart);
        round(machine, 0, PartHealth::Ok);
        QVERIFY(!machine.does(Kind::RunProbes));
        QVERIFY(machine.record.probes == (std::vector<ProbeState>{{ProbeState::Outcome::Green, "ok"}}));
    }

    void probes_areRunInNoOtherState()
    {
        Machine machine(wishWith(kHttp));
        machine.toSoaking();
        while (machine.record.state == State::Soaking) {
            machine.sleep();
            machine.see(lookWith(PartHealth::Ok));
            QVERIFY(!machine.does(Kind::RunProbes));
        }
    }

    void aRecordWithProbes_isReadBack()
    {
        Machine machine = awaiting(kBoth);
        round(machine, 503);
        const auto again = parseRecord(toJson(machine.record));
        FABRIC_VERIFY_RESULT(again);
        QVERIFY(*again == machine.record);
        Json odd = toJson(machine.record);
        odd["probes"].push_back(odd["probes"][0]);
        FABRIC_VERIFY_ERROR(parseRecord(odd), ErrorCode::DataLoss);
        Json old = toJson(machine.record);
        old["format"] = 1; // has none of these fields
        FABRIC_VERIFY_ERROR(parseRecord(old), ErrorCode::InvalidArgument);
    }

    void targets_areChecked_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<bool>("isHttp");
        QTest::addColumn<bool>("isRight");
        for (const char* url : {"http://127.0.0.1:8080/health", "https://shop/", "https://shop", "http://[::1]:80/x"})
            QTest::newRow(url) << QString::fromLatin1(url) << true << true;
        for (const char* url : {"",
                                "shop/health",
                                "ftp://shop/",
                                "file:///etc/passwd",
                                "http://",
                                "http:///x",
                                "http://u:p@shop/",
                                "http://@shop/",
                                "https://shop/?token=1",
                                "https://shop/#a",
                                "http://shop/a b",
                                "http://shop:0/",
                                "http://shop/\r\nX: y",
                                "http://sho\tp/",
                                "http://shop:65536/",
                                "http://shop:/",
                                "http://[::1/",
                                "http://[::1]80/",
                                "http://[shop]/",
                                "http://sh_op/",
                                "http:\\\\shop/"})
            QTest::addRow("no URL: %s", url) << QString::fromLatin1(url) << true << false;
        QTest::newRow("long") << (QStringLiteral("http://shop/") + QString(2000, QLatin1Char('x'))) << true << false;
        for (const char* part : {"ready", "account:telegram/shop", "plugin:mem0", "model:a/b/c", "provider:openai"})
            QTest::newRow(part) << QString::fromLatin1(part) << false << true;
        for (const char* part :
             {"", "Ready", "account", "account:", "agent:writer", "gateway", "nothing:x", "plugin:a\nb"})
            QTest::addRow("no part: %s", part) << QString::fromLatin1(part) << false << false;
    }
    void targets_areChecked()
    {
        QFETCH(QString, target);
        QFETCH(bool, isHttp);
        QFETCH(bool, isRight);
        const auto checked = checkProbe({isHttp ? Probe::Kind::Http : Probe::Kind::Part, target.toStdString(), 5s});
        if (isRight)
            FABRIC_VERIFY_RESULT(checked);
        else
            FABRIC_VERIFY_ERROR(checked, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestRolloutProbes)
#include "tst_rollout_probes.moc"
