// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/backup_store.h"

#include "core/base/encoding.h"
#include "core/base/object_reader.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace fabric::openclaw {
namespace {

namespace fs = std::filesystem;

constexpr int kFormat = 1;
constexpr std::string_view kSuffix = ".backup";
constexpr std::size_t kMaxFiles = 1'001; ///< the configuration and IncludeResolver::kMaxLoads
constexpr std::size_t kMaxIdBytes = 100;
constexpr JsonLimits kLimits{BackupStore::kMaxContentBytes, 128, 4'000'000};

bool isId(std::string_view id)
{
    return !id.empty() && id.size() <= kMaxIdBytes && std::all_of(id.begin(), id.end(), [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')
            || letter == '-' || letter == '_';
    });
}

std::string plainOf(const BackupContent& content)
{
    Json files = Json::array();
    for (const StoredFile& file : content.files)
        files.push_back({{"path", file.path}, {"mode", file.mode}, {"bytes", toBase64Url(bytesOf(file.bytes))}});
    return dumpJson({{"format", kFormat},
                     {"provider", "openclaw"},
                     {"hash", content.hash},
                     {"document", content.document},
                     {"parsed", content.parsed},
                     {"resolved", content.resolved},
                     {"files", std::move(files)}});
}

Result<StoredFile> parseStored(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    StoredFile file;
    file.path = reader.string("path");
    file.mode = static_cast<std::uint32_t>(reader.integer("mode", 0, 07777));
    const std::string encoded = reader.string("bytes");
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(const std::vector<std::byte> bytes, fromBase64Url(encoded));
    file.bytes.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return file;
}

Result<BackupContent> parsePlain(std::string_view plain)
{
    FABRIC_TRY(const Json value, parseJson(plain, kLimits));
    ObjectReader reader(value, {});
    BackupContent content;
    static_cast<void>(reader.integer("format", kFormat, kFormat));
    if (reader.string("provider") != "openclaw")
        reader.note(ErrorCode::InvalidArgument, "it is of another provider", "/provider");
    content.hash = reader.string("hash");
    const Json* document = reader.value("document");
    const Json* parsed = reader.value("parsed");
    const Json* resolved = reader.value("resolved");
    const Json* files = reader.array("files");
    FABRIC_CHECK(reader.finish());
    content.document = *document;
    content.parsed = *parsed;
    content.resolved = *resolved;
    if (files->size() > kMaxFiles)
        return fail(ErrorCode::TooLarge, "it holds too many files", "/files");
    content.files.reserve(files->size());
    for (std::size_t i = 0; i < files->size(); ++i) {
        FABRIC_TRY(StoredFile file, parseStored((*files)[i], "/files/" + std::to_string(i)));
        content.files.push_back(std::move(file));
    }
    return content;
}

provider::Backup backupOf(const std::string& id, const BackupContent& content, std::string_view plain)
{
    return {.form = content.files.empty() ? provider::Backup::Form::Parsed : provider::Backup::Form::Bytes,
            .id = id,
            .digest = sha256(plain),
            .hash = content.hash};
}

Result<> makeFolder(const std::string& path)
{
    std::error_code error;
    fs::create_directories(fs::path(path).parent_path(), error);
    if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST)
        return fail(ErrorCode::Unavailable, std::string("the folder cannot be made: ") + std::strerror(errno), path);
    return {};
}

Result<SealKey> parseKey(const StoredFile& file)
{
    if ((file.mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(ErrorCode::FailedPrecondition,
                    "the key of the backups must be a file that only its owner can read (chmod 600)", file.path);
    std::string_view text = file.bytes;
    if (text.ends_with('\n'))
        text.remove_suffix(1);
    const auto bytes = fromHex(text);
    if (!bytes || bytes->size() != SealKey::kSize)
        return fail(ErrorCode::DataLoss, "the key of the backups is damaged; restore it from a copy", file.path);
    std::array<std::byte, SealKey::kSize> key{};
    std::copy(bytes->begin(), bytes->end(), key.begin());
    return SealKey(key);
}

} // namespace

BackupStore::BackupStore(Options options, Random& random)
    : m_options(std::move(options))
    , m_random(random)
{
}

std::string BackupStore::pathOf(const std::string& id) const
{
    return m_options.folder + "/" + id + std::string(kSuffix);
}

Result<SealKey> BackupStore::key(bool mayMake)
{
    constexpr std::size_t kMaxKeyFileBytes = 256;
    Result<StoredFile> file = readStoredFile(m_options.keyFile, kMaxKeyFileBytes);
    if (!file && file.error().code == ErrorCode::NotFound) {
        FABRIC_TRY(const std::vector<Entry> backups, list());
        if (!mayMake || !backups.empty())
            return fail(mayMake ? ErrorCode::FailedPrecondition : ErrorCode::DataLoss,
                        "the key of the backups is gone; put it back, or move the backups of before away",
                        m_options.keyFile);
        FABRIC_CHECK(makeFolder(fs::path(m_options.keyFile).parent_path().string()));
        std::string text = toHex(SealKey::generate(m_random).bytes()) + "\n";
        const Result<> made = createFile(m_options.keyFile, text);
        wipe(text);
        if (!made && made.error().code != ErrorCode::Conflict)
            return tl::make_unexpected(made.error());
        file = readStoredFile(m_options.keyFile, kMaxKeyFileBytes);
    }
    if (!file)
        return tl::make_unexpected(std::move(file).error());
    Result<SealKey> key = parseKey(*file);
    wipe(file->bytes);
    return key;
}

Result<provider::Backup> BackupStore::put(const std::string& id, const BackupContent& content)
{
    if (!isId(id))
        return fail(ErrorCode::InvalidArgument, "the id of a backup has letters, digits, '-' and '_'", id);
    FABRIC_CHECK(makeFolder(m_options.folder));
    std::string plain = plainOf(content);
    const provider::Backup backup = backupOf(id, content, plain);
    if (plain.size() > kMaxContentBytes)
        return fail(ErrorCode::TooLarge, "the configuration is too large to be kept", id);
    FABRIC_TRY(const SealKey sealKey, key(true));
    const std::string bytes = sealed(sealKey, id, plain);
    wipe(plain);
    const Result<> stored = createFile(pathOf(id), bytes);
    if (!stored && stored.error().code == ErrorCode::Conflict) {
        FABRIC_TRY(std::string there, open(id));
        const bool isSame = sha256(there) == backup.digest;
        wipe(there);
        if (!isSame)
            return fail(ErrorCode::Conflict, "there is a backup of another state with this id", pathOf(id));
    } else if (!stored) {
        return tl::make_unexpected(stored.error());
    }
    return backup;
}

Result<std::string> BackupStore::open(const std::string& id)
{
    constexpr std::size_t kMaxOverhead = std::size_t{1} << 20;
    FABRIC_TRY(const StoredFile file, readStoredFile(pathOf(id), kMaxContentBytes + kMaxOverhead));
    FABRIC_TRY(const SealKey sealKey, key(false));
    Result<std::string> plain = unsealed(sealKey, id, file.bytes, kMaxContentBytes);
    if (!plain)
        return fail(ErrorCode::DataLoss, "the backup cannot be opened: " + plain.error().message, pathOf(id));
    return plain;
}

Result<BackupContent> BackupStore::get(const provider::Backup& backup)
{
    if (!isId(backup.id))
        return fail(ErrorCode::InvalidArgument, "the id of a backup has letters, digits, '-' and '_'", backup.id);
    FABRIC_TRY(std::string plain, open(backup.id));
    const bool isThatOne = sha256(plain) == backup.digest;
    Result<BackupContent> content = isThatOne ? parsePlain(plain) : fail(ErrorCode::DataLoss, {});
    wipe(plain);
    if (!content || content->hash != backup.hash)
        return fail(ErrorCode::DataLoss, "the backup is not the one that was made", pathOf(backup.id));
    return content;
}

Result<std::pair<provider::Backup, BackupContent>> BackupStore::find(const std::string& id)
{
    if (!isId(id))
        return fail(ErrorCode::InvalidArgument, "the id of a backup has letters, digits, '-' and '_'", id);
    FABRIC_TRY(std::string plain, open(id));
    Result<BackupContent> content = parsePlain(plain);
    if (!content) {
        wipe(plain);
        return fail(ErrorCode::DataLoss, "the backup is damaged: " + content.error().message, pathOf(id));
    }
    provider::Backup backup = backupOf(id, *content, plain);
    wipe(plain);
    return std::pair(std::move(backup), std::move(*content));
}

Result<bool> BackupStore::drop(const std::string& id)
{
    if (!isId(id))
        return fail(ErrorCode::InvalidArgument, "the id of a backup has letters, digits, '-' and '_'", id);
    if (::unlink(pathOf(id).c_str()) == 0)
        return true;
    if (errno == ENOENT)
        return false;
    return fail(ErrorCode::Unavailable, std::string("the backup cannot be removed: ") + std::strerror(errno),
                pathOf(id));
}

Result<std::vector<BackupStore::Entry>> BackupStore::list() const
{
    std::error_code error;
    std::vector<Entry> entries;
    for (fs::directory_iterator it(m_options.folder, error), end; !error && it != end; it.increment(error)) {
        std::string name = it->path().filename().string();
        if (!name.ends_with(kSuffix))
            continue;
        name.resize(name.size() - kSuffix.size());
        struct stat info = {};
        if (isId(name) && ::stat(it->path().c_str(), &info) == 0)
            entries.push_back({name, UnixMillis{std::int64_t{info.st_mtim.tv_sec} * 1000}});
    }
    if (error && error != std::errc::no_such_file_or_directory)
        return fail(ErrorCode::Unavailable, "the folder of the backups cannot be read", m_options.folder);
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::pair(b.madeAt.count, b.id) < std::pair(a.madeAt.count, a.id);
    });
    return entries;
}

Result<std::size_t> BackupStore::prune(const Retention& retention, UnixMillis now,
                                       const std::function<bool(const std::string& id)>& isInUse)
{
    FABRIC_TRY(const std::vector<Entry> entries, list());
    const std::int64_t oldest = now.count - std::chrono::milliseconds(retention.maxAge).count();
    std::size_t removed = 0;
    for (std::size_t i = retention.keep; i < entries.size(); ++i) {
        if (entries[i].madeAt.count >= oldest || isInUse(entries[i].id))
            continue;
        FABRIC_TRY(const bool wasThere, drop(entries[i].id));
        removed += wasThere ? 1 : 0;
    }
    return removed;
}

} // namespace fabric::openclaw
