// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <array>
#include <string>
#include <string_view>

// The forward declaration makes every ignored Result a compiler warning; libexpected 1.0.0 itself is not nodiscard.
namespace tl {
template <class T, class E>
class [[nodiscard]] expected;
}
#include <tl/expected.hpp>

namespace fabric {

/// The closed list of things that can go wrong. Names are API (CONTRACTS, "Error codes").
enum class ErrorCode {
    InvalidArgument,
    Unauthenticated,
    PermissionDenied,
    NotFound,
    Conflict,
    FailedPrecondition,
    TooLarge,
    ResourceExhausted,
    DataLoss,
    Internal,
    Unimplemented,
    Unavailable,
    DeadlineExceeded,
};

/// How one code shows itself outside: the stable name, the HTTP status and the exit status of the command line.
struct ErrorCodeInfo
{
    ErrorCode code;
    std::string_view name;
    int httpStatus;
    int exitStatus;
};

/// One row per ErrorCode, in the order of the enum. Exit: 1 internal, 2 usage, 3 refused or stale, 4 not reachable.
inline constexpr std::array<ErrorCodeInfo, 13> kErrorCodes{{
    {ErrorCode::InvalidArgument, "InvalidArgument", 400, 2},
    {ErrorCode::Unauthenticated, "Unauthenticated", 401, 3},
    {ErrorCode::PermissionDenied, "PermissionDenied", 403, 3},
    {ErrorCode::NotFound, "NotFound", 404, 3},
    {ErrorCode::Conflict, "Conflict", 409, 3},
    {ErrorCode::FailedPrecondition, "FailedPrecondition", 412, 3},
    {ErrorCode::TooLarge, "TooLarge", 413, 3},
    {ErrorCode::ResourceExhausted, "ResourceExhausted", 429, 3},
    {ErrorCode::DataLoss, "DataLoss", 500, 1},
    {ErrorCode::Internal, "Internal", 500, 1},
    {ErrorCode::Unimplemented, "Unimplemented", 501, 1},
    {ErrorCode::Unavailable, "Unavailable", 503, 4},
    {ErrorCode::DeadlineExceeded, "DeadlineExceeded", 504, 4},
}};

[[nodiscard]] constexpr const ErrorCodeInfo& info(ErrorCode code)
{
    return kErrorCodes[static_cast<std::size_t>(code)];
}

struct Error
{
    ErrorCode code = ErrorCode::Internal;
    std::string message; ///< one English sentence for logs and API bodies, never a secret
    std::string where; ///< JSON pointer, config key, migration file: what to look at; may be empty

    bool operator==(const Error&) const = default;
};

template <class T = void>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, std::string message, std::string where = {})
{
    return tl::make_unexpected(Error{code, std::move(message), std::move(where)});
}

} // namespace fabric

#define FABRIC_CAT_(a, b) a##b
#define FABRIC_CAT(a, b) FABRIC_CAT_(a, b)
#define FABRIC_TRY_(tmp, decl, expr)                        \
    auto tmp = (expr);                                      \
    if (!tmp)                                               \
        return tl::make_unexpected(std::move(tmp).error()); \
    decl = *std::move(tmp)
/// Two statements: `FABRIC_TRY(const auto x, f());` declares x from the value of f() or returns its error.
#define FABRIC_TRY(decl, expr) FABRIC_TRY_(FABRIC_CAT(fabricTry_, __COUNTER__), decl, expr)
/// Returns the error of a Result whose value is not wanted.
#define FABRIC_CHECK(expr)                                               \
    do {                                                                 \
        if (auto fabricCheck_ = (expr); !fabricCheck_)                   \
            return tl::make_unexpected(std::move(fabricCheck_).error()); \
    } while (false)
