// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/store/store.h"

#include <cstddef>
#include <memory>
#include <string>

namespace fabric::storage {

struct SqliteOptions
{
    /// Units that may wait; the next one is refused with ResourceExhausted. At 300 commits/s of 256 units a full queue
    /// is 50 ms of work.
    std::size_t queueCapacity = 4096;
    /// The most units in one commit. 100 rows per commit give about 50 times the rows/s of one (docs/storage.md).
    std::size_t maxGroup = 256;
};

/// The store on one SQLite file: one thread owns the connection and runs everything in the order of arrival.
///
/// Group commit: the writes that wait, up to the next read, share one transaction; each is under its own savepoint.
/// If the transaction itself is lost (disk full), all its units get that error and nothing of it stays.
///
/// Thread-safety: as Store. The destructor runs what was accepted, then joins; nobody may call the store any more.
class SqliteStore final : public store::Store
{
public:
    /// Creates or migrates the database. Blocks until that is done; for the start of the program.
    /// @return see Connection and migrate(); the message names the path.
    [[nodiscard]] static Result<std::unique_ptr<SqliteStore>> open(const std::string& path, const Clock& clock,
                                                                   Random& random, const SqliteOptions& options = {});
    ~SqliteStore() override;

    void setCommitListener(std::function<void(const std::vector<events::Event>&)> listener) override;

private:
    class Worker;
    explicit SqliteStore(const SqliteOptions& options);
    void enqueue(Job job) override;

    std::unique_ptr<Worker> m_worker;
};

} // namespace fabric::storage
