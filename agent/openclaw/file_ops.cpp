// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/file_ops.h"

#include "agent/failpoints/failpoints.h"
#include "agent/openclaw/descriptor.h"
#include "core/base/random.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace fabric::openclaw {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kModeBits = 07777;
constexpr std::string_view kBeside = ".fabric-";
constexpr std::string_view kKept = ".kept-";
constexpr std::size_t kMaxBeside = 100; ///< files that are looked for

std::string nameBeside(const std::string& path, std::string_view infix)
{
    return path + std::string(infix) + SystemRandom().token(6);
}

tl::unexpected<Error> systemFailure(const std::string& what, const std::string& path)
{
    const ErrorCode code = errno == ENOENT || errno == ENOTDIR ? ErrorCode::NotFound
        : errno == EACCES || errno == EPERM                    ? ErrorCode::PermissionDenied
                                                               : ErrorCode::Unavailable;
    return fail(code, what + ": " + std::strerror(errno), path);
}

Result<> readAll(int file, std::size_t maxBytes, std::string& out, const std::string& path)
{
    constexpr std::size_t kChunk = std::size_t{64} << 10;
    for (;;) {
        const std::size_t filled = out.size();
        if (filled > maxBytes)
            return fail(ErrorCode::TooLarge, "the file is larger than " + std::to_string(maxBytes) + " bytes", path);
        out.resize(filled + kChunk);
        const ssize_t count = ::read(file, out.data() + filled, kChunk);
        out.resize(filled + static_cast<std::size_t>(count < 0 ? 0 : count));
        if (count == 0)
            return {};
        if (count < 0 && errno != EINTR)
            return systemFailure("the file cannot be read", path);
    }
}

Result<> writeAll(int file, std::string_view bytes, const std::string& path)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemFailure("the file cannot be written", path);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    if (::fsync(file) != 0)
        return systemFailure("the file cannot be written", path);
    return {};
}

Result<> syncFolderOf(const std::string& path)
{
    const std::string folder = fs::path(path).parent_path().string();
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.isOpen() || ::fsync(directory.value()) != 0)
        return systemFailure("the folder cannot be written", folder);
    return {};
}

/// A file beside another one that is gone with this object.
class Beside
{
public:
    explicit Beside(const std::string& path)
        : m_path(nameBeside(path, kBeside))
    {
    }
    ~Beside()
    {
        if (!m_isKept)
            ::unlink(m_path.c_str());
    }
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;
    [[nodiscard]] const std::string& path() const { return m_path; }
    void keep() { m_isKept = true; }

    Result<> write(std::string_view bytes, std::uint32_t mode, const StoredFile* owner)
    {
        const Descriptor file(
            ::open(m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
        if (!file.isOpen())
            return systemFailure("the file cannot be written", m_path);
        if (owner != nullptr && (owner->uid != ::geteuid() || owner->gid != ::getegid())
            && ::fchown(file.value(), owner->uid, owner->gid) != 0)
            return fail(ErrorCode::PermissionDenied, "the file belongs to another user, and its owner cannot be kept",
                        owner->path);
        if (::fchmod(file.value(), mode & kModeBits) != 0)
            return systemFailure("the file cannot be written", m_path);
        return writeAll(file.value(), bytes, m_path);
    }

private:
    std::string m_path;
    bool m_isKept = false;
};

Result<> rename(const std::string& from, const std::string& to, unsigned int flags)
{
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0)
        return {};
    if (errno == EEXIST)
        return fail(ErrorCode::Conflict, "there is a file already", to);
    if (errno == EINVAL || errno == ENOSYS)
        return fail(ErrorCode::Unimplemented, "this file system cannot let two files change places at once", to);
    return systemFailure("the file cannot be put into place", to);
}

tl::unexpected<Error> otherContent(const std::string& path)
{
    return fail(ErrorCode::FailedPrecondition, "somebody else changed the file meanwhile; it was left as it is", path);
}

} // namespace

Result<StoredFile> readStoredFile(const std::string& path, std::size_t maxBytes)
{
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
    struct stat info = {};
    if (!file.isOpen() || ::fstat(file.value(), &info) != 0)
        return systemFailure("the file cannot be read", path);
    if (!S_ISREG(info.st_mode))
        return fail(ErrorCode::FailedPrecondition, "it is no regular file", path);
    StoredFile out;
    out.path = path;
    out.mode = info.st_mode & kModeBits;
    out.uid = info.st_uid;
    out.gid = info.st_gid;
    out.changedAt = std::int64_t{info.st_ctim.tv_sec} * 1000 + info.st_ctim.tv_nsec / 1'000'000;
    FABRIC_CHECK(readAll(file.value(), maxBytes, out.bytes, path));
    return out;
}

Result<> replaceFile(const std::string& path, std::string_view bytes)
{
    Beside beside(path);
    FABRIC_CHECK(beside.write(bytes, S_IRUSR | S_IWUSR, nullptr));
    FABRIC_CHECK(rename(beside.path(), path, 0));
    beside.keep();
    return syncFolderOf(path);
}

Result<> createFile(const std::string& path, std::string_view bytes)
{
    Beside beside(path);
    FABRIC_CHECK(beside.write(bytes, S_IRUSR | S_IWUSR, nullptr));
    FABRIC_CHECK(rename(beside.path(), path, RENAME_NOREPLACE));
    beside.keep();
    return syncFolderOf(path);
}

Result<> exchangeFile(const StoredFile& wanted, const std::optional<std::string>& expected,
                      const std::function<void()>& beforeExchange)
{
    Beside beside(wanted.path);
    if (!expected) {
        FABRIC_CHECK(beside.write(wanted.bytes, wanted.mode, nullptr));
        if (beforeExchange)
            beforeExchange();
        if (!rename(beside.path(), wanted.path, RENAME_NOREPLACE))
            return otherContent(wanted.path);
        beside.keep();
        return syncFolderOf(wanted.path);
    }
    const std::size_t most = std::max(expected->size(), wanted.bytes.size());
    const Result<StoredFile> there = readStoredFile(wanted.path, most);
    if (!there || there->bytes != *expected)
        return otherContent(wanted.path);
    FABRIC_CHECK(beside.write(wanted.bytes, wanted.mode, &*there));
    if (beforeExchange)
        beforeExchange();
    FABRIC_FAILPOINT({}, "exchange", "before");
    FABRIC_CHECK(rename(beside.path(), wanted.path, RENAME_EXCHANGE));
    FABRIC_FAILPOINT({}, "exchange", "after");
    const Result<StoredFile> displaced = readStoredFile(beside.path(), most);
    if (displaced && displaced->bytes == *expected)
        return syncFolderOf(wanted.path);
    // Somebody was faster. Theirs goes back; what that displaces must be ours, or it is newer still.
    FABRIC_CHECK(rename(beside.path(), wanted.path, RENAME_EXCHANGE));
    const Result<StoredFile> ours = readStoredFile(beside.path(), most);
    if (!ours || ours->bytes != wanted.bytes) {
        FABRIC_CHECK(rename(beside.path(), wanted.path, RENAME_EXCHANGE));
        beside.keep();
        FABRIC_TRY(const std::string kept, keepAside(wanted.path, beside.path()));
        return fail(ErrorCode::FailedPrecondition,
                    "somebody else changed the file twice meanwhile; the earlier change is kept beside it", kept);
    }
    FABRIC_CHECK(syncFolderOf(wanted.path));
    return otherContent(wanted.path);
}

Result<> tryExchange(const StoredFile& file)
{
    Beside one(file.path);
    Beside other(file.path);
    FABRIC_CHECK(one.write({}, file.mode, &file));
    FABRIC_CHECK(other.write({}, file.mode, &file));
    return rename(one.path(), other.path(), RENAME_EXCHANGE);
}

std::vector<std::string> leftBeside(const std::string& path)
{
    const std::string prefix = fs::path(path).filename().string() + std::string(kBeside);
    std::vector<std::string> left;
    std::error_code error;
    for (fs::directory_iterator it(fs::path(path).parent_path(), error), end;
         !error && it != end && left.size() < kMaxBeside; it.increment(error)) {
        if (it->path().filename().string().starts_with(prefix))
            left.push_back(it->path().string());
    }
    return left;
}

Result<std::string> keepAside(const std::string& path, const std::string& left)
{
    std::string kept = nameBeside(path, kKept);
    FABRIC_CHECK(rename(left, kept, RENAME_NOREPLACE));
    return kept;
}

} // namespace fabric::openclaw
