// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/driver.h"
#include "core/rollout/group.h"
#include "core/store/also.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace fabric::rollouts {

/// Coordinates groups of rollouts: each step of a group is durable before its members hear of it, and the last step to the new
/// state is durable in one unit of work with theirs. Goes on after a restart. The members are carried out by the driver.
///
/// Thread-safety: one thread, that of the driver's scheduler. Callbacks come on it, never from inside the call. Borrows the
/// driver, whose watcher it is, and the ports; all outlive it.
class GroupDriver
{
public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    GroupDriver(Ports ports, Driver& driver, const Settings& settings = {});
    virtual ~GroupDriver();
    GroupDriver(const GroupDriver&) = delete;
    GroupDriver& operator=(const GroupDriver&) = delete;

    /// Takes over what an earlier agent left; after Driver::recover. @return FailedPrecondition for a group of a newer format.
    void recover(Done<int> done);

    /// Begins a group of stored plans. @p members in the order of their waves; the ids of their rollouts are given here.
    /// Conflict if one of the runtimes is in use, NotFound without one of the plans.
    void begin(const rollout::GroupRequest& request, std::vector<rollout::GroupMember> members,
               Done<rollout::Group> done, store::Also<rollout::Group> also = {});
    /// NotFound if it is not running here; FailedPrecondition if its state does not allow it. Done: it is durable.
    void cancel(const rollout::GroupId& id, const std::string& actor, Done<rollout::Group> done);
    void confirm(const rollout::GroupId& id, const std::string& actor, Done<rollout::Group> done);
    void rollBack(const rollout::GroupId& id, const std::string& actor, Done<rollout::Group> done);

protected:
    /// The coordinator's rules. Virtual for tests that plant mistakes here.
    [[nodiscard]] virtual rollout::GroupStep decide(const rollout::Group& group,
                                                    const std::vector<rollout::Seen>& members,
                                                    const rollout::GroupEvent& event,
                                                    const rollout::GroupContext& context) const;

private:
    struct Message
    {
        rollout::GroupEvent event;
        std::string actor;
        Done<rollout::Group> done; ///< empty: nobody waits
    };
    using Wish = std::pair<rollout::GroupEffect::Kind, std::size_t>;
    struct Running
    {
        rollout::Group group;
        std::int64_t version = 1;
        std::deque<Message> inbox;
        bool isLookDue = false; ///< one is in the inbox
        bool isCommitting = false;
        int storeFailures = 0;
        Scheduler::Handle retry = 0; ///< 0: none is waited for
        Scheduler::Handle wake = 0;
        std::set<Wish> out; ///< effects without an answer
    };
    using RunningPtr = std::shared_ptr<Running>; ///< shared: callbacks hold it weakly
    struct Loaded;

    static Result<std::vector<Loaded>> loadUnfinished(store::Session& session);
    void adopt(Loaded loaded);
    void onMember(const rollout::Record& record);
    [[nodiscard]] std::vector<rollout::Seen> membersOf(const Running& running) const;
    void send(const rollout::GroupId& id, rollout::GroupEvent event, const std::string& actor,
              Done<rollout::Group> done);
    void look(const RunningPtr& running);
    void lookIn(const RunningPtr& running, std::chrono::milliseconds delay);
    void put(const RunningPtr& running, Message message);
    void process(const RunningPtr& running);
    void store(const RunningPtr& running, rollout::GroupStep next, const std::vector<rollout::Seen>& members);
    void onStored(const RunningPtr& running, rollout::GroupStep next, const Result<>& outcome);
    void accept(const RunningPtr& running, rollout::GroupStep next);
    void retryLater(const RunningPtr& running, const Error& error);
    void drop(const RunningPtr& running);
    void run(const RunningPtr& running, const rollout::GroupEffect& effect);
    void onBegun(const RunningPtr& running, std::size_t member, const Result<rollout::Record>& begun);

    Ports m_ports;
    Driver& m_driver;
    Settings m_settings;
    std::map<rollout::GroupId, RunningPtr> m_running;
    std::map<RolloutId, rollout::Seen> m_seen; ///< members of groups that are not finished
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true); ///< callbacks hold it weakly
};

} // namespace fabric::rollouts
