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
///   "failure":{"when":"start"|"later", "code":"Unavailable"...},
///   "seen":{"connection":NAME, "url":URL, "topologies":{"<runtime id>":"RFC 3339"}}}`.
/// All but `now`, `runtimes` and `topologies` is optional. Every `...At` of it is moved so that `now` is the present, if one
/// is given. The events are played once the stream opens. `failure`: `start` refuses everything from the beginning, `later`
/// loses the stream after the first answers. `seen` says of which agent a console kept this, and from when each topology is.
class ReplayBackend final : public client::Backend
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
    void startEvents() override;
    void retryNow() override;

    [[nodiscard]] const Recording& recording() const { return m_recording; }
    /// For tests: changes what is answered from now on.
    [[nodiscard]] Recording& recording() { return m_recording; }

private:
    void play();

    Recording m_recording;
};

} // namespace fabric::session
