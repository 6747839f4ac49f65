// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/connection_file.h"

#include "core/base/object_reader.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QTemporaryFile>
#include <QThread>

#include <cstdio>
#include <fcntl.h>
#include <set>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace fabric::session {
namespace {

constexpr qint64 kMaxFileBytes = 1 << 20;
constexpr qint64 kLockMs = 2'000;
constexpr QFile::Permissions kFolder = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
constexpr QFile::Permissions kOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;

Result<ConnectionFile::Content> contentFrom(const Json& json)
{
    ObjectReader reader(json, {});
    [[maybe_unused]] const auto format = reader.integer("format", 1, 1);
    ConnectionFile::Content content;
    content.last = QString::fromStdString(reader.optionalString("last").value_or(""));
    const Json* list = reader.array("connections");
    FABRIC_CHECK(reader.finish());
    std::set<QString> names;
    for (std::size_t i = 0; i < list->size(); ++i) {
        ObjectReader entry((*list)[i], "/connections/" + std::to_string(i));
        SavedConnection connection{QString::fromStdString(entry.string("name")),
                                   QString::fromStdString(entry.string("url")),
                                   QString::fromStdString(entry.optionalString("key").value_or("")),
                                   QString::fromStdString(entry.optionalString("keyRing").value_or(""))};
        if (!entry.hasError() && (connection.name.isEmpty() || !names.insert(connection.name).second))
            entry.note(ErrorCode::InvalidArgument, "the name is empty or used twice", entry.at("name"));
        if (!entry.hasError() && connection.key.isEmpty() && connection.keyRing.isEmpty())
            entry.note(ErrorCode::InvalidArgument, "there is neither a key nor an entry of the key ring",
                       entry.at("key"));
        FABRIC_CHECK(entry.finish());
        content.connections.push_back(std::move(connection));
    }
    return content;
}

/// Held by one program at a time, until it ends or is destroyed. The file itself stays.
class FileLock
{
public:
    [[nodiscard]] static Result<FileLock> take(const QString& path)
    {
        FileLock lock(::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (lock.m_descriptor < 0)
            return fail(ErrorCode::Unavailable, "the saved connections cannot be locked", path.toStdString());
        QElapsedTimer waited;
        waited.start();
        while (::flock(lock.m_descriptor, LOCK_EX | LOCK_NB) != 0) {
            if (waited.elapsed() > kLockMs)
                return fail(ErrorCode::Unavailable, "another program holds the saved connections", path.toStdString());
            QThread::msleep(10);
        }
        return lock;
    }
    FileLock(FileLock&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }

private:
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor)
    {
    }

    int m_descriptor;
};

} // namespace

ConnectionFile::ConnectionFile(QString path)
    : m_path(std::move(path))
{
}

QString ConnectionFile::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
        + QLatin1String("/fabric/connections.json");
}

Result<ConnectionFile::Content> ConnectionFile::load() const
{
    QFile file(m_path);
    const std::string where = m_path.toStdString();
    if (!file.exists())
        return Content{};
    if (file.permissions() & kOthers)
        return fail(ErrorCode::PermissionDenied, "others may read the saved keys; run chmod 600 on this file", where);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unavailable, file.errorString().toStdString(), where);
    const QByteArray bytes = file.read(kMaxFileBytes + 1);
    const JsonLimits limits{static_cast<std::size_t>(kMaxFileBytes)};
    auto content = parseJson({bytes.constData(), static_cast<std::size_t>(bytes.size())}, limits).and_then(contentFrom);
    if (!content)
        return fail(content.error().code,
                    "the saved connections cannot be understood, " + content.error().message
                        + (content.error().where.empty() ? "" : " (" + content.error().where + ")")
                        + "; correct or remove this file",
                    where);
    return content;
}

Result<ConnectionFile::Content> ConnectionFile::update(const std::function<void(Content&)>& change) const
{
    const QFileInfo folder(QFileInfo(m_path).absolutePath());
    const QDir above = folder.dir();
    if (!folder.isDir() && !(above.mkpath(QStringLiteral(".")) && above.mkdir(folder.fileName(), kFolder))
        && !QFileInfo(folder.filePath()).isDir())
        return fail(ErrorCode::Unavailable, "the folder of the saved connections cannot be made", m_path.toStdString());
    FABRIC_TRY(const FileLock lock, FileLock::take(m_path + QLatin1String(".lock")));
    FABRIC_TRY(Content content, load());
    const Content before = content;
    change(content);
    if (!(content == before))
        FABRIC_CHECK(write(content));
    return content;
}

Result<> ConnectionFile::write(const Content& content) const
{
    Json list = Json::array();
    for (const SavedConnection& connection : content.connections) {
        Json entry = {{"name", connection.name.toStdString()}, {"url", connection.url.toStdString()}};
        if (!connection.key.isEmpty())
            entry["key"] = connection.key.toStdString();
        if (!connection.keyRing.isEmpty())
            entry["keyRing"] = connection.keyRing.toStdString();
        list.push_back(std::move(entry));
    }
    const Json json = {{"format", 1}, {"last", content.last.toStdString()}, {"connections", std::move(list)}};

    const QFileInfo info(m_path);
    const QString target = info.isSymLink() ? info.symLinkTarget() : m_path;
    QTemporaryFile file(target + QLatin1String(".XXXXXX")); // is made 0600
    const QByteArray bytes = QByteArray::fromStdString(dumpJson(json)) + '\n';
    const bool isWritten = file.open() && file.write(bytes) == bytes.size() && file.flush()
        && ::fsync(file.handle()) == 0
        && std::rename(QFile::encodeName(file.fileName()).constData(), QFile::encodeName(target).constData()) == 0;
    if (!isWritten)
        return fail(ErrorCode::Unavailable, "the saved connections cannot be written", m_path.toStdString());
    file.setAutoRemove(false);
    return {};
}

} // namespace fabric::session
