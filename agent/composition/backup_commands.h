// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/composition/command_line.h"
#include "agent/config/config.h"
#include "agent/openclaw/backup_store.h"

#include <string>
#include <vector>

namespace fabric::composition {

/// `backups` and `backups extract`: the old states that rollouts keep, for the operator who brings one back by hand. They read
/// the data folder of this machine, whether an agent runs or not, and need its key. Returns the exit status.
[[nodiscard]] int runBackups(const Invocation& invocation, const config::EnvironmentMap& environment);

/// One file that was written, and where it belongs.
struct ExtractedFile
{
    std::string path; ///< below the folder
    std::string original; ///< empty for what the runtime said of its configuration
};

/// Writes the files of a backup below @p folder, which must not be there yet (it is made, 0700), each under its whole path,
/// 0600. One that holds no files gives `parsed.json`: what the runtime said, without secrets and comments.
/// @return Conflict if the folder is there, DataLoss for a path that would lead out of it (then nothing is written).
[[nodiscard]] Result<std::vector<ExtractedFile>> extractBackup(const openclaw::BackupContent& content,
                                                               const std::string& folder);

} // namespace fabric::composition
