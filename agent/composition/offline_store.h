// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/config/config.h"
#include "agent/storage/data_folder.h"
#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/store/store.h"

#include <QFuture>

#include <memory>

namespace fabric::composition {

/// The store of a data folder that no agent holds; for commands that work offline.
struct OfflineStore
{
    SystemClock clock;
    SystemRandom random;
    storage::DataFolder folder;
    std::unique_ptr<store::Store> store;

    /// @return Conflict if an agent holds the folder.
    [[nodiscard]] static Result<OfflineStore> open(const config::Config& config);
};

/// Waits for the storage thread. For commands only: they have no event loop that must not block.
template <class T>
[[nodiscard]] T waitFor(QFuture<T> future)
{
    future.waitForFinished();
    return future.takeResult();
}

} // namespace fabric::composition
