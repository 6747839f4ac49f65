// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/authenticator.h"

#include "agent/api/api_keys.h"
#include "agent/api/local_user.h"
#include "core/base/on_result.h"
#include "core/store/actors.h"

#include <algorithm>

namespace fabric::api {
namespace {

constexpr std::string_view kScheme = "Bearer ";
constexpr std::chrono::milliseconds kFirstBackOff{1'000};
constexpr int kMaxDoublings = 6; // 64 s, cut to kMaxBackOff
/// An address without failures for so long starts anew.
constexpr std::chrono::milliseconds kForgiveness{300'000};

} // namespace

Authenticator::Authenticator(store::Store& store, const Clock& clock)
    : m_store(store)
    , m_clock(clock)
{
}

void Authenticator::authenticate(const HttpRequest& request, std::function<void(Result<Principal>)> then)
{
    if (request.isLocalSocket) {
        std::string actor = localActor(request.peerUser);
        std::string name = actor.substr(actor.find(':') + 1);
        then(Principal{std::move(actor), store::Role::Admin, {}, std::move(name)});
        return;
    }
    if (!request.hasField("authorization")) {
        then(fail(ErrorCode::Unauthenticated, "an API key is needed: Authorization: Bearer fab_..."));
        return;
    }
    const std::string_view field = request.field("authorization").value_or("");
    const std::string text(field.starts_with(kScheme) ? field.substr(kScheme.size()) : "");
    auto prefix = prefixOfApiKey(text);
    if (!prefix) {
        then(tl::make_unexpected(failed(request.peerAddress)));
        return;
    }
    const auto known = m_keys.find(*prefix);
    if (known != m_keys.end() && m_clock.monotonic() < known->second.until) {
        then(judge(known->second.record, text, request.peerAddress));
        return;
    }
    auto look = m_store.read([prefix = *prefix](store::Session& session) { return session.apiKeys().find(prefix); });
    onResult(look, this,
             [this, text, address = request.peerAddress, prefix = *prefix, generation = m_generation,
              then = std::move(then)](const Result<std::optional<store::ApiKeyRecord>>& found) {
                 if (!found) {
                     then(tl::make_unexpected(found.error()));
                     return;
                 }
                 if (generation == m_generation) {
                     if (m_keys.size() >= kMaxRemembered)
                         m_keys.clear();
                     m_keys.insert_or_assign(prefix, Remembered{*found, m_clock.monotonic() + kMemory});
                 }
                 then(judge(*found, text, address));
             });
}

void Authenticator::forget()
{
    m_keys.clear();
    ++m_generation;
}

Result<Principal> Authenticator::judge(const std::optional<store::ApiKeyRecord>& record, const std::string& text,
                                       const std::string& address)
{
    if (record && matchesApiKey(*record, text) && !record->revokedAt)
        return Principal{store::apiKeyActor(record->prefix), record->role, record->prefix, record->name};
    return tl::make_unexpected(failed(address));
}

Error Authenticator::failed(const std::string& address)
{
    const auto now = m_clock.monotonic();
    if (m_failures.size() >= kMaxRemembered && !m_failures.contains(address)) {
        m_failures.erase(std::min_element(m_failures.begin(), m_failures.end(),
                                          [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    }
    Failures& failures = m_failures[address];
    if (now - failures.last > kForgiveness)
        failures = {};
    failures.last = now;
    const bool isBlocked = now < failures.blockedUntil;
    if (!isBlocked && ++failures.count > kFreeFailures) {
        const int doublings = std::min(failures.count - kFreeFailures - 1, kMaxDoublings);
        failures.blockedUntil = now + std::min(kFirstBackOff * (1 << doublings), kMaxBackOff);
    }
    if (isBlocked)
        return {ErrorCode::ResourceExhausted, "too many requests with a wrong API key came from this address", {}};
    // One text for unknown, wrong and revoked keys.
    return {ErrorCode::Unauthenticated, "the API key is not valid", {}};
}

} // namespace fabric::api
