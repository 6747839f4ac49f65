// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/sealed.h"

#include <sodium.h>

#include <cstdlib>

namespace fabric {
namespace {

constexpr std::string_view kMagic{"FABSEAL\x01", 8}; // the last byte is the version
constexpr std::size_t kChunk = std::size_t{64} << 10;
constexpr std::size_t kOverhead = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
static_assert(SealKey::kSize == crypto_secretstream_xchacha20poly1305_KEYBYTES);

const unsigned char* raw(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

const unsigned char* raw(const SealKey& key)
{
    return reinterpret_cast<const unsigned char*>(key.bytes().data());
}

unsigned char* raw(std::string& text, std::size_t offset)
{
    return reinterpret_cast<unsigned char*>(text.data() + offset);
}

/// libsodium must be initialised before its first use; failing means that the system has no random source.
void requireSodium()
{
    static const bool ready = sodium_init() >= 0;
    if (!ready)
        std::abort();
}

/// What every chunk is bound to besides its place: what the file claims to be, and its name.
std::string boundTo(std::string_view name)
{
    return std::string(kMagic).append(name);
}

tl::unexpected<Error> damaged()
{
    return fail(ErrorCode::DataLoss, "it is damaged, was cut, or was sealed with another key or name");
}

} // namespace

SealKey SealKey::generate(Random& random)
{
    std::array<std::byte, kSize> bytes{};
    random.fill(bytes);
    SealKey key(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

SealKey::~SealKey()
{
    sodium_memzero(m_bytes.data(), m_bytes.size());
}

void wipe(std::string& text)
{
    sodium_memzero(text.data(), text.size());
    text.clear();
}

std::string sealed(const SealKey& key, std::string_view name, std::string_view plain)
{
    requireSodium();
    const std::string bound = boundTo(name);
    std::string out(kMagic);
    out.resize(kMagic.size() + kHeader);
    crypto_secretstream_xchacha20poly1305_state state;
    crypto_secretstream_xchacha20poly1305_init_push(&state, raw(out, kMagic.size()), raw(key));
    bool isLast = false;
    while (!isLast) {
        const std::string_view chunk = plain.substr(0, kChunk);
        plain.remove_prefix(chunk.size());
        isLast = plain.empty();
        const std::size_t offset = out.size();
        out.resize(offset + chunk.size() + kOverhead);
        crypto_secretstream_xchacha20poly1305_push(&state, raw(out, offset), nullptr, raw(chunk), chunk.size(),
                                                   raw(bound), bound.size(),
                                                   isLast ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    }
    sodium_memzero(&state, sizeof state);
    return out;
}

Result<std::string> unsealed(const SealKey& key, std::string_view name, std::string_view bytes, std::size_t maxBytes)
{
    requireSodium();
    if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + kHeader + kOverhead)
        return damaged();
    const std::string bound = boundTo(name);
    bytes.remove_prefix(kMagic.size());
    crypto_secretstream_xchacha20poly1305_state state;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, raw(bytes), raw(key)) != 0)
        return damaged();
    bytes.remove_prefix(kHeader);
    std::string out;
    while (!bytes.empty()) {
        const std::string_view chunk = bytes.substr(0, kChunk + kOverhead);
        bytes.remove_prefix(chunk.size());
        if (chunk.size() < kOverhead)
            return damaged();
        const std::size_t offset = out.size();
        if (offset + chunk.size() - kOverhead > maxBytes)
            return fail(ErrorCode::TooLarge, "it holds more than " + std::to_string(maxBytes) + " bytes");
        out.resize(offset + chunk.size() - kOverhead);
        unsigned char tag = 0;
        const int opened = crypto_secretstream_xchacha20poly1305_pull(
            &state, raw(out, offset), nullptr, &tag, raw(chunk), chunk.size(), raw(bound), bound.size());
        const bool isLast = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        if (opened != 0 || isLast != bytes.empty())
            return damaged();
    }
    sodium_memzero(&state, sizeof state);
    return out;
}

} // namespace fabric
