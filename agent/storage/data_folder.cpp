// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/data_folder.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fabric::storage {
namespace {

tl::unexpected<Error> failed(const std::string& what, const std::string& path, int error)
{
    const ErrorCode code = error == EACCES || error == EPERM ? ErrorCode::PermissionDenied : ErrorCode::Unavailable;
    return fail(code, what + " (" + path + "): " + std::generic_category().message(error), path);
}

/// Like mkdir -p, every new folder 0700.
Result<> createFolder(const std::string& path)
{
    std::filesystem::path sofar;
    for (const auto& part : std::filesystem::path(path)) {
        sofar /= part;
        if (::mkdir(sofar.c_str(), 0700) != 0 && errno != EEXIST)
            return failed("the data folder cannot be created", path, errno);
    }
    struct stat info
    {
    };
    if (::stat(path.c_str(), &info) != 0)
        return failed("the data folder cannot be read", path, errno);
    if (!S_ISDIR(info.st_mode))
        return failed("the data folder is not a folder", path, ENOTDIR);
    return {};
}

/// True if the folder is empty, or is the one of an agent. The first thing in it may be its settings.
bool isOwnFolder(const std::string& path)
{
    std::error_code error;
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
        if (entry.path().filename().string().starts_with("fabric."))
            return true;
        ++count;
    }
    return !error && count == 0;
}

/// Nobody but the owner may look into the folder. What others could use is closed to them if it is certainly ours, and
/// refused otherwise: closing a home or a shared folder would harm others.
Result<> keepPrivate(const std::string& path)
{
    struct stat info
    {
    };
    if (::stat(path.c_str(), &info) != 0)
        return failed("the data folder cannot be read", path, errno);
    if ((info.st_mode & 0077U) == 0)
        return {};
    if (info.st_uid == ::geteuid() && (info.st_mode & S_ISVTX) == 0 && isOwnFolder(path)
        && ::chmod(path.c_str(), 0700) == 0)
        return {};
    return fail(ErrorCode::PermissionDenied,
                "others can use the data folder " + path + ": chmod 700 it, or name a folder that is only for Fabric",
                path);
}

/// Empty if the holder has not written it yet.
std::string holderOf(int lock)
{
    std::array<char, 32> text{};
    const auto size = ::pread(lock, text.data(), text.size() - 1, 0);
    std::string holder(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    const auto end = holder.find_first_not_of("0123456789");
    return holder.substr(0, end);
}

Result<> writeHolder(int lock, const std::string& path)
{
    const std::string text = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock, 0) != 0 || ::pwrite(lock, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
        return failed("the lock file cannot be written", path, errno);
    return {};
}

} // namespace

Result<DataFolder> DataFolder::open(const std::string& path)
{
    if (path.empty())
        return fail(ErrorCode::InvalidArgument, "the data folder has no name");
    FABRIC_CHECK(createFolder(path));
    FABRIC_CHECK(keepPrivate(path));
    const std::string lockPath = path + "/fabric.lock";
    const int lock = ::open(lockPath.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0)
        return failed("the lock file cannot be opened", lockPath, errno);
    DataFolder folder(path, lock);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return failed("the lock file cannot be locked", lockPath, errno);
        const std::string holder = holderOf(lock);
        return fail(ErrorCode::Conflict,
                    "the data folder " + path + " is in use by another fabric-agent"
                        + (holder.empty() ? "" : ", process " + holder),
                    lockPath);
    }
    FABRIC_CHECK(writeHolder(lock, lockPath));
    return folder;
}

DataFolder::~DataFolder()
{
    if (m_lock >= 0)
        ::close(m_lock); // drops the lock; the file stays, since removing it would race with a new holder
}

} // namespace fabric::storage
