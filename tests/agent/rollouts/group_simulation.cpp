// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/group_simulation.h"

#include "tests/agent/rollouts/group_mistakes.h"
#include "tests/agent/rollouts/mistakes.h"
#include "tests/agent/rollouts/model_runtime.h"
#include "tests/support/memory_store.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

namespace fabric::test {
namespace {

using namespace rollout;
using Millis = std::chrono::milliseconds;
using namespace std::chrono_literals;

class OpenGate final : public Gate
{
public:
    GateDecision decide(const GateRequest&) const override { return {GateDecision::Verdict::Allowed, "test", ""}; }
};

/// After the end everything runs on for so long, to see that nothing comes late.
constexpr Millis kQuiet = 2min;
/// A store that works again is noticed with the driver's delay.
constexpr Millis kSlack = 25s;
constexpr int kMostSteps = 60'000;

/// One runtime, and what happened to it.
struct Host
{
    std::unique_ptr<ModelRuntime> model;
    RuntimeId id;
    planning::Plan plan;
    Digest planId;
    bool wasKilled = false; ///< and does not come back by itself
    bool hasRivalInOurs = false;
    bool hasRivalInOurField = false;
    // As they were last seen in the store.
    std::optional<Record> record;
    std::int64_t version = 0;
};

class GroupSimulation
{
public:
    explicit GroupSimulation(const GroupSimulationOptions& options)
        : m_options(options)
        , m_random(options.seed)
        , m_agentRandom(options.seed + 1)
        , m_scheduler(m_clock)
    {
        const auto count = 2 + m_random.below(3);
        for (std::uint32_t i = 0; i < count; ++i)
            addHost(i);
        m_chaosLeft = options.isCalm ? 0 : static_cast<int>(m_random.below(7));
        m_request.actor = "tester";
        m_request.role = store::Role::Admin;
        m_request.soak = Millis(1000 + m_random.below(20'000));
        m_request.waveSoak = m_random.chance(30) ? Millis(m_random.below(30'000)) : Millis(0);
        if (m_random.chance(40))
            m_request.confirmWithin = Millis(60'000 + m_random.below(600'000));
    }

    GroupSimulationResult run()
    {
        storePlans();
        startAgent();
        for (int steps = 0; m_failure.empty(); ++steps) {
            if (steps > kMostSteps || m_clock.monotonic() - m_start > 12h) {
                say("it never ends");
                break;
            }
            if (m_endedAt && (m_scheduler.pending() == 0 || m_scheduler.nextAt() - *m_endedAt > kQuiet))
                break;
            chaos();
            const Millis before = m_clock.monotonic();
            const bool mayAct = m_driver && !m_isDiskFull;
            if (!m_scheduler.runNext()) {
                say("nothing is left to do, and it has not ended");
                break;
            }
            look();
            checkDeadline(mayAct ? m_clock.monotonic() - before : Millis(0));
            checkEnd();
        }
        if (m_endedAt && m_failure.empty())
            checkFinalState("later");
        return {m_failure, m_group.value_or(Group())};
    }

private:
    void addHost(std::uint32_t index)
    {
        Host host;
        host.model = std::make_unique<ModelRuntime>(m_scheduler, m_clock, m_options.seed * 10 + index);
        host.id = RuntimeId("host" + std::to_string(index));
        host.plan = modelPlan(static_cast<ModelPlan>(m_random.below(3)), m_random.chance(30));
        host.planId = planning::planId(host.plan).value();
        ModelRuntime& model = *host.model;
        model.restarts = host.plan.reload == provider::ReloadKind::Restart;
        model.isHonest = m_options.isCalm;
        model.faultPercent = m_random.below(12);
        model.writerTraits.hasFileAccess = m_random.chance(70);
        model.writerTraits.canStart = m_random.chance(50);
        model.isBadChange = !model.isHonest && m_random.chance(4);
        model.onWrite = [this, index](const provider::WriteRequest& request) {
            const auto& record = m_hosts.at(index).record;
            if (!record || record->state != State::Writing || record->stage != Stage::Intended
                || record->lease != request.lease)
                say("a write without a durable intent");
            checkAlone(index);
        };
        model.onRestore = [this, index](const provider::RestoreRequest& request) {
            const auto& record = m_hosts.at(index).record;
            if (!record || record->state != State::RollingBack || record->lease != request.lease)
                say("a restore without a durable intent");
            checkAlone(index);
        };
        m_hosts.push_back(std::move(host));
    }

    // --- the agent

    void storePlans()
    {
        m_store.enqueue({store::Access::Write,
                         [this](store::Session& session) -> Result<> {
                             for (const Host& host : m_hosts)
                                 FABRIC_CHECK(session.plans().add(
                                     {host.planId, host.id, m_clock.now(), "tester", "", planning::toJson(host.plan)}));
                             FABRIC_CHECK(session.audit().append({m_clock.now(), "tester", "plan.created", "x"}));
                             FABRIC_CHECK(session.outbox().append({m_clock.now(), "plan.created", "x"}));
                             return {};
                         },
                         [this](const Result<>& outcome) {
                             if (!outcome)
                                 say("the plans cannot be stored: " + outcome.error().message);
                         }});
    }

    void startAgent()
    {
        m_agentScheduler = std::make_unique<AgentScheduler>(m_scheduler);
        m_agentStore = std::make_unique<MistakenStore>(m_store, *m_agentScheduler, Mistake::None);
        const rollouts::Ports ports{
            *m_agentStore,
            m_gate,
            m_clock,
            m_agentRandom,
            *m_agentScheduler,
            [this](const RuntimeId& id) -> provider::RuntimeWriter* {
                const auto at = std::find_if(m_hosts.begin(), m_hosts.end(), [&](const Host& h) { return h.id == id; });
                return at == m_hosts.end() ? nullptr : at->model.get();
            },
            [this](const std::string&) -> const provider::Configuration* { return &m_configuration; }};
        m_driver = std::make_unique<LenientDriver>(ports, m_options.mistake);
        m_groups = std::make_unique<MistakenGroupDriver>(ports, *m_driver, m_options.mistake);
        m_isBeginning = false;
        m_recoveredAt = m_clock.monotonic();
        recover();
    }

    void recover()
    {
        m_driver->recover([this](const Result<int>& outcome) {
            if (!outcome)
                static_cast<void>(m_agentScheduler->callAfter(1s, [this] { recover(); }));
            else
                recoverGroups();
        });
    }

    void recoverGroups()
    {
        m_groups->recover([this](const Result<int>& outcome) {
            if (!outcome)
                static_cast<void>(m_agentScheduler->callAfter(1s, [this] { recoverGroups(); }));
            else
                begin();
        });
    }

    void begin()
    {
        if (!m_groups || m_isBeginning || !m_store.state().groups.empty())
            return;
        m_isBeginning = true;
        std::vector<GroupMember> members;
        int wave = 0;
        for (const Host& host : m_hosts) {
            if (!members.empty() && (wave == 0 || m_random.chance(50)))
                ++wave;
            members.push_back({host.id, host.planId, {}, "", wave});
        }
        m_groups->begin(m_request, std::move(members), [this](const Result<Group>& begun) {
            m_isBeginning = false;
            if (!begun)
                static_cast<void>(m_agentScheduler->callAfter(1s, [this] { begin(); }));
        });
    }

    void crashAgent()
    {
        m_groups.reset();
        m_driver.reset();
        m_agentStore.reset();
        m_agentScheduler.reset();
        m_crashedAt = m_clock.monotonic();
        trace("the agent dies");
        const Millis away = m_random.chance(15) ? Millis(m_random.below(3'600'000)) : Millis(m_random.below(5000));
        static_cast<void>(m_scheduler.callAfter(away, [this] { startAgent(); }));
    }

    // --- everything else

    void chaos()
    {
        if (m_group && m_group->state == GroupState::AwaitingConfirmation && m_driver && m_random.chance(2)) {
            m_isConfirmed = true;
            m_groups->confirm(m_group->id, "tester", [](const Result<Group>&) {});
        }
        if (m_chaosLeft <= 0 || m_endedAt || !m_random.chance(2))
            return;
        --m_chaosLeft;
        Host& host = m_hosts.at(m_random.below(static_cast<std::uint32_t>(m_hosts.size())));
        switch (m_random.below(10)) {
        case 0:
        case 1:
        case 2:
        case 3:
            if (m_driver)
                crashAgent();
            return;
        case 4: {
            const bool isForGood = m_random.chance(40) && !host.wasKilled;
            host.wasKilled = host.wasKilled || isForGood;
            trace(host.id.value() + (isForGood ? " dies for good" : " dies"));
            return host.model->crash(isForGood ? std::nullopt : std::optional(Millis(5000 + m_random.below(40'000))));
        }
        case 5: return rivalEdits(host);
        case 6: return fillDisk();
        case 7: return jumpClock();
        default: return person(host);
        }
    }

    void rivalEdits(Host& host)
    {
        static constexpr std::array<const char*, 5> kKeys{"a", "b", "c", "d", "d"};
        const char* key = kKeys.at(m_random.below(5));
        const bool isSameField = m_random.chance(20);
        host.hasRivalInOurField = host.hasRivalInOurField || (isSameField && (key[0] == 'a' || key[0] == 'b'));
        host.hasRivalInOurs = host.hasRivalInOurs || key[0] == 'a' || key[0] == 'b';
        trace("a rival edits " + host.id.value());
        host.model->rivalEdits(key, isSameField ? "m" : "n");
    }

    void jumpClock()
    {
        const bool isBack = m_random.chance(70);
        const Millis by(m_random.below(isBack ? 1'800'000 : 60'000));
        m_jumpedBack += isBack ? by : Millis(0);
        m_clock.jump(isBack ? -by : by);
    }

    void fillDisk()
    {
        m_isDiskFull = true;
        trace("the disk is full");
        m_store.failWith(Error{ErrorCode::ResourceExhausted, "the disk is full", ""});
        static_cast<void>(m_scheduler.callAfter(Millis(m_random.below(120'000)), [this] {
            m_isDiskFull = false;
            m_store.failWith(std::nullopt);
        }));
    }

    void person(const Host& host)
    {
        if (!m_driver || !m_group)
            return;
        const auto ignore = [](const Result<Group>&) {};
        const auto ignoreMember = [](const Result<Record>&) {};
        switch (m_random.below(4)) {
        case 0: {
            Request request;
            request.plan = host.planId;
            request.runtime = host.id;
            request.actor = "tester";
            return m_driver->begin(request, [this](const Result<Record>& begun) {
                if (begun && !m_endedAt)
                    say("a rollout began on a runtime of the group");
            });
        }
        case 1: return m_groups->cancel(m_group->id, "tester", ignore);
        case 2: return m_groups->rollBack(m_group->id, "tester", ignore);
        default:
            if (host.record)
                m_driver->rollBack(host.record->id, "tester", ignoreMember);
        }
    }

    // --- the promises

    void say(const std::string& what)
    {
        if (!m_failure.empty())
            return;
        m_failure = what + " ["
            + (m_group ? std::string(toText(m_group->state)) + ", " + m_group->reason + ", " + m_group->outcome
                       : std::string("no group"));
        for (const Host& host : m_hosts)
            m_failure += "; " + host.id.value() + " "
                + (host.record ? std::string(toText(host.record->state)) + " (" + host.record->outcome + ")"
                               : std::string("not started"));
        m_failure += "]";
    }

    void trace(const std::string& what) const
    {
        static const bool kIsOn = std::getenv("FABRIC_TRACE") != nullptr;
        if (kIsOn)
            std::fprintf(stderr, "%8lld %s\n", static_cast<long long>((m_clock.monotonic() - m_start).count()),
                         what.c_str());
    }

    void checkAlone(std::size_t index)
    {
        const bool isNewAgent = m_crashedAt && m_clock.monotonic() - *m_crashedAt < 2s;
        if (m_hosts.at(index).model->writesOut > 0 && !isNewAgent)
            say("two writers at once");
    }

    /// Takes what is durable now, and judges how it came from what was.
    void look()
    {
        const auto& groups = m_store.state().groups;
        if (groups.empty())
            return;
        const store::RolloutGroupRecord& row = groups.begin()->second;
        const std::optional<Group> before = m_group;
        if (row.version != m_groupVersion) {
            auto parsed = parseGroup(row.body);
            if (!parsed)
                return say("the stored group cannot be read: " + parsed.error().message);
            if (before && isTerminal(before->state))
                say("an ended group moved");
            m_group = *std::move(parsed);
            m_groupVersion = row.version;
            trace("group: " + row.state + ", " + m_group->reason);
        }
        for (std::size_t i = 0; i < m_hosts.size(); ++i)
            lookAt(i);
        if (before && before->state == GroupState::RollingBack && !isTerminal(m_group->state)
            && m_group->state != GroupState::RollingBack)
            say("a halted group went on");
        if (before && before->state == GroupState::RollingBack && m_group->state == GroupState::Succeeded)
            say("a halted group succeeded");
        const auto succeeded = std::count_if(m_hosts.begin(), m_hosts.end(), [](const Host& host) {
            return host.record && host.record->state == State::Succeeded;
        });
        if (succeeded != 0 && succeeded != std::ssize(m_hosts))
            say("one has succeeded, another has not");
        if ((succeeded != 0) != (m_group->state == GroupState::Succeeded))
            say("the members and the group do not succeed together");
    }

    void lookAt(std::size_t index)
    {
        Host& host = m_hosts.at(index);
        const GroupMember& member = m_group->members.at(index);
        const auto& rollouts = m_store.state().rollouts;
        const auto at = rollouts.find(member.rollout);
        if (at == rollouts.end() || (host.record && host.version == at->second.version))
            return;
        auto parsed = parseRecord(at->second.body);
        if (!parsed)
            return say("a stored record cannot be read: " + parsed.error().message);
        if (!host.record)
            checkBeginning(member);
        const bool isReleased = host.record && host.record->state != parsed->state
            && (parsed->state == State::AwaitingConfirmation
                || (parsed->state == State::Succeeded && !m_request.confirmWithin));
        if (isReleased && host.record->state != State::Held)
            say(host.id.value() + " was released and not held");
        if (parsed->state == State::Succeeded && m_request.confirmWithin && !host.model->isUp())
            say(host.id.value() + " was confirmed, and not seen since");
        host.record = *std::move(parsed);
        host.version = at->second.version;
        trace(host.id.value() + ": " + at->second.state + " " + host.record->reason);
    }

    void checkBeginning(const GroupMember& member)
    {
        if (m_group->state != GroupState::Running && m_haltedBefore)
            say("a member began after the group was halted");
        for (std::size_t i = 0; i < m_hosts.size(); ++i) {
            if (m_group->members.at(i).wave < member.wave
                && (!m_hosts[i].record || m_hosts[i].record->state != State::Held))
                say("a wave began before the one before it was held");
        }
    }

    void checkDeadline(Millis passed)
    {
        for (const Host& host : m_hosts) {
            if (host.model->overwritten > 0)
                say("an edit of somebody else was overwritten");
        }
        if (!m_group || m_endedAt)
            return;
        m_haltedBefore = m_group->state == GroupState::RollingBack;
        if (m_group->state != m_state || m_recoveredAt != m_countedFrom) {
            m_state = m_group->state;
            m_countedFrom = m_recoveredAt;
            m_used = Millis(0);
            return;
        }
        m_used += passed;
        Millis limit = info(State::RollingBack).deadline;
        if (m_state == GroupState::Running)
            limit = timeToHold(m_request, wavesOf(*m_group), {}) + m_jumpedBack;
        else if (m_state == GroupState::AwaitingConfirmation)
            limit = m_request.confirmWithin.value_or(0s) + m_jumpedBack; // no more than the jumps
        if (!isTerminal(m_state) && m_used > limit + kSlack)
            say("stuck beyond its deadline");
        for (const Host& host : m_hosts) {
            const bool isTold = !host.record || isTerminal(host.record->state)
                || host.record->state == State::RollingBack || !host.record->cancelledBy.empty();
            if (m_state == GroupState::RollingBack && !isTold && m_used > kSlack + 30s)
                say(host.id.value() + " goes on in a halted group");
        }
    }

    void checkEnd()
    {
        if (m_endedAt || !m_group || !isTerminal(m_group->state))
            return;
        m_endedAt = m_clock.monotonic();
        checkFinalState("at the end");
        static_cast<void>(m_scheduler.callAfter(1s, [this] {
            if (m_agentScheduler && m_driver && m_agentScheduler->timers() > 0)
                say("timers are left after the end");
        }));
    }

    void checkFinalState(const std::string& when)
    {
        for (const Host& host : m_hosts) {
            if (host.record && !isTerminal(host.record->state))
                say(host.id.value() + " has not ended " + when);
        }
        switch (m_group->state) {
        case GroupState::Succeeded:
            if (m_request.confirmWithin && !m_isConfirmed)
                say("succeeded, but nobody confirmed it");
            for (const Host& host : m_hosts)
                checkNew(host, when);
            return;
        case GroupState::Cancelled:
            for (const Host& host : m_hosts) {
                if (host.model->ownWrites > 0)
                    say("cancelled, but something was written " + when);
            }
            [[fallthrough]];
        case GroupState::RolledBack:
            for (const Host& host : m_hosts)
                checkOld(host, when);
            return;
        case GroupState::FailedOperatorNeeded: return checkOperator(when);
        default: say("finished in a state that is none");
        }
    }

    void checkNew(const Host& host, const std::string& when)
    {
        if (!isPlanned(host.plan, host.model->document(), true) && !host.hasRivalInOurs)
            say("succeeded, but the new state is not on " + host.id.value() + " " + when);
    }

    void checkOld(const Host& host, const std::string& when)
    {
        if (!isPlanned(host.plan, host.model->document(), false) && !host.hasRivalInOurField)
            say("rolled back, but the old state is not on " + host.id.value() + " " + when);
        if (!host.model->hasRivalEdits() && host.model->document() != modelDocument())
            say("rolled back, but " + host.id.value() + " is not byte-equal " + when);
    }

    void checkOperator(const std::string& when)
    {
        if (m_group->operatorAction.empty())
            say("does not say what the operator must do");
        for (const Host& host : m_hosts) {
            const std::string state = host.record ? std::string(toText(host.record->state)) : "not started";
            if (m_group->outcome.find(host.id.value() + " is " + state) == std::string::npos)
                say("the outcome does not name " + host.id.value() + " and its state");
            if (!host.record || host.record->state != State::FailedOperatorNeeded)
                checkOld(host, when);
            else if (!host.hasRivalInOurField && !(host.wasKilled && !host.model->writerTraits.canStart))
                say("gave up " + host.id.value() + ", although the way back was open");
        }
    }

    const GroupSimulationOptions m_options;
    FakeClock m_clock;
    FakeRandom m_random;
    FakeRandom m_agentRandom;
    SimScheduler m_scheduler;
    MemoryStore m_store;
    ModelConfiguration m_configuration;
    OpenGate m_gate;
    std::vector<Host> m_hosts;
    GroupRequest m_request;
    std::unique_ptr<AgentScheduler> m_agentScheduler;
    std::unique_ptr<MistakenStore> m_agentStore;
    std::unique_ptr<LenientDriver> m_driver; ///< null: the agent is dead
    std::unique_ptr<MistakenGroupDriver> m_groups;

    const Millis m_start = m_clock.monotonic();
    int m_chaosLeft = 0;
    bool m_isBeginning = false;
    bool m_isDiskFull = false;
    bool m_isConfirmed = false;
    bool m_haltedBefore = false; ///< as of the step before
    std::optional<Millis> m_crashedAt;
    Millis m_recoveredAt{0};
    Millis m_countedFrom{-1};
    std::optional<Millis> m_endedAt;
    GroupState m_state = GroupState::Running;
    Millis m_used{0};
    Millis m_jumpedBack{0};
    std::optional<Group> m_group; ///< as last seen in the store
    std::int64_t m_groupVersion = 0;
    std::string m_failure;
};

} // namespace

GroupSimulationResult simulateGroup(const GroupSimulationOptions& options)
{
    return GroupSimulation(options).run();
}

} // namespace fabric::test
