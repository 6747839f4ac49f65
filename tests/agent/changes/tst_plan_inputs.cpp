// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/changes/unit_of_work.h"
#include "tests/support/memory_store.h"
#include "tests/support/toy_configuration.h"
#include "tests/support/verify_result.h"

#include <QTest>

using namespace fabric;
using namespace fabric::changes;
using namespace fabric::test;

namespace {

const ToyConfiguration kToy;

planning::Content withModel(const char* model)
{
    Json document = toyDocument();
    document["agents"]["ops"]["model"] = model;
    return toyContent(std::move(document));
}

/// Keeps a revision and reads what a plan from @p observed to @p desired is made of, in one unit of work.
Result<PlanInputs> inputsOf(const planning::Content& observed, const planning::Content& desired, bool hasTopologies)
{
    MemoryStore store;
    auto read = store.write([&](store::Session& session) -> Result<PlanInputs> {
        const auto keep = [&](const planning::Content& content) -> Result<store::RevisionRecord> {
            store::RevisionRecord record;
            record.runtime = RuntimeId("hq");
            record.author = "tester";
            FABRIC_TRY(record, session.revisions().add(record, content.graph, content.source));
            if (!hasTopologies)
                record.digest = sha256("a topology that is not there");
            return record;
        };
        FABRIC_TRY(store::RevisionRecord now, keep(observed));
        FABRIC_TRY(store::RevisionRecord wanted, keep(desired));
        FABRIC_CHECK(session.audit().append({UnixMillis{1}, "tester", "revision.added", "runtime:hq"}));
        FABRIC_CHECK(session.outbox().append({UnixMillis{1}, "revision.added", "runtime:hq"}));
        return loadPlanInputs(session, std::move(now), std::move(wanted), kToy);
    });
    read.waitForFinished();
    return read.result();
}

} // namespace

class TestPlanInputs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsNoTopology_whenAllResourcesAreEqual()
    {
        const planning::Content observed = withModel("m1");
        const auto inputs = inputsOf(observed, owning(observed, observed, {"/agents/ops/model"}), false);
        FABRIC_VERIFY_RESULT(inputs);
        QVERIFY(inputs->ofEqual.has_value());
        QVERIFY(inputs->ofEqual->isEmpty());
    }

    void readsBothTopologies_whenAResourceDiffers()
    {
        const planning::Content observed = withModel("m1");
        const planning::Content desired = withModel("m2");
        QCOMPARE(inputsOf(observed, desired, false).error().code, ErrorCode::NotFound);
        const auto inputs = inputsOf(observed, desired, true);
        FABRIC_VERIFY_RESULT(inputs);
        QVERIFY(!inputs->ofEqual.has_value());
        QVERIFY(inputs->observed.content.graph == observed.graph);
        QVERIFY(inputs->desired.content.graph == desired.graph);
    }
};

QTEST_GUILESS_MAIN(TestPlanInputs)
#include "tst_plan_inputs.moc"
