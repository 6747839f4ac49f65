// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/storage/store_contract.h"

#include "core/audit/record.h"
#include "core/store/checks.h"
#include "tests/agent/storage/store_samples.h"
#include "tests/support/verify_result.h"

#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <future>
#include <mutex>
#include <thread>

namespace fabric::test {

using namespace store;

void StoreContract::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_store = m_makeEmpty();
}

void StoreContract::cleanup()
{
    m_store.reset();
}

namespace {

Result<> putRuntime(Session& session, const RuntimeRecord& record)
{
    FABRIC_CHECK(session.runtimes().put(record));
    return leaveTrace(session, record.id.value());
}

Result<> addKey(Session& session, const ApiKeyRecord& record)
{
    FABRIC_CHECK(session.apiKeys().add(record));
    return leaveTrace(session, record.prefix);
}

bool same(const RuntimeRecord& a, const RuntimeRecord& b)
{
    return a.id == b.id && a.provider == b.provider && a.environment == b.environment && a.addedAt == b.addedAt
        && a.status == b.status && a.lastObservedAt == b.lastObservedAt && a.currentRevision == b.currentRevision
        && a.runtimeOnlyIsStale == b.runtimeOnlyIsStale && a.settings == b.settings;
}

bool same(const RevisionRecord& a, const RevisionRecord& b)
{
    return a.number == b.number && a.digest == b.digest && a.configuredDigest == b.configuredDigest
        && a.sourceDigest == b.sourceDigest && a.runtime == b.runtime && a.kind == b.kind && a.createdAt == b.createdAt
        && a.author == b.author && a.reason == b.reason && a.providerVersion == b.providerVersion
        && a.parent == b.parent && a.nodeCount == b.nodeCount && a.edgeCount == b.edgeCount && a.changes == b.changes;
}

QList<qint64> numbersOf(const std::vector<RevisionRecord>& records)
{
    QList<qint64> numbers;
    for (const RevisionRecord& record : records)
        numbers.append(record.number);
    return numbers;
}

/// Six revisions: hq observed, desired, observed; lab observed, observed; hq observed, at 100, 200, ...
Result<> addSixRevisions(Session& session)
{
    using enum RevisionKind;
    const std::pair<const char*, RevisionKind> rows[]
        = {{"hq", Observed}, {"hq", Desired}, {"hq", Observed}, {"lab", Observed}, {"lab", Observed}, {"hq", Observed}};
    std::int64_t at = 0;
    for (const auto& [runtime, kind] : rows) {
        at += 100;
        FABRIC_CHECK(addRevision(session, sampleRevision(runtime, at, kind), sampleGraph("/w" + std::to_string(at))));
    }
    return {};
}

/// Keeps the store's thread busy until release(): what is enqueued meanwhile waits together.
class HeldStore
{
public:
    explicit HeldStore(Store& store)
    {
        std::promise<void> begun;
        std::future<void> hasBegun = begun.get_future();
        // Its own thread, because the store in memory runs the unit on the caller's.
        m_holder = std::thread([this, &store, &begun] {
            const auto done = store.read([this, &begun](Session&) -> Result<> {
                begun.set_value();
                m_gate.get_future().wait();
                return {};
            });
            if (!await(done))
                qFatal("the holding unit failed");
        });
        hasBegun.wait();
    }
    void release()
    {
        m_gate.set_value();
        m_holder.join();
    }

private:
    std::promise<void> m_gate;
    std::thread m_holder;
};

} // namespace

// --- runtimes

void StoreContract::runtimeRoundTrip_keepsEveryField()
{
    RuntimeRecord full = sampleRuntime("hq");
    full.settings = sampleSettings("hq");
    RuntimeRecord bare;
    bare.id = RuntimeId("bare");
    bare.provider = "openclaw";
    FABRIC_VERIFY_RESULT(write([&](Session& session) -> Result<> {
        FABRIC_CHECK(putRuntime(session, full));
        return putRuntime(session, bare);
    }));
    for (const RuntimeRecord& expected : {full, bare}) {
        const auto found = read([&](Session& session) { return session.runtimes().find(expected.id); });
        FABRIC_VERIFY_RESULT(found);
        QVERIFY(found->has_value());
        QVERIFY(same(**found, expected));
    }
    const auto none = read([](Session& session) { return session.runtimes().find(RuntimeId("nobody")); });
    QVERIFY(none && !none->has_value());
}

void StoreContract::runtimes_areListedById()
{
    for (const char* id : {"lab", "hq", "zoo"})
        FABRIC_VERIFY_RESULT(write([&](Session& session) { return putRuntime(session, sampleRuntime(id)); }));
    const auto all = read([](Session& session) { return session.runtimes().list(); });
    FABRIC_VERIFY_RESULT(all);
    QCOMPARE(all->size(), std::size_t{3});
    QCOMPARE(all->at(0).id.value(), std::string("hq"));
    QCOMPARE(all->at(2).id.value(), std::string("zoo"));
}

void StoreContract::runtimePut_replacesAndRefusesUnknownRevision()
{
    RuntimeRecord record = sampleRuntime("hq");
    record.settings = sampleSettings("hq");
    FABRIC_VERIFY_RESULT(write([&](Session& session) { return putRuntime(session, record); }));
    record.environment = "test";
    record.lastObservedAt.reset();
    record.settings.reset();
    FABRIC_VERIFY_RESULT(write([&](Session& session) -> Result<> {
        FABRIC_TRY(const auto revision, addRevision(session, sampleRevision("hq", 1), sampleGraph("/w")));
        record.currentRevision = revision.number;
        return putRuntime(session, record);
    }));
    record.currentRevision = 1;
    const auto found = read([&](Session& session) { return session.runtimes().find(record.id); });
    QVERIFY(found && found->has_value() && same(**found, record));

    record.currentRevision = 77;
    FABRIC_VERIFY_ERROR(write([&](Session& session) { return putRuntime(session, record); }),
                        ErrorCode::FailedPrecondition);
}

void StoreContract::runtimeRemove_keepsItsRevisionsAndMissesUnknown()
{
    FABRIC_VERIFY_RESULT(write([&](Session& session) -> Result<> {
        FABRIC_TRY(const auto revision, addRevision(session, sampleRevision("hq", 1), sampleGraph("/w")));
        RuntimeRecord record = sampleRuntime("hq");
        record.currentRevision = revision.number;
        return putRuntime(session, record);
    }));
    const auto remove = [](Session& session) -> Result<> {
        FABRIC_CHECK(session.runtimes().remove(RuntimeId("hq")));
        return leaveTrace(session, "hq");
    };
    FABRIC_VERIFY_RESULT(write(remove));
    FABRIC_VERIFY_ERROR(write(remove), ErrorCode::NotFound);
    const auto left = read([](Session& session) { return session.revisions().find(RevisionNumber{1}); });
    QVERIFY(left && left->has_value());
}

// --- revisions

void StoreContract::revisionAdd_numbersFromOneAndTakesDigestsFromTheGraph()
{
    const topology::Graph graph = sampleGraph("/w");
    RevisionRecord draft = sampleRevision("hq", 100);
    draft.number = 99;
    draft.digest = sha256("wrong");
    const auto first = write([&](Session& session) { return addRevision(session, draft, graph); });
    FABRIC_VERIFY_RESULT(first);
    QCOMPARE(first->number, RevisionNumber{1});
    QVERIFY(first->digest == graph.digest());
    QVERIFY(first->configuredDigest == graph.configuredDigest());
    QCOMPARE(first->nodeCount, 4);
    QCOMPARE(first->edgeCount, 1);

    draft.parent = 1;
    draft.kind = RevisionKind::Desired;
    const auto second = write([&](Session& session) { return addRevision(session, draft, sampleGraph("/other")); });
    FABRIC_VERIFY_RESULT(second);
    QCOMPARE(second->number, RevisionNumber{2});
    const auto found = read([](Session& session) { return session.revisions().find(RevisionNumber{2}); });
    QVERIFY(found && found->has_value() && same(**found, *second));
}

void StoreContract::revisionFind_byNumberAndNewestByDigest()
{
    const topology::Graph graph = sampleGraph("/w");
    FABRIC_VERIFY_RESULT(write([&](Session& session) -> Result<> {
        FABRIC_CHECK(addRevision(session, sampleRevision("hq", 1), graph));
        FABRIC_CHECK(addRevision(session, sampleRevision("hq", 2), sampleGraph("/other")));
        FABRIC_CHECK(addRevision(session, sampleRevision("lab", 3), graph));
        return {};
    }));
    const auto byDigest = read([&](Session& session) { return session.revisions().find(graph.digest()); });
    QVERIFY(byDigest && byDigest->has_value());
    QCOMPARE((*byDigest)->number, RevisionNumber{3});
    for (const RevisionNumber absent : {0, 4, -1}) {
        const auto none = read([&](Session& session) { return session.revisions().find(absent); });
        QVERIFY(none && !none->has_value());
    }
    const auto none = read([](Session& session) { return session.revisions().find(sha256("nothing")); });
    QVERIFY(none && !none->has_value());
}

void StoreContract::revisionNewest_isPerRuntimeAndKind()
{
    FABRIC_VERIFY_RESULT(write(&addSixRevisions));
    const auto newest = [&](const char* runtime, RevisionKind kind) -> RevisionNumber {
        const auto found = read([&](Session& session) { return session.revisions().newest(RuntimeId(runtime), kind); });
        return found && found->has_value() ? (*found)->number : 0;
    };
    QCOMPARE(newest("hq", RevisionKind::Observed), RevisionNumber{6});
    QCOMPARE(newest("hq", RevisionKind::Desired), RevisionNumber{2});
    QCOMPARE(newest("lab", RevisionKind::Observed), RevisionNumber{5});
    QCOMPARE(newest("lab", RevisionKind::Desired), RevisionNumber{0});
}

void StoreContract::revisionList_pagesNewestFirst()
{
    FABRIC_VERIFY_RESULT(write(&addSixRevisions));
    QList<qint64> seen;
    RevisionQuery query;
    query.limit = 4;
    while (true) {
        const auto page = read([&](Session& session) { return session.revisions().list(query); });
        FABRIC_VERIFY_RESULT(page);
        if (page->empty())
            break;
        QVERIFY(page->size() <= 4);
        seen += numbersOf(*page);
        query.before = page->back().number;
    }
    QCOMPARE(seen, (QList<qint64>{6, 5, 4, 3, 2, 1}));
}

void StoreContract::revisionList_filters_data()
{
    QTest::addColumn<RevisionQuery>("query");
    QTest::addColumn<QList<qint64>>("numbers");
    const RuntimeId hq("hq");
    QTest::newRow("all") << RevisionQuery{} << QList<qint64>{6, 5, 4, 3, 2, 1};
    QTest::newRow("runtime") << RevisionQuery{.runtime = hq} << QList<qint64>{6, 3, 2, 1};
    QTest::newRow("kind") << RevisionQuery{.kind = RevisionKind::Desired} << QList<qint64>{2};
    QTest::newRow("runtime and kind") << RevisionQuery{.runtime = hq, .kind = RevisionKind::Observed}
                                      << QList<qint64>{6, 3, 1};
    QTest::newRow("from is inclusive") << RevisionQuery{.from = UnixMillis{500}} << QList<qint64>{6, 5};
    QTest::newRow("to is exclusive") << RevisionQuery{.to = UnixMillis{200}} << QList<qint64>{1};
    QTest::newRow("window") << RevisionQuery{.from = UnixMillis{200}, .to = UnixMillis{401}} << QList<qint64>{4, 3, 2};
    QTest::newRow("all of it") << RevisionQuery{.runtime = hq,
                                                .kind = RevisionKind::Observed,
                                                .from = UnixMillis{100},
                                                .to = UnixMillis{600},
                                                .before = 4,
                                                .limit = 1}
                               << QList<qint64>{3};
    QTest::newRow("nobody") << RevisionQuery{.runtime = RuntimeId("nobody")} << QList<qint64>{};
}

void StoreContract::revisionList_filters()
{
    QFETCH(RevisionQuery, query);
    QFETCH(QList<qint64>, numbers);
    FABRIC_VERIFY_RESULT(write(&addSixRevisions));
    const auto found = read([&](Session& session) { return session.revisions().list(query); });
    FABRIC_VERIFY_RESULT(found);
    QCOMPARE(numbersOf(*found), numbers);
}

void StoreContract::revisionAdd_refusesUnknownParent()
{
    RevisionRecord record = sampleRevision("hq", 1);
    record.parent = 5;
    FABRIC_VERIFY_ERROR(write([&](Session& session) { return addRevision(session, record, sampleGraph("/w")); }),
                        ErrorCode::FailedPrecondition);
}

void StoreContract::graph_isStoredOncePerDigestAndMissesUnknown()
{
    const topology::Graph graph = sampleGraph("/w");
    for (int i = 0; i < 2; ++i)
        FABRIC_VERIFY_RESULT(
            write([&](Session& session) { return addRevision(session, sampleRevision("hq", i), graph); }));
    const auto back = read([&](Session& session) { return session.revisions().graph(graph.digest()); });
    FABRIC_VERIFY_RESULT(back);
    QVERIFY(toJson(*back) == toJson(graph));
    FABRIC_VERIFY_ERROR(read([](Session& session) { return session.revisions().graph(sha256("nothing")); }),
                        ErrorCode::NotFound);
    const auto empty
        = write([&](Session& session) { return addRevision(session, sampleRevision("hq", 3), topology::Graph()); });
    FABRIC_VERIFY_RESULT(empty);
    const auto nothing = read([&](Session& session) { return session.revisions().graph(empty->digest); });
    QVERIFY(nothing && nothing->isEmpty());
}

void StoreContract::observe_lengthensARunAndBeginsANewOne()
{
    using enum provider::AccessMode;
    FABRIC_VERIFY_RESULT(write([&](Session& session) -> Result<> {
        FABRIC_CHECK(putRuntime(session, sampleRuntime("hq")));
        return addSixRevisions(session);
    }));
    const std::tuple<const char*, RevisionNumber, provider::AccessMode, std::int64_t> looks[]
        = {{"hq", 1, Gateway, 10}, {"hq", 1, Gateway, 20}, {"lab", 4, File, 25}, {"hq", 1, Gateway, 30},
           {"hq", 1, File, 40},    {"hq", 3, File, 50},    {"hq", 1, File, 60}};
    for (const auto& [runtime, revision, mode, at] : looks) {
        FABRIC_VERIFY_RESULT(write([&, runtime = runtime, revision = revision, mode = mode, at = at](Session& session) {
            return session.revisions().observe(RuntimeId(runtime), revision, mode, {at});
        }));
    }
    const auto runs = read([](Session& session) { return session.revisions().observations(RuntimeId("hq"), 1000); });
    FABRIC_VERIFY_RESULT(runs);
    QCOMPARE(runs->size(), std::size_t{4});
    const ObservationRecord& oldest = runs->back();
    QVERIFY(oldest.runtime == RuntimeId("hq") && oldest.revision == 1 && oldest.mode == Gateway);
    QCOMPARE(oldest.firstAt.count, 10);
    QCOMPARE(oldest.lastAt.count, 30);
    QCOMPARE(oldest.count, 3);
    QVERIFY(runs->front().firstAt.count == 60 && runs->front().count == 1);

    const auto newest = read([](Session& session) { return session.revisions().observations(RuntimeId("hq"), 2); });
    QVERIFY(newest && newest->size() == 2 && newest->back().revision == 3);
    const auto runtime = read([](Session& session) { return session.runtimes().find(RuntimeId("hq")); });
    QVERIFY(runtime && runtime->has_value());
    QCOMPARE((*runtime)->lastObservedAt.value().count, 60);
}

void StoreContract::observe_needsNoTraceButAStoredRevision()
{
    FABRIC_VERIFY_ERROR(write([](Session& session) {
                            return session.revisions().observe(RuntimeId("hq"), 1, provider::AccessMode::File, {1});
                        }),
                        ErrorCode::FailedPrecondition);
    FABRIC_VERIFY_RESULT(
        write([](Session& session) { return addRevision(session, sampleRevision("hq", 1), sampleGraph("/w")); }));
    FABRIC_VERIFY_RESULT(write([](Session& session) {
        return session.revisions().observe(RuntimeId("hq"), 1, provider::AccessMode::File, {1});
    }));
}

// --- audit and outbox

void StoreContract::audit_isAChainFromTheFirstRecord()
{
    const auto none = read([](Session& session) { return session.audit().last(); });
    QVERIFY(none && !none->has_value());
    for (int i = 1; i <= 5; ++i) {
        const auto appended = write([&](Session& session) {
            return session.audit().append({{i}, "cli:root", "test", "test:x", {{"n", i}, {"half", 0.5}, {"t", "ä\n"}}});
        });
        FABRIC_VERIFY_RESULT(appended);
        QCOMPARE(appended->sequence, i);
    }
    const auto all = read([](Session& session) { return session.audit().list(0, 10'000); });
    FABRIC_VERIFY_RESULT(all);
    QCOMPARE(all->size(), std::size_t{5});
    QVERIFY(all->front().previous.isNull());
    FABRIC_VERIFY_RESULT(audit::verifyChain(*all));
    const auto last = read([](Session& session) { return session.audit().last(); });
    QVERIFY(last && last->has_value() && (*last)->digest == all->back().digest);
    QCOMPARE((*last)->what.details["n"].get<int>(), 5);
}

void StoreContract::audit_listsAfterACursor()
{
    FABRIC_VERIFY_RESULT(write([](Session& session) -> Result<> {
        for (int i = 0; i < 5; ++i)
            FABRIC_CHECK(leaveTrace(session, std::to_string(i)));
        return {};
    }));
    const auto first = read([](Session& session) { return session.audit().list(0, 2); });
    const auto next = read([](Session& session) { return session.audit().list(2, 2); });
    QVERIFY(first && first->size() == 2 && next && next->size() == 2);
    QCOMPARE(next->front().sequence, 3);
    FABRIC_VERIFY_RESULT(audit::verifyChain(*next, &first->back()));
    const auto end = read([](Session& session) { return session.audit().list(5, 2); });
    QVERIFY(end && end->empty());
}

void StoreContract::outbox_numbersWithoutAGap()
{
    const auto extent = [&] { return read([](Session& session) { return session.outbox().extent(); }); };
    const auto empty = extent();
    FABRIC_VERIFY_RESULT(empty);
    QVERIFY(!empty->epoch.empty() && empty->epoch.find('-') == std::string::npos);
    QVERIFY(empty->first == 0 && empty->last == 0);
    for (int i = 1; i <= 3; ++i) {
        const auto event = write([&](Session& session) -> Result<events::Event> {
            FABRIC_CHECK(session.outbox().append({{i}, "test.a", "test:a", {{"n", i}}}));
            return session.outbox().append({{i}, "test.b", "test:b"});
        });
        FABRIC_VERIFY_RESULT(event);
        QCOMPARE(event->id(), empty->epoch + "-" + std::to_string(2 * i));
        FABRIC_VERIFY_ERROR(write([&](Session& session) -> Result<> {
                                FABRIC_CHECK(session.outbox().append({{i}, "test.lost", "test:lost"}));
                                return fail(ErrorCode::Conflict, "no");
                            }),
                            ErrorCode::Conflict);
    }
    const auto full = extent();
    QVERIFY(full && full->first == 1 && full->last == 6 && full->epoch == empty->epoch);
}

void StoreContract::outboxList_filters()
{
    FABRIC_VERIFY_RESULT(write([](Session& session) -> Result<> {
        for (const auto& [type, subject] : {std::pair("runtime.added", "runtime:hq"),
                                            {"runtime.removed", "runtime:hq"},
                                            {"apikey.created", "apikey:1"},
                                            {"runtime.added", "runtime:lab"},
                                            {"runtime_added", "runtime:hq"}})
            FABRIC_CHECK(session.outbox().append({{7}, type, subject, {{"of", subject}}}));
        return {};
    }));
    const auto sequences = [&](const EventQuery& query) {
        QList<qint64> found;
        const auto events = read([&](Session& session) { return session.outbox().list(query); });
        for (const events::Event& event : events.value_or(std::vector<events::Event>{}))
            found.append(event.sequence);
        return found;
    };
    QCOMPARE(sequences({}), (QList<qint64>{1, 2, 3, 4, 5}));
    QCOMPARE(sequences({.after = 2, .limit = 2}), (QList<qint64>{3, 4}));
    QCOMPARE(sequences({.subject = "runtime:hq"}), (QList<qint64>{1, 2, 5}));
    QCOMPARE(sequences({.typePrefix = "runtime.added"}), (QList<qint64>{1, 4}));
    QCOMPARE(sequences({.typePrefix = "runtime%"}), QList<qint64>{});
    QCOMPARE(sequences({.after = 1, .subject = "runtime:hq", .typePrefix = "runtime."}), QList<qint64>{2});
    const auto one = read([](Session& session) { return session.outbox().list({.after = 2, .limit = 1}); });
    FABRIC_VERIFY_RESULT(one);
    const events::Draft& what = one->at(0).what;
    QVERIFY(what.at.count == 7 && what.type == "apikey.created" && what.data == Json({{"of", "apikey:1"}}));
}

// --- keys

void StoreContract::apiKey_roundTripConflictAndOrder()
{
    ApiKeyRecord revoked = sampleKey("00000001", 30);
    revoked.revokedAt = UnixMillis{99};
    revoked.role = Role::Service;
    for (const ApiKeyRecord& record : {revoked, sampleKey("ffffffff", 10), sampleKey("aaaaaaaa", 10)})
        FABRIC_VERIFY_RESULT(write([&](Session& session) { return addKey(session, record); }));
    FABRIC_VERIFY_ERROR(write([](Session& session) { return addKey(session, sampleKey("ffffffff", 11)); }),
                        ErrorCode::Conflict);
    const auto found = read([](Session& session) { return session.apiKeys().find("00000001"); });
    QVERIFY(found && found->has_value());
    QVERIFY((*found)->name == revoked.name && (*found)->role == Role::Service && (*found)->salt == revoked.salt);
    QVERIFY((*found)->hash == revoked.hash && (*found)->createdAt == revoked.createdAt);
    QVERIFY((*found)->revokedAt == revoked.revokedAt);
    const auto all = read([](Session& session) { return session.apiKeys().list(); });
    QVERIFY(all && all->size() == 3);
    QCOMPARE(all->at(0).prefix, std::string("aaaaaaaa"));
    QVERIFY(!all->at(0).revokedAt);
    QCOMPARE(all->at(2).prefix, std::string("00000001"));
    const auto none = read([](Session& session) { return session.apiKeys().find("12345678"); });
    QVERIFY(none && !none->has_value());
}

void StoreContract::apiKeyRevoke_keepsTheFirstTimeAndMissesUnknown()
{
    const auto revoke = [&](const char* prefix, std::int64_t at) {
        return write([&](Session& session) -> Result<> {
            FABRIC_CHECK(session.apiKeys().revoke(prefix, {at}));
            return leaveTrace(session, prefix);
        });
    };
    FABRIC_VERIFY_RESULT(write([](Session& session) { return addKey(session, sampleKey("12345678", 1)); }));
    FABRIC_VERIFY_RESULT(revoke("12345678", 50));
    FABRIC_VERIFY_RESULT(revoke("12345678", 60));
    const auto found = read([](Session& session) { return session.apiKeys().find("12345678"); });
    QVERIFY(found && found->has_value());
    QCOMPARE((*found)->revokedAt.value().count, 50);
    FABRIC_VERIFY_ERROR(revoke("87654321", 1), ErrorCode::NotFound);
}

// --- units of work

void StoreContract::write_thatFailsLeavesNothing()
{
    FABRIC_VERIFY_ERROR(write([](Session& session) -> Result<> {
                            FABRIC_CHECK(addSixRevisions(session));
                            FABRIC_CHECK(putRuntime(session, sampleRuntime("hq")));
                            FABRIC_CHECK(addKey(session, sampleKey("12345678", 1)));
                            FABRIC_CHECK(
                                session.revisions().observe(RuntimeId("hq"), 1, provider::AccessMode::File, {1}));
                            return fail(ErrorCode::PermissionDenied, "changed my mind");
                        }),
                        ErrorCode::PermissionDenied);
    const auto isEmpty = read([](Session& session) -> Result<bool> {
        FABRIC_TRY(const auto revisions, session.revisions().list({}));
        FABRIC_TRY(const auto runtimes, session.runtimes().list());
        FABRIC_TRY(const auto keys, session.apiKeys().list());
        FABRIC_TRY(const auto looks, session.revisions().observations(RuntimeId("hq"), 1));
        FABRIC_TRY(const auto last, session.audit().last());
        FABRIC_TRY(const auto extent, session.outbox().extent());
        const auto graph = session.revisions().graph(sampleGraph("/w100").digest());
        return revisions.empty() && runtimes.empty() && keys.empty() && looks.empty() && !last && extent.last == 0
            && !graph;
    });
    FABRIC_VERIFY_RESULT(isEmpty);
    QVERIFY(*isEmpty);
    const auto next
        = write([](Session& session) { return addRevision(session, sampleRevision("hq", 1), sampleGraph("/w")); });
    QVERIFY(next && next->number == 1);
}

using Work = std::function<Result<>(Session&)>;

void StoreContract::write_withoutTraceIsRefused_data()
{
    QTest::addColumn<Work>("work");
    const auto audit = [](Session& session) -> Result<> {
        FABRIC_CHECK(session.audit().append({{1}, "agent", "test", "test:x"}));
        return {};
    };
    const auto publish = [](Session& session) -> Result<> {
        FABRIC_CHECK(session.outbox().append({{1}, "test", "test:x"}));
        return {};
    };
    QTest::newRow("runtime, no audit") << Work([publish](Session& session) -> Result<> {
        FABRIC_CHECK(session.runtimes().put(sampleRuntime("hq")));
        return publish(session);
    });
    QTest::newRow("runtime, no event") << Work([audit](Session& session) -> Result<> {
        FABRIC_CHECK(session.runtimes().put(sampleRuntime("hq")));
        return audit(session);
    });
    QTest::newRow("revision") << Work([](Session& session) -> Result<> {
        FABRIC_CHECK(session.revisions().add(sampleRevision("hq", 1), sampleGraph("/w")));
        return {};
    });
    QTest::newRow("key") << Work([](Session& session) { return session.apiKeys().add(sampleKey("12345678", 1)); });
    QTest::newRow("revoked key") << Work([](Session& session) { return session.apiKeys().revoke("abcdef01", {2}); });
    QTest::newRow("removed runtime") << Work(
        [](Session& session) { return session.runtimes().remove(RuntimeId("old")); });
}

void StoreContract::write_withoutTraceIsRefused()
{
    QFETCH(Work, work);
    FABRIC_VERIFY_RESULT(write([](Session& session) -> Result<> {
        FABRIC_CHECK(putRuntime(session, sampleRuntime("old")));
        return addKey(session, sampleKey("abcdef01", 1));
    }));
    FABRIC_VERIFY_ERROR(write(work), ErrorCode::Internal);
    const auto isUnchanged = read([](Session& session) -> Result<bool> {
        FABRIC_TRY(const auto runtimes, session.runtimes().list());
        FABRIC_TRY(const auto keys, session.apiKeys().list());
        FABRIC_TRY(const auto revisions, session.revisions().list({}));
        FABRIC_TRY(const auto extent, session.outbox().extent());
        FABRIC_TRY(const auto last, session.audit().last());
        return runtimes.size() == 1 && keys.size() == 1 && !keys[0].revokedAt && revisions.empty() && extent.last == 2
            && last && last->sequence == 2;
    });
    QVERIFY(isUnchanged && *isUnchanged);
}

void StoreContract::read_refusesEveryChange()
{
    FABRIC_VERIFY_RESULT(
        write([](Session& session) { return addRevision(session, sampleRevision("hq", 1), sampleGraph("/w")); }));
    const Work changes[] = {
        [](Session& s) { return s.runtimes().put(sampleRuntime("hq")); },
        [](Session& s) { return s.runtimes().remove(RuntimeId("hq")); },
        [](Session& s) -> Result<> {
            FABRIC_CHECK(s.revisions().add(sampleRevision("hq", 1), sampleGraph("/w")));
            return {};
        },
        [](Session& s) { return s.revisions().observe(RuntimeId("hq"), 1, provider::AccessMode::File, {1}); },
        [](Session& s) -> Result<> {
            FABRIC_CHECK(s.audit().append({{1}, "agent", "test", "test:x"}));
            return {};
        },
        [](Session& s) -> Result<> {
            FABRIC_CHECK(s.outbox().append({{1}, "test", "test:x"}));
            return {};
        },
        [](Session& s) { return s.apiKeys().add(sampleKey("12345678", 1)); },
        [](Session& s) { return s.apiKeys().revoke("12345678", {1}); },
    };
    for (const Work& change : changes)
        FABRIC_VERIFY_ERROR(read(change), ErrorCode::FailedPrecondition);
    const auto extent = read([](Session& session) { return session.outbox().extent(); });
    QVERIFY(extent && extent->last == 1);
}

void StoreContract::input_isCheckedAlike_data()
{
    QTest::addColumn<Work>("work");
    QTest::addColumn<ErrorCode>("code");
    const auto row = [](const char* name, const Work& work, ErrorCode code = ErrorCode::InvalidArgument) {
        QTest::newRow(name) << work << code;
    };
    const std::string nul("a\0b", 3);
    const auto drop = [](auto result) -> Result<> { return std::move(result).map([](auto&&) {}); };
    row("NUL in a runtime", [=](Session& s) {
        RuntimeRecord record = sampleRuntime("hq");
        record.status.detail = nul;
        return s.runtimes().put(record);
    });
    row("command in stored settings", [=](Session& s) {
        RuntimeRecord record = sampleRuntime("hq");
        record.settings = sampleSettings("hq");
        record.settings->control = "reboot";
        return s.runtimes().put(record);
    });
    row("settings of another runtime", [=](Session& s) {
        RuntimeRecord record = sampleRuntime("hq");
        record.settings = sampleSettings("lab");
        return s.runtimes().put(record);
    });
    row("bad UTF-8 in a revision", [=](Session& s) {
        RevisionRecord record = sampleRevision("hq", 1);
        record.reason = "\xff";
        return drop(s.revisions().add(record, sampleGraph("/w")));
    });
    row(
        "long text",
        [=](Session& s) {
            ApiKeyRecord record = sampleKey("12345678", 1);
            record.name.assign(kMaxTextBytes + 1, 'x');
            return s.apiKeys().add(record);
        },
        ErrorCode::TooLarge);
    row("short prefix", [](Session& s) { return s.apiKeys().add(sampleKey("1234567", 1)); });
    row("audit without actor", [=](Session& s) { return drop(s.audit().append({{1}, "", "a", "b"})); });
    row("audit details not an object", [=](Session& s) {
        return drop(s.audit().append({{1}, "a", "b", "c", Json::array()}));
    });
    row("audit details without canonical form", [=](Session& s) {
        return drop(s.audit().append({{1}, "a", "b", "c", {{"n", 9007199254740993}}}));
    });
    row(
        "event that is too large",
        [=](Session& s) {
            return drop(s.outbox().append({{1}, "a", "b", {{"x", std::string(kMaxBodyBytes, 'x')}}}));
        },
        ErrorCode::TooLarge);
    row("event without subject", [=](Session& s) { return drop(s.outbox().append({{1}, "a", ""})); });
    row("revision limit 0", [=](Session& s) { return drop(s.revisions().list({.limit = 0})); });
    row("revision limit 501", [=](Session& s) { return drop(s.revisions().list({.limit = 501})); });
    row("event limit 1001", [=](Session& s) { return drop(s.outbox().list({.limit = 1001})); });
    row("audit limit", [=](Session& s) { return drop(s.audit().list(0, 10'001)); });
    row("observation limit", [=](Session& s) { return drop(s.revisions().observations(RuntimeId("hq"), 0)); });
}

void StoreContract::input_isCheckedAlike()
{
    QFETCH(Work, work);
    QFETCH(ErrorCode, code);
    FABRIC_VERIFY_ERROR(write(work), code);
}

void StoreContract::group_isolatesAFailingUnit()
{
    std::vector<QFuture<Result<RevisionNumber>>> futures;
    HeldStore held(*m_store); // so that the units become one group, where there are groups
    for (int i = 1; i <= 30; ++i) {
        futures.push_back(m_store->write([i](Session& session) -> Result<RevisionNumber> {
            FABRIC_TRY(const auto added,
                       session.revisions().add(sampleRevision("hq", i), sampleGraph("/w" + std::to_string(i))));
            if (i % 3 == 0)
                return fail(ErrorCode::Conflict, "unit " + std::to_string(i));
            if (i % 3 == 1)
                FABRIC_CHECK(leaveTrace(session, std::to_string(i)));
            return added.number;
        }));
    }
    held.release();
    RevisionNumber expected = 0;
    for (int i = 1; i <= 30; ++i) {
        const auto result = await(futures[static_cast<std::size_t>(i - 1)]);
        if (i % 3 == 0)
            FABRIC_VERIFY_ERROR(result, ErrorCode::Conflict);
        else if (i % 3 == 2)
            FABRIC_VERIFY_ERROR(result, ErrorCode::Internal);
        else
            QCOMPARE(result.value(), ++expected);
    }
    const auto all = read([](Session& session) { return session.revisions().list({}); });
    QVERIFY(all && std::ssize(*all) == expected);
    const auto chain = read([](Session& session) { return session.audit().list(0, 100); });
    QVERIFY(chain && std::ssize(*chain) == expected);
    FABRIC_VERIFY_RESULT(audit::verifyChain(*chain));
}

void StoreContract::futures_finishInOrderAndReadsSeeWhatIsCommitted()
{
    std::mutex mutex;
    std::vector<int> order;
    std::vector<QFuture<Result<std::int64_t>>> reads;
    std::vector<QFuture<void>> marks;
    HeldStore held(*m_store); // so that every continuation is attached before its future finishes
    for (int i = 1; i <= 20; ++i) {
        const auto mark = [&, i](const auto&) {
            const std::lock_guard lock(mutex);
            order.push_back(i);
        };
        marks.push_back(
            m_store->write([i](Session& session) { return leaveTrace(session, std::to_string(i)); }).then(mark));
        if (i % 4 == 0)
            reads.push_back(m_store->read([](Session& session) -> Result<std::int64_t> {
                FABRIC_TRY(const auto extent, session.outbox().extent());
                return extent.last;
            }));
    }
    held.release();
    for (std::size_t i = 0; i < reads.size(); ++i)
        QCOMPARE(await(reads[i]).value(), 4 * (static_cast<std::int64_t>(i) + 1));
    for (QFuture<void>& mark : marks)
        mark.waitForFinished();
    QCOMPARE(order.size(), std::size_t{20});
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void StoreContract::listener_getsEventsInOrder()
{
    std::mutex mutex;
    std::vector<std::int64_t> heard;
    m_store->setCommitListener([&](const std::vector<events::Event>& events) {
        const std::lock_guard lock(mutex);
        for (const events::Event& event : events)
            heard.push_back(event.sequence);
    });
    const auto heardCount = [&] {
        const std::lock_guard lock(mutex);
        return std::ssize(heard);
    };
    for (int i = 1; i <= 10; ++i)
        FABRIC_VERIFY_RESULT(write([i](Session& session) { return leaveTrace(session, std::to_string(i)); }));
    FABRIC_VERIFY_ERROR(write([](Session& session) -> Result<> {
                            FABRIC_CHECK(leaveTrace(session, "lost"));
                            return fail(ErrorCode::Conflict, "no");
                        }),
                        ErrorCode::Conflict);
    QTRY_COMPARE(heardCount(), 10);
    for (std::int64_t i = 0; i < 10; ++i)
        QCOMPARE(heard[static_cast<std::size_t>(i)], i + 1);
}

void StoreContract::listener_isCalledAfterTheFutures()
{
    QFuture<Result<>> unit;
    std::atomic<int> heardWhenFinished = -1;
    m_store->setCommitListener(
        [&](const std::vector<events::Event>&) { heardWhenFinished = unit.isFinished() ? 1 : 0; });
    // Asked for from inside a unit, so that the future is at hand before its work can run, on every backend.
    FABRIC_VERIFY_RESULT(read([&](Session&) -> Result<> {
        unit = m_store->write([](Session& session) { return leaveTrace(session, "one"); });
        return {};
    }));
    QTRY_COMPARE(heardWhenFinished.load(), 1);
}

void StoreContract::outbox_isGaplessUnderManyThreads()
{
    constexpr int kThreads = 4;
    constexpr int kUnits = 50;
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([this, t] {
            for (int i = 0; i < kUnits; ++i) {
                const auto done = write([&](Session& session) -> Result<> {
                    FABRIC_CHECK(leaveTrace(session, std::to_string(t)));
                    if (i % 5 == 4)
                        return fail(ErrorCode::Conflict, "no");
                    return {};
                });
                if (done.has_value() != (i % 5 != 4))
                    qFatal("unexpected outcome");
            }
        });
    }
    for (std::thread& thread : threads)
        thread.join();
    const auto events = read([](Session& session) { return session.outbox().list({.limit = 1000}); });
    FABRIC_VERIFY_RESULT(events);
    QCOMPARE(std::ssize(*events), kThreads * kUnits * 4 / 5);
    for (std::size_t i = 0; i < events->size(); ++i)
        QCOMPARE(events->at(i).sequence, static_cast<std::int64_t>(i) + 1);
    const auto chain = read([](Session& session) { return session.audit().list(0, 10'000); });
    QVERIFY(chain && chain->size() == events->size());
    FABRIC_VERIFY_RESULT(audit::verifyChain(*chain));
}

} // namespace fabric::test
