// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/config/config.h"
#include "core/base/clock.h"
#include "core/base/random.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace fabric::composition {

/// The whole agent: builds all parts, starts them in order (data folder, store, runtimes, API), stops them in the reverse
/// one. Main thread only.
class Agent final : public QObject
{
    Q_OBJECT

public:
    /// How long running answers and waiting units of work may take when the agent is told to stop.
    static constexpr std::chrono::milliseconds kStopDeadline{5000};
    /// The unix socket of the API, in the data folder.
    static constexpr std::chrono::hours kPruneEvery{24};
    static constexpr const char* kSocketName = "agent.sock";

    /// Reads the settings as they are now.
    using ReadConfig = std::function<Result<config::Config>()>;

    /// @p readAgain: for reload().
    Agent(config::Config config, config::EnvironmentMap environment, ReadConfig readAgain);
    ~Agent() override;

    /// Takes the data folder, opens and migrates the store and starts everything else. Emits ready() when the API
    /// serves what is stored, failed() if a part cannot start; then nothing runs.
    void start();
    /// Reads the settings again: runtimes that the file adds, removes or changes take effect, everything else that changed
    /// is named in the log as needing a restart. Whatever is wrong with the file is logged with its place, and nothing
    /// changes. Emits reloading() and reloaded(). Before ready(), and while a reload runs, it is done afterwards.
    void reload();
    /// Emits stopped() when nothing runs any more.
    void stop();

Q_SIGNALS:
    void ready(const QString& endpoint);
    void failed(const fabric::Error& error);
    void reloading();
    void reloaded();
    void stopped();

private:
    struct Parts;
    [[nodiscard]] Result<> open();
    void openChanges();
    /// Old states that are beyond their bounds go, but none that an unfinished rollout needs.
    void pruneBackups();
    void serve();
    [[nodiscard]] Result<QString> listen();
    [[nodiscard]] Result<> beginReload();
    void endReload(const Result<>& outcome);

    config::Config m_config;
    config::EnvironmentMap m_environment;
    ReadConfig m_readAgain;
    SystemClock m_clock;
    SystemRandom m_random;
    QTimer m_pruning;
    std::unique_ptr<Parts> m_parts;
    bool m_isReady = false;
    bool m_isReloading = false;
    bool m_isReloadWanted = false;
    bool m_isStopping = false;
};

} // namespace fabric::composition
