// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/ui.h"
#include "core/wire/types.h"

#include <QString>

#include <optional>

namespace fabric::model {

/// Why the topology of a runtime may not be what runs there, for who looks at it.
struct RuntimeNotice
{
    Ui::Tone tone = Ui::Neutral;
    QString word; ///< `Needs attention`: for the status bar
    QString title; ///< what is wrong and since when: `The gateway cannot be reached since 14:02`
    QString text; ///< what is shown in spite of it, and what to do
    bool isStale = false; ///< what is shown is not what the running runtime said
    bool operator==(const RuntimeNotice&) const = default;
};

/// Nothing for a runtime that is live without a problem.
[[nodiscard]] std::optional<RuntimeNotice> noticeOf(const wire::Runtime& runtime, UnixMillis now);

/// From when what only the running runtime can tell (jobs, devices) is, where that is stale: `as last seen before 14:02`.
[[nodiscard]] QString asLastSeen(const provider::RuntimeStatus& status, UnixMillis now);

} // namespace fabric::model
