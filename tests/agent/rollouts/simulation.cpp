// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/simulation.h"

#include "tests/agent/rollouts/mistakes.h"

#include <algorithm>

namespace fabric::test {
namespace {

using namespace rollout;
using Millis = std::chrono::milliseconds;
using namespace std::chrono_literals;

class AllowAll final : public Gate
{
public:
    GateDecision decide(const GateRequest&) const override { return {GateDecision::Verdict::Allowed, "test", ""}; }
};

/// Says that the runtime is well when it is up; keeps silent now and then.
class ModelProber final : public rollouts::Prober
{
public:
    ModelProber(SimScheduler& scheduler, FakeRandom& random, const ModelRuntime& model)
        : m_scheduler(scheduler)
        , m_random(random)
        , m_model(model)
    {
    }
    void get(const std::string&, Millis, std::function<void(Result<int>)> done) override
    {
        if (m_random.chance(5))
            return;
        static_cast<void>(m_scheduler.callAfter(Millis(1 + m_random.below(3000)),
                                                [this, done = std::move(done)] { done(m_model.isUp() ? 200 : 503); }));
    }

private:
    SimScheduler& m_scheduler;
    FakeRandom& m_random;
    const ModelRuntime& m_model;
};

/// After the end everything runs on for so long, to see that nothing comes late.
constexpr Millis kQuiet = 2min;
/// A store that works again is noticed with the driver's delay.
constexpr Millis kSlack = 12s;
constexpr int kMostSteps = 20'000;

class Simulation
{
public:
    explicit Simulation(const SimulationOptions& options)
        : m_options(options)
        , m_random(options.seed)
        , m_agentRandom(options.seed + 1)
        , m_scheduler(m_clock)
        , m_model(m_scheduler, m_clock, options.seed + 2)
    {
        m_plan = modelPlan(static_cast<ModelPlan>(m_random.below(3)), m_random.chance(30));
        if (options.lie == Lie::ForgetsAtTheRestart || options.lie == Lie::AnnouncesARestartThatNeverComes
            || options.lie == Lie::RestartsSilently || options.lie == Lie::NeverApplies
            || options.lie == Lie::WritesHalf)
            m_plan = modelPlan(ModelPlan::Patch, false);
        if (options.mistake == Mistake::TakesAMeantRestoreForDone)
            m_plan = modelPlan(ModelPlan::Patch, true);
        m_model.restarts = m_plan.reload == provider::ReloadKind::Restart;
        m_model.lie = options.lie;
        m_model.isHonest = options.isCalm || options.lie != Lie::None;
        m_model.faultPercent = m_random.below(30);
        m_model.writerTraits.hasFileAccess = m_random.chance(70);
        m_model.writerTraits.canStart = m_random.chance(50);
        m_model.isBadChange = !m_model.isHonest && m_random.chance(5);
        m_chaosLeft = m_model.isHonest ? 0 : static_cast<int>(m_random.below(7));
        const bool isAboutDying = options.mistake == Mistake::TakesAMeantRestoreForDone;
        if (!m_model.isHonest && (m_random.chance(10) || isAboutDying))
            m_model.diesWith = [this](const Json& document) { return isPlanned(m_plan, document, true); };
        m_model.writerTraits.hasFileAccess = m_model.writerTraits.hasFileAccess || isAboutDying;
        m_request.plan = planning::planId(m_plan).value();
        m_request.runtime = RuntimeId("hq");
        m_request.actor = "tester";
        m_request.role = store::Role::Admin;
        m_request.soak = options.lie == Lie::None ? Millis(1000 + m_random.below(30'000)) : Millis(60'000);
        if (options.lie == Lie::None && !options.isCalm && m_random.chance(30))
            m_request.confirmWithin = Millis(60'000 + m_random.below(600'000));
        if (m_request.confirmWithin && m_random.chance(50)) {
            m_request.probes
                = {{Probe::Kind::Part, "account:t/ops", {}}, {Probe::Kind::Http, "http://model/health", Millis(5000)}};
            m_request.green = Millis(m_random.below(60'000));
        }
        m_model.onWrite = [this](const provider::WriteRequest& request) {
            checkWrite(request);
            if (m_options.lie == Lie::IgnoresTheBaseHash && !m_model.hasRivalEdits())
                m_model.rivalEdits("d", "n"); // only an edit at the very moment shows this lie
        };
        m_model.onRestore = [this](const provider::RestoreRequest& request) { checkRestore(request); };
    }

    SimulationResult run()
    {
        storePlan();
        startAgent();
        begin();
        for (int edit = 0; edit < m_options.rivalEdits; ++edit)
            static_cast<void>(m_scheduler.callAfter(Millis(m_random.below(40'000)), [this] { rivalEdits(); }));
        for (int steps = 0; m_failure.empty(); ++steps) {
            if (steps > kMostSteps || m_clock.monotonic() - m_start > 6h) {
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
            checkDeadline(mayAct ? m_clock.monotonic() - before : Millis(0));
            checkEnd();
        }
        if (m_endedAt && m_failure.empty())
            checkFinalState("later");
        return {m_failure, record().value_or(Record()), isPlanned(m_plan, m_model.document(), true),
                m_model.overwritten, m_model.hasLied};
    }

private:
    // --- the agent

    void storePlan()
    {
        m_store.enqueue(
            {store::Access::Write,
             [this](store::Session& session) -> Result<> {
                 FABRIC_CHECK(session.plans().add(
                     {m_request.plan, m_request.runtime, m_clock.now(), "tester", "", planning::toJson(m_plan)}));
                 FABRIC_CHECK(session.audit().append({m_clock.now(), "tester", "plan.created", "runtime:hq"}));
                 FABRIC_CHECK(session.outbox().append({m_clock.now(), "plan.created", "runtime:hq"}));
                 return {};
             },
             [this](const Result<>& outcome) {
                 if (!outcome)
                     say("the plan cannot be stored: " + outcome.error().message);
             }});
    }

    void startAgent()
    {
        m_agentScheduler = std::make_unique<AgentScheduler>(m_scheduler);
        m_agentStore = std::make_unique<MistakenStore>(m_store, *m_agentScheduler, m_options.mistake);
        rollouts::Settings settings;
        if (m_options.mistake == Mistake::SwallowsTimeouts)
            m_agentScheduler->swallowed = settings.writeTimeout;
        m_driver = std::make_unique<MistakenDriver>(
            rollouts::Ports{*m_agentStore, m_gate, m_clock, m_agentRandom, *m_agentScheduler,
                            [this](const RuntimeId&) -> provider::RuntimeWriter* { return &m_model; },
                            [this](const std::string&) -> const provider::Configuration* { return &m_configuration; },
                            &m_prober},
            settings, m_options.mistake);
        recover();
    }

    void recover()
    {
        m_driver->recover([this](const Result<int>& outcome) {
            if (!outcome)
                static_cast<void>(m_agentScheduler->callAfter(1s, [this] { recover(); }));
            else
                begin();
        });
    }

    void begin()
    {
        if (!m_driver || m_isBeginning || !m_store.state().rollouts.empty())
            return;
        m_isBeginning = true;
        m_driver->begin(m_request, [this](const Result<Record>& begun) {
            m_isBeginning = false;
            if (!begun)
                static_cast<void>(m_agentScheduler->callAfter(1s, [this] { begin(); }));
        });
    }

    void crashAgent()
    {
        m_driver.reset();
        m_agentStore.reset();
        m_agentScheduler.reset();
        m_isBeginning = false;
        m_crashedAt = m_clock.monotonic();
        trace("the agent dies");
        const Millis away = m_random.chance(15) ? Millis(m_random.below(3'600'000)) : Millis(m_random.below(5000));
        static_cast<void>(m_scheduler.callAfter(away, [this] { startAgent(); }));
    }

    // --- everything else

    void rivalEdits()
    {
        static constexpr std::array<const char*, 5> kKeys{"a", "b", "c", "d", "d"};
        const char* key = kKeys.at(m_random.below(5));
        const bool isSameField = m_random.chance(20);
        m_hasRivalInOurField = m_hasRivalInOurField || (isSameField && (key[0] == 'a' || key[0] == 'b'));
        m_hasRivalInOurs = m_hasRivalInOurs || key[0] == 'a' || key[0] == 'b';
        m_model.rivalEdits(key, isSameField ? "m" : "n");
    }

    void chaos()
    {
        if (m_chaosLeft <= 0 || m_endedAt || !m_random.chance(4))
            return;
        --m_chaosLeft;
        switch (m_random.below(10)) {
        case 0:
        case 1:
        case 2:
            if (m_driver)
                crashAgent();
            return;
        case 3: {
            const bool isForGood = m_random.chance(25) && !m_wasKilled;
            m_wasKilled = m_wasKilled || isForGood;
            return m_model.crash(isForGood ? std::nullopt : std::optional(Millis(5000 + m_random.below(40'000))));
        }
        case 4:
        case 5: return rivalEdits();
        case 6: return fillDisk();
        case 7: return jumpClock();
        default: return person();
        }
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

    void person()
    {
        const auto known = record();
        if (!m_driver || !known)
            return;
        const auto ignore = [](const Result<Record>&) {};
        if (known->state == State::AwaitingConfirmation && m_random.chance(70)) {
            m_isConfirmed = true;
            return m_driver->confirm(known->id, "tester", ignore);
        }
        if (m_random.chance(20))
            return m_driver->begin(m_request, [this](const Result<Record>& begun) {
                if (begun)
                    say("two rollouts of one runtime");
            });
        if (m_random.chance(50))
            return m_driver->cancel(known->id, "tester", ignore);
        m_driver->rollBack(known->id, "tester", ignore);
    }

    // --- the promises

    void say(const std::string& what)
    {
        if (!m_failure.empty())
            return;
        const auto known = record();
        m_failure = what + " ["
            + (known ? std::string(toText(known->state)) + ", " + known->reason + ", " + known->outcome
                     : std::string("no rollout"))
            + "]";
    }

    /// FABRIC_SEED with FABRIC_TRACE prints what happens.
    void trace(const char* what) const
    {
        static const bool kIsOn = std::getenv("FABRIC_TRACE") != nullptr;
        if (kIsOn)
            std::fprintf(stderr, "%8lld %s\n", static_cast<long long>((m_clock.monotonic() - m_start).count()), what);
    }

    [[nodiscard]] std::optional<Record> record()
    {
        const auto& rollouts = m_store.state().rollouts;
        if (rollouts.empty())
            return std::nullopt;
        const store::RolloutRecord& row = rollouts.begin()->second;
        if (!m_known || m_knownVersion != row.version) {
            auto parsed = parseRecord(row.body);
            if (!parsed && m_failure.empty())
                m_failure = "the stored record cannot be read: " + parsed.error().message;
            m_known = parsed.value_or(Record());
            trace(m_store.state().evidence.empty() ? "?"
                                                   : (m_store.state().evidence.back().step + " -> " + row.state + " "
                                                      + dumpJson(m_store.state().evidence.back().body))
                                                         .c_str());
            m_knownVersion = row.version;
        }
        return m_known;
    }

    void checkWrite(const provider::WriteRequest& request)
    {
        const auto known = record();
        if (!known || known->state != State::Writing || known->stage != Stage::Intended)
            return say("a write without a durable intent");
        if (request.lease.isEmpty() || request.baseHash.empty() || request.lease != known->lease
            || request.baseHash != known->writeBase
            || !(request.operation == m_plan.operations.at(static_cast<std::size_t>(known->operation))))
            return say("a write that is not the one that was made durable");
        checkAlone();
    }

    void checkRestore(const provider::RestoreRequest& request)
    {
        const auto known = record();
        if (!known || known->state != State::RollingBack || known->restoreAttempts < 1 || request.lease != known->lease)
            return say("a restore without a durable intent");
        checkAlone();
    }

    void checkAlone()
    {
        const bool isNewAgent = m_crashedAt && m_clock.monotonic() - *m_crashedAt < 2s;
        if (m_model.writesOut > 0 && !isNewAgent)
            say("two writers at once");
    }

    void checkDeadline(Millis passed)
    {
        if (m_model.overwritten > 0)
            say("an edit of somebody else was overwritten");
        const auto& rollouts = m_store.state().rollouts;
        if (rollouts.empty() || m_endedAt)
            return;
        const auto known = record();
        if (known->confirmDeadline && !m_confirmBegan)
            m_confirmBegan = m_clock.monotonic();
        if (known->state != m_state || known->lease != m_lease) {
            m_state = known->state;
            m_lease = known->lease;
            m_used = Millis(0);
            return;
        }
        m_used += passed;
        Millis limit = info(m_state).deadline;
        if (m_state == State::Reloading)
            limit = 300s;
        if (m_state == State::Soaking)
            limit = m_request.soak + 30s;
        if (m_state == State::AwaitingConfirmation)
            limit = m_request.confirmWithin.value_or(0s) + m_jumpedBack; // no more than the jumps
        if (!isTerminal(m_state) && m_used > limit + kSlack)
            say("stuck beyond its deadline");
        // Restarts of the agent do not prolong it.
        const bool isLate
            = m_state == State::AwaitingConfirmation && m_confirmBegan && m_clock.monotonic() - *m_confirmBegan > limit;
        m_late += isLate ? passed : Millis(0);
        if (isLate && m_late > kSlack)
            say("kept beyond the time to confirm it");
    }

    void checkEnd()
    {
        if (m_endedAt || m_store.state().rollouts.empty() || !m_store.state().rollouts.begin()->second.isFinished)
            return;
        m_endedAt = m_clock.monotonic();
        checkFinalState("at the end");
        static_cast<void>(m_scheduler.callAfter(1s, [this] {
            if (m_agentScheduler && m_driver && m_agentScheduler->timers() > 0)
                say("timers are left after the end");
        }));
    }

    static bool wasProbed(const Record& known)
    {
        return known.confirmedBy == "probes" && known.probes.size() == known.request.probes.size()
            && std::all_of(known.probes.begin(), known.probes.end(),
                           [](const ProbeState& probe) { return probe.outcome == ProbeState::Outcome::Green; });
    }

    void checkFinalState(const std::string& when)
    {
        const auto known = record();
        const bool isOurs = isPlanned(m_plan, m_model.document(), true);
        const bool isOld = isPlanned(m_plan, m_model.document(), false);
        switch (known->state) {
        case State::Succeeded:
            if (!isOurs && !m_hasRivalInOurs)
                say("succeeded, but the new state is not there " + when);
            if (m_request.confirmWithin && !m_isConfirmed && !wasProbed(*known))
                say("succeeded, but nobody confirmed it");
            return;
        case State::Cancelled:
            if (m_model.ownWrites > 0)
                say("cancelled, but something was written " + when);
            return;
        case State::RolledBack:
            if (!isOld && !m_hasRivalInOurField)
                say("rolled back, but the old state is not there " + when);
            if (!m_model.hasRivalEdits() && m_model.document() != modelDocument())
                say("rolled back, but not byte-equal " + when);
            if (m_model.remembersADeletion())
                say("rolled back, but the runtime still remembers the deletion " + when);
            return;
        case State::FailedOperatorNeeded:
            if (m_options.lie == Lie::None && !m_hasRivalInOurField && !(m_wasKilled && !m_model.writerTraits.canStart)
                && !(m_model.diesWith && !m_model.writerTraits.hasFileAccess))
                say("gave up, although the way back was open");
            if (known->operatorAction.empty())
                say("does not say what the operator must do");
            return;
        default: say("finished in a state that is none");
        }
    }

    const SimulationOptions m_options;
    FakeClock m_clock;
    FakeRandom m_random;
    FakeRandom m_agentRandom;
    SimScheduler m_scheduler;
    MemoryStore m_store;
    ModelConfiguration m_configuration;
    ModelRuntime m_model;
    ModelProber m_prober{m_scheduler, m_random, m_model};
    AllowAll m_gate;
    planning::Plan m_plan;
    Request m_request;
    std::unique_ptr<AgentScheduler> m_agentScheduler;
    std::unique_ptr<MistakenStore> m_agentStore;
    std::unique_ptr<MistakenDriver> m_driver; ///< null: the agent is dead

    const Millis m_start = m_clock.monotonic();
    int m_chaosLeft = 0;
    bool m_isBeginning = false;
    bool m_isDiskFull = false;
    bool m_wasKilled = false; ///< the runtime, and it does not come back by itself
    bool m_hasRivalInOurs = false;
    bool m_hasRivalInOurField = false;
    bool m_isConfirmed = false;
    std::optional<Millis> m_crashedAt;
    std::optional<Millis> m_endedAt;
    State m_state = State::Requested;
    provider::LeaseToken m_lease;
    Millis m_used{0};
    Millis m_jumpedBack{0};
    std::optional<Millis> m_confirmBegan; ///< its deadline became durable
    Millis m_late{0}; ///< so long an agent that lived left it unconfirmed beyond that time
    std::optional<Record> m_known;
    std::int64_t m_knownVersion = 0;
    std::string m_failure;
};

} // namespace

SimulationResult simulate(const SimulationOptions& options)
{
    return Simulation(options).run();
}

} // namespace fabric::test
