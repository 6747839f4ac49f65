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
    connect(&session, &Session::liveWanted, this, &Connector::goLive);
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
        setFileProblem(tr("The saved connections cannot be used"), words(content.error()));
        return false;
    }
    take(*std::move(content));
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

const SavedConnection* Connector::find(const QString& name) const
{
    const auto found = std::find_if(m_content.connections.begin(), m_content.connections.end(),
                                    [&](const SavedConnection& saved) { return saved.name == name; });
    return found == m_content.connections.end() ? nullptr : &*found;
}

QString Connector::openOffline(const QString& name, const QString& runtimeId)
{
    m_isOffline = true;
    const SavedConnection* found = find(name);
    if (!found && !name.isEmpty())
        return tr("There is no saved connection %1.").arg(name);
    if (!found && !m_content.connections.empty())
        return {}; // the window asks which
    m_session.openOffline(name, found ? found->url : QString(), runtimeId);
    if (found)
        Q_EMIT openedOffline(name, found->url);
    else
        m_session.showSeen(fail(ErrorCode::NotFound, "there is no saved connection"));
    return {};
}

void Connector::goLive()
{
    m_isOffline = false;
    const QString name = m_session.connectionName();
    if (name.isEmpty())
        return; // the window asks for one
    if (const QString problem = connectTo(name, m_session.runtimeId()); !problem.isEmpty())
        setFileProblem(tr("This connection cannot be used"), problem);
}

QString Connector::connectTo(const QString& name, const QString& runtimeId)
{
    if (m_isOffline)
        return openOffline(name, runtimeId);
    const SavedConnection* found = find(name);
    if (!found)
        return tr("There is no saved connection %1.").arg(name);
    const auto endpoint = client::Endpoint::create(found->url, found->key);
    if (!endpoint)
        return words(endpoint.error());
    open(*endpoint, name, runtimeId);
    Q_EMIT opened(name, found->url);
    save(tr("The choice of this connection is not saved"),
         [name](ConnectionFile::Content& content) { content.last = name; });
    return {};
}

QString Connector::add(const QString& name, const QString& url, const QString& key)
{
    const auto endpoint = client::Endpoint::create(url, key);
    if (!endpoint)
        return words(endpoint.error());
    const QString trimmed = name.trimmed().isEmpty() ? endpoint->base().host() : name.trimmed();
    m_isOffline = false;
    open(*endpoint, trimmed, {});
    Q_EMIT opened(trimmed, endpoint->base().toString());
    save(tr("This connection is not saved"),
         [added = SavedConnection{trimmed, endpoint->base().toString(), key.trimmed()}](auto& content) {
             std::erase_if(content.connections, [&](const SavedConnection& saved) { return saved.name == added.name; });
             content.connections.push_back(added);
             content.last = added.name;
         });
    return {};
}

void Connector::remove(const QString& name)
{
    save(tr("This connection is not removed"), [name](ConnectionFile::Content& content) {
        std::erase_if(content.connections, [&](const SavedConnection& saved) { return saved.name == name; });
    });
    Q_EMIT removed(name);
}

void Connector::open(const client::Endpoint& endpoint, const QString& name, const QString& runtimeId)
{
    m_session.open(std::make_unique<client::HttpBackend>(endpoint), name, endpoint.base().toString(), runtimeId);
}

Result<> Connector::connectOnce(const QString& url, const QString& key, const QString& runtimeId)
{
    FABRIC_TRY(const auto endpoint, client::Endpoint::create(url, key));
    open(endpoint, endpoint.base().host(), runtimeId);
    return {};
}

void Connector::saveAgain()
{
    if (m_unsaved.empty())
        load();
    else
        save(m_fileProblemTitle, {});
}

void Connector::save(const QString& problem, Change change)
{
    if (change)
        m_unsaved.push_back(std::move(change));
    auto content = m_file.update([this](ConnectionFile::Content& now) {
        for (const Change& unsaved : m_unsaved)
            unsaved(now);
    });
    if (!content) {
        setFileProblem(problem, words(content.error()));
        return;
    }
    m_unsaved.clear();
    take(*std::move(content));
}

void Connector::take(ConnectionFile::Content content)
{
    m_content = std::move(content);
    setFileProblem({}, {});
    updateRows();
}

void Connector::setFileProblem(const QString& title, const QString& problem)
{
    if (m_fileProblem == problem && m_fileProblemTitle == title)
        return;
    m_fileProblem = problem;
    m_fileProblemTitle = title;
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
