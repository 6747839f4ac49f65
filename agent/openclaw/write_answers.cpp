// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/write_answers.h"

#include "core/base/object_reader.h"

#include <algorithm>
#include <cctype>

namespace fabric::openclaw {
namespace {

using provider::WriteAnswer;
using Verdict = provider::WriteAnswer::Verdict;

constexpr std::string_view kStale = "config changed since last load";
constexpr std::string_view kRateLimit = "rate limit exceeded";
constexpr std::size_t kMaxHashBytes = 256;
constexpr std::size_t kMaxShownIssues = 5;
constexpr std::size_t kSecretBytes = 20; ///< from here on a mixed run of letters and digits may be a key

bool isTokenSign(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || c == '_' || c == '-' || c == '+' || c == '=' || c == ':' || byte >= 0x80;
}

bool maySecret(std::string_view run)
{
    if (run.size() < kSecretBytes)
        return false;
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return std::any_of(run.begin(), run.end(), isDigit);
}

std::string refusalText(const RpcError& error)
{
    std::string text = error.message;
    // The message of a schema error names the first issue; the others follow.
    for (std::size_t i = 1; i < error.issues.size() && i < kMaxShownIssues; ++i)
        text += "; " + (error.issues[i].path.empty() ? std::string("<root>") : error.issues[i].path) + ": "
            + error.issues[i].message;
    return harmlessText(text);
}

WriteAnswer refusalOf(const RpcError& error)
{
    WriteAnswer answer;
    answer.message = refusalText(error);
    if (error.message.starts_with(kRateLimit)) {
        answer.verdict = Verdict::Limited;
        answer.retryAfter = error.retryAfter.value_or(std::chrono::minutes(1));
    } else if (error.code == "INVALID_REQUEST") {
        answer.verdict = error.message.starts_with(kStale) ? Verdict::Stale : Verdict::Refused;
    } else if (error.code == "FORBIDDEN" || error.code == "NOT_PAIRED") {
        answer.verdict = Verdict::Refused;
    }
    return answer;
}

/// `sentinel.payload.stats.requiresRestart`; before 2026.9 a `restart` beside it tells.
Result<bool> restartsIn(const Json& payload)
{
    bool restarts = payload.contains("restart") && payload["restart"].is_object();
    const Json* step = &payload;
    for (const char* name : {"sentinel", "payload", "stats"}) {
        ObjectReader reader(*step, {}, UnknownFields::Ignore);
        step = reader.object(name, true);
        FABRIC_CHECK(reader.finish());
        if (step == nullptr)
            return restarts;
    }
    ObjectReader stats(*step, {}, UnknownFields::Ignore);
    restarts = stats.optionalBoolean("requiresRestart").value_or(restarts);
    FABRIC_CHECK(stats.finish());
    return restarts;
}

Result<WriteAnswer> acceptedOf(const Json& payload)
{
    ObjectReader reader(payload, {}, UnknownFields::Ignore);
    const bool isOk = reader.optionalBoolean("ok").value_or(true);
    const bool isNoop = reader.optionalBoolean("noop").value_or(false);
    WriteAnswer answer;
    answer.hash = reader.optionalString("hash").value_or("");
    const Json* sentinel = reader.object("sentinel", true);
    FABRIC_CHECK(reader.finish());
    if (sentinel != nullptr) {
        ObjectReader inner(*sentinel, {}, UnknownFields::Ignore);
        const bool isPersisted = inner.optionalBoolean("persisted").value_or(true);
        FABRIC_CHECK(inner.finish());
        if (!isPersisted && !isNoop)
            return fail(ErrorCode::InvalidArgument, "it says that nothing was persisted");
    }
    if (!isOk || answer.hash.size() > kMaxHashBytes)
        return fail(ErrorCode::InvalidArgument, "it is no answer to a write");
    FABRIC_TRY(answer.restarts, restartsIn(payload));
    answer.verdict = Verdict::Accepted;
    answer.message = isNoop ? "nothing to change" : "";
    return answer;
}

} // namespace

std::string harmlessText(std::string_view text)
{
    const std::string clean = cleanText(text, 600);
    std::string out;
    for (std::size_t i = 0; i < clean.size();) {
        std::size_t end = i;
        while (end < clean.size() && isTokenSign(clean[end]))
            ++end;
        if (end == i) {
            out += clean[i++];
            continue;
        }
        const std::string_view run = std::string_view(clean).substr(i, end - i);
        out += maySecret(run) ? std::string_view("[masked]") : run;
        i = end;
    }
    return out;
}

WriteAnswer writeAnswerOf(const ResponseFrame& frame)
{
    if (frame.error)
        return refusalOf(*frame.error);
    Result<WriteAnswer> accepted = acceptedOf(*frame.payload);
    if (accepted)
        return *std::move(accepted);
    WriteAnswer unknown;
    unknown.message = "The gateway's answer is not understood: " + accepted.error().message + ".";
    return unknown;
}

Result<WriteAnswer> lostAnswerOf(const Error& error)
{
    if (error.code != ErrorCode::DeadlineExceeded)
        return tl::make_unexpected(error);
    WriteAnswer unknown;
    unknown.message = error.message;
    return unknown;
}

Result<std::vector<std::string>> listedAgents(const Json& payload)
{
    ObjectReader reader(payload, {}, UnknownFields::Ignore);
    const Json* agents = reader.array("agents");
    FABRIC_CHECK(reader.finish());
    std::vector<std::string> ids;
    ids.reserve(agents->size());
    for (std::size_t i = 0; i < agents->size(); ++i) {
        ObjectReader agent((*agents)[i], "/agents/" + std::to_string(i), UnknownFields::Ignore);
        ids.push_back(cleanText(agent.string("id"), 128));
        FABRIC_CHECK(agent.finish());
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace fabric::openclaw
