// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Files that must be whole or not at all. All functions block; errors name the path and never the content.

namespace fabric::openclaw {

/// A regular file as it stands.
struct StoredFile
{
    std::string path;
    std::string bytes;
    std::uint32_t mode = 0600; ///< permission bits
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
    std::int64_t changedAt = 0; ///< of its content or its name, Unix ms of this machine's clock; cannot be forged
};

/// @return NotFound, PermissionDenied, TooLarge, FailedPrecondition (no regular file, or a link) or Unavailable.
[[nodiscard]] Result<StoredFile> readStoredFile(const std::string& path, std::size_t maxBytes);

/// Writes beside, syncs, renames over, syncs the folder. Mode 0600.
[[nodiscard]] Result<> replaceFile(const std::string& path, std::string_view bytes);
/// The same, but never over a file that is there: Conflict.
[[nodiscard]] Result<> createFile(const std::string& path, std::string_view bytes);

/// Puts @p wanted (path, bytes, mode) into place of the file with exactly the bytes @p expected (absent: of no file), with
/// the owner of what was there. Never loses what it did not expect: the two files change places at once, and if the one that
/// was there is not the expected one, they change back.
/// @param beforeExchange called when all is prepared; for tests, null otherwise.
/// @return FailedPrecondition if the file is another one (it stays); Unavailable; what tryExchange() fails with.
[[nodiscard]] Result<> exchangeFile(const StoredFile& wanted, const std::optional<std::string>& expected,
                                    const std::function<void()>& beforeExchange = {});

/// Can exchangeFile() put @p file back in its place? Two empty files are exchanged beside it.
/// @return PermissionDenied (the owner cannot be kept, the folder not written), Unimplemented (by this file system) or Unavailable.
[[nodiscard]] Result<> tryExchange(const StoredFile& file);

/// What exchangeFile() left beside @p path when it was cut off: the file that it prepared, or the one that it displaced.
[[nodiscard]] std::vector<std::string> leftBeside(const std::string& path);
/// Gives such a file a name that leftBeside() does not know, for whoever misses an edit: `<path>.kept-<token>`.
/// @return the new name; NotFound or Unavailable.
[[nodiscard]] Result<std::string> keepAside(const std::string& path, const std::string& left);

} // namespace fabric::openclaw
