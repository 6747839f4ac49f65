// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/http_types.h"
#include "core/base/clock.h"
#include "core/store/store.h"

#include <QObject>

#include <functional>
#include <set>
#include <string>
#include <tuple>

namespace fabric::api {

/// What makes two requests one: who sends it, to which route, and the key that the client chose.
struct IdempotencyKey
{
    std::string principal; ///< the actor, as the audit chain names it
    std::string route; ///< `POST /api/v1/runtimes`: method and template
    std::string key;
    Digest body; ///< of what else the request says: target and body
};

/// Every POST has `Idempotency-Key`: 1 to 128 visible ASCII characters, once.
/// @return InvalidArgument (where = `/header/Idempotency-Key`).
[[nodiscard]] Result<IdempotencyKey> idempotencyKeyOf(const HttpRequest& request, const std::string& principal,
                                                      const std::string& route);

/// Keeps the first answer, in the unit of work of a handler or of its own; one that is there already stays. An error that
/// may be another one next time (overload, a failing store, our own bug) is not kept. Removes what is too old.
[[nodiscard]] Result<> keepAnswer(store::Session& session, const IdempotencyKey& key,
                                  const Result<HttpResponse>& answer, UnixMillis now);

/// Answers a repeated request as it was answered first, for kMemory, also after a restart.
///
/// A handler whose effect must not happen twice, not even if the agent dies before its answer is kept, calls keepAnswer()
/// in its own unit of work; for all others run() does it after them, before the client hears of it.
///
/// Main thread only. Borrows everything.
class Idempotency
{
public:
    static constexpr std::int64_t kMemory = 24 * 60 * 60 * std::int64_t{1000}; ///< milliseconds
    static constexpr std::size_t kMaxKeyBytes = 128;

    using Answer = std::function<void(Result<HttpResponse>)>;

    /// @p receiver: of the store's answers; nothing is called after its death.
    Idempotency(store::Store& store, const Clock& clock, QObject* receiver)
        : m_store(store)
        , m_clock(clock)
        , m_receiver(receiver)
    {
    }

    /// Calls @p reply once: with the kept answer, else with what @p handler answers. While a request with the key is
    /// being answered another one is 409 with Retry-After; the same key with another body is 422.
    void run(const IdempotencyKey& key, const std::string& traceId, Answer reply, std::function<void(Answer)> handler);

private:
    using Running = std::tuple<std::string, std::string, std::string>;

    void keep(const IdempotencyKey& key, const Result<HttpResponse>& answer, const Answer& reply);

    store::Store& m_store;
    const Clock& m_clock;
    QObject* m_receiver;
    std::set<Running> m_running;
};

} // namespace fabric::api
