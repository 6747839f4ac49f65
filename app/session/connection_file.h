// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QString>

#include <vector>

namespace fabric::session {

/// An agent that this user connects to.
struct SavedConnection
{
    QString name;
    QString url;
    QString key; ///< a secret
    bool operator==(const SavedConnection&) const = default;
};

/// `$XDG_CONFIG_HOME/fabric/connections.json`: `{"format":1,"last":NAME,"connections":[{"name","url","key"}]}`.
///
/// Only the user may read it (0600). The key stands in the file until a key ring is used; every read and write of a key
/// goes through this class, which is where a key ring will step in.
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
    /// Whole or not at all; the folder is made (0700). Unavailable if it cannot be written.
    [[nodiscard]] Result<> save(const Content& content) const;
    [[nodiscard]] const QString& path() const { return m_path; }

private:
    QString m_path;
};

} // namespace fabric::session
