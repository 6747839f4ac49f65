// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

namespace fabric::composition {

/// The error of an agent's answer for whoever typed a command: a pointer into the request, which nobody saw, becomes the flag
/// with what is left of it, or is left out. What stands in the sentence is not said again.
[[nodiscard]] Error forPeople(Error error);

} // namespace fabric::composition
