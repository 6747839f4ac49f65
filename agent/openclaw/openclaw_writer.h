// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/backup_store.h"
#include "agent/openclaw/config_copies.h"
#include "agent/openclaw/gateway_access.h"
#include "agent/openclaw/writer_session.h"
#include "core/provider/runtime_writer.h"

#include <QObject>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fabric::openclaw {

/// Changes one OpenClaw runtime. Holds no connection while nobody asks (WriterSession).
///
/// Threads: one thread with an event loop. Files of the configuration and backups are read and written there too; they are
/// small and local. After its end nobody is called back.
class OpenClawWriter final : public QObject, public provider::RuntimeWriter
{
    Q_OBJECT

public:
    /// Makes the source of a valid answer of config.get.
    using MakeSource = std::function<Result<provider::Source>(const Json& configAnswer, const std::string& version)>;

    struct Options
    {
        GatewayAccess access;
        std::string clientVersion;
        MakeSource makeSource;
        BackupStore::Options backups;
        std::chrono::milliseconds readLimit{60'000};
        std::chrono::milliseconds writeLimit{150'000}; ///< a slow plug-in took 50 s; a rollout waits 180 s
        std::chrono::milliseconds applyLimit{90'000}; ///< until a created or deleted agent is listed or gone
        std::chrono::milliseconds applyPoll{500};
        /// How old a file must be until config.get surely speaks of it: its answer is cached until the watcher sees an edit,
        /// which took up to 1 s.
        std::chrono::milliseconds fileSettle{3'000};
        /// How long a gateway that runs the old state may take to keep it as good; then it counts as restored all the same.
        std::chrono::milliseconds goodLimit{15'000};
        std::chrono::milliseconds startLimit{60'000};
        std::function<Result<>(const StoredFile&)> canExchange
            = tryExchange; ///< tests put file systems here that cannot
        std::function<void()> beforeExchange = {}; ///< for tests: a rival in the last moment
    };

    /// Borrows all references.
    OpenClawWriter(Options options, const DeviceIdentity& device, const provider::Configuration& configuration,
                   const Clock& clock, Random& random, FrameWorker& worker);
    ~OpenClawWriter() override;

    [[nodiscard]] provider::WriterTraits traits() const override;
    void read(Done<provider::Reading> done) override;
    void backUp(const std::string& id, const provider::Reading& of, Done<provider::Backup> done) override;
    void write(const provider::WriteRequest& request, Done<provider::WriteAnswer> done) override;
    void restore(const provider::RestoreRequest& request, Done<provider::WriteAnswer> done) override;
    void isRestored(const provider::RestoreRequest& request, const provider::Reading& reading,
                    Done<bool> done) override;
    void startRuntime(Done<bool> done) override;
    void dropBackup(const provider::Backup& backup, Done<bool> done) override;

private:
    /// One answer of config.get.
    struct Look
    {
        ConfigAnswer answer;
        std::shared_ptr<const Json> payload;
    };
    using Answer = Done<provider::WriteAnswer>;
    struct ReadRound;
    struct Restoring;

    /// Gives @p result to @p done from the event loop.
    template <class T>
    void post(Done<T> done, Result<T> result);
    [[nodiscard]] std::string configPath() const;
    [[nodiscard]] Result<QUrl> endpoint() const;
    [[nodiscard]] Json resolvedFile() const;
    [[nodiscard]] std::string version() const;
    [[nodiscard]] bool offers(WriterMethod method) const;
    [[nodiscard]] int writesPerMinute() const;
    [[nodiscard]] int writesLeft() const;

    void look(Done<Look> done);
    void ask(WriterMethod method, Json params, Done<std::shared_ptr<const Json>> done);
    void finishReading(const std::shared_ptr<ReadRound>& round);

    // Backups.
    void backUpOnce(const std::string& id, const Look& first, Json document, int tries, Done<provider::Backup> done);
    /// The files, if they are surely those of @p look; nothing if they are not; Unavailable: too young to tell.
    [[nodiscard]] Result<std::vector<StoredFile>> filesOf(const Look& look) const;

    // Writes.
    void send(WriterCall call, Answer done);
    void patch(const provider::WriteRequest& request, Answer done);
    /// agents.create and agents.delete take no hash: look, act, wait until it is live, look again.
    void changeAgent(const provider::WriteRequest& request, Answer done);
    void awaitAgent(const std::string& agentId, bool isWanted, std::chrono::milliseconds deadline, Done<Look> done);
    /// One after the other, each on what the one before it left; ends with the first that is not accepted.
    /// @param base the hash of the state that they were made for
    void writeAll(const provider::LeaseToken& lease, const std::string& base,
                  std::deque<provider::Operation> operations, Answer done);

    [[nodiscard]] bool canReachFile() const;
    /// Can these files be put back byte for byte? @return Unavailable if it cannot be told now.
    [[nodiscard]] Result<> proveBytes(const Result<std::vector<StoredFile>>& files) const;

    // Restoring.
    void restoreFiles(const std::shared_ptr<Restoring>& job, std::optional<Look> seen);
    /// Was the file left alone for fileSettle?
    [[nodiscard]] bool isSettled(const std::string& path) const;
    /// Would the gateway start with the old state that it runs? Not waited for longer than goodLimit.
    [[nodiscard]] bool isKept(const provider::Backup& backup, const std::string& file);
    /// A gateway remembers agents that it deleted though its file has them again, and restarts at each later change then, until
    /// it is asked to create them: it refuses that, and forgets (measured on 2026.9.6, and read in its code).
    void forgetDeletions(const provider::RestoreRequest& request, std::deque<std::string> agents, bool isRestored,
                         Done<bool> done);
    /// restoreFiles() once more, after fileSettle.
    void restoreLater(const std::shared_ptr<Restoring>& job);
    void restoreByHash(const std::shared_ptr<Restoring>& job, const Look& seen);
    void exchangeFiles(const std::shared_ptr<Restoring>& job, const std::vector<FilePlace>& places);
    void restoreParsed(const std::shared_ptr<Restoring>& job, const Look& seen);
    /// Replaces what @p seen shows, and nothing newer.
    void applyParsed(const std::shared_ptr<Restoring>& job, const Look& seen);
    void undo(const std::shared_ptr<Restoring>& job, const Look& seen);

    Options m_options;
    const provider::Configuration& m_configuration;
    const Clock& m_clock;
    BackupStore m_backups;
    std::weak_ptr<Restoring> m_restoring; ///< one at a time: whoever stopped waiting must not begin another beside it
    std::string m_reportedPath; ///< where a gateway on this machine says that its file is
    std::deque<std::chrono::milliseconds> m_writes; ///< when we asked for one
    std::string m_back; ///< the backup whose state runs
    std::chrono::milliseconds m_backSince{0}; ///< when that was seen first
    bool m_hasNoBytes = false; ///< proveBytes() failed the last time: no plan may promise them
    std::string m_forgotten; ///< the backup for which the deletions are forgotten
    WriterSession m_session; ///< last: calls nobody back after the rest is gone
};

} // namespace fabric::openclaw
