// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/machine.h"
#include "core/store/store.h"

namespace fabric::rollouts {

/// One durable step, as a unit of work.
struct Durable
{
    rollout::State from = rollout::State::Requested;
    rollout::Record record; ///< after the step
    std::int64_t version = 1; ///< of the row that is written
    UnixMillis at;
    std::string actor; ///< agent, or who asked
    std::string step; ///< nameOf(event), or `requested`
    Json evidence = Json::object();
};

/// What came back and what is done next, without any secret: payloads of a plan hold references only.
[[nodiscard]] Json evidenceOf(const rollout::Event& event, const rollout::Step& step, const planning::Plan& plan);

/// State, audit row, event and evidence together. Runs on the storage thread.
[[nodiscard]] Result<> commit(store::Session& session, const Durable& step);

} // namespace fabric::rollouts
