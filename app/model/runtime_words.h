// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/ui.h"
#include "core/wire/types.h"

#include <QString>

/// What a runtime's state is called, and what it means for the reader. Pure functions.
namespace fabric::model {

/// `openclaw · hq`.
[[nodiscard]] QString displayName(const wire::Runtime& runtime);
/// `gateway`, `file`, or `-` while nothing could be read.
[[nodiscard]] QString modeWord(provider::AccessMode mode);
/// `Live`, `Restarting, 18 s`, `Gateway down, reading its file` ...
[[nodiscard]] QString stateWord(const provider::RuntimeStatus& status, UnixMillis now);
[[nodiscard]] Ui::Tone stateTone(provider::HealthState health);
/// True if a person has to do something; a runtime that connects or restarts needs only patience.
[[nodiscard]] bool needsYou(const provider::RuntimeStatus& status);
/// Whether it is on its way to being readable.
[[nodiscard]] bool isComing(const provider::RuntimeStatus& status);
/// `7 agents`; empty if nothing was ever observed.
[[nodiscard]] QString sizeWord(const wire::Runtime& runtime);
/// `7 agents, 40 nodes`; empty if nothing was ever observed.
[[nodiscard]] QString contentWord(const wire::Runtime& runtime);
/// What Fabric left at the runtime in order to read it, in one sentence.
[[nodiscard]] QString pairingSentence(const provider::RuntimeStatus& status);

/// The page's answer: `Everything is live`, `One runtime needs you`.
[[nodiscard]] QString headline(const std::vector<wire::Runtime>& runtimes);
/// The evidence under it: the first thing that is wrong, or the total.
[[nodiscard]] QString headlineDetail(const std::vector<wire::Runtime>& runtimes);

} // namespace fabric::model
