// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/connection_file.h"

#include "core/base/object_reader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>

#include <set>

namespace fabric::session {
namespace {

constexpr qint64 kMaxFileBytes = 1 << 20;
constexpr QFile::Permissions kOwnerOnly = QFile::ReadOwner | QFile::WriteOwner;
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
                                   QString::fromStdString(entry.string("key"))};
        if (!entry.hasError() && (connection.name.isEmpty() || !names.insert(connection.name).second))
            entry.note(ErrorCode::InvalidArgument, "the name is empty or used twice", entry.at("name"));
        FABRIC_CHECK(entry.finish());
        content.connections.push_back(std::move(connection));
    }
    return content;
}

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
        return fail(content.error().code, content.error().message + " (" + content.error().where + ")", where);
    return content;
}

Result<> ConnectionFile::save(const Content& content) const
{
    Json list = Json::array();
    for (const SavedConnection& connection : content.connections) {
        list.push_back({{"name", connection.name.toStdString()},
                        {"url", connection.url.toStdString()},
                        {"key", connection.key.toStdString()}});
    }
    const Json json = {{"format", 1}, {"last", content.last.toStdString()}, {"connections", std::move(list)}};

    const std::string where = m_path.toStdString();
    const QDir folder = QFileInfo(m_path).dir();
    if (!folder.exists()) {
        if (!QDir().mkpath(folder.path()))
            return fail(ErrorCode::Unavailable, "the folder of the connections cannot be made", where);
        QFile::setPermissions(folder.path(), kOwnerOnly | QFile::ExeOwner);
    }
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(kOwnerOnly))
        return fail(ErrorCode::Unavailable, file.errorString().toStdString(), where);
    file.write(QByteArray::fromStdString(dumpJson(json)) + '\n');
    if (!file.commit())
        return fail(ErrorCode::Unavailable, file.errorString().toStdString(), where);
    return {};
}

} // namespace fabric::session
