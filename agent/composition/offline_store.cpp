// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/offline_store.h"

#include "agent/storage/open_store.h"

namespace fabric::composition {

Result<OfflineStore> OfflineStore::open(const config::Config& config)
{
    FABRIC_TRY(storage::DataFolder folder, storage::DataFolder::open(config.dataDir()));
    OfflineStore offline{{}, {}, std::move(folder), nullptr};
    FABRIC_TRY(offline.store,
               storage::openStore(config.value("storage.url"), offline.folder, offline.clock, offline.random));
    return offline;
}

} // namespace fabric::composition
