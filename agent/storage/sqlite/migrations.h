// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/connection.h"
#include "core/base/clock.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace fabric::storage {

/// One numbered step of the schema: a file `NNNN_slug.sql`.
struct Migration
{
    int version = 0;
    std::string name; ///< the file's name
    std::string sql;
};

/// The files of resources/sql/sqlite, compiled in, by version.
[[nodiscard]] Result<std::vector<Migration>> builtInMigrations();

/// Statements end with `;` and an empty line (or the end of the text).
/// @return InvalidArgument if the text does not end with `;`.
[[nodiscard]] Result<std::vector<std::string>> splitStatements(const std::string& sql);

/// Called inside the transaction after each statement of a migration: where a test kills the process.
using MigrationHook = std::function<void(int version, std::size_t statement)>;

/// Brings the schema to the last of @p migrations. Each one commits together with its row in schema_migration. Before
/// the first one on a database that has a schema, a copy is made beside it: `<path>.v<version>.backup`, replacing an
/// older copy of that version.
///
/// FailedPrecondition, and nothing is changed: the file is not Fabric's, its schema is newer than @p migrations, a
/// version is missing, the checksum of an applied one differs, or a migration breaks a foreign key (`where` is the
/// migration). An error or a crash inside a migration leaves the version before it.
[[nodiscard]] Result<> migrate(Connection& connection, std::span<const Migration> migrations, const Clock& clock,
                               const MigrationHook& hook = {});

} // namespace fabric::storage
