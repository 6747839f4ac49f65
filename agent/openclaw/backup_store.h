// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/file_ops.h"
#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/base/sealed.h"
#include "core/provider/runtime_writer.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fabric::openclaw {

/// The old state of one runtime. Holds secrets if there are files: never to be logged, stored or sent.
struct BackupContent
{
    std::string hash; ///< the gateway's, of this state
    Json document; ///< masked, as in the reading's source
    Json parsed; ///< what config.get calls so: as authored, secrets redacted
    Json resolved; ///< its `sourceConfig`
    std::vector<StoredFile> files; ///< the configuration first, then every included file; empty: no access to them
};

/// Old states in a folder, each in a file of its own, `<id>.backup`, sealed with a key that is kept elsewhere.
///
/// Blocks on the file system. Threads: one at a time.
class BackupStore
{
public:
    struct Options
    {
        std::string folder; ///< made (0700) at first use
        /// 32 bytes, as 64 hex digits; only its owner may read it. Made at first use, but never while there are backups:
        /// those of a lost key cannot be opened any more.
        std::string keyFile;
    };
    static constexpr std::size_t kMaxContentBytes = std::size_t{96} << 20;

    /// Borrows @p random.
    BackupStore(Options options, Random& random);

    /// A backup of that id that holds the same state already is left as it is; another one is a Conflict.
    /// @return InvalidArgument for an id that is no `[a-z0-9-]{1,100}`.
    [[nodiscard]] Result<provider::Backup> put(const std::string& id, const BackupContent& content);
    /// @return NotFound, DataLoss for anything that is not exactly what put() was given.
    [[nodiscard]] Result<BackupContent> get(const provider::Backup& backup);
    /// Whatever is kept under @p id, with nothing to hold it to: for a person who looks by hand.
    [[nodiscard]] Result<std::pair<provider::Backup, BackupContent>> find(const std::string& id);
    /// @return false if there was none.
    [[nodiscard]] Result<bool> drop(const std::string& id);
    struct Entry
    {
        std::string id;
        UnixMillis madeAt;
    };
    /// Newest first.
    [[nodiscard]] Result<std::vector<Entry>> list() const;

    struct Retention
    {
        std::size_t keep = 50; ///< the newest ones, whatever their age
        std::chrono::hours maxAge{24 * 90};
    };
    /// Removes what is beyond both bounds and that @p isInUse does not name (the backups of unfinished rollouts).
    /// @return how many.
    [[nodiscard]] Result<std::size_t> prune(const Retention& retention, UnixMillis now,
                                            const std::function<bool(const std::string& id)>& isInUse);

private:
    [[nodiscard]] std::string pathOf(const std::string& id) const;
    [[nodiscard]] Result<SealKey> key(bool mayMake);
    [[nodiscard]] Result<std::string> open(const std::string& id);

    Options m_options;
    Random& m_random;
};

} // namespace fabric::openclaw
