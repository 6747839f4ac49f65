// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <QUrl>

#include <chrono>

namespace fabric::test {

/// A real OpenClaw gateway from the parts that packaging/parts installs, with home, state, configuration and port of
/// its own. Ended with everything that it started when this object ends, and by the kernel if the test dies.
class RealGateway
{
public:
    /// Starting took up to 75 s on a loaded machine.
    static constexpr std::chrono::seconds kStartLimit{180};

    /// Takes @p configuration (JSON) and gives it a free port. Nothing is started.
    explicit RealGateway(const QByteArray& configuration);
    ~RealGateway();
    RealGateway(const RealGateway&) = delete;
    RealGateway& operator=(const RealGateway&) = delete;

    /// The folder that packaging/parts fills.
    [[nodiscard]] static QString partsFolder();

    /// Starts it and waits until /readyz says 200. @return empty, or what went wrong with the end of its output.
    [[nodiscard]] QString start();
    void kill(); ///< SIGKILL
    [[nodiscard]] bool stop(); ///< SIGTERM; false if it did not end by itself within 60 s

    [[nodiscard]] QString folder() const { return m_folder.path(); } ///< everything that it writes is below
    [[nodiscard]] QString configPath() const { return m_folder.filePath(QStringLiteral("openclaw.json")); }
    [[nodiscard]] QString stateFolder() const { return m_folder.filePath(QStringLiteral("state")); }
    [[nodiscard]] QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(m_port)); }
    [[nodiscard]] static QByteArray token() { return "test-token-0123456789abcdef"; }

    /// Replaces the configuration as an editor does: written beside, renamed over.
    void writeConfig(const QByteArray& text) const;
    [[nodiscard]] QByteArray readConfig() const;

private:
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] QString outputTail() const;

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace fabric::test
