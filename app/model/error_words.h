// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QString>

namespace fabric::model {

/// What to tell a person who asked the agent for something: what failed, and what to do. The error's own message is
/// offered as detail, never instead of these.
struct ErrorWords
{
    QString what;
    QString action;
};

[[nodiscard]] ErrorWords wordsFor(ErrorCode code);

/// True for an error that may be gone when the same is asked again.
[[nodiscard]] bool mayPass(ErrorCode code);

} // namespace fabric::model
