// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/http_types.h"
#include "core/base/clock.h"
#include "core/store/store.h"

#include <QObject>

#include <functional>
#include <map>
#include <optional>
#include <string>

namespace fabric::api {

/// Who asks.
struct Principal
{
    std::string actor; ///< as the audit chain names it: `apikey:<prefix>`, `cli:<user>` on the unix socket
    store::Role role = store::Role::Viewer;
    std::string keyPrefix; ///< empty for the unix socket
    std::string name; ///< of the key, or of the user on the unix socket
};

/// Finds out who sent a request: the owner of its API key, or, on the unix socket, this machine's own user as admin (the
/// socket's mode 0600 is the check).
///
/// Wrong keys from one address are answered with ResourceExhausted after kFreeFailures, for a time that doubles up to a
/// minute. Every key is checked before that is looked at, so a valid one is never delayed or refused.
///
/// Keys are remembered for kMemory at most and forgotten at once by forget(), which the API calls when a key changed.
/// Main thread only. Borrows everything.
class Authenticator : public QObject
{
    Q_OBJECT

public:
    static constexpr int kFreeFailures = 10;
    static constexpr std::chrono::milliseconds kMaxBackOff{60'000};
    /// Bounds what a change by another process (the command line, on a stopped agent's data) could go unseen.
    static constexpr std::chrono::milliseconds kMemory{5'000};
    static constexpr std::size_t kMaxRemembered = 1'024; ///< keys, and addresses

    Authenticator(store::Store& store, const Clock& clock);

    /// Calls @p then once, at once or later: Unauthenticated, ResourceExhausted, or an error of the store.
    void authenticate(const HttpRequest& request, std::function<void(Result<Principal>)> then);
    void forget();

private:
    struct Remembered
    {
        std::optional<store::ApiKeyRecord> record; ///< empty: there is no such key
        std::chrono::milliseconds until;
    };
    struct Failures
    {
        int count = 0;
        std::chrono::milliseconds blockedUntil{};
        std::chrono::milliseconds last{};
    };

    [[nodiscard]] Result<Principal> judge(const std::optional<store::ApiKeyRecord>& record, const std::string& text,
                                          const std::string& address);
    [[nodiscard]] Error failed(const std::string& address);

    store::Store& m_store;
    const Clock& m_clock;
    std::map<std::string, Remembered> m_keys;
    std::map<std::string, Failures> m_failures; ///< by peer address
    int m_generation = 0; ///< rises with forget(): what was read before is not remembered
};

} // namespace fabric::api
