// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/backup_commands.h"

#include "agent/composition/output.h"
#include "agent/openclaw/openclaw_provider.h"
#include "core/base/clock.h"
#include "core/base/random.h"

#include <nlohmann/json.hpp>

#include <QDir>

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace fabric::composition {
namespace {

namespace fs = std::filesystem;

/// Absolute, and nothing in it leads elsewhere.
bool isPlainPath(const fs::path& path)
{
    return path.is_absolute() && path == path.lexically_normal() && path.has_filename();
}

Result<ExtractedFile> writeBelow(const std::string& folder, const std::string& name, std::string_view bytes)
{
    const fs::path path = fs::path(folder) / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error)
        return fail(ErrorCode::Unavailable, "the folder cannot be made: " + error.message(),
                    path.parent_path().string());
    FABRIC_CHECK(openclaw::createFile(path.string(), bytes));
    return ExtractedFile{path.string(), {}};
}

openclaw::BackupStore::Options optionsOf(const Invocation& invocation, const config::Config& config,
                                         const config::EnvironmentMap& environment)
{
    openclaw::BackupStore::Options options
        = openclaw::backupOptions(config.dataDir(),
                                  {.environment = environment,
                                   .systemHome = QDir::homePath().toStdString(),
                                   .workingDirectory = QDir::currentPath().toStdString()});
    if (invocation.flags.contains("backup-key"))
        options.keyFile = invocation.flag("backup-key");
    return options;
}

/// The paths of the files that a backup holds.
Json filesOf(const openclaw::BackupContent& content)
{
    Json paths = Json::array();
    for (const openclaw::StoredFile& file : content.files)
        paths.push_back(file.path);
    return paths;
}

/// What a backup holds, for a person who looks for that of a certain gateway.
std::string holdsOf(const Result<std::pair<provider::Backup, openclaw::BackupContent>>& found)
{
    if (!found)
        return "cannot be read: " + found.error().message;
    const auto& files = found->second.files;
    if (files.empty())
        return "what the runtime said";
    return printable(files.front().path)
        + (files.size() > 1 ? " and " + std::to_string(files.size() - 1) + " more" : std::string());
}

int list(const Invocation& invocation, openclaw::BackupStore& store)
{
    const auto entries = store.list();
    if (!entries)
        return reportError(entries.error());
    if (invocation.wantsJson()) {
        Json backups = Json::array();
        for (const auto& entry : *entries) {
            const auto found = store.find(entry.id);
            backups.push_back({{"id", entry.id},
                               {"madeAt", toRfc3339(entry.madeAt)},
                               {"files", found ? filesOf(found->second) : Json()}});
        }
        return succeedJson({{"backups", std::move(backups)}});
    }
    if (entries->empty())
        return succeed("No backups.\n");
    std::vector<std::vector<std::string>> rows{{"MADE", "BACKUP", "HOLDS"}};
    for (const auto& entry : *entries)
        rows.push_back({toRfc3339(entry.madeAt), entry.id, holdsOf(store.find(entry.id))});
    return succeed(table(rows));
}

int extract(const Invocation& invocation, openclaw::BackupStore& store)
{
    if (!invocation.flags.contains("into"))
        return reportError({ErrorCode::InvalidArgument, "'backups extract' needs --into FOLDER", {}});
    const auto found = store.find(invocation.arguments.front());
    if (!found)
        return reportError(found.error());
    const auto& [backup, content] = *found;
    const auto files = extractBackup(content, invocation.flag("into"));
    if (!files)
        return reportError(files.error());
    if (invocation.wantsJson()) {
        Json rows = Json::array();
        for (const ExtractedFile& file : *files)
            rows.push_back({{"path", file.path}, {"original", file.original}});
        return succeedJson({{"id", backup.id}, {"digest", backup.digest.text()}, {"files", std::move(rows)}});
    }
    std::string text = "Backup " + backup.id + " (" + backup.digest.text() + ")\n";
    for (const ExtractedFile& file : *files) {
        if (file.original.empty())
            text += printable(file.path) + "  holds what the runtime said: no secrets, no comments\n";
        else
            text += printable(file.path + "  belongs to  " + file.original) + "\n";
    }
    return succeed(text + "The files hold secrets: remove the folder when you are done.\n");
}

} // namespace

Result<std::vector<ExtractedFile>> extractBackup(const openclaw::BackupContent& content, const std::string& folder)
{
    for (const openclaw::StoredFile& file : content.files) {
        if (!isPlainPath(file.path))
            return fail(ErrorCode::DataLoss, "the backup holds a path that is not absolute and plain", file.path);
    }
    if (::mkdir(folder.c_str(), S_IRWXU) != 0)
        return fail(errno == EEXIST ? ErrorCode::Conflict : ErrorCode::Unavailable,
                    errno == EEXIST ? std::string("the folder is there already; name a new one")
                                    : std::string("the folder cannot be made: ") + std::strerror(errno),
                    folder);
    std::vector<ExtractedFile> written;
    if (content.files.empty()) {
        FABRIC_TRY(ExtractedFile file, writeBelow(folder, "parsed.json", content.parsed.dump(2) + "\n"));
        written.push_back(std::move(file));
    }
    for (const openclaw::StoredFile& file : content.files) {
        FABRIC_TRY(ExtractedFile one, writeBelow(folder, fs::path(file.path).relative_path().string(), file.bytes));
        one.original = file.path;
        written.push_back(std::move(one));
    }
    return written;
}

int runBackups(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    const auto config = configOf(invocation, environment);
    if (!config)
        return reportError(config.error());
    SystemRandom random;
    openclaw::BackupStore store(optionsOf(invocation, *config, environment), random);
    return invocation.command == "backups" ? list(invocation, store) : extract(invocation, store);
}

} // namespace fabric::composition
