// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/plan.h"
#include "tests/support/fake_random.h"
#include "tests/support/toy_configuration.h"

#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::planning;
using namespace fabric::test;

namespace {

constexpr int kMutations = 200;
const ToyConfiguration kToy;

std::string agentOf(const std::string& resource)
{
    return resource.substr(resource.find('.') + 1);
}

/// Changes one resource: a new value, another one, or none.
void mutateResource(FakeRandom& random, const std::string& id, Json& document)
{
    const std::string fresh = "x" + std::to_string(random.below(1'000'000));
    if (id == "routes") {
        document["routes"].push_back({{"from", "chat/" + fresh}, {"to", "agent1"}});
    } else if (id.starts_with("settings.")) {
        document["settings"][agentOf(id)] = Json::array({fresh});
    } else if (random.chance(20) && document["agents"].contains(agentOf(id))) {
        document["agents"].erase(agentOf(id));
    } else {
        const std::array<const char*, 4> keys{"model", "workspace", "sandbox", "new-field"};
        document["agents"][agentOf(id)][keys[random.below(keys.size())]] = fresh;
    }
}

/// Who was touched or read, and everybody else, also ids that are not there.
struct Targets
{
    std::vector<std::string> relevant;
    std::vector<std::string> irrelevant{"agents.unheard-of", "settings.unheard-of"};
};

Targets targetsOf(const Plan& plan, const Content& observed)
{
    Targets out;
    std::set<provider::ResourceId> used;
    for (const UsedResource& resource : plan.resources) {
        used.insert(resource.id);
        out.relevant.push_back(resource.id.value());
    }
    for (const provider::Resource& resource : observed.source.resources()) {
        if (!used.contains(resource.id))
            out.irrelevant.push_back(resource.id.value());
    }
    return out;
}

} // namespace

class PlanStaleTest : public QObject
{
    Q_OBJECT

    Json m_document = largeToyDocument(60);
    Content m_observed = toyContent(m_document);
    Plan m_plan;

    /// @return whether a plan over the document with one resource changed is stale.
    bool isStaleAfter(FakeRandom& random, const std::vector<std::string>& targets, std::string& target)
    {
        target = targets[random.below(static_cast<std::uint32_t>(targets.size()))];
        Json now = m_document;
        mutateResource(random, target, now);
        if (now == m_document) // an id that is not there was removed
            now["agents"][agentOf(target)] = {{"model", "m1"}};
        const auto stale = staleResources(m_plan, toySource(std::move(now)));
        return stale == std::vector{provider::ResourceId(target)};
    }

private Q_SLOTS:
    void initTestCase()
    {
        Json wanted = m_document;
        wanted["agents"]["agent3"]["model"] = "m5";
        wanted["agents"]["agent9"]["tools"] = {"exec"};
        wanted["agents"]["fresh"] = {{"model", "m1"}, {"spawns", {"agent20"}}};
        const Content desired
            = owning(toyContent(wanted), m_observed, {"/agents/agent3/model", "/agents/agent9/tools", "/agents/fresh"});
        m_plan = makePlan(m_observed, desired, kToy).value();
        QCOMPARE(m_observed.source.resources().size(), std::size_t{60});
        QVERIFY(m_plan.resources.size() > 6);
    }

    void isFresh_whenNothingChanged() { QVERIFY(staleResources(m_plan, m_observed.source).empty()); }

    void isStale_afterEveryRelevantChange()
    {
        const std::uint64_t seed = testSeed(4001);
        FakeRandom random(seed);
        const Targets targets = targetsOf(m_plan, m_observed);
        std::string target;
        for (int i = 0; i < kMutations; ++i)
            QVERIFY2(isStaleAfter(random, targets.relevant, target),
                     (target + ", seed " + std::to_string(seed)).c_str());
    }

    void isFresh_afterEveryIrrelevantChange()
    {
        const std::uint64_t seed = testSeed(4002);
        FakeRandom random(seed);
        const Targets targets = targetsOf(m_plan, m_observed);
        std::string target;
        for (int i = 0; i < kMutations; ++i) {
            Json now = m_document;
            target = targets.irrelevant[random.below(static_cast<std::uint32_t>(targets.irrelevant.size()))];
            mutateResource(random, target, now);
            QVERIFY2(now != m_document, target.c_str());
            QVERIFY2(staleResources(m_plan, toySource(std::move(now))).empty(),
                     (target + ", seed " + std::to_string(seed)).c_str());
        }
    }
};

QTEST_APPLESS_MAIN(PlanStaleTest)
#include "tst_plan_stale.moc"
