// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/open_store.h"

#include "agent/storage/sqlite/sqlite_store.h"

namespace fabric::storage {

Result<std::unique_ptr<store::Store>> openStore(const std::string& url, const DataFolder& folder, const Clock& clock,
                                                Random& random)
{
    if (url == "sqlite")
        return SqliteStore::open(folder.file("fabric.db"), clock, random);
    if (url.starts_with("postgresql://"))
        return fail(ErrorCode::Unimplemented, "PostgreSQL is not supported yet, use \"sqlite\"", "storage.url");
    return fail(ErrorCode::InvalidArgument, "the storage is not \"sqlite\"", "storage.url");
}

} // namespace fabric::storage
