// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <string>
#include <utility>

namespace fabric::storage {

/// The folder of one agent instance, held by one process at a time: a lock on `fabric.lock`, which goes with the
/// process however that ends. The file holds the process id of its holder and stays.
class DataFolder
{
public:
    /// Creates the folder (0700, and so its missing parents) and takes the lock; creates and reads nothing else.
    /// @return Conflict naming the holder's process id; PermissionDenied, or Unavailable, with the path.
    [[nodiscard]] static Result<DataFolder> open(const std::string& path);
    ~DataFolder();
    DataFolder(DataFolder&& other) noexcept
        : m_path(std::move(other.m_path))
        , m_lock(std::exchange(other.m_lock, -1))
    {
    }
    DataFolder& operator=(DataFolder&&) = delete;

    [[nodiscard]] const std::string& path() const { return m_path; }
    /// Path of a file in it.
    [[nodiscard]] std::string file(const std::string& name) const { return m_path + "/" + name; }

private:
    DataFolder(std::string path, int lock)
        : m_path(std::move(path))
        , m_lock(lock)
    {
    }

    std::string m_path;
    int m_lock; ///< file descriptor, owned; -1 after a move
};

} // namespace fabric::storage
