// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/digest.h"
#include "core/base/ed25519.h"
#include "core/base/encoding.h"
#include "core/base/random.h"

#include <sodium.h>

#include <cstdlib>

namespace fabric {
namespace {

/// libsodium must be initialised before its first use; failing means that the system has no random source.
void requireSodium()
{
    static const bool ready = sodium_init() >= 0;
    if (!ready)
        std::abort();
}

const unsigned char* raw(std::span<const std::byte> bytes)
{
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* raw(std::span<std::byte> bytes)
{
    return reinterpret_cast<unsigned char*>(bytes.data());
}

} // namespace

void SystemRandom::fill(std::span<std::byte> bytes)
{
    requireSodium();
    if (!bytes.empty()) // it may not be called with a null pointer
        randombytes_buf(bytes.data(), bytes.size());
}

std::uint32_t Random::below(std::uint32_t bound)
{
    // Rejection sampling: the largest multiple of bound that fits is the limit.
    const std::uint64_t range = std::uint64_t{1} << 32;
    const std::uint64_t limit = range - range % bound;
    for (;;) {
        std::array<std::byte, 4> bytes{};
        fill(bytes);
        std::uint64_t value = 0;
        for (const std::byte b : bytes)
            value = value << 8 | std::to_integer<std::uint64_t>(b);
        if (value < limit)
            return static_cast<std::uint32_t>(value % bound);
    }
}

std::string Random::token(std::size_t bytes)
{
    std::vector<std::byte> buffer(bytes);
    for (;;) {
        fill(buffer);
        std::string text = toBase64Url(buffer);
        if (!text.starts_with('-'))
            return text;
    }
}

Result<Digest> Digest::parse(std::string_view text, std::string where)
{
    constexpr std::string_view kPrefix = "sha256:";
    const bool shaped = text.size() == kPrefix.size() + 2 * kSize && text.starts_with(kPrefix)
        && text.find_first_not_of("0123456789abcdef", kPrefix.size()) == std::string_view::npos;
    if (!shaped)
        return fail(ErrorCode::InvalidArgument, "a digest is 'sha256:' and 64 lower-case hex digits", std::move(where));
    FABRIC_TRY(const auto bytes, fromHex(text.substr(kPrefix.size())));
    std::array<std::byte, kSize> value{};
    std::copy(bytes.begin(), bytes.end(), value.begin());
    return Digest{value};
}

std::string Digest::text() const
{
    return "sha256:" + toHex(m_bytes);
}

bool Digest::isNull() const
{
    return *this == Digest{};
}

Digest sha256(std::span<const std::byte> bytes)
{
    std::array<std::byte, Digest::kSize> out{};
    crypto_hash_sha256(raw(std::span<std::byte>(out)), raw(bytes), bytes.size());
    return Digest{out};
}

Digest sha256(std::string_view text)
{
    return sha256(bytesOf(text));
}

struct Sha256::State
{
    crypto_hash_sha256_state value;
};

Sha256::Sha256()
    : m_state(std::make_unique<State>())
{
    crypto_hash_sha256_init(&m_state->value);
}

Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::add(std::span<const std::byte> bytes)
{
    crypto_hash_sha256_update(&m_state->value, raw(bytes), bytes.size());
    return *this;
}

Sha256& Sha256::add(std::string_view text)
{
    return add(bytesOf(text));
}

Digest Sha256::finish()
{
    std::array<std::byte, Digest::kSize> out{};
    crypto_hash_sha256_final(&m_state->value, raw(std::span<std::byte>(out)));
    return Digest{out};
}

KeyPair KeyPair::fromSeed(const Seed& seed)
{
    requireSodium();
    KeyPair pair;
    pair.m_seed = seed;
    std::array<std::byte, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(raw(std::span<std::byte>(pair.m_publicKey)), raw(std::span<std::byte>(secret)),
                             raw(std::span<const std::byte>(seed)));
    sodium_memzero(secret.data(), secret.size());
    return pair;
}

KeyPair KeyPair::generate(Random& random)
{
    Seed seed{};
    random.fill(seed);
    KeyPair pair = fromSeed(seed);
    sodium_memzero(seed.data(), seed.size());
    return pair;
}

KeyPair::~KeyPair()
{
    sodium_memzero(m_seed.data(), m_seed.size());
}

Signature KeyPair::sign(std::span<const std::byte> message) const
{
    PublicKey publicKey{};
    std::array<std::byte, crypto_sign_SECRETKEYBYTES> secret{};
    crypto_sign_seed_keypair(raw(std::span<std::byte>(publicKey)), raw(std::span<std::byte>(secret)),
                             raw(std::span<const std::byte>(m_seed)));
    Signature signature{};
    crypto_sign_detached(raw(std::span<std::byte>(signature)), nullptr, raw(message), message.size(),
                         raw(std::span<const std::byte>(secret)));
    sodium_memzero(secret.data(), secret.size());
    return signature;
}

bool verify(const PublicKey& key, std::span<const std::byte> message, const Signature& signature)
{
    requireSodium();
    return crypto_sign_verify_detached(raw(std::span<const std::byte>(signature)), raw(message), message.size(),
                                       raw(std::span<const std::byte>(key)))
        == 0;
}

bool constantTimeEqual(std::span<const std::byte> a, std::span<const std::byte> b)
{
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace fabric
