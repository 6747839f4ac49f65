// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/problem.h"

#include "core/wire/types.h"

#include <nlohmann/json.hpp>

namespace fabric::api {
namespace {

const char* titleOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument: return "The request is not right";
    case ErrorCode::Unauthenticated: return "A valid API key is needed";
    case ErrorCode::PermissionDenied: return "This is not allowed";
    case ErrorCode::NotFound: return "There is no such thing";
    case ErrorCode::Conflict: return "This is in conflict with what is there";
    case ErrorCode::FailedPrecondition: return "What this was based on has changed";
    case ErrorCode::TooLarge: return "This is too large";
    case ErrorCode::ResourceExhausted: return "Too much at once";
    case ErrorCode::DataLoss: return "Stored data is damaged";
    case ErrorCode::Internal: return "The agent failed";
    case ErrorCode::Unimplemented: return "The agent cannot do this";
    case ErrorCode::Unavailable: return "This is not available now";
    case ErrorCode::DeadlineExceeded: return "This took too long";
    }
    return "";
}

} // namespace

HttpResponse problem(const Error& error, const std::string& traceId)
{
    return problem(info(error.code).httpStatus, error, traceId);
}

HttpResponse problem(int status, const Error& error, const std::string& traceId)
{
    // What is no pointer into the request, such as the file of the database, is of no use to whoever asked.
    const std::string pointer = error.where.starts_with('/') ? error.where : std::string();
    const wire::ProblemDetails details{
        status, std::string(info(error.code).name), titleOf(error.code), error.message, pointer, traceId};
    HttpResponse out;
    out.status = status;
    out.fields = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}};
    if (error.code == ErrorCode::Unauthenticated)
        out.fields.emplace_back("WWW-Authenticate", "Bearer");
    if (error.code == ErrorCode::ResourceExhausted || error.code == ErrorCode::Unavailable)
        out.fields.emplace_back("Retry-After", "1");
    out.body = dumpJson(wire::toJson(details));
    return out;
}

ErrorCode codeOf(int status)
{
    switch (status) {
    case 408:
    case 504: return ErrorCode::DeadlineExceeded;
    case 413:
    case 431: return ErrorCode::TooLarge;
    case 501: return ErrorCode::Unimplemented;
    case 503: return ErrorCode::Unavailable;
    default: return ErrorCode::InvalidArgument;
    }
}

} // namespace fabric::api
