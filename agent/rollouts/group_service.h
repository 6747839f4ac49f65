// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/group_driver.h"
#include "agent/rollouts/rollout_service.h"
#include "core/store/also.h"
#include "core/wire/group_types.h"

#include <QObject>

#include <functional>
#include <string>
#include <vector>

namespace fabric::rollouts {

/// Groups of rollouts as API and command line use them.
///
/// Main thread only; every function answers once through @p done, at once or later, on the main thread, unless this object is
/// gone by then. Borrows everything; all must outlive this object.
class GroupService final : public QObject
{
    Q_OBJECT

public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    GroupService(store::Store& store, GroupDriver& driver, const rollout::Gate& gate, const Clock& clock,
                 QObject* parent = nullptr);

    /// Each plan as RolloutService::begin; InvalidArgument if two are of one runtime or the waves do not name each runtime
    /// of the plans once; Conflict while a runtime has another rollout or group. @p also and @p done get it as it is when it
    /// begins.
    void begin(const wire::RolloutGroupRequest& request, const RolloutService::Actor& actor,
               Done<wire::RolloutGroup> done, store::Also<wire::RolloutGroup> also = {});
    /// NotFound; FailedPrecondition if its state does not allow it.
    void cancel(const rollout::GroupId& id, const std::string& actor, Done<wire::RolloutGroup> done);
    void confirm(const rollout::GroupId& id, const std::string& actor, Done<wire::RolloutGroup> done);
    void rollBack(const rollout::GroupId& id, const std::string& actor, Done<wire::RolloutGroup> done);

    void find(const rollout::GroupId& id, Done<wire::RolloutGroup> done);
    void list(const store::RolloutGroupQuery& query, Done<std::vector<wire::RolloutGroup>> done); ///< newest first
    void evidence(const rollout::GroupId& id, Done<wire::GroupEvidence> done);

private:
    using Wish = void (GroupDriver::*)(const rollout::GroupId&, const std::string&, GroupDriver::Done<rollout::Group>);
    /// The members in the order of their waves, if this person may run all these plans.
    [[nodiscard]] Result<std::vector<rollout::GroupMember>>
    mayRunAll(const wire::RolloutGroupRequest& request, const RolloutService::Actor& actor,
              const std::vector<store::PlanRecord>& plans) const;
    void wish(Wish what, const rollout::GroupId& id, const std::string& actor, Done<wire::RolloutGroup> done);
    [[nodiscard]] GroupDriver::Done<rollout::Group> shown(Done<wire::RolloutGroup> done);

    store::Store& m_store;
    GroupDriver& m_driver;
    const rollout::Gate& m_gate;
    const Clock& m_clock;
};

} // namespace fabric::rollouts
