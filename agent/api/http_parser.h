// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/http_types.h"
#include "core/base/result.h"

#include <memory>
#include <string>

namespace fabric::api {

/// Reads one request after another from pieces of bytes (HTTP/1.0 and 1.1). Does no input or output; the parsing itself
/// is Boost.Beast's, which stays inside the .cpp.
///
/// Stricter than Beast where Beast 1.74 is lenient: the header limit covers the whole header however it arrives; an
/// unknown transfer coding is 501 instead of "no body" (the body would be read as the next request); Host must be there
/// exactly once (HTTP/1.1); the target is visible ASCII and starts with '/'.
class RequestParser
{
public:
    explicit RequestParser(const HttpLimits& limits);
    ~RequestParser();

    enum class State { NeedsMore, Done, Failed };
    struct Step
    {
        std::size_t consumed = 0; ///< drop so many bytes; the rest comes again in front of the next ones
        State state = State::NeedsMore;
    };
    /// @p bytes: what was not consumed before, and more. Not to be called after Done (take() first) or Failed.
    [[nodiscard]] Step feed(std::string_view bytes);

    /// True once per request: the header is complete, the client waits for `100 Continue` before it sends the body.
    [[nodiscard]] bool takeExpectsContinue();
    /// After Done; makes room for the next request.
    [[nodiscard]] HttpRequest take();
    /// Forgets everything, as after construction.
    void reset();
    /// After Failed.
    [[nodiscard]] const HttpFailure& failure() const;
    /// The body's bytes that are held now.
    [[nodiscard]] std::size_t heldBytes() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Reads the one answer that a client of an agent waits for, from pieces of bytes; what follows it is ignored. For the
/// command line, which reaches agents through whatever proxy stands before them.
class AnswerParser
{
public:
    explicit AnswerParser(std::size_t maxBodyBytes);
    ~AnswerParser();
    AnswerParser(AnswerParser&&) noexcept;
    AnswerParser& operator=(AnswerParser&&) = delete;

    /// @return Unavailable for what is not HTTP, TooLarge for a body beyond the bound; then it is not to be fed again.
    [[nodiscard]] Result<> feed(std::string_view bytes);
    /// No more bytes come. @return Unavailable if the answer is not whole.
    [[nodiscard]] Result<> close();
    [[nodiscard]] bool isDone() const;
    /// After isDone().
    [[nodiscard]] int status() const;
    [[nodiscard]] const std::string& body() const;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fabric::api
