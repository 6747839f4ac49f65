// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <string>
#include <vector>

namespace fabric::test {

/// Holds a value to a JSON Schema: the part of draft 2020-12 that our documents use (type, properties, required, items,
/// enum, minimum, maximum, minLength, maxLength, pattern, format date-time, $ref into the document,
/// additionalProperties). A keyword that it does not know is itself a finding, so nothing is skipped unseen.
///
/// Closed: a member that `properties` does not name is a finding (unless additionalProperties is true or there are no
/// properties), although the schemas are open for clients: the server must not say what it does not document.
/// @param document where `$ref` looks. @return one sentence per finding, with the place in the value; empty: it fits.
[[nodiscard]] std::vector<std::string> schemaFindings(const Json& value, const Json& schema, const Json& document,
                                                      const std::string& path = {});

} // namespace fabric::test
