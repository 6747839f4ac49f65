// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/ui.h"
#include "app/session/connection_file.h"
#include "app/session/key_ring.h"

#include <QObject>

#include <functional>
#include <map>
#include <optional>

namespace fabric::session {

/// Puts keys into the key ring if one answers; else they stay where they are, and it says so. GUI thread, never waits.
///
/// A key leaves the connection that it came with only after it was read back from the key ring.
class KeyKeeper : public QObject
{
    Q_OBJECT

public:
    /// Borrows @p ring; null: there is none. @param filePath for the words: where keys are kept else.
    KeyKeeper(KeyRing* ring, QString filePath, QObject* parent = nullptr);

    /// Looks whether there is a key ring.
    void look();
    /// @p done gets the connection as it is to be saved: without key, or with it if the key ring did not take it. At once
    /// if there is no key ring.
    void keep(SavedConnection connection, const std::function<void(SavedConnection)>& done);
    void read(const SavedConnection& connection, const std::function<void(const Result<QString>&)>& done);
    /// At once if there is nothing to erase.
    void erase(const QString& entry, const std::function<void(const Result<>&)>& done);

    /// Where keys are kept; why not in the key ring, and what to do. Empty until that is known.
    [[nodiscard]] QString words() const;
    [[nodiscard]] model::Ui::Tone tone() const;

Q_SIGNALS:
    void changed();

private:
    void setState(bool hasRing);
    void onKept(SavedConnection connection, const Result<>& kept, const std::function<void(SavedConnection)>& done);

    KeyRing* m_ring;
    QString m_filePath;
    bool m_isKnown = false;
    bool m_hasRing = false;
    std::map<QString, Error> m_troubles; ///< by connection; of the empty name: with the key ring as a whole
};

} // namespace fabric::session
