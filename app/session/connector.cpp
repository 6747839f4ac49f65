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

QString keyWords(const Error& error)
{
    const auto [what, action] = keyRingWords(error);
    return what + QLatin1Char(' ') + action;
}

/// @return the entry of the key ring that the replaced connection had.
QString replace(ConnectionFile::Content& content, const SavedConnection& added)
{
    const auto isReplaced = [&](const SavedConnection& saved) { return saved.name == added.name; };
    const auto before = std::find_if(content.connections.begin(), content.connections.end(), isReplaced);
    QString entry = before == content.connections.end() ? QString() : before->keyRing;
    std::erase_if(content.connections, isReplaced);
    content.connections.push_back(added);
    content.last = added.name;
    return entry;
}

} // namespace

Connector::Connector(Session& session, ConnectionFile file, KeyRing* ring, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_file(std::move(file))
    , m_keys(ring, m_file.path())
{
    connect(&session, &Session::liveWanted, this, &Connector::goLive);
    connect(&m_keys, &KeyKeeper::changed, this, &Connector::keyPlaceChanged);
}

Connector::~Connector()
{
    for (const SavedConnection& added : m_unkept) {
        m_held.insert(added.name); // the next run asks the key ring again
        save({}, [added](ConnectionFile::Content& content) { replace(content, added); });
    }
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
    m_keys.look();
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
    const SavedConnection connection = *found;
    ++m_attempt;
    setReading({});
    clearKeyProblem();
    m_held.erase(name);
    if (!connection.key.isEmpty())
        return use(connection, connection.key, runtimeId);
    readKey(connection, runtimeId);
    return {};
}

QString Connector::use(const SavedConnection& connection, const QString& key, const QString& runtimeId)
{
    const auto endpoint = client::Endpoint::create(connection.url, key);
    if (!endpoint)
        return words(endpoint.error());
    open(*endpoint, connection.name, runtimeId);
    Q_EMIT opened(connection.name, connection.url);
    save(tr("The choice of this connection is not saved"),
         [name = connection.name](ConnectionFile::Content& content) { content.last = name; });
    return {};
}

void Connector::readKey(const SavedConnection& connection, const QString& runtimeId)
{
    setReading(connection.name);
    const auto onKey = [this, connection, runtimeId, attempt = m_attempt](const Result<QString>& key) {
        if (attempt != m_attempt)
            return;
        setReading({});
        const auto again = [this, name = connection.name, runtimeId] {
            saveAgain(); // somebody may have saved it with a new key
            if (const QString problem = connectTo(name, runtimeId); !problem.isEmpty())
                setKeyProblem(tr("%1 cannot be used").arg(name), problem, {});
        };
        if (!key) {
            setKeyProblem(tr("The key of %1 cannot be read").arg(connection.name), keyWords(key.error()), again);
            return;
        }
        if (const QString problem = use(connection, *key, runtimeId); !problem.isEmpty())
            setKeyProblem(tr("%1 cannot be used").arg(connection.name), problem, again);
    };
    m_keys.read(connection, onKey);
}

QString Connector::add(const QString& name, const QString& url, const QString& key)
{
    const auto endpoint = client::Endpoint::create(url, key);
    if (!endpoint)
        return words(endpoint.error());
    const QString trimmed = name.trimmed().isEmpty() ? endpoint->base().host() : name.trimmed();
    clearKeyProblem();
    m_isOffline = false;
    open(*endpoint, trimmed, {});
    const SavedConnection added{trimmed, endpoint->base().toString(), key.trimmed()};
    Q_EMIT opened(added.name, added.url);
    m_unkept.push_back(added);
    m_keys.keep(added, [this, added](const SavedConnection& kept) {
        const auto unkept = std::find(m_unkept.begin(), m_unkept.end(), added);
        if (unkept == m_unkept.end()) { // removed meanwhile
            m_keys.erase(kept.keyRing, [](const Result<>&) {});
            return;
        }
        m_unkept.erase(unkept);
        saveAdded(kept);
    });
    return {};
}

void Connector::saveAdded(const SavedConnection& added)
{
    if (!added.key.isEmpty())
        m_held.insert(added.name);
    const auto entryBefore = std::make_shared<QString>();
    if (save(tr("This connection is not saved"),
             [added, entryBefore](ConnectionFile::Content& content) { *entryBefore = replace(content, added); }))
        eraseUnused(*entryBefore);
}

void Connector::moveKeys()
{
    const std::vector<SavedConnection> all = m_content.connections; // an answer at once changes it
    for (const SavedConnection& connection : all) {
        if (connection.key.isEmpty() || m_held.contains(connection.name) || !m_moving.insert(connection.name).second)
            continue;
        m_keys.keep(connection, [this, connection](const SavedConnection& kept) {
            m_moving.erase(connection.name);
            if (!kept.key.isEmpty())
                m_held.insert(connection.name);
            onMoved(connection, kept);
        });
    }
}

void Connector::onMoved(const SavedConnection& before, const SavedConnection& after)
{
    if (after == before)
        return;
    const bool isSaved = save(tr("A key that is in the key ring cannot be taken out of the file"),
                              [before, after](ConnectionFile::Content& content) {
                                  std::replace(content.connections.begin(), content.connections.end(), before, after);
                              });
    if (isSaved)
        eraseUnused(after.keyRing); // somebody else has moved, replaced or removed it meanwhile
}

void Connector::eraseUnused(const QString& entry)
{
    const auto& all = m_content.connections;
    if (std::any_of(all.begin(), all.end(), [&](const SavedConnection& saved) { return saved.keyRing == entry; }))
        return;
    m_keys.erase(entry, [](const Result<>&) {}); // nothing refers to it, so nothing is wrong if it stays
}

void Connector::remove(const QString& name)
{
    const SavedConnection* found = find(name);
    clearKeyProblem();
    std::erase_if(m_unkept, [&name](const SavedConnection& added) { return added.name == name; });
    m_keys.erase(found ? found->keyRing : QString(), [this, name](const Result<>& erased) {
        if (!erased) {
            setKeyProblem(tr("%1 is not removed").arg(name), keyWords(erased.error()), [this, name] { remove(name); });
            return;
        }
        const bool isSaved = save(tr("This connection is not removed"), [name](ConnectionFile::Content& content) {
            std::erase_if(content.connections, [&](const SavedConnection& saved) { return saved.name == name; });
        });
        if (isSaved)
            Q_EMIT removed(name);
    });
}

void Connector::open(const client::Endpoint& endpoint, const QString& name, const QString& runtimeId)
{
    ++m_attempt;
    setReading({});
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

void Connector::tryKeyAgain()
{
    const auto again = std::exchange(m_again, {});
    clearKeyProblem();
    if (again)
        again();
}

bool Connector::save(const QString& problem, Change change)
{
    if (change)
        m_unsaved.push_back(std::move(change));
    auto content = m_file.update([this](ConnectionFile::Content& now) {
        for (const Change& unsaved : m_unsaved)
            unsaved(now);
    });
    if (!content) {
        setFileProblem(problem, words(content.error()));
        return false;
    }
    m_unsaved.clear();
    take(*std::move(content));
    return true;
}

void Connector::take(ConnectionFile::Content content)
{
    m_content = std::move(content);
    setFileProblem({}, {});
    updateRows();
    moveKeys();
}

void Connector::setFileProblem(const QString& title, const QString& problem)
{
    if (m_fileProblem == problem && m_fileProblemTitle == title)
        return;
    m_fileProblem = problem;
    m_fileProblemTitle = title;
    Q_EMIT fileProblemChanged();
}

void Connector::setKeyProblem(const QString& title, const QString& problem, std::function<void()> again)
{
    m_keyProblemTitle = title;
    m_keyProblem = problem;
    m_again = std::move(again);
    Q_EMIT keyProblemChanged();
}

void Connector::clearKeyProblem()
{
    if (!m_keyProblem.isEmpty())
        setKeyProblem({}, {}, {});
}

void Connector::setReading(const QString& name)
{
    if (m_reading == name)
        return;
    m_reading = name;
    Q_EMIT keyPlaceChanged();
}

QString Connector::keyPlace() const
{
    return m_reading.isEmpty()
        ? m_keys.words()
        : tr("The key of %1 is read from the key ring. If it asks for a password, answer it.").arg(m_reading);
}

model::Ui::Tone Connector::keyPlaceTone() const
{
    return m_reading.isEmpty() ? m_keys.tone() : model::Ui::Pending;
}

void Connector::updateRows()
{
    std::vector<ConnectionRow> rows;
    for (const SavedConnection& saved : m_content.connections)
        rows.push_back({saved.name, saved.url});
    m_saved.setRows(std::move(rows));
}

} // namespace fabric::session
