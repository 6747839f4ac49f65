// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/backend.h"

#include <QString>

#include <map>

namespace fabric::session {

/// Recorded answers instead of an agent: `--replay` and the tests.
///
/// One JSON document, parsed as strictly as real answers:
/// `{"now":"RFC 3339", "runtimes":[Runtime...], "topologies":{"<runtime id>":Topology}, "events":[Event...],
///   "failure":{"when":"start"|"later", "code":"Unavailable"...}}`.
/// Every `...At` of it is moved so that `now` is the present. The events are played once the stream opens. `failure` is
/// optional: `start` refuses everything from the beginning, `later` loses the stream after the first answers.
class ReplayBackend final : public client::Backend
{
    Q_OBJECT

public:
    static constexpr qint64 kMaxFileBytes = qint64{64} << 20;

    struct Recording
    {
        std::vector<wire::Runtime> runtimes;
        std::map<std::string, wire::Topology> topologies;
        std::vector<wire::Event> events;
        std::optional<Error> failure;
        bool failsAtStart = false;
    };

    /// @param present the time that the recording's `now` becomes.
    [[nodiscard]] static Result<Recording> load(const QString& path, UnixMillis present);
    [[nodiscard]] static Result<Recording> parse(const Json& document, UnixMillis present);

    explicit ReplayBackend(Recording recording, QObject* parent = nullptr);

    [[nodiscard]] QFuture<Result<std::vector<wire::Runtime>>> runtimes() override;
    [[nodiscard]] QFuture<Result<wire::Runtime>> runtime(const std::string& id) override;
    [[nodiscard]] QFuture<Result<client::Versioned<wire::Topology>>> topology(const std::string& id,
                                                                              const std::string& etag) override;
    void startEvents() override;
    void retryNow() override;

    /// For tests: changes what is answered from now on.
    [[nodiscard]] Recording& recording() { return m_recording; }

private:
    void play();

    Recording m_recording;
};

} // namespace fabric::session
