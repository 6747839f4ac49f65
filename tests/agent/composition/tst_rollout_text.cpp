// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/evidence_text.h"
#include "agent/composition/meant.h"
#include "agent/composition/model_wish.h"
#include "agent/composition/output.h"
#include "agent/composition/rollout_follow.h"
#include "agent/composition/rollout_text.h"
#include "tests/support/verify_result.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <deque>

using namespace fabric;
using namespace fabric::composition;
using rollout::State;

namespace {

wire::Rollout inState(State state, std::vector<wire::RolloutStep> steps = {})
{
    wire::Rollout out;
    out.id = "R1";
    out.runtime = "hq";
    out.state = toText(state);
    out.isTerminal = rollout::isTerminal(state);
    out.steps = std::move(steps);
    return out;
}

wire::RolloutStep began(State state, const char* at, const char* summary = "")
{
    return {std::string(toText(state)), "now", at, std::nullopt, summary};
}

wire::RolloutStep ahead(State state)
{
    return {std::string(toText(state)), "ahead", std::nullopt, std::nullopt, ""};
}

/// An agent that answers what the test says, one after the other.
struct Script
{
    std::deque<Result<wire::Rollout>> answers;
    std::string said;
    std::vector<std::string> warnings;
    int pauses = 0;

    Result<wire::Rollout> follow(const wire::Rollout& first, Wish wish = Wish::Forward)
    {
        FollowPorts ports;
        ports.look = [this]() -> Result<wire::Rollout> {
            if (answers.empty())
                qFatal("it was asked too often");
            auto next = answers.front();
            answers.pop_front();
            return next;
        };
        ports.pause = [this] { ++pauses; };
        ports.say = [this](const std::string& lines) { said += lines; };
        ports.warn = [this](const std::string& sentence) { warnings.push_back(sentence); };
        return composition::follow(first, wish, ports);
    }
};

wire::PlanSummary planWith(char digit, const std::string& rest)
{
    wire::PlanSummary out;
    out.id = "sha256:" + std::string(8, digit) + rest + std::string(56 - rest.size(), '0');
    return out;
}

} // namespace

class TestRolloutText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachStateHasItsExitStatus_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("forward");
        QTest::addColumn<int>("back");
        for (const rollout::StateInfo& row : rollout::kStates) {
            int forward = 0;
            int back = 0;
            switch (row.state) {
            case State::Succeeded: back = 3; break;
            case State::Cancelled: forward = 3; break;
            case State::RolledBack: forward = 5; break;
            case State::FailedOperatorNeeded: forward = back = 6; break;
            default: break;
            }
            QTest::newRow(std::string(row.name).c_str()) << static_cast<int>(row.state) << forward << back;
        }
    }
    void eachStateHasItsExitStatus()
    {
        QFETCH(int, state);
        QFETCH(int, forward);
        QFETCH(int, back);
        QCOMPARE(exitStatusOf(static_cast<State>(state), Wish::Forward), forward);
        QCOMPARE(exitStatusOf(static_cast<State>(state), Wish::Back), back);
        const bool isTerminal = rollout::isTerminal(static_cast<State>(state));
        QCOMPARE(isOver(static_cast<State>(state), Wish::Back), isTerminal);
        QCOMPARE(isOver(static_cast<State>(state), Wish::Forward),
                 isTerminal || static_cast<State>(state) == State::AwaitingConfirmation);
    }

    void showsEachStepOnceWithItsTime()
    {
        Script script;
        const auto writing = began(State::Writing, "T1");
        const auto verifying = began(State::Verifying, "T2", "looking");
        script.answers
            = {inState(State::Writing, {writing, ahead(State::Verifying)}),
               inState(State::Verifying, {writing, verifying, ahead(State::Soaking)}),
               inState(State::Succeeded, {writing, verifying, began(State::Succeeded, "T3", "all \x1b is")})};
        const auto left = script.follow(inState(State::Writing, {writing, ahead(State::Verifying)}));
        FABRIC_VERIFY_RESULT(left);
        QCOMPARE(left->state, std::string("succeeded"));
        QCOMPARE(script.said,
                 std::string("T1  writing\n"
                             "T2  verifying               looking\n"
                             "T3  succeeded               all ? is\n"));
        QCOMPARE(script.pauses, 3);
        QVERIFY(script.warnings.empty());
    }

    void waitsForAnAgentThatIsAwayAndSaysSoOnce()
    {
        Script script;
        script.answers = {fail(ErrorCode::Unavailable, "gone"),       fail(ErrorCode::DeadlineExceeded, "gone"),
                          fail(ErrorCode::ResourceExhausted, "full"), inState(State::Soaking),
                          fail(ErrorCode::Unavailable, "gone again"), inState(State::RolledBack)};
        const auto left = script.follow(inState(State::Writing));
        FABRIC_VERIFY_RESULT(left);
        QCOMPARE(left->state, std::string("rolled_back"));
        QCOMPARE(script.warnings.size(), std::size_t{4}); // away, back, away, back
        QVERIFY(script.warnings.front().find("gone") != std::string::npos);
        QCOMPARE(script.pauses, 6);
    }

    void givesUpOnWhatWaitingDoesNotMend()
    {
        Script script;
        script.answers = {fail(ErrorCode::NotFound, "no such rollout")};
        FABRIC_VERIFY_ERROR(script.follow(inState(State::Writing)), ErrorCode::NotFound);
        wire::Rollout odd = inState(State::Writing);
        odd.state = "dancing";
        FABRIC_VERIFY_ERROR(script.follow(odd), ErrorCode::Internal);
    }

    void awaitingConfirmationIsTheEndOfAnApplyOnly()
    {
        Script script;
        QVERIFY(script.follow(inState(State::AwaitingConfirmation)));
        QCOMPARE(script.pauses, 0);
        script.answers = {inState(State::RollingBack), inState(State::RolledBack)};
        const auto left = script.follow(inState(State::AwaitingConfirmation), Wish::Back);
        FABRIC_VERIFY_RESULT(left);
        QCOMPARE(left->state, std::string("rolled_back"));
    }

    void waitsForProbesAndTellsOfThem()
    {
        Script script;
        wire::Rollout waiting = inState(State::AwaitingConfirmation);
        waiting.canConfirm = true;
        waiting.probes = {{"http", "https://shop/health", "red", "answered 503"}};
        script.answers = {waiting, inState(State::Succeeded)};
        const auto left = script.follow(waiting);
        FABRIC_VERIFY_RESULT(left);
        QCOMPARE(left->state, std::string("succeeded"));
        QVERIFY(rolloutText(waiting).find("https://shop/health") != std::string::npos);
        QVERIFY(endText(waiting).find("its probes are green") != std::string::npos);
        wire::Rollout done = inState(State::Succeeded);
        done.findings = {"one", "two"};
        QCOMPARE(endText(done), std::string("succeeded\nWorth knowing: one\nWorth knowing: two\n"));
    }

    void saysOnceWhatItWaitsFor()
    {
        Script script;
        wire::Rollout waiting = inState(State::Preflight);
        waiting.waitsFor = "the runtime does not answer";
        script.answers = {waiting, waiting, inState(State::Cancelled)};
        FABRIC_VERIFY_RESULT(script.follow(waiting));
        QCOMPARE(script.said, std::string("  waiting: the runtime does not answer\n"));
    }

    void readsAListOfProbes()
    {
        const auto probes = probesIn("https://shop/health,account:telegram/shop,ready");
        FABRIC_VERIFY_RESULT(probes);
        QCOMPARE(probes->size(), std::size_t{3});
        QCOMPARE(probes->at(0).kind, std::string("http"));
        QCOMPARE(probes->at(1).kind, std::string("part"));
        QCOMPARE(probes->at(1).target, std::string("account:telegram/shop"));
        QVERIFY(probesIn("")->empty());
        for (const char* bad : {",", "ready,", ",ready", "ready,,ready"})
            FABRIC_VERIFY_ERROR(probesIn(bad), ErrorCode::InvalidArgument);
    }

    void saysHowToConfirmAndWhatAnOperatorMustDo()
    {
        wire::Rollout waiting = inState(State::AwaitingConfirmation);
        waiting.canConfirm = true;
        waiting.confirmDeadlineAt = "2026-11-26T09:30:00.000Z";
        const std::string text = endText(waiting);
        QVERIFY2(text.find("goes back by itself at 2026-11-26T09:30:00.000Z") != std::string::npos, text.c_str());
        QVERIFY2(text.find("fabric-agent rollouts confirm R1\n") != std::string::npos, text.c_str());
        waiting.canConfirm = false; // somebody did, or its group is what is confirmed
        const std::string confirmed = endText(waiting);
        QVERIFY2(confirmed.starts_with("It is confirmed. One more look"), confirmed.c_str());
        waiting.group = "G1";
        QVERIFY2(endText(waiting).find("rollouts groups show G1\n") != std::string::npos, endText(waiting).c_str());
        wire::Rollout failed = inState(State::FailedOperatorNeeded);
        failed.outcome = "it does not come up";
        failed.operatorAction = "start it";
        QCOMPARE(endText(failed),
                 std::string("failed_operator_needed: it does not come up\nTo be done by an operator: start it\n"));
        QVERIFY(rolloutText(failed).find("To be done by an operator: start it\n") != std::string::npos);
        QCOMPARE(endText(inState(State::Soaking)), std::string());
    }

    void countsPartsThatAreWellAndNotTouched()
    {
        wire::Rollout soaking = inState(State::Soaking);
        soaking.checks = {{"Configuration is valid", "yes", "ok"},
                          {"agent:writer", "ok", "ok"},
                          {"plugin:a", "off", "ok"},
                          {"plugin:b", "off", "ok"},
                          {"account:telegram/x", "logged out", "bad"}};
        const auto isTouched = [](const std::string& part) { return part == "agent:writer"; };
        const std::string text = rolloutText(soaking, isTouched);
        for (const char* shown : {"Configuration is valid", "agent:writer", "account:telegram/x", "2 other parts"})
            QVERIFY2(text.find(shown) != std::string::npos, text.c_str());
        QVERIFY2(text.find("plugin:") == std::string::npos, text.c_str());
        const std::string all = rolloutText(soaking);
        QVERIFY(all.find("plugin:b") != std::string::npos && all.find("other part") == std::string::npos);
    }

    void saysWhatACancelDid()
    {
        QVERIFY(cancelText(inState(State::Cancelled)).find("nothing was written") != std::string::npos);
        QVERIFY(cancelText(inState(State::Preflight)).find("before anything is written") != std::string::npos);
        QVERIFY(cancelText(inState(State::RollingBack)).find("is taken back") != std::string::npos);
        QVERIFY(goesOn("rollout R1", "rollouts", "R1", Wish::Forward).find("rollouts cancel R1") != std::string::npos);
        QVERIFY(goesOn("rollout R1", "rollouts", "R1", Wish::Back).find("cancel") == std::string::npos);
    }

    void evidenceIsALineForEachStep()
    {
        wire::Evidence evidence;
        evidence.rollout = inState(State::Soaking);
        evidence.rollout.plan = "sha256:" + std::string(64, 'a');
        wire::EvidenceStep wrote;
        wrote.at = "T1";
        wrote.state = "writing";
        wrote.step = "write-answered";
        wrote.actor = "agent";
        wrote.sent = {{"baseHash", "hmac-sha256:v1:7ET09aD_sBa7" + std::string(31, 'b')}, {"kind", "merge-patch"}};
        wrote.received = {{"verdict", "accepted"}, {"message", ""}};
        wire::EvidenceStep looked = wrote;
        looked.sent = Json();
        looked.received = {{"parts",
                            {{{"subject", "plugin:a"}, {"health", "off"}, {"detail", ""}},
                             {{"subject", "model:x"}, {"health", "down"}, {"detail", "gone \x1b"}}}}};
        looked.detail = "why";
        evidence.steps = {wrote, looked};
        QCOMPARE(evidenceText(evidence),
                 "Rollout R1 of hq, plan sha256:aaaaaaaaaaaa...\n"
                 "T1  writing  write-answered  agent  sent: baseHash hmac-sha256:v1:7ET09aD_sBa7..., kind merge-patch; "
                 "came: verdict "
                 "accepted\n"
                 "T1  writing  write-answered  agent  came: 2 parts, model:x down (gone ?); why\n"
                     + std::string());
    }

    void tellsCommandsAsTheProgramWasCalled()
    {
        QCOMPARE(callOf("rollouts"), std::string("fabric-agent rollouts"));
        setCall("/my programs/it's", " --data-dir /d");
        QCOMPARE(callOf("rollouts"), std::string("'/my programs/it'\\''s' rollouts --data-dir /d"));
        setCall("fabric-agent", {});
    }

    void findsAPlanByTheBeginningOfItsId()
    {
        const std::vector<wire::PlanSummary> plans{planWith('a', "1"), planWith('a', "2"), planWith('b', "")};
        QCOMPARE(planNamed("bbbbbbbb", plans)->plan, plans[2].id);
        QCOMPARE(planNamed("sha256:aaaaaaaa2", plans)->plan, plans[1].id);
        QCOMPARE(planNamed("aaaaaaaa10", {plans[0], plans[0]})->plan, plans[0].id);
        QCOMPARE(planNamed("bbbbbbbb", plans)->runtime, std::string());
        FABRIC_VERIFY_ERROR(planNamed("aaaaaaaa", plans), ErrorCode::InvalidArgument); // which of the two?
        FABRIC_VERIFY_ERROR(planNamed("bbbbbbb", plans), ErrorCode::InvalidArgument); // too short
        FABRIC_VERIFY_ERROR(planNamed("BBBBBBBB", plans), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(planNamed(std::string(65, 'b'), plans), ErrorCode::InvalidArgument);
        FABRIC_VERIFY_ERROR(planNamed("cccccccc", plans), ErrorCode::NotFound);
        QCOMPARE(planNamed(std::string(64, 'c'), {})->plan, "sha256:" + std::string(64, 'c'));
    }

    void findsTheIdThatIsMeant()
    {
        const std::vector<std::string> ids{"AbAbAbAb12", "AbAbAbAb34", "AbAbAbAb56", "CdCdCdCd"};
        QCOMPARE(idNamed("AbAbAbAb3", ids).value(), std::string("AbAbAbAb34"));
        QCOMPARE(idNamed("CdCdCdCd", ids).value(), std::string("CdCdCdCd"));
        QCOMPARE(idNamed("ZzZzZzZz", ids).value(), std::string("ZzZzZzZz")); // the agent may know an older one
        FABRIC_VERIFY_ERROR(idNamed("AbAbAbAb", ids), ErrorCode::InvalidArgument);
        QVERIFY(idNamed("AbAbAbAb", ids).error().message.ends_with("AbAbAbAb12, AbAbAbAb34, ..."));
        for (const char* few : {"", "hq", "CdCdCdC"}) // an empty variable of a script, a word of something else
            FABRIC_VERIFY_ERROR(idNamed(few, ids), ErrorCode::InvalidArgument);
    }

    void findsAPlanOfARuntime()
    {
        std::vector<wire::PlanSummary> plans{planWith('a', "1"), planWith('a', "2"), planWith('a', "2")};
        plans[0].runtime = plans[1].runtime = "hq";
        plans[2].runtime = "lab";
        QVERIFY((planNamed("aaaaaaaa@lab", plans).value() == wire::PlanName{plans[2].id, "lab"}));
        QVERIFY((planNamed("aaaaaaaa2@hq", plans).value() == wire::PlanName{plans[1].id, "hq"}));
        QVERIFY((planNamed("aaaaaaaa2", plans).value() == wire::PlanName{plans[1].id, ""})); // the agent asks whose
        QVERIFY((planNamed(std::string(64, 'c') + "@lab", {}).value()
                 == wire::PlanName{"sha256:" + std::string(64, 'c'), "lab"}));
        FABRIC_VERIFY_ERROR(planNamed("aaaaaaaa@hq", plans), ErrorCode::InvalidArgument); // which of the two?
        FABRIC_VERIFY_ERROR(planNamed("aaaaaaaa1@lab", plans), ErrorCode::NotFound);
        for (const char* bad : {"aaaaaaaa@", "aaaaaaaa@No Slug", "aaaaaaaa@hq@lab", "@hq"})
            FABRIC_VERIFY_ERROR(planNamed(bad, plans), ErrorCode::InvalidArgument);
    }

    void readsWhoseModelIsWhich()
    {
        const auto writer = parseModelWish("writer=a/b/c");
        FABRIC_VERIFY_RESULT(writer);
        QCOMPARE(writer->subject.value(), std::string("agent:writer"));
        QCOMPARE(writer->model.value(), std::string("model:a/b/c"));
        QCOMPARE(parseModelWish("defaults=a/b").value().subject.value(), std::string("gateway"));
        for (const char* wrong : {"", "writer", "=a/b", "writer=", "writer=a", "writer=/b", "writer=a/"})
            FABRIC_VERIFY_ERROR(parseModelWish(wrong), ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestRolloutText)
#include "tst_rollout_text.moc"
