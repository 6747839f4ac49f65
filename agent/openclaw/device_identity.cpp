// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/device_identity.h"

#include "agent/openclaw/descriptor.h"
#include "core/base/digest.h"
#include "core/base/encoding.h"
#include "core/base/json.h"
#include "core/base/object_reader.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

namespace fabric::openclaw {
namespace {

constexpr const char* kFileName = "openclaw-device.json";
constexpr std::size_t kMaxFileBytes = 4096;

tl::unexpected<Error> systemFailure(const std::string& what, const std::string& path)
{
    return fail(ErrorCode::Unavailable, what + ": " + std::strerror(errno), path);
}

std::string trimmedLower(const std::string& text)
{
    constexpr const char* kSpace = " \t\r\n\f\v";
    const std::size_t first = text.find_first_not_of(kSpace);
    if (first == std::string::npos)
        return {};
    std::string out = text.substr(first, text.find_last_not_of(kSpace) - first + 1);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

Result<Seed> parseFile(const std::string& text, const std::string& path)
{
    const tl::unexpected<Error> damaged
        = fail(ErrorCode::DataLoss,
               "the device key file is damaged; restore it from a backup, or remove it and pair again", path);
    const auto json = parseJson(text, JsonLimits{kMaxFileBytes, 4, 16});
    if (!json)
        return damaged;
    ObjectReader reader(*json, {}, UnknownFields::Ignore);
    const std::int64_t format = reader.integer("format", 1, 1);
    const auto bytes = fromBase64Url(reader.string("seed"));
    if (!reader.finish() || format != 1 || !bytes || bytes->size() != std::tuple_size_v<Seed>)
        return damaged;
    Seed seed{};
    std::copy(bytes->begin(), bytes->end(), seed.begin());
    return seed;
}

/// Nothing if there is no such file.
Result<std::optional<Seed>> readSeed(const std::string& path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!file.isOpen()) {
        if (errno == ENOENT)
            return std::optional<Seed>{};
        return systemFailure("the device key cannot be read", path);
    }
    struct stat info
    {
    };
    if (::fstat(file.value(), &info) != 0)
        return systemFailure("the device key cannot be read", path);
    if (!S_ISREG(info.st_mode) || (info.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return fail(ErrorCode::FailedPrecondition,
                    "the device key must be a file that only its owner can read (chmod 600)", path);
    std::array<char, kMaxFileBytes + 1> buffer{};
    std::size_t size = 0;
    while (size < buffer.size()) {
        const ssize_t count = ::read(file.value(), buffer.data() + size, buffer.size() - size);
        if (count < 0)
            return systemFailure("the device key cannot be read", path);
        if (count == 0)
            break;
        size += static_cast<std::size_t>(count);
    }
    FABRIC_TRY(const Seed seed, parseFile(std::string(buffer.data(), size), path));
    return std::optional<Seed>(seed);
}

Result<> writeAll(int file, const std::string& text, const std::string& path)
{
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t count = ::write(file, text.data() + done, text.size() - done);
        if (count < 0)
            return systemFailure("the device key cannot be written", path);
        done += static_cast<std::size_t>(count);
    }
    if (::fsync(file) != 0)
        return systemFailure("the device key cannot be written", path);
    return {};
}

/// Writes beside, syncs, then links into place: link() never replaces, so a key that is there wins.
Result<> storeSeed(const std::string& folder, const std::string& path, const Seed& seed, Random& random)
{
    const std::string temporary = path + "." + random.token(6);
    Result<> written;
    {
        const Descriptor file(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
        if (!file.isOpen())
            return systemFailure("the device key cannot be written", path);
        const Json document{{"format", 1}, {"kind", "ed25519"}, {"seed", toBase64Url(seed)}};
        written = writeAll(file.value(), dumpJson(document) + "\n", path);
    }
    if (written && ::link(temporary.c_str(), path.c_str()) != 0 && errno != EEXIST)
        written = systemFailure("the device key cannot be stored", path);
    ::unlink(temporary.c_str());
    FABRIC_CHECK(written);
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory.isOpen() || ::fsync(directory.value()) != 0)
        return systemFailure("the device key cannot be stored", path);
    return {};
}

} // namespace

DeviceIdentity::DeviceIdentity(const KeyPair& key)
    : m_key(key)
    , m_id(toHex(sha256(std::span<const std::byte>(key.publicKey())).bytes()))
    , m_publicKey(toBase64Url(key.publicKey()))
{
}

DeviceIdentity DeviceIdentity::fromSeed(const Seed& seed)
{
    return DeviceIdentity(KeyPair::fromSeed(seed));
}

Result<DeviceIdentity> DeviceIdentity::loadOrCreate(const std::string& folder, Random& random)
{
    const std::string path = (std::filesystem::path(folder) / kFileName).string();
    FABRIC_TRY(std::optional<Seed> seed, readSeed(path));
    if (!seed) {
        FABRIC_CHECK(storeSeed(folder, path, KeyPair::generate(random).seed(), random));
        FABRIC_TRY(seed, readSeed(path));
        if (!seed)
            return fail(ErrorCode::Unavailable, "the device key vanished while it was stored", path);
    }
    return fromSeed(*seed);
}

std::string DeviceIdentity::signedText(const ConnectClaim& claim) const
{
    std::string scopes;
    for (const std::string& scope : claim.scopes)
        scopes += (scopes.empty() ? "" : ",") + scope;
    std::string text = "v3";
    for (const std::string& field :
         {m_id, claim.clientId, claim.clientMode, claim.role, scopes, std::to_string(claim.signedAt), claim.token,
          claim.nonce, trimmedLower(claim.platform), trimmedLower(claim.deviceFamily)})
        text += "|" + field;
    return text;
}

std::string DeviceIdentity::sign(const ConnectClaim& claim) const
{
    return toBase64Url(m_key.sign(bytesOf(signedText(claim))));
}

} // namespace fabric::openclaw
