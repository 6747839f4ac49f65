// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/seen_cache.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>

namespace fabric::session {
namespace {

constexpr QFile::Permissions kFile = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions kFolder = kFile | QFile::ExeOwner;
/// A file name has at most 255 bytes, and QSaveFile adds some of its own.
constexpr qsizetype kMaxNameBytes = 200;

} // namespace

SeenCache::SeenCache(QString folder, qint64 maxBytes)
    : m_folder(std::move(folder))
    , m_maxBytes(maxBytes)
{
}

QString SeenCache::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QLatin1String("/fabric/console");
}

QString SeenCache::pathOf(const QString& connection) const
{
    QByteArray name = QUrl::toPercentEncoding(connection);
    if (name.size() > kMaxNameBytes)
        name = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex();
    return m_folder + QLatin1Char('/') + QString::fromLatin1(name) + QLatin1String(".json");
}

Result<SeenCache::Recording> SeenCache::load(const QString& connection, const QString& url) const
{
    const QString path = pathOf(connection);
    const QFileInfo info(path);
    if (!info.exists())
        return fail(ErrorCode::NotFound, "there is no " + path.toStdString());
    if (!info.isFile())
        return fail(ErrorCode::InvalidArgument, path.toStdString() + " is no file");
    auto recording = ReplayBackend::load(path, std::nullopt, m_maxBytes);
    if (!recording) {
        const Error& error = recording.error();
        return fail(error.code,
                    path.toStdString() + ": " + error.message + (error.where.empty() ? "" : " (" + error.where + ")"));
    }
    if (recording->seenConnection != connection.toStdString())
        return fail(ErrorCode::InvalidArgument, path.toStdString() + " is of another connection");
    if (recording->seenUrl != url.toStdString())
        return fail(ErrorCode::NotFound,
                    path.toStdString() + " is of " + recording->seenUrl + ", where this connection led before");
    return recording;
}

Result<> SeenCache::write(Recording recording) const
{
    const QString path = pathOf(QString::fromStdString(recording.seenConnection));
    std::string text = dumpJson(ReplayBackend::toJson(recording));
    while (static_cast<qint64>(text.size()) > m_maxBytes && !recording.topologies.empty()) {
        recording.dropOldestTopology();
        text = dumpJson(ReplayBackend::toJson(recording));
    }
    if (static_cast<qint64>(text.size()) > m_maxBytes)
        return fail(ErrorCode::TooLarge, "the list of runtimes is too large to be kept", path.toStdString());
    if (!QDir().mkpath(m_folder) || !QFile::setPermissions(m_folder, kFolder))
        return fail(ErrorCode::Unavailable, "the folder cannot be made", m_folder.toStdString());
    QSaveFile file(path);
    const auto size = static_cast<qint64>(text.size());
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(kFile) || file.write(text.data(), size) != size
        || !file.commit())
        return fail(ErrorCode::Unavailable, file.errorString().toStdString(), path.toStdString());
    return {};
}

void SeenCache::remove(const QString& connection) const
{
    QFile::remove(pathOf(connection));
}

} // namespace fabric::session
