// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/connector.h"

#include "app/client/http_backend.h"

#include <QJSEngine>
#include <QUrl>

namespace fabric::session {
namespace {

Connector* s_instance = nullptr;

QString words(const Error& error)
{
    QString text = QString::fromStdString(error.message);
    text[0] = text[0].toUpper();
    if (error.where.empty() || error.where == "url" || error.where == "key")
        return text + QLatin1Char('.');
    return text + QLatin1String(": ") + QString::fromStdString(error.where);
}

} // namespace

Connector::Connector(Session& session, ConnectionFile file, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_file(std::move(file))
{
}

void Connector::setInstance(Connector* connector)
{
    s_instance = connector;
}

Connector* Connector::create(QQmlEngine*, QJSEngine*)
{
    Q_ASSERT(s_instance);
    QJSEngine::setObjectOwnership(s_instance, QJSEngine::CppOwnership);
    return s_instance;
}

bool Connector::load()
{
    auto content = m_file.load();
    if (!content) {
        setFileProblem(words(content.error()));
        return false;
    }
    m_content = *std::move(content);
    setFileProblem({});
    updateRows();
    return true;
}

QString Connector::preferredName() const
{
    const auto& all = m_content.connections;
    const bool hasLast = std::any_of(all.begin(), all.end(),
                                     [&](const SavedConnection& saved) { return saved.name == m_content.last; });
    if (hasLast)
        return m_content.last;
    return all.size() == 1 ? all.front().name : QString();
}

QString Connector::connectTo(const QString& name, const QString& runtimeId)
{
    const auto found = std::find_if(m_content.connections.begin(), m_content.connections.end(),
                                    [&](const SavedConnection& saved) { return saved.name == name; });
    if (found == m_content.connections.end())
        return tr("There is no saved connection %1.").arg(name);
    const auto endpoint = client::Endpoint::create(found->url, found->key);
    if (!endpoint)
        return words(endpoint.error());
    m_session.open(std::make_unique<client::HttpBackend>(*endpoint), name, endpoint->base().toString(), runtimeId);
    if (m_content.last != name) {
        m_content.last = name;
        save();
    }
    return {};
}

QString Connector::add(const QString& name, const QString& url, const QString& key)
{
    const auto endpoint = client::Endpoint::create(url, key);
    if (!endpoint)
        return words(endpoint.error());
    const QString trimmed = name.trimmed().isEmpty() ? endpoint->base().host() : name.trimmed();
    auto& all = m_content.connections;
    std::erase_if(all, [&](const SavedConnection& saved) { return saved.name == trimmed; });
    all.push_back({trimmed, endpoint->base().toString(), key.trimmed()});
    m_content.last.clear(); // connectTo() then saves
    updateRows();
    return connectTo(trimmed);
}

void Connector::remove(const QString& name)
{
    std::erase_if(m_content.connections, [&](const SavedConnection& saved) { return saved.name == name; });
    updateRows();
    save();
}

Result<> Connector::connectOnce(const QString& url, const QString& key, const QString& runtimeId)
{
    FABRIC_TRY(const auto endpoint, client::Endpoint::create(url, key));
    m_session.open(std::make_unique<client::HttpBackend>(endpoint), endpoint.base().host(), endpoint.base().toString(),
                   runtimeId);
    return {};
}

void Connector::save()
{
    const auto saved = m_file.save(m_content);
    setFileProblem(saved ? QString() : words(saved.error()));
}

void Connector::setFileProblem(const QString& problem)
{
    if (m_fileProblem == problem)
        return;
    m_fileProblem = problem;
    Q_EMIT fileProblemChanged();
}

void Connector::updateRows()
{
    std::vector<ConnectionRow> rows;
    for (const SavedConnection& saved : m_content.connections)
        rows.push_back({saved.name, saved.url});
    m_saved.setRows(std::move(rows));
}

} // namespace fabric::session
