// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <span>
#include <string>

namespace fabric::audit {

/// What happened, before it has a place in the chain. Never holds a secret.
struct Draft
{
    UnixMillis at;
    std::string actor; ///< `agent`, `apikey:<prefix>`, `cli:<user>`
    std::string action; ///< `runtime.observed`, `apikey.created`, ...
    std::string subject; ///< `runtime:hq`, `apikey:1a2b3c4d`
    Json details = Json::object();
};

/// One link of the chain: digest = SHA-256 of the RFC 8785 form of everything else, `previous` included.
struct Record
{
    std::int64_t sequence = 0; ///< from 1, without a gap
    Draft what;
    Digest previous; ///< null for the first
    Digest digest;
};

/// The record that follows @p last (null: the first one). InvalidArgument if details have no canonical form.
[[nodiscard]] Result<Record> link(Draft draft, const Record* last);

/// Checks a run of records: sequence, links, digests. `last` is the record before the run, null if it starts the chain.
/// @return DataLoss naming the first sequence that does not fit.
[[nodiscard]] Result<> verifyChain(std::span<const Record> run, const Record* last = nullptr);

} // namespace fabric::audit
