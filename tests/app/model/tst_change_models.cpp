// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/change_lists.h"
#include "app/model/edit_draft.h"
#include "app/model/format.h"
#include "app/model/plan_graph.h"
#include "app/model/plan_model.h"
#include "app/model/plan_summary.h"
#include "app/model/rollout_model.h"
#include "app/session/replay_backend.h"
#include "tests/support/graph_parts.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::model;
using namespace std::chrono_literals;

namespace {

const UnixMillis kNow = parseRfc3339("2026-11-26T14:03:22Z").value();

/// The recorded answers, with their own times.
const session::ReplayBackend::Recording& recorded()
{
    static const auto recording = session::ReplayBackend::load(
        QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/changes.json"), std::nullopt);
    return recording.value();
}

const topology::Graph& hq()
{
    return recorded().topologies.at("hq").graph;
}

const wire::Rollout& rolloutOf(const char* id)
{
    const auto& all = recorded().rollouts;
    return *std::find_if(all.begin(), all.end(), [&](const wire::Rollout& r) { return r.id == id; });
}

UnixMillis later(std::chrono::milliseconds span)
{
    return {kNow.count + span.count()};
}

/// The names of what was observed.
QString checksOf(RolloutModel& rollout)
{
    QStringList names;
    for (int i = 0; i < rollout.checks()->count(); ++i)
        names << rollout.checks()->value(i, QStringLiteral("name")).toString();
    return names.join(QStringLiteral(", "));
}

} // namespace

class TestChangeModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plan_answersFirst()
    {
        PlanModel plan;
        plan.setDocument(recorded().plans[0], kNow);
        plan.setObserved(&hq(), {});
        QVERIFY(plan.isSound());
        QCOMPARE(plan.title(), QStringLiteral("Give Ops a stronger model and shell access"));
        QCOMPARE(plan.sentence(),
                 QStringLiteral("Critical risk, no restart, 3 agents, 4 routes, 1 trigger affected, reach widens in 4 "
                                "ways, everything can be undone."));
        QCOMPARE(plan.riskAnswer(), QStringLiteral("Critical"));
        QCOMPARE(plan.riskTone(), Ui::Bad);
        QCOMPARE(plan.reloadAnswer(), QStringLiteral("No restart"));
        QCOMPARE(plan.reloadDetail(), QStringLiteral("4 edits, one write, applied hot"));
        QCOMPARE(plan.affectedAnswer(), QStringLiteral("3 agents, 4 routes"));
        QCOMPARE(plan.undoAnswer(), QStringLiteral("Nothing"));
        QCOMPARE(plan.calloutTitle(), QStringLiteral("Ops gets exec directly."));
        QVERIFY2(plan.calloutText().contains(QStringLiteral("telegram/opsbot → Ops → exec")),
                 qPrintable(plan.calloutText()));
        QCOMPARE(plan.status(), QStringLiteral("needs an admin"));
        QVERIFY(plan.needsDigits());
        QVERIFY(plan.canStart());
        QCOMPARE(plan.digits(), plan.digest().mid(7, 8));
        QCOMPARE(plan.digestVerdict(), QStringLiteral("computed here from what is shown, equal to the agent's"));
    }

    void plan_listsOperationsAndFindings()
    {
        PlanModel plan;
        plan.setDocument(recorded().plans[0], kNow);
        plan.setObserved(&hq(), {});
        RowListModel* rows = plan.operations();
        QCOMPARE(rows->count(), 4);
        const auto row = [&](int at) {
            QStringList words;
            for (const char* role : {"kind", "on", "field", "from", "to", "risk"})
                words << rows->value(at, QLatin1String(role)).toString();
            return words.join(QLatin1Char('|'));
        };
        QCOMPARE(row(0),
                 QStringLiteral("create|Auditor|agent|–|name Auditor, sandbox.mode all, tools.profile minimal|low"));
        QCOMPARE(row(1), QStringLiteral("create|Ops|model.primary|–|anthropic/claude-opus-4-6|critical"));
        QCOMPARE(row(2), QStringLiteral("update|Ops|tools.alsoAllow|[cron]|[cron, exec]|critical"));
        QVERIFY(plan.findings()->count() > 4);
        QCOMPARE(plan.findings()->value(0, QStringLiteral("section")).toString(),
                 QStringLiteral("What becomes possible"));
        QVERIFY(plan.payload().contains(QStringLiteral("claude-opus-4-6")));
    }

    /// A risk is about nodes, an edit about fields, and no name of one need be in the other.
    void plan_showsNoLowRisk_atTheEditThatMakesItCritical()
    {
        planning::Plan plan = planning::parsePlan(recorded().plans[2].plan).value();
        const auto riskOfRow = [&] {
            const auto rows = operationRows(plan, [](const topology::NodeId&) { return QString(); });
            return rows.front().values[6].toString();
        };
        plan.risks.clear();
        QCOMPARE(riskOfRow(), QStringLiteral("low"));
        planning::Risk risk;
        risk.rule = "widened-authority";
        risk.level = planning::RiskLevel::Critical;
        risk.subject = "account:telegram/ops";
        risk.reason = "anybody may write to it";
        plan.risks = {risk};
        QCOMPARE(riskOfRow(), QStringLiteral("low")); // it is about the plan
        plan.risks[0].operation = 0;
        QCOMPARE(riskOfRow(), QStringLiteral("critical"));
    }

    void plan_thatDoesNotAddUp_decidesNothing_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"digest", "field", "unknown", "risk", "widens"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void plan_thatDoesNotAddUp_decidesNothing()
    {
        QFETCH(QString, what);
        wire::PlanDocument document = recorded().plans[0];
        if (what == QLatin1String("digest"))
            document.summary.id = "sha256:" + std::string(64, 'a');
        else if (what == QLatin1String("field"))
            document.plan["operations"][0]["changes"][0]["after"] = "something else";
        else if (what == QLatin1String("unknown"))
            document.plan["hidden"] = true;
        else if (what == QLatin1String("risk"))
            document.summary.risk = "low";
        else
            document.summary.widensAuthority = false;
        PlanModel plan;
        plan.setDocument(document, kNow);
        QVERIFY(!plan.isSound());
        QVERIFY(!plan.canStart());
        QCOMPARE(plan.status(), QStringLiteral("does not add up"));
        QCOMPARE(plan.statusTone(), Ui::Bad);
        QVERIFY(!plan.unsoundText().isEmpty());
        plan.setDocument(recorded().plans[0], kNow);
        QVERIFY(plan.isSound());
    }

    void plan_showsNoTexts_thatAreNotItsOwn()
    {
        int compared = 0;
        for (const wire::PlanDocument& document : recorded().plans) {
            const auto texts = recorded().planTexts.find(document.summary.id);
            if (texts == recorded().planTexts.end())
                continue;
            PlanModel plan;
            plan.setDocument(document, kNow);
            const auto shown = plan.setTexts(texts->second);
            QVERIFY2(shown, shown ? "" : shown.error().message.c_str());
            if (!plan.plan()->isEmpty())
                QVERIFY(plan.texts()->count() > 0);
            Json more = parseJson(texts->second.after, {}).value();
            more["unplanned"] = true;
            QVERIFY2(!plan.setTexts({texts->second.before, more.dump(2)}), "one more difference");
            QCOMPARE(plan.texts()->count(), 0);
            if (plan.plan()->isEmpty())
                continue;
            QVERIFY2(!plan.setTexts({texts->second.before, texts->second.before}), "less than the plan does");
            QVERIFY2(!plan.setTexts({texts->second.after, texts->second.after}), "from another state");
            QVERIFY(!plan.setTexts({"{", "}"}));
            ++compared;
        }
        QVERIFY(compared > 0);
    }

    void plan_isNotStarted_whenOvertakenOrExpired()
    {
        PlanModel plan;
        plan.setDocument(recorded().plans[2], kNow);
        QCOMPARE(plan.status(), QStringLiteral("overtaken"));
        QVERIFY(!plan.canStart());
        QVERIFY(plan.staleText().contains(QStringLiteral("gateway.port")));
        QVERIFY(plan.isRestart());
        QCOMPARE(plan.reloadAnswer(), QStringLiteral("Restart"));
        plan.setDocument(recorded().plans[1], kNow);
        QVERIFY(plan.canStart());
        QVERIFY(!plan.needsDigits());
        plan.setNow(later(48h));
        QCOMPARE(plan.status(), QStringLiteral("expired"));
        QVERIFY(!plan.canStart());
    }

    void plan_isDrawn_onTheGraphThatItWasMadeOn()
    {
        PlanModel plan;
        plan.setDocument(recorded().plans[0], kNow);
        QVERIFY(!plan.graphProblem().isEmpty());
        plan.setObserved(&hq(), {});
        QCOMPARE(plan.graphProblem(), QString());
        const PlanGraph* picture = PlanGraph::instance();
        const DiffMarks& marks = picture->marks();
        QCOMPARE(marks.addedNodes.size(), std::size_t{1});
        QVERIFY(marks.addedNodes.contains(topology::NodeId("agent:auditor")));
        QVERIFY(marks.changedNodes.contains(topology::NodeId("agent:ops")));
        QCOMPARE(marks.removedEdges.size(), std::size_t{2});
        for (const topology::EdgeId& id : marks.removedEdges)
            QVERIFY(picture->graph().find(id) != nullptr); // kept in place
        QCOMPARE(picture->markWord(topology::NodeId("agent:auditor")), QStringLiteral("added"));
        plan.setObserved(&recorded().topologies.at("lab").graph, {});
        QVERIFY(!plan.graphProblem().isEmpty()); // another graph
        QVERIFY(picture->graph().isEmpty());
    }

    void rollout_saysWhatHappensIfNobodyActs()
    {
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("318"), kNow);
        QCOMPARE(rollout.bannerTitle(),
                 QStringLiteral("Reverts by itself in 09:21 unless somebody confirms after the soak"));
        QVERIFY(rollout.timeLeft() > 0.8 && rollout.timeLeft() < 0.9);
        QVERIFY(rollout.canRollBack() && !rollout.canConfirm() && !rollout.canCancel());
        QVERIFY(rollout.waitsForConfirmation());
        QCOMPARE(rollout.steps()->count(), 9);
        QCOMPARE(rollout.steps()->value(6, QStringLiteral("progress")).toString(), QStringLiteral("now"));
        QCOMPARE(rollout.currentStep(), 6);
        QCOMPARE(rollout.steps()->value(0, QStringLiteral("span")).toString(), QStringLiteral("0.2 s"));
        QCOMPARE(rollout.group()->count(), 0);
        QVERIFY(rollout.groupRuntimes().isEmpty());
        QSignalSpy tick(&rollout, &RolloutModel::tick);
        rollout.setNow(later(1s));
        QVERIFY(tick.count() > 0);
        QCOMPARE(rollout.bannerTitle(),
                 QStringLiteral("Reverts by itself in 09:20 unless somebody confirms after the soak"));
        rollout.setNow(later(600s));
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("The time to confirm is over"));
        QCOMPARE(rollout.timeLeft(), 0.0);
    }

    void rollout_threatensNothing_thatIsDecided()
    {
        wire::Rollout open = rolloutOf("316");
        const auto banner = [&] {
            RolloutModel rollout;
            rollout.setRollout(open, kNow);
            rollout.setAgentAway(true);
            return rollout.bannerText();
        };
        const QString threat = QStringLiteral("Unless somebody confirms");
        open.confirmDeadlineAt = toRfc3339(later(60s));
        QVERIFY(banner().contains(threat));
        open.confirmDeadlineAt = toRfc3339(later(-1s));
        QVERIFY(!banner().contains(threat));
        open.confirmDeadlineAt = toRfc3339(later(60s));
        open.canConfirm = false; // it is confirmed
        QVERIFY(!banner().contains(threat));
        open.state = "rolling_back";
        QVERIFY(!banner().contains(threat));
    }

    void rollout_waitsForTheAgent_thenGoesOn()
    {
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("316"), kNow);
        QVERIFY(rollout.canConfirm() && rollout.canRollBack());
        rollout.setAgentAway(true);
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("The agent is not reachable"));
        QVERIFY(!rollout.canConfirm() && !rollout.canRollBack());
        rollout.setAgentAway(false);
        QVERIFY(rollout.bannerTitle().startsWith(QStringLiteral("Reverts by itself in 05:21")));
        QVERIFY(rollout.canConfirm());
        wire::Rollout confirmed = rolloutOf("316");
        confirmed.canConfirm = false;
        rollout.setRollout(confirmed, kNow);
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("It is confirmed"));
        QVERIFY(!rollout.waitsForConfirmation());
        wire::Rollout done = rolloutOf("316");
        done.state = "succeeded";
        done.isTerminal = true;
        done.outcome = "Confirmed by operator 1.";
        rollout.setRollout(done, kNow);
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("The change is live and verified"));
        QVERIFY(!rollout.waitsForConfirmation());
        QVERIFY(rollout.timeLeft() < 0);
    }

    void rollout_waitsForTheRuntime_thenGoesOn()
    {
        const QString trouble = QStringLiteral("The gateway cannot be reached since 14:02");
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("316"), kNow);
        rollout.setRuntimeTrouble(trouble);
        QVERIFY(rollout.canConfirm()); // a person may decide all the same, and has only so long
        QVERIFY(rollout.bannerTitle().startsWith(QStringLiteral("Reverts by itself in 05:21")));
        QVERIFY(rollout.bannerText().contains(QStringLiteral("as soon as the agent is back with it")));
        QVERIFY(rollout.bannerText().contains(trouble));
        rollout.setNow(later(600s));
        QCOMPARE(rollout.bannerTitle(), QLatin1String("It waits for the runtime: ") + trouble);
        QVERIFY(rollout.bannerText().contains(QStringLiteral("it goes back as soon as the agent reaches the runtime")));
        rollout.setRollout(rolloutOf("318"), kNow);
        QCOMPARE(rollout.bannerTitle(), QLatin1String("It waits for the runtime: ") + trouble);
        QVERIFY(rollout.bannerText().contains(QStringLiteral("reverts at ")));
        QVERIFY(rollout.bannerText().contains(QStringLiteral("or as soon as the agent is back with the runtime")));
        rollout.setRollout(rolloutOf("316"), later(600s));
        rollout.setRuntimeTrouble({});
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("The time to confirm is over"));
        rollout.setRuntimeTrouble(trouble);
        rollout.setRollout(rolloutOf("313"), kNow); // over: the runtime's death is not its business
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("The change is live and verified"));
    }

    void rollout_showsFirst_whatDoesNotHold()
    {
        wire::Rollout rollout = rolloutOf("318");
        rollout.checks
            = {{"a a", "", "ok"}, {"b", "", "waiting"}, {"c c", "", "ok"}, {"d", "", "bad"}, {"e", "", "bad"}};
        RolloutModel model;
        model.setRollout(rollout, kNow);
        QCOMPARE(checksOf(model), QStringLiteral("d, e, b, a a, c c"));
    }

    void rollout_foldsPartsThatAreWell_andBesideThePlan()
    {
        wire::Rollout rollout = rolloutOf("318");
        rollout.checks = {{"It is valid", "", "ok"},
                          {"plugin:a", "", "ok"},
                          {"ready", "", "ok"},
                          {"plugin:b", "", "ok"},
                          {"plugin:c", "", "bad"}};
        rollout.findings = {"somebody else changed something"};
        RolloutModel model;
        const QAbstractItemModelTester tester(model.checks(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRollout(rollout, kNow);
        QCOMPARE(checksOf(model), QStringLiteral("plugin:c, It is valid, Worth knowing, 3 other parts are well"));
        model.setTouched(rollout::TouchedParts({})); // any plan touches that
        QVERIFY(model.isTouchedKnown());
        const QString folded = QStringLiteral("plugin:c, It is valid, ready, Worth knowing, 2 other parts are well");
        QCOMPARE(checksOf(model), folded);
        QVERIFY(model.checks()->value(4, QStringLiteral("isFold")).toBool());
        model.setUnfolded(true);
        QCOMPARE(checksOf(model), folded + QStringLiteral(", plugin:a, plugin:b"));
        rollout.checks[1].state = "bad";
        model.setRollout(rollout, kNow); // one alone is not folded
        QCOMPARE(checksOf(model), QStringLiteral("plugin:a, plugin:c, It is valid, ready, plugin:b, Worth knowing"));
        rollout.id = "320";
        rollout.checks[1].state = "ok";
        model.setRollout(rollout, kNow);
        QCOMPARE(checksOf(model), folded);
        rollout.plan = "sha256:another";
        model.setRollout(rollout, kNow);
        QVERIFY(!model.isTouchedKnown());
    }

    void rollout_saysWhatItWaitsFor_besideItsDeadline()
    {
        wire::Rollout waiting = rolloutOf("318");
        waiting.waitsFor = "the gateway gave no answer";
        RolloutModel rollout;
        rollout.setRollout(waiting, kNow);
        QVERIFY(rollout.bannerTitle().startsWith(QStringLiteral("Reverts by itself")));
        QVERIFY(rollout.bannerText().endsWith(QStringLiteral("Until then it waits: the gateway gave no answer.")));
    }

    void rollout_showsProbesAndFindings()
    {
        RolloutModel model;
        wire::Rollout rollout = rolloutOf("316");
        rollout.checks.clear();
        rollout.probes = {{"http", "https://shop/health", "red", "answered 503"}, {"part", "ready", "waiting", ""}};
        rollout.findings = {"somebody else changed something"};
        model.setRollout(rollout, kNow);
        QCOMPARE(model.checks()->count(), 3);
        const auto value
            = [&](int row, const char* role) { return model.checks()->value(row, QString::fromLatin1(role)); };
        QVERIFY(value(0, "name").toString().contains(QStringLiteral("https://shop/health")));
        QCOMPARE(value(0, "tone").toInt(), static_cast<int>(Ui::Bad));
        QCOMPARE(value(1, "tone").toInt(), static_cast<int>(Ui::Pending));
        QCOMPARE(value(2, "value").toString(), QStringLiteral("somebody else changed something"));
        QCOMPARE(value(2, "tone").toInt(), static_cast<int>(Ui::Warn));
    }

    void rollout_saysWhatTheOperatorMustDo()
    {
        RolloutModel rollout;
        rollout.setRollout(rolloutOf("315"), kNow);
        QCOMPARE(rollout.bannerTitle(), QStringLiteral("It needs the operator"));
        QCOMPARE(rollout.bannerTone(), Ui::Bad);
        QVERIFY(rollout.operatorAction().contains(QStringLiteral("systemctl")));
        rollout.setEvidence(recorded().evidence.at("318")); // of another one
        QCOMPARE(rollout.evidence()->count(), 0);
    }

    void everyStateHasItsWords()
    {
        for (const char* state : {"requested", "waiting_gates", "preflight", "backing_up", "writing", "reloading",
                                  "verifying", "soaking", "held", "awaiting_confirmation", "rolling_back", "cancelled",
                                  "succeeded", "rolled_back", "failed_operator_needed"}) {
            QVERIFY2(stateTitle(state) != QLatin1String(state), state);
            QVERIFY2(!stateShort(state).contains(QLatin1Char('_')), state);
        }
        QCOMPARE(stateTitle("of_a_newer_agent"), QStringLiteral("of_a_newer_agent"));
        QCOMPARE(countdown(598s), QStringLiteral("09:58"));
        QCOMPARE(countdown(3'723s), QStringLiteral("1:02:03"));
        QCOMPARE(countdown(-5s), QStringLiteral("00:00"));
        QCOMPARE(valueWords(Json("__MASKED__")), QStringLiteral("••••••"));
        QCOMPARE(valueWords(Json::array({1, "a"})), QStringLiteral("[1, a]"));
        QVERIFY(valueWords(Json(std::string(5'000, 'x'))).size() < 300);
    }

    /// By the order of the graph, not by that of ids.
    void draft_keepsWhatStandsInForAModel()
    {
        topology::GraphBuilder builder;
        builder.add(test::node(topology::NodeKind::Agent, "one"));
        for (const char* name : {"p/a", "p/b", "p/z"})
            builder.add(test::node(topology::NodeKind::Model, name));
        for (const auto& [model, order] : {std::pair{"model:p/z", 0}, std::pair{"model:p/a", 1}}) {
            topology::Edge fallback = test::edge(topology::EdgeKind::UsesModel, "agent:one", model, "fallback");
            fallback.order = order;
            builder.add(std::move(fallback));
        }
        EditDraft draft;
        draft.begin(builder.build().value(), QStringLiteral("agent:one"));
        draft.setAction(QStringLiteral("model"));
        draft.setTarget(QStringLiteral("model:p/b"));
        const auto edit = draft.edit();
        QVERIFY(edit.has_value());
        QCOMPARE(std::get<provider::SetModel>(*edit).fallbacks,
                 (std::vector{topology::NodeId("model:p/z"), topology::NodeId("model:p/a")}));
    }

    void draft_knowsWhatMakesSense()
    {
        EditDraft draft;
        draft.begin(hq(), QStringLiteral("agent:ops"));
        QVERIFY(draft.isPossible());
        QVERIFY(!draft.isComplete());
        draft.setAction(QStringLiteral("model"));
        draft.setTarget(QStringLiteral("model:local-vllm/qwen3-32b")); // what it has
        QVERIFY(!draft.isComplete());
        draft.setTarget(QStringLiteral("model:anthropic/claude-opus-4-6"));
        QCOMPARE(draft.sentence(), QStringLiteral("Ops uses claude-opus-4-6 as its model"));
        const auto edit = draft.edit();
        QVERIFY(edit.has_value());
        QCOMPARE(std::get<provider::SetModel>(*edit).subject.value(), std::string("agent:ops"));
        draft.setAction(QStringLiteral("allow"));
        QVERIFY(!draft.isComplete()); // the target is of the other action
        draft.setTarget(QStringLiteral("tool:exec"));
        QCOMPARE(std::get<provider::SetTool>(*draft.edit()).permission, provider::SetTool::Permission::AlsoAllow);
        // OpenClaw takes no second list beside an `allow` of the agent's own.
        draft.begin(hq(), QStringLiteral("agent:researcher"));
        draft.setAction(QStringLiteral("allow"));
        draft.setTarget(QStringLiteral("tool:exec"));
        QVERIFY(draft.isComplete());
        QCOMPARE(std::get<provider::SetTool>(*draft.edit()).permission, provider::SetTool::Permission::Allow);
        draft.begin(hq(), QStringLiteral("account:slack/corp"));
        QVERIFY(draft.isPossible());
        const QString lead = draft.actions()->value(0, QStringLiteral("key")).toString();
        draft.setAction(lead);
        draft.setTarget(QStringLiteral("agent:main"));
        QCOMPARE(std::get<provider::ChangeRoute>(*draft.edit()).agent.value(), std::string("agent:main"));
        draft.begin(hq(), QStringLiteral("model:openai/gpt-5.4"));
        QVERIFY(!draft.isPossible());
    }
};

QTEST_MAIN(TestChangeModels)
#include "tst_change_models.moc"
