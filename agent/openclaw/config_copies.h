// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/backup_store.h"
#include "agent/openclaw/config_paths.h"
#include "agent/openclaw/file_ops.h"
#include "core/provider/configuration.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The configuration of a gateway on this machine as files. All functions block.

namespace fabric::openclaw {

/// True if the configuration at @p path can be read, and another file put into its place.
[[nodiscard]] bool hasFileAccess(const std::string& path);

/// The configuration at @p path (links are followed) and every file that it includes, as they stand; the root first, the
/// others sorted by path.
[[nodiscard]] Result<std::vector<StoredFile>> copyFiles(const std::string& path, const PathContext& paths);

/// When the youngest of @p files was changed, Unix ms.
[[nodiscard]] std::int64_t changedAtOf(const std::vector<StoredFile>& files);
[[nodiscard]] bool haveSameBytes(const std::vector<StoredFile>& one, const std::vector<StoredFile>& other);

/// One file of a backup, and what is in its place now.
struct FilePlace
{
    StoredFile wanted;
    std::optional<std::string> present; ///< absent: there is no file
};
[[nodiscard]] Result<std::vector<FilePlace>> placesOf(const std::vector<StoredFile>& backup);

/// True if the bytes themselves show that nobody but @p operations changed what the backup holds. Text that a person wrote
/// is never taken for ours: a gateway writes plain JSON.
[[nodiscard]] bool areOurs(const BackupContent& backup, const std::vector<FilePlace>& places,
                           std::span<const provider::Operation> operations, const PathContext& paths);

/// True if the gateway itself took the restored configuration for damaged and put its own older copy into place: it keeps
/// what it replaced as `<path>.clobbered.<time>`, and what it took as `<path>.bak` or `<path>.last-good` (read in the code of
/// 2026.9.6).
/// @param path  how the gateway calls the root file: its own path, or a link to it
[[nodiscard]] bool wasSwapped(const std::vector<FilePlace>& places, const std::string& path);

/// False while a gateway that is killed now would start with an older copy of its own: it takes a configuration without `meta`
/// for damaged until it has copied it to `<path>.last-good`, 2 to 3 s after it runs (measured on 2026.9.6). True where a
/// gateway keeps no such copies.
/// @param file  the file itself
/// @param path  how the gateway calls it: the same, or a link to it
[[nodiscard]] bool isTakenForGood(const std::string& file, const std::string& path);

/// True if a restore was cut off and left something beside one of @p files.
[[nodiscard]] bool hasLeftovers(const std::vector<StoredFile>& files);
/// Nothing that was left there is of the restore that comes: it is kept under another name.
[[nodiscard]] Result<> keepLeftovers(const std::vector<StoredFile>& files);
/// Ends what a restore of @p backup began when it was cut off. What it had prepared goes, and so does what @p operations had
/// made; what somebody else wrote, and the cut-off restore displaced, goes back into its place, or is kept beside it if
/// that was changed again.
[[nodiscard]] Result<> clearLeftovers(const BackupContent& backup, std::span<const provider::Operation> operations);

/// Puts every file of the backup into place, the root last; where one cannot be, those before it go back.
/// @return FailedPrecondition if any of them is not what @p places say: somebody else's edit is never lost.
[[nodiscard]] Result<> putBack(const std::vector<FilePlace>& places, const std::function<void()>& beforeExchange = {});

} // namespace fabric::openclaw
