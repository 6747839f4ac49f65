// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/data_folder.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/store/store.h"

#include <memory>
#include <string>

namespace fabric::storage {

/// Opens the backend that `storage.url` names: `sqlite` (fabric.db in the data folder). Another backend joins here.
/// @p clock and @p random must outlive the call only.
/// @return InvalidArgument (where = storage.url) for an unknown one; else see SqliteStore::open().
[[nodiscard]] Result<std::unique_ptr<store::Store>> openStore(const std::string& url, const DataFolder& folder,
                                                              const Clock& clock, Random& random);

} // namespace fabric::storage
