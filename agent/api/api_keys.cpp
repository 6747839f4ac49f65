// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_keys.h"

#include "core/base/ed25519.h"
#include "core/base/encoding.h"
#include "core/base/object_reader.h"
#include "core/store/actors.h"

#include <algorithm>
#include <array>

namespace fabric::api {
namespace {

constexpr std::string_view kStart = "fab_";
constexpr std::size_t kPrefixSize = 8; // hex digits
constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kSecretSize = 43; // base64url of 32 bytes
constexpr std::size_t kTextSize = kStart.size() + kPrefixSize + 1 + kSecretSize;
constexpr std::size_t kMaxNameBytes = 64;

Digest hashOf(const std::array<std::byte, 16>& salt, std::string_view text)
{
    return Sha256().add(salt).add(text).finish();
}

Result<> tell(store::Session& session, UnixMillis at, const std::string& actor, const char* type,
              const store::ApiKeyRecord& record)
{
    const Json data{{"prefix", record.prefix}, {"name", record.name}, {"role", store::toText(record.role)}};
    FABRIC_CHECK(session.audit().append({at, actor, type, store::apiKeyActor(record.prefix), data}));
    FABRIC_CHECK(session.outbox().append({at, type, store::apiKeyActor(record.prefix), data}));
    return {};
}

/// Nothing if @p name can be shown in one line.
Result<> checkName(const std::string& name, const char* where)
{
    const bool hasControls
        = std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
    if (name.empty() || name.size() > kMaxNameBytes || hasControls || !isUtf8(name))
        return fail(ErrorCode::InvalidArgument,
                    "the name of a key has 1 to 64 bytes of UTF-8 without control characters", where);
    return {};
}

} // namespace

Result<NewApiKey> makeApiKey(std::string name, store::Role role, const Clock& clock, Random& random)
{
    FABRIC_CHECK(checkName(name, "/name"));
    std::array<std::byte, kPrefixSize / 2> prefix{};
    random.fill(prefix);
    NewApiKey out;
    out.record.prefix = toHex(prefix);
    out.record.name = std::move(name);
    out.record.role = role;
    out.record.createdAt = clock.now();
    random.fill(out.record.salt);
    out.text = std::string(kStart) + out.record.prefix + "_" + random.token(kSecretBytes);
    out.record.hash = hashOf(out.record.salt, out.text);
    return out;
}

Result<std::string> prefixOfApiKey(std::string_view text)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto prefix = text.substr(std::min(kStart.size(), text.size()), kPrefixSize);
    if (text.size() != kTextSize || !text.starts_with(kStart) || text[kStart.size() + kPrefixSize] != '_'
        || prefix.find_first_not_of(kHex) != std::string_view::npos)
        return fail(ErrorCode::Unauthenticated, "the API key is not valid");
    return std::string(prefix);
}

bool matchesApiKey(const store::ApiKeyRecord& record, std::string_view text)
{
    return constantTimeEqual(hashOf(record.salt, text).bytes(), record.hash.bytes());
}

QFuture<Result<store::ApiKeyRecord>> storeApiKey(store::Store& store, store::ApiKeyRecord record, std::string actor)
{
    return store.write(
        [record = std::move(record), actor = std::move(actor)](store::Session& session) -> Result<store::ApiKeyRecord> {
            FABRIC_TRY(const auto known, session.apiKeys().find(record.prefix));
            if (known && known->hash == record.hash && known->name == record.name && known->role == record.role)
                return *known;
            FABRIC_CHECK(session.apiKeys().add(record));
            FABRIC_CHECK(tell(session, record.createdAt, actor, events::type::kApiKeyCreated, record));
            return record;
        });
}

QFuture<Result<std::vector<store::ApiKeyRecord>>> listApiKeys(store::Store& store)
{
    return store.read([](store::Session& session) { return session.apiKeys().list(); });
}

QFuture<Result<store::ApiKeyRecord>> revokeApiKey(store::Store& store, const Clock& clock, std::string prefix,
                                                  std::string actor)
{
    return store.write([prefix = std::move(prefix), actor = std::move(actor),
                        at = clock.now()](store::Session& session) -> Result<store::ApiKeyRecord> {
        FABRIC_TRY(auto record, session.apiKeys().find(prefix));
        if (!record)
            return fail(ErrorCode::NotFound, "there is no API key with the prefix '" + prefix + "'", "/prefix");
        if (record->revokedAt)
            return *std::move(record);
        record->revokedAt = at;
        FABRIC_CHECK(session.apiKeys().revoke(prefix, at));
        FABRIC_CHECK(tell(session, at, actor, events::type::kApiKeyRevoked, *record));
        return *std::move(record);
    });
}

Json toJson(const store::ApiKeyRecord& record)
{
    return {{"prefix", record.prefix},
            {"name", record.name},
            {"role", store::toText(record.role)},
            {"createdAt", toRfc3339(record.createdAt)},
            {"revokedAt", record.revokedAt ? Json(toRfc3339(*record.revokedAt)) : Json()}};
}

Json registrationOf(const store::ApiKeyRecord& record)
{
    return {{"name", record.name},
            {"role", store::toText(record.role)},
            {"salt", toHex(record.salt)},
            {"hash", record.hash.text()}};
}

Result<store::ApiKeyRecord> parseRegistration(const std::string& prefix, const Json& body, UnixMillis createdAt)
{
    store::ApiKeyRecord record;
    record.prefix = prefix;
    record.createdAt = createdAt;
    if (prefix.size() != kPrefixSize || prefix.find_first_not_of("0123456789abcdef") != std::string::npos)
        return fail(ErrorCode::InvalidArgument, "the prefix of a key has 8 lower-case hex digits", "/path/prefix");
    ObjectReader reader(body, "/body");
    record.name = reader.string("name");
    const std::string role = reader.string("role");
    const std::string salt = reader.string("salt");
    const std::string hash = reader.string("hash");
    FABRIC_CHECK(reader.finish());
    FABRIC_CHECK(checkName(record.name, "/body/name"));
    const auto known = store::roleFrom(role);
    if (!known)
        return fail(ErrorCode::InvalidArgument, "the role is viewer, operator, approver, admin or service",
                    "/body/role");
    record.role = *known;
    const auto saltBytes = fromHex(salt);
    if (!saltBytes || saltBytes->size() != record.salt.size())
        return fail(ErrorCode::InvalidArgument, "the salt has 32 hex digits", "/body/salt");
    std::copy(saltBytes->begin(), saltBytes->end(), record.salt.begin());
    FABRIC_TRY(record.hash, Digest::parse(hash, "/body/hash"));
    return record;
}

} // namespace fabric::api
