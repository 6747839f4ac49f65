// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_copies.h"

#include "agent/openclaw/config_file.h"
#include "agent/openclaw/own_state.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace fabric::openclaw {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = std::size_t{8} << 20;
constexpr std::size_t kMaxSnapshots = 1'000; ///< files beside the configuration that are looked at

std::string folderOf(const std::string& path)
{
    return fs::path(path).parent_path().string();
}

std::optional<std::string> bytesAt(const std::string& path)
{
    Result<StoredFile> file = readStoredFile(path, kMaxFileBytes);
    return file ? std::optional<std::string>(std::move(file->bytes)) : std::nullopt;
}

/// Not by OpenClaw, which writes plain JSON.
bool isByHand(const std::string& text)
{
    return !parseJson(text, JsonLimits{kMaxFileBytes, 128, 1'000'000});
}

/// Changed since the backup, and not by OpenClaw.
bool isWrittenByHand(const FilePlace& place)
{
    return place.present && *place.present != place.wanted.bytes && isByHand(*place.present);
}

/// True if the configuration of @p backup with @p bytes as its file @p index is one of our own states.
bool isOurText(const BackupContent& backup, std::size_t index, const std::string& bytes,
               std::span<const provider::Operation> operations)
{
    std::vector<StoredFile> files = backup.files;
    files[index].bytes = bytes;
    const Result<Json> before = authoredDocument(backup.files);
    const Result<Json> after = authoredDocument(files);
    return !isByHand(bytes) && before && after && isOwnState(*before, *after, operations);
}

Result<> clearLeftover(const BackupContent& backup, std::size_t index, const std::string& left,
                       std::span<const provider::Operation> operations)
{
    const StoredFile& wanted = backup.files[index];
    const Result<StoredFile> file = readStoredFile(left, kMaxFileBytes);
    // A part of what is wanted: it died while it wrote.
    if (file && (wanted.bytes.starts_with(file->bytes) || isOurText(backup, index, file->bytes, operations))) {
        ::unlink(left.c_str());
        return {};
    }
    if (file && bytesAt(wanted.path) == wanted.bytes) {
        StoredFile theirs = *file;
        theirs.path = wanted.path;
        FABRIC_CHECK(exchangeFile(theirs, wanted.bytes));
        ::unlink(left.c_str());
        return {};
    }
    return keepAside(wanted.path, left).map([](const std::string&) {});
}

} // namespace

bool isTakenForGood(const std::string& file, const std::string& path)
{
    const Result<StoredFile> good = readStoredFile(path + ".last-good", kMaxFileBytes);
    if (!good)
        return good.error().code == ErrorCode::NotFound;
    const Result<StoredFile> present = readStoredFile(file, kMaxFileBytes);
    // A copy that is older than the file is of an earlier file with the same content.
    return present && present->bytes == good->bytes && present->changedAt <= good->changedAt;
}

bool hasFileAccess(const std::string& path)
{
    const SystemFileReader files;
    const auto real = files.realPath(path);
    struct stat info = {};
    // Only root can give a file that it puts back to somebody else.
    return real && ::access(real->c_str(), R_OK | W_OK) == 0 && ::access(folderOf(*real).c_str(), W_OK | X_OK) == 0
        && ::stat(real->c_str(), &info) == 0 && (info.st_uid == ::geteuid() || ::geteuid() == 0);
}

Result<std::vector<StoredFile>> copyFiles(const std::string& path, const PathContext& paths)
{
    const SystemFileReader files;
    const auto real = files.realPath(path);
    if (!real)
        return fail(ErrorCode::NotFound, "there is no configuration file", path);
    const ConfigReading reading = readConfig(path, files, {paths.environment, configLocations(paths).includeRoots});
    if (reading.state == ConfigState::IncludeFailed)
        return fail(ErrorCode::FailedPrecondition, "a part of the configuration cannot be read", path);
    std::set<std::string> included;
    for (const std::string& one : reading.includedPaths) {
        if (const auto target = files.realPath(one); target && *target != *real)
            included.insert(*target);
    }
    std::vector<StoredFile> out;
    out.reserve(included.size() + 1);
    FABRIC_TRY(StoredFile root, readStoredFile(*real, kMaxFileBytes));
    out.push_back(std::move(root));
    for (const std::string& one : included) {
        FABRIC_TRY(StoredFile file, readStoredFile(one, kMaxFileBytes));
        out.push_back(std::move(file));
    }
    return out;
}

std::int64_t changedAtOf(const std::vector<StoredFile>& files)
{
    std::int64_t youngest = 0;
    for (const StoredFile& file : files)
        youngest = std::max(youngest, file.changedAt);
    return youngest;
}

bool haveSameBytes(const std::vector<StoredFile>& one, const std::vector<StoredFile>& other)
{
    return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                      [](const StoredFile& a, const StoredFile& b) { return a.path == b.path && a.bytes == b.bytes; });
}

Result<std::vector<FilePlace>> placesOf(const std::vector<StoredFile>& backup)
{
    std::vector<FilePlace> places;
    places.reserve(backup.size());
    for (const StoredFile& wanted : backup) {
        Result<StoredFile> present = readStoredFile(wanted.path, kMaxFileBytes);
        if (present)
            places.push_back({wanted, std::move(present->bytes)});
        else if (present.error().code == ErrorCode::NotFound)
            places.push_back({wanted, std::nullopt});
        else
            return tl::make_unexpected(std::move(present).error());
    }
    return places;
}

bool areOurs(const BackupContent& backup, const std::vector<FilePlace>& places,
             std::span<const provider::Operation> operations, const PathContext& paths)
{
    if (places.empty() || !places.front().present || std::any_of(places.begin(), places.end(), isWrittenByHand))
        return false;
    const Result<std::vector<StoredFile>> now = copyFiles(places.front().wanted.path, paths);
    if (!now || now->front().bytes != *places.front().present)
        return false;
    const Result<Json> before = authoredDocument(backup.files);
    const Result<Json> after = authoredDocument(*now);
    return before && after && isOwnState(*before, *after, operations);
}

bool wasSwapped(const std::vector<FilePlace>& places, const std::string& path)
{
    if (places.empty() || !places.front().present)
        return false;
    const std::string& present = *places.front().present;
    if (bytesAt(path + ".bak") != present && bytesAt(path + ".last-good") != present)
        return false;
    for (std::size_t i = 1; i < places.size(); ++i) {
        if (places[i].present != places[i].wanted.bytes)
            return false;
    }
    const std::string prefix = fs::path(path).filename().string() + ".clobbered.";
    std::error_code error;
    std::size_t count = 0;
    for (fs::directory_iterator it(folderOf(path), error), end; !error && it != end && count < kMaxSnapshots;
         it.increment(error)) {
        if (!it->path().filename().string().starts_with(prefix))
            continue;
        ++count;
        if (bytesAt(it->path().string()) == places.front().wanted.bytes)
            return true;
    }
    return false;
}

bool hasLeftovers(const std::vector<StoredFile>& files)
{
    return std::any_of(files.begin(), files.end(),
                       [](const StoredFile& file) { return !leftBeside(file.path).empty(); });
}

Result<> keepLeftovers(const std::vector<StoredFile>& files)
{
    for (const StoredFile& file : files) {
        for (const std::string& left : leftBeside(file.path))
            FABRIC_CHECK(keepAside(file.path, left));
    }
    return {};
}

Result<> clearLeftovers(const BackupContent& backup, std::span<const provider::Operation> operations)
{
    for (std::size_t index = 0; index < backup.files.size(); ++index) {
        for (const std::string& left : leftBeside(backup.files[index].path))
            FABRIC_CHECK(clearLeftover(backup, index, left, operations));
    }
    return {};
}

Result<> putBack(const std::vector<FilePlace>& places, const std::function<void()>& beforeExchange)
{
    std::vector<const FilePlace*> done;
    done.reserve(places.size());
    // The root last: what it includes must be there first.
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        if (place->present == place->wanted.bytes)
            continue;
        const Result<> put = exchangeFile(place->wanted, place->present, beforeExchange);
        if (put) {
            done.push_back(&*place);
            continue;
        }
        for (auto back = done.rbegin(); back != done.rend(); ++back) {
            if (!(*back)->present)
                continue; // a file more, which nothing includes
            StoredFile old = (*back)->wanted;
            old.bytes = *(*back)->present;
            FABRIC_CHECK(exchangeFile(old, (*back)->wanted.bytes));
        }
        return put;
    }
    return {};
}

} // namespace fabric::openclaw
