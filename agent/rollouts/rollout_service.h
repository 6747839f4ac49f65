// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/rollouts/driver.h"
#include "core/store/also.h"
#include "core/wire/change_types.h"

#include <QObject>

#include <functional>
#include <string>
#include <vector>

namespace fabric::rollouts {

/// May this person run this plan now? FailedPrecondition at @p where for one that expired or does nothing, PermissionDenied if the
/// gate does not let him.
[[nodiscard]] Result<> mayRun(const store::PlanRecord& record, const rollout::Request& request,
                              const rollout::Gate& gate, UnixMillis now, const std::string& where = "/plans/0");

/// Rollouts as API and command line use them: beginning one, a person's wishes, history and evidence.
///
/// Main thread only; every function answers once through @p done, at once or later, on the main thread, unless this object is
/// gone by then. Borrows everything; all must outlive this object.
class RolloutService final : public QObject
{
    Q_OBJECT

public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    struct Actor
    {
        std::string name; ///< as the audit chain names it
        store::Role role = store::Role::Viewer;
    };

    RolloutService(store::Store& store, Driver& driver, const rollout::Gate& gate, const Clock& clock,
                   QObject* parent = nullptr);

    /// As store::choosePlan() for the plan; FailedPrecondition for one that expired or does nothing, PermissionDenied if the
    /// gate does not let this person run it or a URL is named by somebody else than an admin, InvalidArgument for a bad
    /// probe, Conflict while another rollout has the runtime. @p also and @p done get it as it is when it begins.
    void begin(const wire::RolloutRequest& request, const Actor& actor, Done<wire::Rollout> done,
               store::Also<wire::Rollout> also = {});
    /// NotFound; FailedPrecondition if its state does not allow it, or if a member of a group is to be confirmed alone.
    void cancel(const RolloutId& id, const std::string& actor, Done<wire::Rollout> done);
    void confirm(const RolloutId& id, const std::string& actor, Done<wire::Rollout> done);
    void rollBack(const RolloutId& id, const std::string& actor, Done<wire::Rollout> done);

    void find(const RolloutId& id, Done<wire::Rollout> done);
    /// Newest first, without steps and checks.
    void list(const store::RolloutQuery& query, Done<std::vector<wire::Rollout>> done);
    void evidence(const RolloutId& id, Done<wire::Evidence> done);

private:
    void beginAllowed(const rollout::Request& wanted, Done<wire::Rollout> done, store::Also<wire::Rollout> also);
    using Wish = void (Driver::*)(const RolloutId&, const std::string&, Driver::Done<rollout::Record>);
    void wish(Wish what, const RolloutId& id, const std::string& actor, Done<wire::Rollout> done);
    /// Hands on what the driver says, on this object's thread.
    [[nodiscard]] Driver::Done<rollout::Record> shown(Done<wire::Rollout> done);

    store::Store& m_store;
    Driver& m_driver;
    const rollout::Gate& m_gate;
    const Clock& m_clock;
};

} // namespace fabric::rollouts
