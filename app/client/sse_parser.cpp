// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/sse_parser.h"

#include "core/base/encoding.h"

#include <algorithm>
#include <charconv>

namespace fabric::client {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

} // namespace

Result<std::vector<SseMessage>> SseParser::feed(std::string_view bytes)
{
    std::vector<SseMessage> out;
    while (!bytes.empty()) {
        if (m_skipLineFeed) {
            m_skipLineFeed = false;
            if (bytes.front() == '\n') {
                bytes.remove_prefix(1);
                continue;
            }
        }
        const std::size_t end = bytes.find_first_of("\r\n");
        const std::string_view piece = bytes.substr(0, end);
        if (m_line.size() + piece.size() > kMaxBytes)
            return fail(ErrorCode::TooLarge, "a line of the event stream is longer than 1 MiB");
        m_line.append(piece);
        if (end == std::string_view::npos)
            break;
        m_skipLineFeed = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        FABRIC_CHECK(takeLine(m_line, out));
        m_line.clear();
    }
    return out;
}

Result<> SseParser::takeLine(std::string_view line, std::vector<SseMessage>& out)
{
    if (m_isFirstLine && line.starts_with(kByteOrderMark))
        line.remove_prefix(kByteOrderMark.size());
    m_isFirstLine = false;
    if (line.empty()) {
        dispatch(out);
        return {};
    }
    if (line.front() == ':') // a comment: the server's heartbeat
        return {};
    if (!isUtf8(line))
        return fail(ErrorCode::InvalidArgument, "a line of the event stream is not UTF-8");
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return takeField(line, {});
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(' '))
        value.remove_prefix(1);
    return takeField(line.substr(0, colon), value);
}

Result<> SseParser::takeField(std::string_view name, std::string_view value)
{
    if (name == "event") {
        m_event = value;
    } else if (name == "data") {
        if (m_data.size() + value.size() + 1 > kMaxBytes)
            return fail(ErrorCode::TooLarge, "a message of the event stream is longer than 1 MiB");
        if (m_hasData)
            m_data += '\n';
        m_data += value;
        m_hasData = true;
    } else if (name == "id") {
        if (value.size() > kMaxIdBytes)
            return fail(ErrorCode::TooLarge, "an id of the event stream is longer than 256 bytes");
        if (value.find('\0') == std::string_view::npos)
            m_idBuffer = value;
    } else if (name == "retry") {
        int milliseconds = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), milliseconds);
        const bool isDigits = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (error == std::errc{} && isDigits && end == value.data() + value.size())
            m_retryMs = std::min(milliseconds, kMaxRetryMs);
    }
    return {}; // the standard: any other field is ignored
}

void SseParser::dispatch(std::vector<SseMessage>& out)
{
    m_lastId = m_idBuffer; // only now: an id whose event was cut off must not count as received
    if (m_hasData)
        out.push_back({m_event.empty() ? std::string("message") : m_event, m_data, m_lastId});
    m_event.clear();
    m_data.clear();
    m_hasData = false;
}

} // namespace fabric::client
