// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/config_file.h"
#include "agent/openclaw/config_watch.h"
#include "agent/openclaw/gateway_client.h"
#include "agent/openclaw/observed_source.h"
#include "agent/openclaw/runtime_picture.h"
#include "core/provider/provider.h"

#include <QObject>
#include <QTimer>

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace fabric::openclaw {

/// One OpenClaw runtime: brings gateway session, configuration file and file watch together and reports what they see.
///
/// Threads: one thread with an event loop. The file is read there too; it is small and local.
class OpenClawConnection final : public QObject, public provider::RuntimeConnection
{
    Q_OBJECT

public:
    struct Options
    {
        provider::RuntimeConfig config;
        std::optional<QUrl> endpoint; ///< absent: loopback, port by OpenClaw's rules
        PathContext paths;
        std::string clientVersion;
        session::Settings session;
        /// How often the file is read in file mode, plus or minus a tenth: the watch may miss an edit.
        session::Millis filePoll = session::kPollInterval;
    };

    /// Borrows @p clock, @p worker and @p sink.
    OpenClawConnection(Options options, const DeviceIdentity& device, const Clock& clock, FrameWorker& worker,
                       provider::RuntimeSink& sink);
    ~OpenClawConnection() override;

    void start() override;
    void stop() override;
    void refresh() override;

private:
    [[nodiscard]] std::string configPath() const;
    /// FailedPrecondition while nobody can say where the gateway of this configuration listens.
    [[nodiscard]] Result<QUrl> endpoint() const;
    [[nodiscard]] std::string endpointText() const; ///< empty if it is not known
    /// The secret for the gateway: the setting, else what the gateway's own configuration on this machine says.
    [[nodiscard]] Result<std::string> token() const;
    void onStepped();
    void onReads(const session::Reads& reads);
    void onFileChanged();
    [[nodiscard]] ConfigReading loadFile() const;
    /// Keeps what @p reading says of where the file is and the gateway listens. One that failed says nothing of the
    /// port: what was known stays.
    void learn(const ConfigReading& reading);
    void observeFile();
    void armFilePoll();
    /// Gives @p graph the runtime-only elements of the last gateway observation; false if there are none.
    [[nodiscard]] Result<bool> addLastRuntimeOnly(topology::Graph& graph) const;
    void onFileGraph(topology::Graph graph, const ConfigReading& reading);
    /// Empty, with a problem added, if none can be made.
    [[nodiscard]] provider::Source makeSource(const SourceInput& input, std::vector<provider::Problem>& problems);
    void watchFiles(const std::vector<std::string>& included);
    void report();
    [[nodiscard]] provider::RuntimeStatus composeStatus() const;
    [[nodiscard]] provider::Identity identityIn(provider::AccessMode mode) const;
    [[nodiscard]] std::string detailIn(const Picture& picture) const;
    [[nodiscard]] std::vector<provider::Problem> problemsIn(const Picture& picture) const;

    Options m_options;
    std::string m_deviceId;
    const Clock& m_clock;
    provider::RuntimeSink& m_sink;
    SystemFileReader m_files;
    GatewayClient m_client;
    ConfigWatch m_watch;
    QTimer m_filePoll; ///< runs in file mode
    std::minstd_rand m_jitter; ///< keeps many agents from reading at once; no secret
    bool m_isStarted = false;

    // The gateway's side.
    std::string m_reportedPath; ///< where a gateway on this machine says that its file is
    std::string m_gatewayDeviceId;
    std::string m_gatewayVersion;
    bool m_hasSession = false;
    bool m_hadGateway = false;
    provider::Source m_lastSource; ///< of the last look, or of the process before; may be empty
    std::optional<topology::Graph> m_lastGraph; ///< of the last gateway observation, for its runtime-only elements
    std::vector<provider::Problem> m_gatewayProblems; ///< of mapping

    // The file's side.
    FileSight m_file = FileSight::NotRead;
    std::vector<provider::Problem> m_fileProblems;
    std::string m_fileRealPath; ///< if the file is a link
    std::string m_fileVersion; ///< of the OpenClaw that wrote the file last
    std::optional<int> m_filePort; ///< where the file's gateway listens; absent: the file could never be read

    std::optional<provider::RuntimeStatus> m_status; ///< as last reported
};

} // namespace fabric::openclaw
