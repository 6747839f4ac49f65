// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/backend.h"

#include <QString>

#include <map>

namespace fabric::session {

/// Recorded answers instead of an agent: `--replay`, the tests, and what was seen last of an agent (LastSeen).
///
/// One JSON document, parsed as strictly as real answers:
/// `{"format":1, "now":"RFC 3339", "runtimes":[Runtime...], "topologies":{"<runtime id>":Topology}, "events":[Event...],
///   "intents":{"<runtime id>":Intent}, "plans":[PlanDocument...], "planTexts":{"<plan id>":PlanTexts},
///   "rollouts":[Rollout...], "evidence":{"<rollout id>":Evidence}, "rolloutGroups":[RolloutGroup...], "self":Self,
///   "desiredRevisions":{"<runtime id>":[Revision...]},
///   "failure":{"when":"start"|"later", "code":"Unavailable"...},
///   "seen":{"connection":NAME, "url":URL, "topologies":{"<runtime id>":"RFC 3339"}}}`.
/// All but `now`, `runtimes` and `topologies` is optional. Every `at` and `...At` of it is moved so that `now` is the present, if one
/// is given. The events are played once the stream opens. `failure`: `start` refuses everything from the beginning, `later`
/// loses the stream after the first answers. A decision changes what is answered from then on, as far as a recording can:
/// a plan that is asked for is the newest one of that runtime, a rollout or group that is started or decided about says so. `seen` says of which agent a console kept this, and from when each topology is.
class ReplayBackend : public client::Backend
{
    Q_OBJECT

public:
    static constexpr qint64 kMaxFileBytes = qint64{64} << 20;
    static constexpr int kFormat = 1;

    struct Recording
    {
        UnixMillis recordedAt; ///< `now`, not moved
        std::vector<wire::Runtime> runtimes;
        std::map<std::string, wire::Topology> topologies;
        std::vector<wire::Event> events;
        std::optional<wire::Self> self; ///< absent: the agent does not tell
        std::map<std::string, wire::Intent> intents; ///< by runtime id
        std::map<std::string, std::vector<wire::Revision>> desiredRevisions; ///< by runtime id, newest first
        std::vector<wire::PlanDocument> plans; ///< newest first
        std::map<std::string, wire::PlanTexts> planTexts; ///< by plan id; those of two runtimes are the same
        std::vector<wire::Rollout> rollouts; ///< newest first
        std::map<std::string, wire::Evidence> evidence; ///< by rollout id
        std::vector<wire::RolloutGroup> rolloutGroups;
        std::optional<Error> failure;
        bool failsAtStart = false;
        std::string seenConnection;
        std::string seenUrl;
        std::map<std::string, UnixMillis> topologiesSeenAt; ///< by runtime id; not moved

        /// When the topology of this runtime was what runs there: recordedAt where nothing else is told.
        [[nodiscard]] UnixMillis seenAt(const std::string& runtimeId) const;
        /// Leaves out the topology that was seen longest ago; there must be one.
        void dropOldestTopology();
    };

    /// @param present the time that the recording's `now` becomes; nullopt: all times stay.
    /// @return as parse(); TooLarge beyond @p maxBytes.
    [[nodiscard]] static Result<Recording> load(const QString& path, std::optional<UnixMillis> present,
                                                qint64 maxBytes = kMaxFileBytes);
    /// @return Unimplemented for a newer format, InvalidArgument for what is malformed.
    [[nodiscard]] static Result<Recording> parse(const Json& document, std::optional<UnixMillis> present);
    /// The document of answers and of `seen`; parse() makes the same of it.
    [[nodiscard]] static Json toJson(const Recording& recording);

    explicit ReplayBackend(Recording recording, QObject* parent = nullptr);

    [[nodiscard]] QFuture<Result<std::vector<wire::Runtime>>> runtimes() override;
    [[nodiscard]] QFuture<Result<wire::Runtime>> runtime(const std::string& id) override;
    [[nodiscard]] QFuture<Result<client::Versioned<wire::Topology>>> topology(const std::string& id,
                                                                              const std::string& etag) override;
    [[nodiscard]] QFuture<Result<wire::Self>> self() override;
    [[nodiscard]] QFuture<Result<wire::Topology>> revision(const std::string& numberOrDigest) override;
    [[nodiscard]] QFuture<Result<wire::Intent>> intent(const std::string& runtime) override;
    [[nodiscard]] QFuture<Result<std::vector<wire::Revision>>> desiredRevisions(const std::string& runtime) override;
    [[nodiscard]] QFuture<Result<>> changeIntent(const wire::IntentChange& change, const std::string& key) override;
    [[nodiscard]] QFuture<Result<std::vector<wire::PlanSummary>>> plans() override;
    [[nodiscard]] QFuture<Result<wire::PlanDocument>> plan(const wire::PlanName& name) override;
    [[nodiscard]] QFuture<Result<wire::PlanTexts>> planTexts(const wire::PlanName& name) override;
    [[nodiscard]] QFuture<Result<std::string>> makePlan(const wire::PlanRequest& request,
                                                        const std::string& key) override;
    [[nodiscard]] QFuture<Result<std::vector<wire::Rollout>>> rollouts(const client::RolloutFilter& filter) override;
    [[nodiscard]] QFuture<Result<wire::Rollout>> rollout(const std::string& id) override;
    [[nodiscard]] QFuture<Result<wire::Evidence>> evidence(const std::string& id) override;
    [[nodiscard]] QFuture<Result<std::string>> startRollout(const wire::RolloutRequest& request,
                                                            const std::string& key) override;
    [[nodiscard]] QFuture<Result<>> decide(const std::string& rolloutId, client::RolloutDecision decision,
                                           const std::string& key) override;
    [[nodiscard]] QFuture<Result<wire::RolloutGroup>> rolloutGroup(const std::string& id) override;
    [[nodiscard]] QFuture<Result<>> decideGroup(const std::string& groupId, client::RolloutDecision decision,
                                                const std::string& key) override;
    void startEvents() override;
    void retryNow() override;

    /// For tests: what was asked for, oldest first: route and body of each decision, and its key.
    struct Asked
    {
        std::string what;
        Json body;
        std::string key;
    };
    [[nodiscard]] const std::vector<Asked>& asked() const { return m_asked; }
    /// For tests: the next decision is answered so.
    void failNext(Error error) { m_nextFailure = std::move(error); }

    [[nodiscard]] const Recording& recording() const { return m_recording; }
    /// For tests: changes what is answered from now on.
    [[nodiscard]] Recording& recording() { return m_recording; }

private:
    void play();
    /// Notes what is asked. @return the error that it is to be answered with, if any.
    [[nodiscard]] Result<> note(std::string what, Json body, const std::string& key);
    [[nodiscard]] wire::Rollout* findRollout(const std::string& id);
    [[nodiscard]] wire::RolloutGroup* findGroup(const std::string& id);

    Recording m_recording;
    std::vector<Asked> m_asked;
    std::optional<Error> m_nextFailure;
};

} // namespace fabric::session
