// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

namespace fabric::api {

/// JSON Schemas (2020-12) of everything the API answers with: components/schemas of the OpenAPI document. Objects are
/// open: a newer agent may add members.
[[nodiscard]] Json apiSchemas();

} // namespace fabric::api
