// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_paths.h"
#include "agent/openclaw/descriptor.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace fabric::openclaw {
namespace {

FileState stateOf(int error, bool isLink)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR: return isLink ? FileState::BrokenLink : FileState::Missing;
    case ELOOP: return FileState::BrokenLink;
    case EACCES:
    case EPERM: return FileState::Unreadable;
    case ENXIO: return FileState::NotAFile; // a socket
    default: return FileState::Failed;
    }
}

/// Reads until the end, so that a file which grows meanwhile is seen as too large and not cut.
FileState readAll(int descriptor, std::size_t maxBytes, std::string& out)
{
    constexpr std::size_t kChunk = 64 * 1024;
    for (;;) {
        const std::size_t filled = out.size();
        if (filled > maxBytes)
            return FileState::TooLarge;
        out.resize(filled + kChunk);
        const ssize_t count = ::read(descriptor, out.data() + filled, kChunk);
        if (count < 0 && errno == EINTR) {
            out.resize(filled);
            continue;
        }
        out.resize(filled + static_cast<std::size_t>(count < 0 ? 0 : count));
        if (count < 0)
            return FileState::Failed;
        if (count == 0)
            return FileState::Ok;
    }
}

} // namespace

bool SystemFileReader::exists(const std::string& path) const
{
    struct stat info = {};
    return ::stat(path.c_str(), &info) == 0;
}

std::optional<std::string> SystemFileReader::realPath(const std::string& path) const
{
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), &std::free);
    if (!real)
        return std::nullopt;
    return std::string(real.get());
}

FileAnswer SystemFileReader::read(const std::string& path, std::size_t maxBytes) const
{
    FileAnswer answer;
    struct stat info = {};
    answer.isLink = ::lstat(path.c_str(), &info) == 0 && S_ISLNK(info.st_mode);
    // O_NONBLOCK: opening a pipe that nobody writes to must not hang.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (file.value() < 0) {
        answer.state = stateOf(errno, answer.isLink);
        return answer;
    }
    answer.realPath = realPath(path).value_or(std::string());
    if (::fstat(file.value(), &info) != 0) {
        answer.state = FileState::Failed;
    } else if (!S_ISREG(info.st_mode)) {
        answer.state = FileState::NotAFile;
    } else if (static_cast<std::uintmax_t>(info.st_size) > maxBytes) {
        answer.state = FileState::TooLarge;
    } else {
        answer.hasSeveralNames = info.st_nlink > 1;
        answer.state = readAll(file.value(), maxBytes, answer.bytes);
    }
    if (answer.state != FileState::Ok)
        answer.bytes.clear();
    return answer;
}

} // namespace fabric::openclaw
