// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/session_machine.h"
#include "core/provider/provider.h"

namespace fabric::openclaw {

/// What is known of the file at this moment.
enum class FileSight { NotRead, Read, Failed };

/// What the choice between gateway and file depends on.
struct Sight
{
    session::Reach reach = session::Reach::Connecting;
    bool hasSession = false; ///< the present session was observed
    bool hadGateway = false; ///< some session was observed since the start
    FileSight file = FileSight::NotRead;
    bool hasProblems = false;
};

struct Picture
{
    provider::AccessMode mode = provider::AccessMode::None;
    provider::HealthState health = provider::HealthState::Connecting;
    bool operator==(const Picture&) const = default;
};

/// How a runtime is shown: the gateway where it can be had, else the file, else what was seen last.
[[nodiscard]] Picture pictureOf(const Sight& sight);

/// True if the file should be read now. A gateway that restarts is waited for, unless nothing was seen of it yet.
[[nodiscard]] bool wantsFile(session::Reach reach, bool hadGateway);

/// @p configured, which was read from a file, with the runtime-only elements of @p last, where they still fit.
[[nodiscard]] Result<topology::Graph> withRuntimeOnly(const topology::Graph& configured, const topology::Graph& last);
[[nodiscard]] bool hasRuntimeOnly(const topology::Graph& graph);

} // namespace fabric::openclaw
