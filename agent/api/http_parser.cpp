// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/http_parser.h"

// The only file that sees Beast: 1.7 s to compile, and its types would leak everywhere.
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>

namespace fabric::api {
namespace {

namespace http = boost::beast::http;
using BeastParser = http::request_parser<http::string_body>;

std::string_view view(boost::beast::string_view text)
{
    return {text.data(), text.size()};
}

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

HttpFailure failureFor(const boost::beast::error_code& error)
{
    if (error == http::error::body_limit)
        return {413, "the body is too large"};
    if (error == http::error::header_limit)
        return {431, "the header is too large"};
    return {400, "the request is not valid HTTP: " + error.message()};
}

bool isVisibleAscii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// What Beast accepts and we do not.
std::optional<HttpFailure> checkHeader(const BeastParser& parser)
{
    const auto& message = parser.get();
    const std::string_view target = view(message.target());
    if (!target.starts_with('/') || !isVisibleAscii(target))
        return HttpFailure{400, "the request target must be a path of visible ASCII characters"};
    const bool isVersion11 = message.version() == 11;
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && isVersion11))
        return HttpFailure{400, "a request needs exactly one Host field"};
    const auto codings = message.count(http::field::transfer_encoding);
    if (codings > 0) {
        if (!isVersion11 || message.count(http::field::content_length) > 0)
            return HttpFailure{400, "Transfer-Encoding does not go with HTTP/1.0 or Content-Length"};
        if (codings > 1 || lower(view(message[http::field::transfer_encoding])) != "chunked")
            return HttpFailure{501, "the only transfer coding is chunked"};
    }
    if (message.count(http::field::expect) > 0 && lower(view(message[http::field::expect])) != "100-continue")
        return HttpFailure{417, "the only expectation is 100-continue"};
    return std::nullopt;
}

} // namespace

struct RequestParser::Impl
{
    explicit Impl(const HttpLimits& httpLimits)
        : limits(httpLimits)
    {
        reset();
    }

    void reset()
    {
        parser.emplace();
        // Beast's own limit is per line as lines are consumed one by one; headerBytes counts them all.
        parser->header_limit(static_cast<std::uint32_t>(limits.headerBytes));
        parser->body_limit(limits.bodyBytes);
        parser->eager(true);
        headerBytes = 0;
        isHeaderChecked = false;
        expectsContinue = false;
        failure.reset();
    }

    HttpLimits limits;
    std::optional<BeastParser> parser;
    std::size_t headerBytes = 0;
    bool isHeaderChecked = false;
    bool expectsContinue = false;
    std::optional<HttpFailure> failure;
};

RequestParser::RequestParser(const HttpLimits& limits)
    : m_impl(std::make_unique<Impl>(limits))
{
}

RequestParser::~RequestParser() = default;

RequestParser::Step RequestParser::feed(std::string_view bytes)
{
    Impl& self = *m_impl;
    std::size_t consumed = 0;
    const auto failed = [&](HttpFailure failure) {
        self.failure = std::move(failure);
        return Step{consumed, State::Failed};
    };
    // RFC 9112 section 2.2: empty lines before a request are ignored.
    if (self.headerBytes == 0 && !self.isHeaderChecked) {
        while (bytes.substr(consumed).starts_with("\r\n"))
            consumed += 2;
    }
    while (consumed < bytes.size()) {
        const std::string_view rest = bytes.substr(consumed);
        boost::beast::error_code error;
        // Until the header is checked only its bytes are given, so that no body is read before it is allowed.
        self.parser->eager(self.isHeaderChecked);
        const std::size_t taken = self.parser->put({rest.data(), rest.size()}, error);
        consumed += taken;
        if (error && error != http::error::need_more)
            return failed(failureFor(error));
        if (!self.isHeaderChecked) {
            self.headerBytes += taken;
            const bool isComplete = self.parser->is_header_done();
            if (self.headerBytes + (isComplete ? 0 : rest.size() - taken) > self.limits.headerBytes)
                return failed({431, "the header is too large"});
            if (isComplete) {
                self.isHeaderChecked = true;
                if (auto refused = checkHeader(*self.parser))
                    return failed(std::move(*refused));
                self.expectsContinue
                    = self.parser->get().count(http::field::expect) > 0 && self.parser->get().version() == 11;
            }
        } else if (taken == 0 && rest.size() > self.limits.headerBytes) {
            return failed({400, "a chunk's header is too large"});
        }
        if (self.parser->is_done())
            return {consumed, State::Done};
        if (error == http::error::need_more || taken == 0)
            break;
    }
    return {consumed, State::NeedsMore};
}

bool RequestParser::takeExpectsContinue()
{
    return std::exchange(m_impl->expectsContinue, false);
}

HttpRequest RequestParser::take()
{
    auto message = m_impl->parser->release();
    HttpRequest out;
    out.method = std::string(view(message.method_string()));
    out.target = std::string(view(message.target()));
    out.isKeptAlive = message.keep_alive();
    for (const auto& field : message)
        out.fields.emplace_back(lower(view(field.name_string())), std::string(view(field.value())));
    out.body = std::move(message.body());
    m_impl->reset();
    return out;
}

void RequestParser::reset()
{
    m_impl->reset();
}

const HttpFailure& RequestParser::failure() const
{
    return *m_impl->failure;
}

std::size_t RequestParser::heldBytes() const
{
    return m_impl->parser->get().body().size();
}

struct AnswerParser::Impl
{
    http::response_parser<http::string_body> parser;
    std::string pending; ///< not consumed yet
};

AnswerParser::AnswerParser(std::size_t maxBodyBytes)
    : m_impl(std::make_unique<Impl>())
{
    m_impl->parser.header_limit(static_cast<std::uint32_t>(HttpLimits{}.headerBytes));
    m_impl->parser.body_limit(maxBodyBytes);
}

AnswerParser::~AnswerParser() = default;
AnswerParser::AnswerParser(AnswerParser&&) noexcept = default;

Result<> AnswerParser::feed(std::string_view bytes)
{
    Impl& self = *m_impl;
    self.pending += bytes;
    while (!self.pending.empty() && !self.parser.is_done()) {
        boost::beast::error_code error;
        // Beast 1.74 forgets that the length is over the limit if it may go on into the body at once.
        self.parser.eager(self.parser.is_header_done());
        const std::size_t taken = self.parser.put({self.pending.data(), self.pending.size()}, error);
        self.pending.erase(0, taken);
        if (error == http::error::body_limit)
            return fail(ErrorCode::TooLarge, "the answer is larger than this program accepts");
        if (error && error != http::error::need_more)
            return fail(ErrorCode::Unavailable, "what answers is not an agent: " + error.message());
        if (error || taken == 0)
            break;
    }
    return {};
}

Result<> AnswerParser::close()
{
    boost::beast::error_code error;
    if (m_impl->parser.got_some()) // Beast asserts it
        m_impl->parser.put_eof(error);
    if (error || !isDone())
        return fail(ErrorCode::Unavailable, "the answer broke off");
    return {};
}

bool AnswerParser::isDone() const
{
    return m_impl->parser.is_done();
}

int AnswerParser::status() const
{
    return static_cast<int>(m_impl->parser.get().result_int());
}

const std::string& AnswerParser::body() const
{
    return m_impl->parser.get().body();
}

} // namespace fabric::api
