// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/http_parser.h"
#include "agent/api/origin_check.h"
#include "agent/api/route.h"

#include <cstdint>
#include <cstdlib>

// Bytes of a client, through parser, Host check, routing and parameters, and the same bytes as the answer to a client of ours.
// The first byte chooses the size of the pieces.

using namespace fabric::api;

namespace {

void look(const HttpRequest& request)
{
    static_cast<void>(checkOrigin(request, "agent.example").has_value());
    for (const Route& route : apiRoutes()) {
        if (matchPath(route.path, request.target.substr(0, request.target.find('?'))))
            static_cast<void>(readParameters(route, request.target).has_value());
    }
}

void readAsAnswer(std::string_view rest, std::size_t piece)
{
    AnswerParser parser(std::size_t{1} << 16);
    while (!rest.empty() && !parser.isDone()) {
        if (!parser.feed(rest.substr(0, piece)))
            return;
        rest.remove_prefix(std::min(piece, rest.size()));
    }
    if (parser.close() && parser.body().size() > std::size_t{1} << 16)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const std::size_t piece = std::size_t{data[0]} + 1;
    std::string_view rest(reinterpret_cast<const char*>(data + 1), size - 1);
    readAsAnswer(rest, piece);
    RequestParser parser({});
    std::string input;
    while (!rest.empty()) {
        input += rest.substr(0, piece);
        rest.remove_prefix(std::min(piece, rest.size()));
        while (true) {
            const RequestParser::Step step = parser.feed(input);
            if (step.consumed > input.size())
                std::abort();
            input.erase(0, step.consumed);
            static_cast<void>(parser.takeExpectsContinue());
            if (step.state == RequestParser::State::Failed)
                return 0;
            if (step.state == RequestParser::State::NeedsMore)
                break;
            look(parser.take());
        }
    }
    return 0;
}
