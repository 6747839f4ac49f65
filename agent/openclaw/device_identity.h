// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/ed25519.h"
#include "core/base/random.h"
#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fabric::openclaw {

/// What a connect request claims about itself, and what the device signs. Fields as they are sent.
struct ConnectClaim
{
    std::string clientId;
    std::string clientMode;
    std::string role;
    std::vector<std::string> scopes;
    std::int64_t signedAt = 0; ///< the challenge's ts, Unix ms
    std::string token; ///< shared token; empty if none is sent
    std::string nonce; ///< the challenge's nonce
    std::string platform;
    std::string deviceFamily; ///< may be empty
};

/// Our own identity at gateways: one Ed25519 key per data folder, made once.
///
/// Thread-safety: immutable. Copies wipe their key at destruction (KeyPair).
class DeviceIdentity
{
public:
    static DeviceIdentity fromSeed(const Seed& seed);

    /// Reads `<folder>/openclaw-device.json`, or makes a key and stores it there (0600, whole or not at all, synced).
    /// An existing file is never replaced: a lost key would leave a stale pairing row at every gateway.
    /// @return FailedPrecondition if others may read the file, DataLoss if it is damaged, Unavailable if the folder
    ///         cannot be written; where = path.
    static Result<DeviceIdentity> loadOrCreate(const std::string& folder, Random& random);

    [[nodiscard]] const std::string& id() const { return m_id; } ///< lower-case hex SHA-256 of the public key
    [[nodiscard]] const std::string& publicKey() const { return m_publicKey; } ///< base64url
    /// base64url signature over signedText().
    [[nodiscard]] std::string sign(const ConnectClaim& claim) const;
    /// The v3 text that is signed; holds the token, so it must not be logged.
    [[nodiscard]] std::string signedText(const ConnectClaim& claim) const;

private:
    explicit DeviceIdentity(const KeyPair& key);
    KeyPair m_key;
    std::string m_id;
    std::string m_publicKey;
};

} // namespace fabric::openclaw
