// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fabric::api {

/// Bounds of the HTTP layer (CONTRACTS, "HTTP"; measured in the project's HTTP trial: without them 1 GB bodies are
/// buffered and slow clients hold the server for ever).
struct HttpLimits
{
    std::size_t headerBytes = 16U << 10U; ///< start line and fields; more is 431
    std::size_t bodyBytes = 1U << 20U; ///< more is 413
    int connections = 1'000; ///< one more is answered with 503 and closed
    int reservedLocal = 16; ///< so many more are taken on the unix socket, which others cannot lock its owner out of
    int turnedAway = 64; ///< that are being told so at a time; one more is closed without a word
    std::size_t totalBufferBytes = 64U << 20U; ///< all buffers of all clients together
    std::size_t unsentBytes = 256U << 10U; ///< no further request is read while more than this waits to be sent
    std::size_t streamUnsentBytes = 1U << 20U; ///< a stream's client that is further behind is dropped
    std::chrono::milliseconds requestTime{10'000}; ///< absolute, from its first byte (a new connection: from accepting)
    std::chrono::milliseconds answerTime{30'000}; ///< from the whole request to the answer; then 504
    std::chrono::milliseconds sendTime{60'000}; ///< from the answer until the client has taken it
    std::chrono::milliseconds idleTime{30'000}; ///< kept alive without a request
    std::chrono::milliseconds streamStallTime{30'000}; ///< bytes wait and the client takes none
    std::chrono::milliseconds lingerTime{2'000}; ///< from the last byte sent to the client's own close
};

/// One complete request. Field names are in lower case.
struct HttpRequest
{
    std::string method;
    std::string target; ///< as sent: path, and query after '?'
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    bool isKeptAlive = true;

    std::string peerAddress; ///< text form; empty for the unix socket
    std::string localAddress; ///< the address at which it came in; empty for the unix socket
    bool isLocalSocket = false;
    std::optional<std::uint32_t> peerUser; ///< of the unix socket: who connected, as the kernel says

    /// The field's only value; nothing if it is absent or stands there twice.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const
    {
        std::optional<std::string_view> found;
        for (const auto& [key, value] : fields) {
            if (key != name)
                continue;
            if (found)
                return std::nullopt;
            found = value;
        }
        return found;
    }
    [[nodiscard]] bool hasField(std::string_view name) const
    {
        for (const auto& [key, value] : fields) {
            if (key == name)
                return true;
        }
        return false;
    }
};

/// One answer. Content-Length, Connection and Date are the HTTP layer's.
struct HttpResponse
{
    int status = 200;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
};

/// What the HTTP layer itself refuses.
struct HttpFailure
{
    int status = 400;
    std::string message;
};

} // namespace fabric::api
