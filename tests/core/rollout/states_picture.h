// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <string>

namespace fabric::rollout::test {

/// The picture of the state machine in docs/rollout.md, drawn from kStates: a box per state with its deadline, an arrow per
/// way out, the one that the deadline takes dashed. The same bytes each time. @return an SVG document.
[[nodiscard]] std::string statesPicture();

} // namespace fabric::rollout::test
