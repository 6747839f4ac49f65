// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"
#include "core/topology/types.h"

#include <string>

namespace fabric::composition {

/// Whose model, and which: `--model AGENT=PROVIDER/MODEL`; the agent `defaults` stands for all that have none of their own.
struct ModelWish
{
    topology::NodeId subject;
    topology::NodeId model;
};
/// @return InvalidArgument (where = --model) for another form.
[[nodiscard]] Result<ModelWish> parseModelWish(const std::string& text);

} // namespace fabric::composition
