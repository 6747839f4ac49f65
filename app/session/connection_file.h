// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QString>

#include <functional>
#include <vector>

namespace fabric::session {

/// An agent that this user connects to.
struct SavedConnection
{
    QString name;
    QString url;
    QString key; ///< a secret; empty if the key ring has it
    /// The entry of the key ring that has the key, or is to get the one above; may be empty.
    QString keyRing = {};
    bool operator==(const SavedConnection&) const = default;
};

/// `$XDG_CONFIG_HOME/fabric/connections.json`: `{"format":1,"last":NAME,"connections":[{"name","url","key","keyRing"}]}`;
/// each has a key, or an entry of the key ring, or both: then the key counts.
///
/// Only the user may read it (0600). Several programs write it (packaging/console-connection is the other one), so that each
/// change is made to what the file holds at that moment, under a lock on `connections.json.lock` (flock), and renamed into
/// place. A file that is open to others or not understood is never written. Which keys stand in it is KeyKeeper's affair.
class ConnectionFile
{
public:
    explicit ConnectionFile(QString path);
    [[nodiscard]] static QString defaultPath();

    struct Content
    {
        QString last; ///< the connection that was used last; may be empty
        std::vector<SavedConnection> connections; ///< names are unique and not empty
        bool operator==(const Content&) const = default;
    };

    /// Empty content if there is no file.
    /// @return PermissionDenied if others may read it, InvalidArgument if it is malformed, Unavailable if unreadable.
    [[nodiscard]] Result<Content> load() const;
    /// Changes what the file holds now; the folder is made (0700). Waits up to 2 s for another program that writes.
    /// @return what it holds afterwards; as load(), Unavailable if it cannot be written. Then it is as before.
    [[nodiscard]] Result<Content> update(const std::function<void(Content&)>& change) const;
    [[nodiscard]] const QString& path() const { return m_path; }

private:
    [[nodiscard]] Result<> write(const Content& content) const;

    QString m_path;
};

} // namespace fabric::session
