// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fabric::client {

/// One dispatched message of an event stream.
struct SseMessage
{
    std::string event; ///< `message` if the stream named none
    std::string data; ///< lines joined by '\n'
    std::string id; ///< the last id that the stream gave, also by an earlier message
    bool operator==(const SseMessage&) const = default;
};

/// Server-sent events as the HTML standard defines them (section 9.2.6 "Interpreting an event stream"), fed in pieces of
/// any size. Bounded: a line or a message beyond kMaxBytes, or text that is not UTF-8, is an error, after which the
/// connection must be given up. Fuzzed by fuzz_sse.
class SseParser
{
public:
    /// The agent's events carry ids and links, not bodies; the bus behind it allows 1 MiB (CONTRACTS, "HTTP").
    static constexpr std::size_t kMaxBytes = std::size_t{1} << 20;
    static constexpr std::size_t kMaxIdBytes = 256;
    /// Ten minutes: no server may silence a console for longer.
    static constexpr int kMaxRetryMs = 600'000;

    /// @return the messages that @p bytes completed. TooLarge or InvalidArgument: nothing more can be read.
    [[nodiscard]] Result<std::vector<SseMessage>> feed(std::string_view bytes);

    /// What to send as Last-Event-ID on the next connection; empty if the stream gave none.
    [[nodiscard]] const std::string& lastId() const { return m_lastId; }
    /// The reconnection time that the server asked for.
    [[nodiscard]] std::optional<int> retryMs() const { return m_retryMs; }

private:
    Result<> takeLine(std::string_view line, std::vector<SseMessage>& out);
    Result<> takeField(std::string_view name, std::string_view value);
    void dispatch(std::vector<SseMessage>& out);

    std::string m_line;
    std::string m_event;
    std::string m_data;
    bool m_hasData = false;
    std::string m_idBuffer; ///< of the block that is being read
    std::string m_lastId;
    std::optional<int> m_retryMs;
    bool m_skipLineFeed = false; ///< the last byte was CR: a following LF belongs to it
    bool m_isFirstLine = true;
};

} // namespace fabric::client
