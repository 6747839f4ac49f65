// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/edit.h"
#include "core/topology/graph.h"

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

/// The edit that sets it. The models that stand in for the first one stay as @p graph has them, in their order: who names
/// one model does not mean to remove others.
[[nodiscard]] provider::Edit modelEdit(const ModelWish& wish, const topology::Graph& graph);

} // namespace fabric::composition
