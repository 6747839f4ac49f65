// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_watch.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

#include <sys/stat.h>

namespace fabric::openclaw {

ConfigWatch::ConfigWatch(QObject* parent)
    : QObject(parent)
{
    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuiet);
    m_fallback.setInterval(kLookInterval);
    connect(&m_quiet, &QTimer::timeout, this, &ConfigWatch::look);
    connect(&m_fallback, &QTimer::timeout, this, &ConfigWatch::look);
    // A burst ends with the first quiet moment, but a file that never rests is looked at all the same.
    const auto onSign = [this] {
        if (!m_quiet.isActive())
            m_quiet.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, onSign);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, onSign);
}

void ConfigWatch::setPaths(std::vector<std::string> paths)
{
    if (paths == m_paths)
        return;
    m_paths = std::move(paths);
    m_fingerprint = fingerprint();
    rewatch();
}

void ConfigWatch::rewatch()
{
    QSet<QString> wanted;
    for (const std::string& path : m_paths) {
        const QFileInfo info(QString::fromStdString(path));
        wanted << info.absoluteFilePath() << info.absolutePath();
        // A link: what it leads to may be replaced as well.
        if (const QString real = info.canonicalFilePath(); !real.isEmpty())
            wanted << real << QFileInfo(real).absolutePath();
    }
    const QStringList watched = m_watcher.files() + m_watcher.directories();
    for (const QString& path : watched) {
        if (!wanted.contains(path))
            m_watcher.removePath(path);
    }
    bool isComplete = true;
    for (const QString& path : std::as_const(wanted)) {
        if (watched.contains(path))
            continue;
        // A missing file is seen by its folder's watch.
        const bool isThere = QFileInfo::exists(path);
        if ((isThere && !m_watcher.addPath(path)) || (!isThere && !QFileInfo::exists(QFileInfo(path).absolutePath())))
            isComplete = false;
    }
    if (isComplete)
        m_fallback.stop();
    else if (!m_fallback.isActive())
        m_fallback.start();
}

void ConfigWatch::look()
{
    rewatch(); // a rename takes the watch of the file with it
    std::string now = fingerprint();
    if (now == m_fingerprint)
        return; // something else in the folder
    m_fingerprint = std::move(now);
    Q_EMIT changed();
}

std::string ConfigWatch::fingerprint() const
{
    std::string out;
    for (const std::string& path : m_paths) {
        struct stat info
        {
        };
        if (::stat(path.c_str(), &info) != 0) {
            out += "-;";
            continue;
        }
        for (const auto part :
             {static_cast<long long>(info.st_dev), static_cast<long long>(info.st_ino),
              static_cast<long long>(info.st_size), static_cast<long long>(info.st_mode),
              static_cast<long long>(info.st_mtim.tv_sec), static_cast<long long>(info.st_mtim.tv_nsec)})
            out += std::to_string(part) + ",";
        // The name itself, too: a link that becomes the file that it led to is a change.
        if (::lstat(path.c_str(), &info) == 0)
            out += std::to_string(info.st_ino);
        out += ";";
    }
    return out;
}

} // namespace fabric::openclaw
