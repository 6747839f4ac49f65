// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/wire/types.h"

// One filled value of every wire type, no field at its default where that would hide a lost field.

namespace fabric::test {

[[nodiscard]] topology::Graph sampleGraph();
[[nodiscard]] provider::RuntimeStatus sampleStatus();
[[nodiscard]] store::RuntimeRecord sampleRuntimeRecord(const std::string& id = "hq");
/// The record of @p graph as revision @p number of runtime `hq`.
[[nodiscard]] store::RevisionRecord sampleRevisionRecord(const topology::Graph& graph, RevisionNumber number = 2);
[[nodiscard]] events::Event sampleEvent();

} // namespace fabric::test
