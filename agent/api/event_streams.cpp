// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/event_streams.h"

#include "core/base/on_result.h"
#include "core/wire/types.h"

#include <algorithm>
#include <charconv>

namespace fabric::api {
namespace {

/// No further page is read for a client that has not taken this much of the last one.
constexpr std::size_t kPauseBytes = 256U << 10U;
constexpr std::size_t kMaxIdBytes = 256;

} // namespace

struct EventStreams::Client
{
    QPointer<HttpConnection> connection;
    std::string keyPrefix;
    std::int64_t last = 0; ///< the newest sequence that was sent
    bool isLive = false;
    bool isReading = false; ///< a page is on its way from the store
    std::chrono::milliseconds lastWrite{};
};

/// `<epoch>-<sequence>`
struct EventStreams::Position
{
    std::string epoch;
    std::int64_t sequence = 0;

    static std::optional<Position> parse(std::string_view id)
    {
        const auto dash = id.rfind('-');
        if (id.size() > kMaxIdBytes || dash == std::string_view::npos || dash == 0 || dash + 1 == id.size())
            return std::nullopt;
        Position out{std::string(id.substr(0, dash)), 0};
        const auto [end, error] = std::from_chars(id.data() + dash + 1, id.data() + id.size(), out.sequence);
        if (error != std::errc{} || end != id.data() + id.size() || out.sequence < 0)
            return std::nullopt;
        return out;
    }
};

EventStreams::EventStreams(store::Store& store, const Clock& clock)
    : m_store(store)
    , m_clock(clock)
{
}

EventStreams::~EventStreams() = default;

void EventStreams::open(const Call& call, const Reply& reply)
{
    std::optional<Position> from;
    if (call.request.hasField("last-event-id")) {
        from = Position::parse(call.request.field("last-event-id").value_or(""));
        if (!from) {
            reply(
                fail(ErrorCode::InvalidArgument, "Last-Event-ID must be the id of an event", "/header/Last-Event-ID"));
            return;
        }
    }
    auto look = m_store.read([](store::Session& session) { return session.outbox().extent(); });
    onResult(look, this,
             [this, from, reply,
              keyPrefix = call.principal.keyPrefix](const Result<store::OutboxRepository::Extent>& extent) {
                 if (!extent)
                     reply(tl::make_unexpected(extent.error()));
                 else if (m_clients.size() >= kMaxStreams)
                     reply(fail(ErrorCode::ResourceExhausted,
                                "there are " + std::to_string(kMaxStreams) + " event streams already"));
                 else
                     begin(keyPrefix, from, *extent, reply);
             });
}

void EventStreams::begin(const std::string& keyPrefix, const std::optional<Position>& from,
                         const store::OutboxRepository::Extent& extent, const Reply& reply)
{
    HttpResponse head;
    head.fields = {{"Content-Type", "text/event-stream"}, {"Cache-Control", "no-store"}};
    auto client = std::make_shared<Client>();
    client->connection = reply.beginStream(std::move(head));
    if (!client->connection)
        return;
    client->keyPrefix = keyPrefix;
    client->last = extent.last;
    m_clients.push_back(client);
    connect(client->connection, &QObject::destroyed, this, [this, key = client.get()] { remove(key); });
    connect(client->connection, &HttpConnection::drained, this, [this, weak = std::weak_ptr(client)] {
        if (const auto held = weak.lock(); held && !held->isLive)
            catchUp(held);
    });
    const std::string now = "id: " + extent.epoch + "-" + std::to_string(extent.last) + "\n";
    const bool isKnown = from && from->epoch == extent.epoch && from->sequence <= extent.last
        && (extent.first == 0 || from->sequence + 1 >= extent.first);
    if (isKnown)
        client->last = from->sequence;
    // Without a position: an id alone, so that a client that is cut off before the first event resumes here.
    const std::string start = isKnown ? ": resumed\n\n"
        : from ? now + "event: reset\ndata: {\"reason\":\"this history does not hold that event\"}\n\n"
               : now + "\n";
    if (write(*client, start))
        catchUp(client);
}

void EventStreams::catchUp(const std::shared_ptr<Client>& client)
{
    client->isLive = false;
    if (client->isReading || !client->connection || client->connection->unsentBytes() > kPauseBytes)
        return; // a page, or drained(), goes on here
    client->isReading = true;
    auto page = m_store.read([after = client->last](store::Session& session) {
        return session.outbox().list({.after = after, .subject = {}, .typePrefix = {}, .limit = kPageSize});
    });
    onResult(page, this, [this, client](const Result<std::vector<events::Event>>& events) {
        client->isReading = false;
        if (!client->connection)
            return;
        if (!events)
            client->connection->close(); // it comes back with its last id
        else
            take(client, *events);
    });
}

void EventStreams::take(const std::shared_ptr<Client>& client, const std::vector<events::Event>& page)
{
    for (const events::Event& event : page) {
        if (event.sequence != client->last + 1) { // pruned meanwhile
            client->connection->close();
            return;
        }
        if (!write(*client, event))
            return;
    }
    if (page.size() < static_cast<std::size_t>(kPageSize) && client->last >= m_lastPublished)
        client->isLive = true;
    else
        catchUp(client);
}

void EventStreams::publish(const std::vector<events::Event>& events)
{
    if (events.empty())
        return;
    m_lastPublished = std::max(m_lastPublished, events.back().sequence);
    const auto clients = m_clients; // a client that falls behind leaves the list
    for (const auto& client : clients) {
        for (const events::Event& event : events) {
            if (!client->isLive || event.sequence <= client->last)
                continue;
            if (event.sequence != client->last + 1) {
                catchUp(client);
                break;
            }
            if (!write(*client, event))
                break;
        }
    }
}

void EventStreams::closeFor(const std::string& keyPrefix)
{
    for (const auto& client : m_clients) {
        if (client->keyPrefix == keyPrefix && client->connection)
            client->connection->close();
    }
}

void EventStreams::closeAll()
{
    for (const auto& client : m_clients) {
        if (client->connection)
            client->connection->close();
    }
}

void EventStreams::sweep()
{
    const auto clients = m_clients;
    for (const auto& client : clients) {
        if (m_clock.monotonic() - client->lastWrite >= kHeartbeat)
            write(*client, ": heartbeat\n\n");
    }
}

bool EventStreams::write(Client& client, const std::string& text)
{
    client.lastWrite = m_clock.monotonic();
    return client.connection
        && client.connection->writeToStream(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
}

bool EventStreams::write(Client& client, const events::Event& event)
{
    client.last = event.sequence;
    return write(client,
                 "id: " + event.id() + "\nevent: " + event.what.type
                     + "\ndata: " + dumpJson(wire::toJson(wire::fromEvent(event))) + "\n\n");
}

void EventStreams::remove(const Client* client)
{
    std::erase_if(m_clients, [client](const auto& held) { return held.get() == client; });
}

} // namespace fabric::api
