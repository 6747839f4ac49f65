// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/store/records.h"
#include "core/topology/graph.h"

#include <optional>
#include <vector>

namespace fabric::runtimes {

/// One runtime as it stands now: its record, and its newest observed revision with graph and source (absent until the first
/// one; the source is empty for a revision that was stored without).
struct RuntimeView
{
    store::RuntimeRecord record;
    std::optional<store::RevisionRecord> revision;
    topology::Graph graph;
    provider::Source source = {};
};

/// What is known about all runtimes at this moment, from memory. Main thread only.
class RuntimeDirectory
{
public:
    virtual ~RuntimeDirectory() = default;
    [[nodiscard]] virtual std::vector<RuntimeView> list() const = 0; ///< by id
    [[nodiscard]] virtual std::optional<RuntimeView> find(const RuntimeId& id) const = 0;
};

} // namespace fabric::runtimes
