// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/session/replay_backend.h"

namespace fabric::session {

/// What the console showed last of each saved connection: `$XDG_CACHE_HOME/fabric/console/<connection>.json`, in the format
/// of ReplayBackend, so that one parser reads both. Holds what an agent answers, no key. Only the user may read it.
///
/// A value; every function may be called on any thread.
class SeenCache
{
public:
    using Recording = ReplayBackend::Recording;
    /// Some six topologies of 10,000 nodes.
    static constexpr qint64 kMaxBytes = qint64{32} << 20;

    explicit SeenCache(QString folder, qint64 maxBytes = kMaxBytes);
    [[nodiscard]] static QString defaultFolder();

    /// @return NotFound if nothing is kept of this connection, or only of another address that it had; TooLarge; as
    /// ReplayBackend::load(). The message names the file.
    [[nodiscard]] Result<Recording> load(const QString& connection, const QString& url) const;
    /// Replaces the file as a whole, or not at all; makes the folder. Without those topologies that were seen longest ago if
    /// it were too large otherwise.
    [[nodiscard]] Result<> write(Recording recording) const;
    void remove(const QString& connection) const;
    [[nodiscard]] QString pathOf(const QString& connection) const;

private:
    QString m_folder;
    qint64 m_maxBytes;
};

} // namespace fabric::session
