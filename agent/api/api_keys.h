// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/store/store.h"

#include <QFuture>

#include <string>
#include <string_view>
#include <vector>

// API keys: how they look, how they are checked, and the use cases that API and command line share. The text of a key
// exists where it is made and at its owner; stored is a salted hash. A plain hash is enough, because a key is 256 random
// bits: there is nothing to guess that a slow hash would protect (CONTRACTS, "HTTP").

namespace fabric::api {

/// A key at the moment of its making: the only time its text can be shown.
struct NewApiKey
{
    std::string text; ///< `fab_<8 hex>_<43 base64url>`: a secret
    store::ApiKeyRecord record;
};

/// @return InvalidArgument (where = `/name`) unless @p name is 1 to 64 bytes of UTF-8 without control characters.
[[nodiscard]] Result<NewApiKey> makeApiKey(std::string name, store::Role role, const Clock& clock, Random& random);
/// The public part of a key's text; Unauthenticated if it does not look like a key.
[[nodiscard]] Result<std::string> prefixOfApiKey(std::string_view text);
/// True if @p text is the key of @p record. Takes the same time for every wrong key. Says nothing about revocation.
[[nodiscard]] bool matchesApiKey(const store::ApiKeyRecord& record, std::string_view text);

/// Stores a made key with audit and outbox event; the secret itself is never needed here. The same record again changes
/// nothing. Conflict if another key has the prefix. @p actor: who does it (core/audit).
[[nodiscard]] QFuture<Result<store::ApiKeyRecord>> storeApiKey(store::Store& store, store::ApiKeyRecord record,
                                                               std::string actor);
[[nodiscard]] QFuture<Result<std::vector<store::ApiKeyRecord>>> listApiKeys(store::Store& store);
/// A key that is revoked already stays as it is, and nothing is recorded. NotFound if there is no such key.
[[nodiscard]] QFuture<Result<store::ApiKeyRecord>> revokeApiKey(store::Store& store, const Clock& clock,
                                                                std::string prefix, std::string actor);

/// How the API and the command line show a key: prefix, name, role, createdAt, revokedAt.
[[nodiscard]] Json toJson(const store::ApiKeyRecord& record);
/// What a client sends to have a key stored: name, role, salt and hash.
[[nodiscard]] Json registrationOf(const store::ApiKeyRecord& record);
/// The opposite; @p createdAt is the agent's own time. InvalidArgument with a pointer under `/body`, or `/path/prefix`.
[[nodiscard]] Result<store::ApiKeyRecord> parseRegistration(const std::string& prefix, const Json& body,
                                                            UnixMillis createdAt);

} // namespace fabric::api
