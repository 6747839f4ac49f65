// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <string>
#include <vector>

namespace fabric::openclaw {

/// Notices that files changed, appeared or vanished: written in place, renamed over, reached through a link.
///
/// Threads: lives on one thread with an event loop. Watches the files and their folders by inotify; where that is not
/// to be had (a folder that does not exist yet, too many watches), it looks every kLookInterval.
class ConfigWatch : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds kQuiet{200}; ///< editors write in several steps
    static constexpr std::chrono::milliseconds kLookInterval{2'000};

    explicit ConfigWatch(QObject* parent = nullptr);

    /// Watches exactly these files from now on; the same list again changes nothing.
    void setPaths(std::vector<std::string> paths);

Q_SIGNALS:
    /// At least one of the files is not what it was; once per burst of changes.
    void changed();

private:
    void rewatch();
    void look();
    [[nodiscard]] std::string fingerprint() const;

    std::vector<std::string> m_paths;
    std::string m_fingerprint; ///< of the last look
    QFileSystemWatcher m_watcher;
    QTimer m_quiet; ///< ends a burst
    QTimer m_fallback; ///< runs only where a watch is missing
};

} // namespace fabric::openclaw
