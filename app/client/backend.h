// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/wire/change_types.h"
#include "core/wire/group_types.h"
#include "core/wire/plan_name.h"
#include "core/wire/self.h"

#include <QFuture>
#include <QObject>

#include <optional>
#include <string>
#include <vector>

namespace fabric::client {

/// An answer that may be "unchanged since the ETag that was sent": then `value` is empty.
template <class T>
struct Versioned
{
    std::optional<T> value;
    std::string etag;
};

/// Which rollouts are asked for; empty: all.
struct RolloutFilter
{
    std::string runtime;
    std::string state;
};

/// What a person may decide about a rollout or a group that runs.
enum class RolloutDecision { Cancel, Confirm, RollBack };
/// `cancel`, `confirm`, `rollback`: the last part of the route.
[[nodiscard]] const char* toText(RolloutDecision decision);

/// What a session needs from an agent; HTTP in the product, recorded answers with --replay and in tests.
///
/// GUI thread only. Every call ends by its deadline at the latest. Futures are finished on the GUI thread or a worker;
/// receive them with onResult().
class Backend : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual QFuture<Result<std::vector<wire::Runtime>>> runtimes() = 0;
    [[nodiscard]] virtual QFuture<Result<wire::Runtime>> runtime(const std::string& id) = 0;
    /// NotFound while no revision exists. @p etag of an earlier answer, or empty.
    [[nodiscard]] virtual QFuture<Result<Versioned<wire::Topology>>> topology(const std::string& id,
                                                                              const std::string& etag)
        = 0;

    /// Who the agent takes us for. NotFound from an agent that does not tell yet.
    [[nodiscard]] virtual QFuture<Result<wire::Self>> self();

    /// A stored revision with its graph, by number or digest.
    [[nodiscard]] virtual QFuture<Result<wire::Topology>> revision(const std::string& numberOrDigest);

    // Planning and rollouts. A backend that has none answers Unimplemented. Lists: the newest kMaxListed, newest first.
    // @p key is the Idempotency-Key of one decision of the user: the same one when it is sent again after a lost answer
    // (IdempotencyKeys), so that nothing is done twice.

    [[nodiscard]] virtual QFuture<Result<wire::Intent>> intent(const std::string& runtime);
    /// Every desired revision of a runtime, newest first; the newest kMaxListed.
    [[nodiscard]] virtual QFuture<Result<std::vector<wire::Revision>>> desiredRevisions(const std::string& runtime);
    [[nodiscard]] virtual QFuture<Result<>> changeIntent(const wire::IntentChange& change, const std::string& key);
    [[nodiscard]] virtual QFuture<Result<std::vector<wire::PlanSummary>>> plans();
    /// Conflict if several runtimes have the plan and @p name names none of them.
    [[nodiscard]] virtual QFuture<Result<wire::PlanDocument>> plan(const wire::PlanName& name);
    [[nodiscard]] virtual QFuture<Result<wire::PlanTexts>> planTexts(const wire::PlanName& name);
    /// @return the id of the plan
    [[nodiscard]] virtual QFuture<Result<std::string>> makePlan(const wire::PlanRequest& request,
                                                                const std::string& key);
    [[nodiscard]] virtual QFuture<Result<std::vector<wire::Rollout>>> rollouts(const RolloutFilter& filter);
    [[nodiscard]] virtual QFuture<Result<wire::Rollout>> rollout(const std::string& id);
    [[nodiscard]] virtual QFuture<Result<wire::Evidence>> evidence(const std::string& id);
    /// @return the id of the rollout; of a group, of its first one
    [[nodiscard]] virtual QFuture<Result<std::string>> startRollout(const wire::RolloutRequest& request,
                                                                    const std::string& key);
    [[nodiscard]] virtual QFuture<Result<>> decide(const std::string& rolloutId, RolloutDecision decision,
                                                   const std::string& key);
    /// A change over several runtimes, with its members.
    [[nodiscard]] virtual QFuture<Result<wire::RolloutGroup>> rolloutGroup(const std::string& id);
    /// One decision for all members of a group.
    [[nodiscard]] virtual QFuture<Result<>> decideGroup(const std::string& groupId, RolloutDecision decision,
                                                        const std::string& key);

    static constexpr std::size_t kMaxListed = 500;

    /// Opens the event stream and keeps it open until the backend dies; reconnects by itself.
    virtual void startEvents() = 0;
    /// Tries again now instead of after the current pause.
    virtual void retryNow() = 0;

Q_SIGNALS:
    /// The stream is open: everything after the last event seen follows.
    void streamOpened();
    /// The stream is down; it will be tried again. Unauthenticated and PermissionDenied: the agent refuses the key.
    void streamLost(const fabric::Error& error);
    void eventReceived(const fabric::wire::Event& event);
    /// The history before this moment cannot be resumed: load everything again.
    void historyReset();
    /// Something, be it a heartbeat, was heard from the agent.
    void heard();
};

} // namespace fabric::client
