// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/device_identity.h"
#include "agent/openclaw/read_methods.h"
#include "core/base/json.h"
#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The frames of the gateway's WebSocket protocol (versions 3 and 4): strict about the fields that are used, tolerant of
// all others, bounded. Nothing here reads a socket.

namespace fabric::openclaw {

/// The gateway's own `policy.maxPayload`, which is also the most that we accept.
inline constexpr std::size_t kMaxFrameBytes = std::size_t{25} << 20;
/// From this size on a frame is parsed on the worker (a 24 MiB frame takes 0.3 s).
inline constexpr std::size_t kLargeFrameBytes = std::size_t{1} << 20;
inline constexpr JsonLimits kFrameLimits{kMaxFrameBytes, 128, 2'000'000};
inline constexpr int kMinProtocol = 3;
inline constexpr int kMaxProtocol = 4;

/// Something that the gateway tells unasked.
struct EventFrame
{
    std::string name;
    Json payload = Json::object();
};

/// What is wrong with a configuration, and where. Cleaned and cut.
struct ConfigIssue
{
    std::string path;
    std::string message;
};
inline constexpr std::size_t kMaxIssues = 20;

/// Why the gateway refused something. Texts are cleaned and cut: they are shown to people.
struct RpcError
{
    std::string code; ///< INVALID_REQUEST, UNAVAILABLE, FORBIDDEN, NOT_PAIRED, ...
    std::string message;
    std::string detailCode; ///< details.code: AUTH_TOKEN_MISMATCH, PAIRING_REQUIRED, ...
    std::string reason; ///< details.reason: startup-sidecars, not-paired, ...
    std::string requestId; ///< details.requestId of a pairing request; only letters, digits and '-'
    std::optional<int> expectedProtocol;
    bool isRetryable = false;
    std::optional<std::chrono::milliseconds> retryAfter; ///< at most kMaxRetryAfter
    std::vector<ConfigIssue> issues; ///< details.issues of a refused configuration, at most kMaxIssues
};
inline constexpr std::chrono::milliseconds kMaxRetryAfter{600'000};

/// The answer to one request.
struct ResponseFrame
{
    std::string id;
    std::shared_ptr<const Json> payload = std::make_shared<const Json>(); ///< JSON null if absent; shared: may be large
    std::optional<RpcError> error; ///< set exactly if the request failed
};

/// A frame of a type that is not ours to know (a newer protocol may add some).
struct OtherFrame
{
};

using Frame = std::variant<EventFrame, ResponseFrame, OtherFrame>;

/// @return TooLarge beyond kFrameLimits, InvalidArgument for anything that is no frame; messages never quote the text.
[[nodiscard]] Result<Frame> parseFrame(std::string_view text);

struct Challenge
{
    std::string nonce;
    std::int64_t sentAt = 0; ///< Unix ms
};
[[nodiscard]] Result<Challenge> parseChallenge(const Json& payload);

/// The part of hello-ok that is used.
struct Hello
{
    int protocol = 0;
    std::string version;
    std::string bootId; ///< empty before 2026.9
    std::vector<std::string> methods; ///< sorted
    std::optional<std::vector<std::string>> scopes; ///< absent: an old version does not tell
    std::chrono::milliseconds tickInterval{30'000};
    std::string configPath; ///< may be empty
};
[[nodiscard]] Result<Hello> parseHello(const Json& payload);

/// The answer of config.get, without the configuration itself.
struct ConfigAnswer
{
    std::string path;
    bool exists = false;
    bool isValid = false;
    std::vector<ConfigIssue> issues; ///< at most kMaxIssues
    std::string hash;
    /// Absent before 2026.9: then nothing tells whether the gateway runs what is on disk.
    std::optional<std::string> revisionHash;
    std::optional<std::string> appliedHash;
    [[nodiscard]] bool isApplied() const { return !revisionHash || !appliedHash || *revisionHash == *appliedHash; }
};
[[nodiscard]] Result<ConfigAnswer> parseConfigAnswer(const Json& payload);

/// How we introduce ourselves. Always a device identity, client cli/cli, protocol 3 to 4: the only form that all versions
/// accept (docs/providers/openclaw.md).
struct ConnectRequest
{
    std::string id;
    std::string clientVersion;
    std::string token; ///< empty: none
    std::vector<std::string> scopes;
};
/// The frame holds the token: it must not be logged.
[[nodiscard]] std::string connectFrame(const ConnectRequest& request, const Challenge& challenge,
                                       const DeviceIdentity& device);

/// A request of the list of read methods; method and parameters are those of its row, so that nothing of ours can get in.
/// @return PermissionDenied for a kind that is not on the list.
[[nodiscard]] Result<std::string> requestFrame(std::string_view id, ReadKind kind);

/// Text from outside for people: no control characters, at most @p maxBytes (whole UTF-8 characters).
[[nodiscard]] std::string cleanText(std::string_view text, std::size_t maxBytes = 300);

} // namespace fabric::openclaw
