// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/api_client.h"
#include "app/client/event_stream.h"

#include <QNetworkAccessManager>

namespace fabric::client {

/// The agent over HTTP.
class HttpBackend final : public Backend
{
    Q_OBJECT

public:
    explicit HttpBackend(const Endpoint& endpoint, StreamTimes times = {}, QObject* parent = nullptr);

    [[nodiscard]] QFuture<Result<std::vector<wire::Runtime>>> runtimes() override;
    [[nodiscard]] QFuture<Result<wire::Runtime>> runtime(const std::string& id) override;
    [[nodiscard]] QFuture<Result<Versioned<wire::Topology>>> topology(const std::string& id,
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
    [[nodiscard]] QFuture<Result<std::vector<wire::Rollout>>> rollouts(const RolloutFilter& filter) override;
    [[nodiscard]] QFuture<Result<wire::Rollout>> rollout(const std::string& id) override;
    [[nodiscard]] QFuture<Result<wire::Evidence>> evidence(const std::string& id) override;
    [[nodiscard]] QFuture<Result<std::string>> startRollout(const wire::RolloutRequest& request,
                                                            const std::string& key) override;
    [[nodiscard]] QFuture<Result<>> decide(const std::string& rolloutId, RolloutDecision decision,
                                           const std::string& key) override;
    [[nodiscard]] QFuture<Result<wire::RolloutGroup>> rolloutGroup(const std::string& id) override;
    [[nodiscard]] QFuture<Result<>> decideGroup(const std::string& groupId, RolloutDecision decision,
                                                const std::string& key) override;
    void startEvents() override;
    void retryNow() override;

private:
    QNetworkAccessManager m_network;
    ApiClient m_client;
    EventStream m_stream;
};

} // namespace fabric::client
