// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/change_types.h"
#include "core/wire/group_types.h"
#include "core/wire/plan_name.h"
#include "tests/support/wire_samples.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace fabric;
using namespace fabric::wire;

namespace {

constexpr const char* kAt = "2026-11-26T09:30:00.000Z";
const std::string kDigest = "sha256:" + std::string(64, 'a');

/// A type's name, a full document of it and its parser followed by its writer.
struct WireCase
{
    const char* name;
    Json document;
    std::function<Result<Json>(const Json&)> again;
};

template <class T>
WireCase wireCase(const char* name, const T& value)
{
    return {name, toJson(value), [](const Json& json) -> Result<Json> {
                FABRIC_TRY(const T parsed, parse<T>(json));
                return toJson(parsed);
            }};
}

RolloutGroupRequest sampleGroupRequest()
{
    return {{kDigest, "sha256:" + std::string(64, 'b')},
            {"hq", std::nullopt},
            {{"hq"}, {"lab"}},
            "because",
            "aaaaaaaa bbbbbbbb",
            5,
            0,
            60};
}

RolloutGroup sampleGroup()
{
    RolloutGroup out;
    out.id = "g1";
    out.state = "awaiting_confirmation";
    out.author = "apikey:1a2b3c4d";
    out.authorName = "Ada";
    out.createdAt = out.enteredAt = kAt;
    out.confirmDeadlineAt = kAt;
    out.waveCount = out.wavesBegun = 2;
    out.canConfirm = out.canRollBack = true;
    out.members = {{"hq", kDigest, "A model", 0, "r1", "awaiting_confirmation", ""},
                   {"lab", kDigest, "A model", 1, std::nullopt, std::nullopt, ""}};
    return out;
}

Rollout sampleRollout()
{
    Rollout out;
    out.id = "abc_DEF-1";
    out.plan = kDigest;
    out.runtime = "hq";
    out.title = "A model";
    out.reason = "because";
    out.author = "apikey:12345678";
    out.authorName = "Ada";
    out.state = "soaking";
    out.createdAt = kAt;
    out.enteredAt = kAt;
    out.deadlineAt = kAt;
    out.confirmDeadlineAt = kAt;
    out.waitsFor = "the runtime";
    out.outcome = "none yet";
    out.operatorAction = "nothing";
    out.group = "group";
    out.canRollBack = true;
    out.steps = {{"requested", "done", kAt, kAt, "by somebody"}, {"soaking", "now", kAt, std::nullopt, ""}};
    out.checks = {{"hash", "abc", "ok"}};
    out.probes = {{"http", "https://shop/health", "red", "503"}};
    out.findings = {"worth knowing"};
    return out;
}

PlanSummary samplePlan()
{
    PlanSummary out{kDigest, "hq",   "A model", "because", "somebody", "Somebody", kAt,  kAt, 3,
                    4,       "high", "restart", 2,         5,          6,          true, {},  {}};
    out.rollouts = {"abc"};
    out.rolloutState = "rolled_back";
    return out;
}

std::vector<WireCase> cases()
{
    const Revision revision = toWire(test::sampleRevisionRecord(test::sampleGraph()));
    IntentChange change;
    change.runtime = "hq";
    change.base = 4;
    change.reason = "because";
    change.edits = {provider::RemoveAgent{topology::NodeId("agent:coder")}};
    IntentChange document;
    document.runtime = "hq";
    document.document = "{}";
    document.observed = "3";
    const EvidenceStep step{1,       kAt, "writing", "write-answered", "agent", {{"kind", "patch"}}, {{"hash", "h"}},
                            "detail"};
    return {wireCase("intent", Intent{"hq", revision, revision, {{"/a/b", "intent", 1, "x", nullptr, true}}}),
            wireCase("intentChange", change),
            wireCase("intentChange of a document", document),
            wireCase("planRequest", PlanRequest{"hq", "3", kDigest, "A model", "because"}),
            wireCase("planSummary", samplePlan()),
            wireCase("planDocument", PlanDocument{samplePlan(), {{"format", 1}}, {"bindings"}, {"a note"}}),
            wireCase("planTexts", PlanTexts{"{}", "{\"a\":1}"}),
            wireCase("rolloutRequest",
                     RolloutRequest{{kDigest},
                                    "hq",
                                    "because",
                                    "aaaaaaaa",
                                    5,
                                    60,
                                    {{"http", "https://shop/health", 7}, {"part", "ready", {}}},
                                    20}),
            wireCase("groupRequest", sampleGroupRequest()),
            wireCase("groupEvidence", GroupEvidence{sampleGroup(), {step}}),
            wireCase("rollout", sampleRollout()),
            wireCase("evidence", Evidence{sampleRollout(), {{"format", 1}}, {step}})};
}

const WireCase& caseOf(const QString& name)
{
    static const std::vector<WireCase> all = cases();
    const auto found
        = std::find_if(all.begin(), all.end(), [&](const WireCase& one) { return name == QLatin1String(one.name); });
    if (found == all.end())
        qFatal("no case %s", qPrintable(name));
    return *found;
}

} // namespace

class TestWireChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrites_data()
    {
        QTest::addColumn<QString>("name");
        for (const WireCase& one : cases())
            QTest::newRow(one.name) << QString::fromLatin1(one.name);
    }
    void readsWhatItWrites()
    {
        QFETCH(QString, name);
        const WireCase& one = caseOf(name);
        const auto again = one.again(one.document);
        QVERIFY2(again.has_value(), again ? "" : (again.error().message + " " + again.error().where).c_str());
        QCOMPARE(QByteArray::fromStdString(again->dump()), QByteArray::fromStdString(one.document.dump()));
    }

    void takesOnePlanForSeveralRuntimes_ifEachIsNamed()
    {
        const auto parsed = [](const Json& runtimes) {
            const Json plans{kDigest, kDigest};
            return parse<RolloutGroupRequest>(Json{{"plans", plans}, {"runtimes", runtimes}});
        };
        QVERIFY(parsed({"hq", "lab"}).has_value());
        for (const Json& bad : {Json::array({"hq", "hq"}), Json::array({"hq", nullptr}), Json::array(), Json(nullptr)})
            QVERIFY2(!parsed(bad), bad.dump().c_str());
    }

    void aPlanIsNamedWithItsRuntime()
    {
        for (const char* text : {"abc@hq", "abc", ""})
            QCOMPARE(toText(planNameFrom(text)), std::string(text));
        QVERIFY((planNameFrom("abc@hq") == PlanName{"abc", "hq"}));
        QVERIFY((planNameFrom("abc@") == PlanName{"abc", ""}));
        QVERIFY((planNameFrom("@hq@lab") == PlanName{"", "hq@lab"}));
    }

    void takesRequestsOfBefore()
    {
        const std::string other = "sha256:" + std::string(64, 'b');
        const auto group = parse<RolloutGroupRequest>(Json{{"plans", {kDigest, other}}});
        QVERIFY(group && group->runtimes.empty());
        const auto one = parse<RolloutRequest>(Json{{"plans", Json::array({kDigest})}});
        QVERIFY(one && !one->runtime);
    }

    void refusesBadInput_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        const auto row = [](const char* what, const char* name, const char* pointer, const char* value) {
            QTest::newRow(what) << QString::fromLatin1(name) << QString::fromLatin1(pointer)
                                << QString::fromLatin1(value);
        };
        row("an unknown field of an intent change", "intentChange", "/more", "1");
        row("two ways to say what changes", "intentChange", "/adopt", "true");
        row("no way at all", "intentChange", "/edits", "[]");
        row("a bad edit", "intentChange", "/edits/0/agent", "7");
        row("base zero", "intentChange", "/base", "0");
        row("what no document was made from", "intentChange", "/observed", "\"3\"");
        row("an unknown field of a plan request", "planRequest", "/hash", "1");
        row("a runtime that is no slug", "planRequest", "/runtime", "\"HQ\"");
        row("an unknown risk", "planSummary", "/risk", "\"none\"");
        row("a plan that is no object", "planDocument", "/plan", "[]");
        row("an unknown field of a rollout request", "rolloutRequest", "/force", "true");
        row("no plan", "rolloutRequest", "/plans", "[]");
        row("a plan that is no digest", "rolloutRequest", "/plans/0", "\"abc\"");
        row("whose plan, by no slug", "rolloutRequest", "/runtime", "\"No Slug\"");
        row("no soak", "rolloutRequest", "/soakSeconds", "0");
        row("a confirm time that nobody can keep", "rolloutRequest", "/confirmSeconds", "9");
        row("a soak of days", "rolloutRequest", "/soakSeconds", "86401");
        row("an unknown field of a probe", "rolloutRequest", "/probes/0/header", "\"x\"");
        row("an unknown kind of probe", "rolloutRequest", "/probes/0/kind", "\"shell\"");
        row("a probe without a target", "rolloutRequest", "/probes/0/target", "7");
        row("a probe that waits too long", "rolloutRequest", "/probes/0/withinSeconds", "31");
        row("a time for what takes none", "rolloutRequest", "/probes/1/withinSeconds", "5");
        const Json nine(std::size_t{9}, Json{{"kind", "part"}, {"target", "ready"}});
        row("too many probes", "rolloutRequest", "/probes", nine.dump().c_str());
        row("green for no time", "rolloutRequest", "/greenSeconds", "0");
        row("green, but nothing to be so", "rolloutRequest", "/probes", "[]");
        row("two plans in a rollout", "rolloutRequest", "/plans",
            R"(["sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"])");
        row("an unknown field of a group request", "groupRequest", "/force", "true");
        row("a group of one", "groupRequest", "/plans/1", "null");
        row("one plan twice", "groupRequest", "/plans/1",
            R"("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")");
        row("fewer runtimes than plans", "groupRequest", "/runtimes", R"(["hq"])");
        row("a runtime of a plan that is no slug", "groupRequest", "/runtimes/1", "\"No Slug\"");
        row("a runtime of a plan that is no text", "groupRequest", "/runtimes/1", "7");
        row("runtimes that are no list", "groupRequest", "/runtimes", "{}");
        row("an empty wave", "groupRequest", "/waves/0", "[]");
        row("a runtime in two waves", "groupRequest", "/waves/1/0", "\"hq\"");
        row("a wave of no runtimes", "groupRequest", "/waves/1/0", "\"No Slug\"");
        row("waves that are no list", "groupRequest", "/waves", "{}");
        row("a confirm time of a group that nobody can keep", "groupRequest", "/confirmSeconds", "9");
        row("an unknown progress", "rollout", "/steps/0/progress", "\"soon\"");
        row("an unknown check", "rollout", "/checks/0/state", "\"fine\"");
        row("a step without a number", "evidence", "/steps/0/sequence", "0");
    }
    void refusesBadInput()
    {
        QFETCH(QString, name);
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        const WireCase& one = caseOf(name);
        Json document = one.document;
        document[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
        const auto parsed = one.again(document);
        QVERIFY(!parsed);
        QVERIFY(parsed.error().code == ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestWireChanges)
#include "tst_wire_changes.moc"
