// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/provider.h"

#include <string>

namespace fabric::storage {

/// A runtime's status as it is stored: one JSON text, because it is only ever read and written whole. Apart from the
/// form of core/wire, so that the API can change without a migration.
[[nodiscard]] std::string statusToText(const provider::RuntimeStatus& status);
/// Ignores fields that a newer version added. DataLoss if the text is not what statusToText() writes.
[[nodiscard]] Result<provider::RuntimeStatus> statusFromText(const std::string& text);

} // namespace fabric::storage
