// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/storage/rollout_contract.h"

#include "tests/agent/storage/store_samples.h"
#include "tests/support/verify_result.h"

#include <QTest>

namespace fabric::test {

using namespace store;

namespace {

PlanRecord samplePlan(const std::string& text, std::int64_t at = 100, const std::string& runtime = "hq")
{
    return {sha256(text), RuntimeId(runtime), {at}, "apikey:1a2b3c4d", "because", {{"plan", text}}};
}

RolloutRecord sampleRollout(const std::string& id, const std::string& runtime = "hq", std::int64_t at = 100)
{
    return {.id = RolloutId(id),
            .version = 1,
            .runtime = RuntimeId(runtime),
            .plan = sha256("plan"),
            .group = "g1",
            .state = "requested",
            .isFinished = false,
            .createdAt = {at},
            .changedAt = {at + 1},
            .body = {{"format", 1}}};
}

RolloutGroupRecord sampleGroup(const std::string& id, std::int64_t at = 100)
{
    return {.id = id,
            .version = 1,
            .state = "running",
            .isFinished = false,
            .createdAt = {at},
            .changedAt = {at + 1},
            .body = {{"format", 1}}};
}

Result<> trace(Session& session)
{
    FABRIC_CHECK(session.audit().append({{1}, "agent", "test", "test:x"}));
    FABRIC_CHECK(session.outbox().append({{1}, "test", "test:x"}));
    return {};
}

Result<> addPlan(Session& session, const PlanRecord& record)
{
    FABRIC_CHECK(session.plans().add(record));
    return trace(session);
}

/// The plan of sampleRollout(), for both runtimes.
Result<> addTwins(Session& session)
{
    FABRIC_CHECK(addPlan(session, samplePlan("plan")));
    return addPlan(session, samplePlan("plan", 100, "lab"));
}

Result<> addRollout(Session& session, const RolloutRecord& record)
{
    FABRIC_CHECK(session.rollouts().add(record));
    return trace(session);
}

Result<> putRollout(Session& session, const RolloutRecord& record)
{
    FABRIC_CHECK(session.rollouts().put(record));
    return trace(session);
}

Result<> finish(Session& session, RolloutRecord record)
{
    record.version = 2;
    record.state = "succeeded";
    record.isFinished = true;
    return putRollout(session, record);
}

Result<> addGroup(Session& session, const RolloutGroupRecord& record)
{
    FABRIC_CHECK(session.rolloutGroups().add(record));
    return trace(session);
}

Result<> putGroup(Session& session, const RolloutGroupRecord& record)
{
    FABRIC_CHECK(session.rolloutGroups().put(record));
    return trace(session);
}

RolloutGroupRecord ended(RolloutGroupRecord record)
{
    record.version = 2;
    record.state = "succeeded";
    record.isFinished = true;
    return record;
}

bool same(const RolloutRecord& a, const RolloutRecord& b)
{
    return a.id == b.id && a.version == b.version && a.runtime == b.runtime && a.plan == b.plan && a.group == b.group
        && a.state == b.state && a.isFinished == b.isFinished && a.createdAt == b.createdAt
        && a.changedAt == b.changedAt && a.body == b.body;
}

} // namespace

void RolloutContract::plan_isKeptOnceIsRenewedAndListedNewestFirst()
{
    const auto add = [&](const PlanRecord& record) {
        return await(m_store->write([&](Session& s) -> Result<bool> {
            FABRIC_TRY(const bool isNew, s.plans().add(record));
            FABRIC_CHECK(trace(s));
            return isNew;
        }));
    };
    QVERIFY(add(samplePlan("one", 100)).value());
    QVERIFY(add(samplePlan("two", 200)).value());
    PlanRecord again = samplePlan("one", 300);
    again.author = "apikey:other";
    again.summary["title"] = "again";
    again.body = {{"plan", "never another one"}};
    QVERIFY(!add(again).value());
    const auto found = await(m_store->read([](Session& s) { return s.plans().find(RuntimeId("hq"), sha256("one")); }));
    QVERIFY(found && *found);
    QCOMPARE((*found)->createdAt.count, 300);
    QCOMPARE((*found)->author, std::string("apikey:other"));
    QVERIFY((*found)->summary == again.summary);
    QVERIFY(((*found)->body == Json{{"plan", "one"}}));
    const auto all = await(m_store->read([](Session& s) { return s.plans().list(RuntimeId("hq"), 10); }));
    QVERIFY(all && all->size() == 2 && all->front().id == sha256("one"));
    const auto none = await(m_store->read([](Session& s) { return s.plans().list(RuntimeId("lab"), 10); }));
    QVERIFY(none && none->empty());
}

void RolloutContract::plan_isOneOfItsRuntime()
{
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) -> Result<> {
        FABRIC_CHECK(addPlan(s, samplePlan("plan", 200, "lab")));
        FABRIC_CHECK(addPlan(s, samplePlan("plan", 100, "hq")));
        return addPlan(s, samplePlan("other", 100, "attic"));
    })));
    const Digest id = sha256("plan");
    const auto find = [&](const char* runtime) {
        return await(m_store->read([&](Session& s) { return s.plans().find(RuntimeId(runtime), id); })).value();
    };
    QCOMPARE(find("hq").value().createdAt.count, 100);
    QCOMPARE(find("lab").value().createdAt.count, 200);
    QVERIFY(!find("attic"));
    const auto runtimesOf = [&](const Digest& plan, int limit) {
        return await(m_store->read([&](Session& s) { return s.plans().runtimesOf(plan, limit); }));
    };
    QVERIFY((runtimesOf(id, 500).value() == std::vector{RuntimeId("hq"), RuntimeId("lab")}));
    QVERIFY((runtimesOf(id, 1).value() == std::vector{RuntimeId("hq")}));
    QVERIFY(runtimesOf(sha256("none"), 1)->empty());
    FABRIC_VERIFY_ERROR(runtimesOf(id, 0), ErrorCode::InvalidArgument);
    FABRIC_VERIFY_ERROR(runtimesOf(id, 501), ErrorCode::InvalidArgument);

    // A rollout needs the plan of its own runtime, and keeps that one only.
    FABRIC_VERIFY_ERROR(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r1", "attic")); })),
                        ErrorCode::FailedPrecondition);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r1")); })));
    const auto remove = [&](const char* runtime) {
        return await(m_store->write([&](Session& s) -> Result<> {
            FABRIC_CHECK(s.plans().remove(RuntimeId(runtime), id));
            return trace(s);
        }));
    };
    FABRIC_VERIFY_ERROR(remove("attic"), ErrorCode::NotFound);
    FABRIC_VERIFY_ERROR(remove("hq"), ErrorCode::FailedPrecondition);
    FABRIC_VERIFY_RESULT(remove("lab"));
    QVERIFY(find("hq") && !find("lab"));
}

void RolloutContract::choosePlan_asksWhose_whereSeveralHaveIt()
{
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) -> Result<> {
        for (int i = 10; i < 20; ++i)
            FABRIC_CHECK(addPlan(s, samplePlan("fleet", i, "host-" + std::to_string(i))));
        FABRIC_CHECK(addPlan(s, samplePlan("one")));
        return addTwins(s);
    })));
    const auto choose = [&](const char* plan, const char* runtime) {
        return await(m_store->read([&](Session& s) {
            const auto whose = runtime == nullptr ? std::nullopt : std::optional(RuntimeId(runtime));
            return choosePlan(s.plans(), sha256(plan), whose, "/plans/3");
        }));
    };
    QCOMPARE(choose("one", nullptr)->runtime.value(), std::string("hq"));
    QCOMPARE(choose("one", "hq")->runtime.value(), std::string("hq"));
    QCOMPARE(choose("plan", "lab")->runtime.value(), std::string("lab"));
    FABRIC_VERIFY_ERROR(choose("none", nullptr), ErrorCode::NotFound);
    FABRIC_VERIFY_ERROR(choose("none", "hq"), ErrorCode::NotFound);
    FABRIC_VERIFY_ERROR(choose("one", "lab"), ErrorCode::NotFound);
    QVERIFY(choose("one", "lab").error().message.find("'lab'") != std::string::npos);
    const auto twins = choose("plan", nullptr);
    FABRIC_VERIFY_ERROR(twins, ErrorCode::Conflict);
    QCOMPARE(twins.error().where, std::string("/plans/3"));
    QVERIFY2(twins.error().message.find("(hq, lab)") != std::string::npos, twins.error().message.c_str());
    const auto fleet = choose("fleet", nullptr);
    FABRIC_VERIFY_ERROR(fleet, ErrorCode::Conflict);
    QVERIFY2(fleet.error().message.find("host-16, host-17 and more)") != std::string::npos,
             fleet.error().message.c_str());
}

void RolloutContract::plan_thatARolloutNamesStays()
{
    const auto remove = [](Session& s) -> Result<> {
        FABRIC_CHECK(s.plans().remove(RuntimeId("hq"), sha256("plan")));
        return trace(s);
    };
    FABRIC_VERIFY_ERROR(await(m_store->write(remove)), ErrorCode::NotFound);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addPlan(s, samplePlan("plan")); })));
    FABRIC_VERIFY_RESULT(await(m_store->write(remove)));
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addPlan(s, samplePlan("plan")); })));
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r1")); })));
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return finish(s, sampleRollout("r1")); })));
    FABRIC_VERIFY_ERROR(await(m_store->write(remove)), ErrorCode::FailedPrecondition);
}

void RolloutContract::rollout_roundTripKeepsEveryField()
{
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addPlan(s, samplePlan("plan")); })));
    RolloutRecord record = sampleRollout("r1");
    FABRIC_VERIFY_RESULT(await(m_store->write([&](Session& s) { return addRollout(s, record); })));
    auto found = await(m_store->read([](Session& s) { return s.rollouts().find(RolloutId("r1")); }));
    QVERIFY(found && *found && same(**found, record));
    record.version = 2;
    record.state = "writing";
    record.body["state"] = "writing";
    FABRIC_VERIFY_RESULT(await(m_store->write([&](Session& s) { return putRollout(s, record); })));
    found = await(m_store->read([](Session& s) { return s.rollouts().active(RuntimeId("hq")); }));
    QVERIFY(found && *found && same(**found, record));
    found = await(m_store->read([](Session& s) { return s.rollouts().find(RolloutId("r2")); }));
    QVERIFY(found && !*found);
}

void RolloutContract::rollout_needsItsPlanAndIsAloneOnItsRuntime()
{
    FABRIC_VERIFY_ERROR(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r1")); })),
                        ErrorCode::FailedPrecondition);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addTwins(s); })));
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r1")); })));
    FABRIC_VERIFY_ERROR(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r2")); })),
                        ErrorCode::Conflict);
    FABRIC_VERIFY_ERROR(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r1", "lab")); })),
                        ErrorCode::Conflict);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r2", "lab")); })));
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return finish(s, sampleRollout("r1")); })));
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r3")); })));
}

void RolloutContract::rolloutPut_isRefusedForAnotherVersionOrAfterTheEnd()
{
    FABRIC_VERIFY_ERROR(await(m_store->write([](Session& s) { return putRollout(s, sampleRollout("r1")); })),
                        ErrorCode::NotFound);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addPlan(s, samplePlan("plan")); })));
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addRollout(s, sampleRollout("r1")); })));
    RolloutRecord record = sampleRollout("r1");
    for (const std::int64_t version : {1, 3}) {
        record.version = version;
        FABRIC_VERIFY_ERROR(await(m_store->write([&](Session& s) { return putRollout(s, record); })),
                            ErrorCode::Conflict);
    }
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return finish(s, sampleRollout("r1")); })));
    record.version = 3;
    FABRIC_VERIFY_ERROR(await(m_store->write([&](Session& s) { return putRollout(s, record); })), ErrorCode::Conflict);
}

void RolloutContract::rolloutList_filtersAndPages()
{
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) -> Result<> {
        FABRIC_CHECK(addTwins(s));
        FABRIC_CHECK(addRollout(s, sampleRollout("r1", "hq", 100)));
        FABRIC_CHECK(finish(s, sampleRollout("r1", "hq", 100)));
        FABRIC_CHECK(addRollout(s, sampleRollout("r2", "hq", 200)));
        return addRollout(s, sampleRollout("r3", "lab", 300));
    })));
    const auto list = [&](const RolloutQuery& query) {
        std::string ids;
        const auto found = await(m_store->read([&](Session& s) { return s.rollouts().list(query); }));
        for (const RolloutRecord& record : found.value_or(std::vector<RolloutRecord>()))
            ids += record.id.value();
        return ids;
    };
    QCOMPARE(list({}), std::string("r3r2r1"));
    QCOMPARE(list({.limit = 2}), std::string("r3r2"));
    QCOMPARE(list({.runtime = RuntimeId("hq")}), std::string("r2r1"));
    QCOMPARE(list({.state = "succeeded"}), std::string("r1"));
    QCOMPARE(list({.group = "g2"}), std::string());
    QCOMPARE(list({.isFinished = false}), std::string("r3r2"));
    QCOMPARE(list({.before = UnixMillis{300}}), std::string("r2r1"));
    FABRIC_VERIFY_ERROR(await(m_store->read([](Session& s) { return s.rollouts().list({.limit = 0}); })),
                        ErrorCode::InvalidArgument);
}

void RolloutContract::evidence_isNumberedPerRollout()
{
    const auto append = [&](const char* id, const char* step) {
        return await(m_store->write([=](Session& s) {
            return s.rollouts().append({RolloutId(id), 0, {5}, "agent", step, "writing", {{"hash", "h"}}});
        }));
    };
    FABRIC_VERIFY_ERROR(append("r1", "one"), ErrorCode::FailedPrecondition);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) -> Result<> {
        FABRIC_CHECK(addTwins(s));
        FABRIC_CHECK(addRollout(s, sampleRollout("r1")));
        return addRollout(s, sampleRollout("r2", "lab"));
    })));
    QCOMPARE(append("r1", "one").value().sequence, 1);
    QCOMPARE(append("r2", "one").value().sequence, 1);
    QCOMPARE(append("r1", "two").value().sequence, 2);
    const auto found = await(m_store->read([](Session& s) { return s.rollouts().evidence(RolloutId("r1"), 1, 10); }));
    QVERIFY(found && found->size() == 1);
    QCOMPARE(found->front().step, std::string("two"));
    QVERIFY(found->front().body == Json({{"hash", "h"}}));
}

void RolloutContract::group_roundTripKeepsEveryField()
{
    RolloutGroupRecord record = sampleGroup("g1");
    FABRIC_VERIFY_RESULT(await(m_store->write([&](Session& s) { return addGroup(s, record); })));
    FABRIC_VERIFY_ERROR(await(m_store->write([&](Session& s) { return addGroup(s, record); })), ErrorCode::Conflict);
    record = ended(record);
    record.changedAt = {500};
    record.body["more"] = "text";
    FABRIC_VERIFY_RESULT(await(m_store->write([&](Session& s) { return putGroup(s, record); })));
    const auto found = await(m_store->read([](Session& s) { return s.rolloutGroups().find("g1"); }));
    QVERIFY(found && *found);
    QCOMPARE((*found)->id, record.id);
    QCOMPARE((*found)->version, record.version);
    QCOMPARE((*found)->state, record.state);
    QVERIFY((*found)->isFinished);
    QCOMPARE((*found)->createdAt.count, 100);
    QCOMPARE((*found)->changedAt.count, 500);
    QVERIFY((*found)->body == record.body);
    const auto none = await(m_store->read([](Session& s) { return s.rolloutGroups().find("g2"); }));
    QVERIFY(none && !*none);
}

void RolloutContract::groupPut_isRefusedForAnotherVersionOrAfterTheEnd()
{
    FABRIC_VERIFY_ERROR(await(m_store->write([](Session& s) { return putGroup(s, sampleGroup("g1")); })),
                        ErrorCode::NotFound);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addGroup(s, sampleGroup("g1")); })));
    RolloutGroupRecord record = sampleGroup("g1");
    for (const std::int64_t version : {1, 3}) {
        record.version = version;
        FABRIC_VERIFY_ERROR(await(m_store->write([&](Session& s) { return putGroup(s, record); })),
                            ErrorCode::Conflict);
    }
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return putGroup(s, ended(sampleGroup("g1"))); })));
    record.version = 3;
    FABRIC_VERIFY_ERROR(await(m_store->write([&](Session& s) { return putGroup(s, record); })), ErrorCode::Conflict);
}

void RolloutContract::groupList_filtersAndPages()
{
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) -> Result<> {
        FABRIC_CHECK(addGroup(s, sampleGroup("g1", 100)));
        FABRIC_CHECK(putGroup(s, ended(sampleGroup("g1", 100))));
        FABRIC_CHECK(addGroup(s, sampleGroup("g2", 200)));
        return addGroup(s, sampleGroup("g3", 300));
    })));
    const auto list = [&](const RolloutGroupQuery& query) {
        std::string ids;
        const auto found = await(m_store->read([&](Session& s) { return s.rolloutGroups().list(query); }));
        for (const RolloutGroupRecord& record : found.value_or(std::vector<RolloutGroupRecord>()))
            ids += record.id;
        return ids;
    };
    QCOMPARE(list({}), std::string("g3g2g1"));
    QCOMPARE(list({.limit = 2}), std::string("g3g2"));
    QCOMPARE(list({.state = "succeeded"}), std::string("g1"));
    QCOMPARE(list({.isFinished = false}), std::string("g3g2"));
    QCOMPARE(list({.before = UnixMillis{300}}), std::string("g2g1"));
    FABRIC_VERIFY_ERROR(await(m_store->read([](Session& s) { return s.rolloutGroups().list({.limit = 501}); })),
                        ErrorCode::InvalidArgument);
}

void RolloutContract::groupEvidence_isNumberedPerGroup()
{
    const auto append = [&](const char* id, const char* step) {
        return await(m_store->write([=](Session& s) {
            return s.rolloutGroups().append({id, 0, {5}, "agent", step, "running", {{"next", "begin"}}});
        }));
    };
    FABRIC_VERIFY_ERROR(append("g1", "one"), ErrorCode::FailedPrecondition);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) -> Result<> {
        FABRIC_CHECK(addGroup(s, sampleGroup("g1")));
        return addGroup(s, sampleGroup("g2"));
    })));
    QCOMPARE(append("g1", "one").value().sequence, 1);
    QCOMPARE(append("g2", "one").value().sequence, 1);
    QCOMPARE(append("g1", "two").value().sequence, 2);
    const auto found = await(m_store->read([](Session& s) { return s.rolloutGroups().evidence("g1", 1, 10); }));
    QVERIFY(found && found->size() == 1);
    QCOMPARE(found->front().step, std::string("two"));
    QCOMPARE(found->front().state, std::string("running"));
    QVERIFY(found->front().body == Json({{"next", "begin"}}));
}

void RolloutContract::rollout_withoutTraceIsRefused()
{
    FABRIC_VERIFY_ERROR(await(m_store->write([](Session& s) { return s.rolloutGroups().add(sampleGroup("g1")); })),
                        ErrorCode::Internal);
    const auto plan = [](Session& s) { return s.plans().add(samplePlan("plan")); };
    FABRIC_VERIFY_ERROR(await(m_store->write(plan)), ErrorCode::Internal);
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) { return addPlan(s, samplePlan("plan")); })));
    const auto rollout = [](Session& s) { return s.rollouts().add(sampleRollout("r1")); };
    FABRIC_VERIFY_ERROR(await(m_store->write(rollout)), ErrorCode::Internal);
}

void RolloutContract::reads_refuseEveryChange()
{
    FABRIC_VERIFY_RESULT(await(m_store->write([](Session& s) -> Result<> {
        FABRIC_CHECK(addPlan(s, samplePlan("plan")));
        return addRollout(s, sampleRollout("r1"));
    })));
    const auto refused = [&](auto work) {
        const auto result = await(m_store->read(work));
        return !result && result.error().code == ErrorCode::FailedPrecondition;
    };
    QVERIFY(refused([](Session& s) { return s.plans().add(samplePlan("new")); }));
    QVERIFY(refused([](Session& s) { return s.plans().remove(RuntimeId("hq"), sha256("plan")); }));
    QVERIFY(refused([](Session& s) { return s.rollouts().add(sampleRollout("r2", "lab")); }));
    QVERIFY(refused([](Session& s) { return s.rollouts().put(sampleRollout("r1")); }));
    QVERIFY(refused([](Session& s) { return s.rollouts().append({RolloutId("r1"), 0, {5}, "agent", "x", "y", {}}); }));
    QVERIFY(refused([](Session& s) { return s.rolloutGroups().add(sampleGroup("g1")); }));
    QVERIFY(refused([](Session& s) { return s.rolloutGroups().put(sampleGroup("g1")); }));
    QVERIFY(refused([](Session& s) { return s.rolloutGroups().append({"g1", 0, {5}, "agent", "x", "y", {}}); }));
    QVERIFY(refused([](Session& s) { return s.idempotency().add({"p", "r", "k", sha256("b"), 200, "a", {9}}, {1}); }));
    QVERIFY(refused([](Session& s) { return s.idempotency().removeExpired({1}); }));
}

void RolloutContract::idempotency_givesTheFirstAnswerUntilItExpires()
{
    const auto add = [&](const char* key, const char* answer, std::int64_t now) {
        return await(m_store->write([=](Session& s) {
            return s.idempotency().add({"p", "POST /plans", key, sha256("body"), 201, answer, {now + 100}}, {now});
        }));
    };
    const auto find = [&](const char* principal, const char* key, std::int64_t now) {
        const auto found = await(
            m_store->read([=](Session& s) { return s.idempotency().find(principal, "POST /plans", key, {now}); }));
        return found && *found ? (*found)->answer : std::string("none");
    };
    FABRIC_VERIFY_RESULT(add("k", "first", 0));
    FABRIC_VERIFY_ERROR(add("k", "second", 50), ErrorCode::Conflict);
    QCOMPARE(find("p", "k", 99), std::string("first"));
    QCOMPARE(find("q", "k", 99), std::string("none"));
    QCOMPARE(find("p", "k", 100), std::string("none"));
    FABRIC_VERIFY_RESULT(add("k", "third", 100));
    QCOMPARE(find("p", "k", 150), std::string("third"));
    const auto removed = await(m_store->write([](Session& s) { return s.idempotency().removeExpired({200}); }));
    QCOMPARE(removed.value(), 1);
}

} // namespace fabric::test
