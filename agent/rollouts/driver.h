// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/prober.h"
#include "agent/rollouts/scheduler.h"
#include "core/base/random.h"
#include "core/rollout/machine.h"
#include "core/store/also.h"
#include "core/store/store.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace fabric::rollouts {

/// How long a call to a runtime may take before its fate counts as unknown, and how a failing store is tried again.
struct Settings
{
    rollout::Limits limits;
    std::chrono::milliseconds readTimeout = std::chrono::seconds(30);
    std::chrono::milliseconds backUpTimeout = std::chrono::seconds(45);
    std::chrono::milliseconds writeTimeout = std::chrono::seconds(120); ///< a slow plug-in answers after 50 s
    std::chrono::milliseconds startTimeout = std::chrono::seconds(120);
    std::chrono::milliseconds probeSlack = std::chrono::seconds(5); ///< beyond the longest time of a probe
    std::chrono::milliseconds firstStoreRetry = std::chrono::milliseconds(250);
    std::chrono::milliseconds lastStoreRetry = std::chrono::seconds(10);
};

/// What the driver works with; everything outlives it.
struct Ports
{
    store::Store& store;
    const rollout::Gate& gate;
    const Clock& clock;
    Random& random;
    Scheduler& scheduler;
    std::function<provider::RuntimeWriter*(const RuntimeId&)> writerOf; ///< null: no such runtime now
    std::function<const provider::Configuration*(const std::string& provider)> configurationOf; ///< null: unknown
    Prober* prober = nullptr; ///< null: no probe of kind http is ever green
};

/// Carries rollouts out: each step is durable with its audit row, event and evidence before its effects run, their answers
/// are the next events. One rollout per runtime at a time. Goes on after a restart.
///
/// If the store fails, the step is tried again with a growing delay, and nothing is sent to a runtime meanwhile.
///
/// Thread-safety: one thread, that of the scheduler. Callbacks come on it, never from inside the call.
class Driver
{
public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    explicit Driver(Ports ports, const Settings& settings = {});
    virtual ~Driver();
    Driver(const Driver&) = delete;
    Driver& operator=(const Driver&) = delete;

    /// Takes over what an earlier agent left. @return FailedPrecondition for a rollout of a newer format: do not start.
    void recover(Done<int> done);

    /// Begins a rollout of a stored plan. Conflict if the runtime has one that is not finished, or is a member of another group
    /// that is not; NotFound without the plan; FailedPrecondition if its group is not running any more.
    void begin(const rollout::Request& request, Done<rollout::Record> done, store::Also<rollout::Record> also = {});
    /// With an id that was given before. Conflict if it is in use.
    void begin(const RolloutId& id, const rollout::Request& request, Done<rollout::Record> done,
               store::Also<rollout::Record> also = {});
    /// NotFound if it is not running here; FailedPrecondition if its state does not allow it. Done: it is durable.
    void cancel(const RolloutId& id, const std::string& actor, Done<rollout::Record> done);
    void confirm(const RolloutId& id, const std::string& actor, Done<rollout::Record> done);
    void rollBack(const RolloutId& id, const std::string& actor, Done<rollout::Record> done);
    /// For whoever coordinates a group.
    void send(const RolloutId& id, rollout::Event event, const std::string& actor, Done<rollout::Record> done);
    /// One event for several rollouts in one unit of work, with what @p also does: all of it is durable, or nothing.
    /// Unavailable if one of them is not running or not at rest now; the refusal of the first one that refuses.
    void sendTogether(const std::vector<RolloutId>& ids, const rollout::Event& event, const std::string& actor,
                      std::function<Result<>(store::Session&)> also, std::function<void(Result<>)> done);

    /// Called after each durable step. Set once.
    void setListener(std::function<void(const rollout::Record&)> listener) { m_listener = std::move(listener); }
    /// Called after every step, durable or not; must not call the driver. Set once, by whoever coordinates groups.
    void setWatcher(std::function<void(const rollout::Record&)> watcher) { m_watcher = std::move(watcher); }
    [[nodiscard]] std::vector<rollout::Record> running() const;
    /// True if a rollout that is not finished may want the backup of that id: the one that it made, or one that it is making.
    [[nodiscard]] bool needsBackup(const std::string& id) const;

protected:
    /// The machine. Virtual for tests that plant mistakes here.
    [[nodiscard]] virtual rollout::Step decide(const rollout::Record& record, const rollout::Event& event,
                                               const rollout::Context& context) const;

private:
    struct Message
    {
        rollout::Event event;
        std::string actor;
        Done<rollout::Record> done; ///< empty: nobody waits
    };
    struct Running
    {
        rollout::Record record;
        std::int64_t version = 1;
        planning::Plan plan;
        std::deque<Message> inbox;
        bool isCommitting = false;
        int storeFailures = 0;
        Scheduler::Handle retry = 0; ///< 0: none is waited for
        Scheduler::Handle wake = 0;
        Scheduler::Handle timeout = 0; ///< of the one call that is out
        std::optional<provider::Reading> reading; ///< the last one
        int backups = 0;
    };
    using RunningPtr = std::shared_ptr<Running>; ///< shared: callbacks hold it weakly

    [[nodiscard]] rollout::Context contextOf(const Running& running) const;
    void adopt(const RunningPtr& running);
    void put(const RunningPtr& running, Message message);
    void process(const RunningPtr& running);
    void store(const RunningPtr& running, rollout::Step next);
    void onStored(const RunningPtr& running, rollout::Step next, const Result<>& outcome);
    void accept(const RunningPtr& running, rollout::Step next, bool isDurable);
    void settle(const RunningPtr& running, rollout::Step next, bool isDurable, const Done<rollout::Record>& done);
    void retryLater(const RunningPtr& running, const Error& error);
    void drop(const RunningPtr& running);
    void armWake(const RunningPtr& running, std::optional<std::chrono::milliseconds> after);

    // driver_together.cpp
    struct Joint; ///< the steps of several rollouts that become durable together
    [[nodiscard]] Result<std::shared_ptr<Joint>> join(const std::vector<RolloutId>& ids, const rollout::Event& event,
                                                      const std::string& actor);
    void onStored(const Joint& joint, const Result<>& outcome);

    // driver_effects.cpp
    void run(const RunningPtr& running, const rollout::Effect& effect);
    void read(const RunningPtr& running, provider::RuntimeWriter& writer, std::int64_t serial);
    void write(const RunningPtr& running, provider::RuntimeWriter& writer, std::int64_t serial);
    void restore(const RunningPtr& running, provider::RuntimeWriter& writer, std::int64_t serial);
    /// With the operations that may have been done.
    [[nodiscard]] static provider::RestoreRequest restoreOf(const Running& running);
    void probe(const RunningPtr& running, std::int64_t serial);
    /// The callback of a call: the first of answer and time-out becomes an event, anything later is dropped.
    template <class T, class ToEvent>
    std::function<void(Result<T>)> expect(const RunningPtr& running, rollout::Effect::Kind kind,
                                          std::chrono::milliseconds timeout, ToEvent toEvent);

    Ports m_ports;
    Settings m_settings;
    std::map<RolloutId, RunningPtr> m_running;
    std::function<void(const rollout::Record&)> m_listener;
    std::function<void(const rollout::Record&)> m_watcher;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true); ///< callbacks of store and scheduler hold it weakly
};

} // namespace fabric::rollouts
