// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/backend.h"

namespace fabric::client {
namespace {

template <class T>
QFuture<Result<T>> unknown()
{
    return QtFuture::makeReadyFuture<Result<T>>(fail(ErrorCode::Unimplemented, "this is not known here"));
}

} // namespace

const char* toText(RolloutDecision decision)
{
    switch (decision) {
    case RolloutDecision::Cancel: return "cancel";
    case RolloutDecision::Confirm: return "confirm";
    case RolloutDecision::RollBack: return "rollback";
    }
    Q_UNREACHABLE();
}

QFuture<Result<wire::Self>> Backend::self()
{
    return unknown<wire::Self>();
}

QFuture<Result<wire::Topology>> Backend::revision(const std::string&)
{
    return unknown<wire::Topology>();
}

QFuture<Result<wire::Intent>> Backend::intent(const std::string&)
{
    return unknown<wire::Intent>();
}

QFuture<Result<std::vector<wire::Revision>>> Backend::desiredRevisions(const std::string&)
{
    return unknown<std::vector<wire::Revision>>();
}

QFuture<Result<>> Backend::changeIntent(const wire::IntentChange&, const std::string&)
{
    return unknown<void>();
}

QFuture<Result<std::vector<wire::PlanSummary>>> Backend::plans()
{
    return unknown<std::vector<wire::PlanSummary>>();
}

QFuture<Result<wire::PlanDocument>> Backend::plan(const wire::PlanName&)
{
    return unknown<wire::PlanDocument>();
}

QFuture<Result<wire::PlanTexts>> Backend::planTexts(const wire::PlanName&)
{
    return unknown<wire::PlanTexts>();
}

QFuture<Result<std::string>> Backend::makePlan(const wire::PlanRequest&, const std::string&)
{
    return unknown<std::string>();
}

QFuture<Result<std::vector<wire::Rollout>>> Backend::rollouts(const RolloutFilter&)
{
    return unknown<std::vector<wire::Rollout>>();
}

QFuture<Result<wire::Rollout>> Backend::rollout(const std::string&)
{
    return unknown<wire::Rollout>();
}

QFuture<Result<wire::Evidence>> Backend::evidence(const std::string&)
{
    return unknown<wire::Evidence>();
}

QFuture<Result<std::string>> Backend::startRollout(const wire::RolloutRequest&, const std::string&)
{
    return unknown<std::string>();
}

QFuture<Result<>> Backend::decide(const std::string&, RolloutDecision, const std::string&)
{
    return unknown<void>();
}

QFuture<Result<wire::RolloutGroup>> Backend::rolloutGroup(const std::string&)
{
    return unknown<wire::RolloutGroup>();
}

QFuture<Result<>> Backend::decideGroup(const std::string&, RolloutDecision, const std::string&)
{
    return unknown<void>();
}

} // namespace fabric::client
