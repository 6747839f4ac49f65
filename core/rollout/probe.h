// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace fabric::rollout {

/// A small declared check that may confirm a rollout in the place of a person. Holds no secret.
struct Probe
{
    enum class Kind {
        Http, ///< a GET of target answers 2xx in time; redirections are not followed, no body is read
        Part, ///< the runtime's part of that subject is Ok (PartState::subject)
    } kind
        = Kind::Part;
    std::string target;
    std::chrono::milliseconds within{0}; ///< of Http
    bool operator==(const Probe&) const = default;
};
[[nodiscard]] std::string_view toText(Probe::Kind kind);
[[nodiscard]] std::optional<Probe::Kind> probeKindFrom(std::string_view text);

/// How a probe was when it was last run.
struct ProbeState
{
    enum class Outcome { Waiting, Green, Red } outcome = Outcome::Waiting; ///< Waiting: not run yet
    std::string detail; ///< what was answered, for people
    bool operator==(const ProbeState&) const = default;
};
[[nodiscard]] std::string_view toText(ProbeState::Outcome outcome);
[[nodiscard]] std::optional<ProbeState::Outcome> probeOutcomeFrom(std::string_view text);

/// @return InvalidArgument for a target that is no `http` or `https` URL with a host and without user, query and fragment
/// (secrets are kept there), or none of `ready` and the subjects of accounts, plug-ins, models and model providers.
[[nodiscard]] Result<> checkProbe(const Probe& probe);

} // namespace fabric::rollout
