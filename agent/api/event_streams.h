// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/route.h"
#include "core/events/event.h"
#include "core/store/store.h"

#include <QObject>

#include <memory>
#include <vector>

namespace fabric::api {

/// The clients of `/api/v1/events/stream` (server-sent events, HTML standard section 9.2).
///
/// A client is either catching up, reading pages of the outbox after what it has, or live, given what publish() tells.
/// It goes live when a page ends at or after the newest published event, and back to catching up when a published event
/// does not follow the last one that it got: sequences have no gaps, so nothing is lost or sent twice.
///
/// Bounds: kMaxStreams clients; one that is further behind than the HTTP layer allows is dropped and resumes later.
/// Main thread only. Borrows everything.
class EventStreams : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kMaxStreams = 100;
    static constexpr std::chrono::milliseconds kHeartbeat{15'000};
    static constexpr int kPageSize = 500;

    EventStreams(store::Store& store, const Clock& clock);
    ~EventStreams() override;

    /// Answers the call with a stream: from the event after Last-Event-ID if it has one, else from now on. A history that
    /// was restored (other epoch), pruned, or never had that event is told as `event: reset`; the stream goes on from now.
    void open(const Call& call, const Reply& reply);
    /// Committed events, in order.
    void publish(const std::vector<events::Event>& events);
    /// Ends the streams of a key that is no longer valid.
    void closeFor(const std::string& keyPrefix);
    void closeAll();
    /// To be called about once a second: heartbeats.
    void sweep();
    [[nodiscard]] std::size_t count() const { return m_clients.size(); }

private:
    struct Client;
    struct Position;
    void begin(const std::string& keyPrefix, const std::optional<Position>& from,
               const store::OutboxRepository::Extent& extent, const Reply& reply);
    void catchUp(const std::shared_ptr<Client>& client);
    void take(const std::shared_ptr<Client>& client, const std::vector<events::Event>& page);
    /// @return false if the client is gone.
    bool write(Client& client, const std::string& text);
    bool write(Client& client, const events::Event& event);
    void remove(const Client* client);

    store::Store& m_store;
    const Clock& m_clock;
    /// Shared with the store's answers that are on their way; a client is gone when it is not in this list.
    std::vector<std::shared_ptr<Client>> m_clients;
    std::int64_t m_lastPublished = 0;
};

} // namespace fabric::api
