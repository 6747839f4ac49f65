// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/key_keeper.h"

#include "core/base/on_result.h"

#include <QUuid>

namespace fabric::session {
namespace {

/// People see it in their password manager; the number tells connections of other files with the same name apart.
QString newEntry(const QString& name)
{
    return name + QLatin1Char(' ') + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8);
}

tl::unexpected<Error> noRing()
{
    return fail(ErrorCode::Unavailable, "there is no key ring");
}

} // namespace

KeyKeeper::KeyKeeper(KeyRing* ring, QString filePath, QObject* parent)
    : QObject(parent)
    , m_ring(ring)
    , m_filePath(std::move(filePath))
    , m_isKnown(!ring)
{
}

void KeyKeeper::look()
{
    if (!m_ring)
        return;
    onResult(m_ring->probe(), this, [this](const Result<>& found) {
        if (!m_troubles.empty())
            return;
        const bool isAbsent = !found && found.error().code == ErrorCode::Unavailable;
        if (!found && !isAbsent)
            m_troubles.insert_or_assign(QString(), found.error());
        setState(!isAbsent);
    });
}

void KeyKeeper::keep(SavedConnection connection, const std::function<void(SavedConnection)>& done)
{
    if (!m_ring) {
        done(std::move(connection));
        return;
    }
    QString entry = connection.keyRing.isEmpty() ? newEntry(connection.name) : connection.keyRing;
    const auto storing = m_ring->store(entry, connection.key);
    onResult(storing, this, [this, connection = std::move(connection), entry, done](const Result<>& stored) mutable {
        if (!stored && stored.error().code == ErrorCode::Unavailable) { // nothing was written
            onKept(std::move(connection), stored, done);
            return;
        }
        connection.keyRing = entry;
        if (!stored) {
            onKept(std::move(connection), stored, done);
            return;
        }
        onResult(m_ring->read(entry), this,
                 [this, connection = std::move(connection), done](const Result<QString>& back) mutable {
                     Result<> kept;
                     if (!back)
                         kept = tl::make_unexpected(back.error());
                     else if (*back != connection.key)
                         kept = fail(ErrorCode::Internal, "it gives back another key than it was given");
                     onKept(std::move(connection), kept, done);
                 });
    });
}

void KeyKeeper::onKept(SavedConnection connection, const Result<>& kept,
                       const std::function<void(SavedConnection)>& done)
{
    if (kept) {
        connection.key.clear();
        m_troubles.erase(connection.name);
        m_troubles.erase(QString());
        setState(true);
    } else if (kept.error().code == ErrorCode::Unavailable) {
        m_troubles.clear();
        setState(false);
    } else {
        m_troubles.insert_or_assign(connection.name, kept.error());
        setState(true);
    }
    done(std::move(connection));
}

void KeyKeeper::read(const SavedConnection& connection, const std::function<void(const Result<QString>&)>& done)
{
    if (!m_ring) {
        done(noRing());
        return;
    }
    onResult(m_ring->read(connection.keyRing), this, [this, done](const Result<QString>& key) {
        if (key && m_troubles.erase(QString()) > 0)
            setState(true); // it answers after all
        done(key);
    });
}

void KeyKeeper::erase(const QString& entry, const std::function<void(const Result<>&)>& done)
{
    if (entry.isEmpty())
        done({});
    else if (m_ring)
        onResult(m_ring->erase(entry), this, done);
    else
        done(noRing());
}

void KeyKeeper::setState(bool hasRing)
{
    m_isKnown = true;
    m_hasRing = hasRing;
    Q_EMIT changed();
}

QString KeyKeeper::words() const
{
    if (!m_isKnown)
        return {};
    if (!m_troubles.empty()) {
        const auto& [connection, error] = *m_troubles.rbegin(); // one of a connection before the one of all
        const auto [what, action] = keyRingWords(error);
        const QString where = connection.isEmpty()
            ? tr("New keys are kept in %1 for now.").arg(m_filePath)
            : tr("The key of %1 is kept in %2 for now.").arg(connection, m_filePath);
        return tr("%1 %2 %3", "where, why, what to do").arg(where, what, action);
    }
    if (m_hasRing)
        return tr("Keys are kept in the key ring of this desktop.");
    return tr("No key ring answers here. Keys are kept in %1, which only you can read.").arg(m_filePath);
}

model::Ui::Tone KeyKeeper::tone() const
{
    return !m_troubles.empty() ? model::Ui::Warn : model::Ui::Neutral;
}

} // namespace fabric::session
