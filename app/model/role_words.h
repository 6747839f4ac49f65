// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/wire/self.h"

#include <QString>

#include <optional>

/// What a role may do, in words. The agent decides; this only spares a person a decision that it would refuse. Pure functions.
namespace fabric::model {

/// Why this key may not plan, roll out and decide; empty: it may. A role that is not known may try.
[[nodiscard]] QString whyRoleMayNotChange(const std::optional<wire::Self>& self);
/// Why this key may not run a plan that widens an authority; empty: it may. A role that is not known may try.
[[nodiscard]] QString whyRoleMayNotWiden(const std::optional<wire::Self>& self);

} // namespace fabric::model
