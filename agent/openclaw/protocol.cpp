// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/protocol.h"

#include "core/base/object_reader.h"

#include <algorithm>

namespace fabric::openclaw {
namespace {

constexpr std::size_t kMaxIdBytes = 128;
constexpr std::size_t kMaxListedNames = 10'000; ///< methods, scopes; 2026.9.6 announces 466 methods

Result<std::string> shortText(std::string text, const std::string& where, std::size_t maxBytes)
{
    if (text.size() > maxBytes)
        return fail(ErrorCode::TooLarge, where + " is longer than " + std::to_string(maxBytes) + " bytes", where);
    return text;
}

Result<std::vector<std::string>> names(const Json& list, const std::string& where)
{
    if (list.size() > kMaxListedNames)
        return fail(ErrorCode::TooLarge, where + " lists too many names", where);
    std::vector<std::string> out;
    out.reserve(list.size());
    for (const Json& item : list) {
        if (!item.is_string() || item.get_ref<const std::string&>().size() > kMaxIdBytes)
            return fail(ErrorCode::InvalidArgument, where + " must list short names", where);
        out.push_back(item.get<std::string>());
    }
    std::sort(out.begin(), out.end());
    return out;
}

std::string identifier(const std::string& text)
{
    std::string out = text.substr(0, kMaxIdBytes);
    const auto isForeign = [](char c) {
        return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-');
    };
    out.erase(std::remove_if(out.begin(), out.end(), isForeign), out.end());
    return out;
}

/// @p issues may be null. Only the first kMaxIssues are kept.
Result<std::vector<ConfigIssue>> parseIssues(const Json* issues, const std::string& path)
{
    std::vector<ConfigIssue> out;
    for (std::size_t i = 0; issues != nullptr && i < issues->size() && i < kMaxIssues; ++i) {
        ObjectReader issue((*issues)[i], path + "/" + std::to_string(i), UnknownFields::Ignore);
        out.push_back({cleanText(issue.optionalString("path").value_or("")),
                       cleanText(issue.optionalString("message").value_or(""))});
        FABRIC_CHECK(issue.finish());
    }
    return out;
}

Result<RpcError> parseError(const Json& value)
{
    ObjectReader reader(value, "/error", UnknownFields::Ignore);
    RpcError error;
    error.code = cleanText(reader.string("code"), 64);
    error.message = cleanText(reader.optionalString("message").value_or(""));
    error.isRetryable = reader.optionalBoolean("retryable").value_or(false);
    if (const auto after = reader.optionalInteger("retryAfterMs", 0))
        error.retryAfter = std::min(std::chrono::milliseconds(*after), kMaxRetryAfter);
    // Other methods put lists or text into details; only an object is of use here.
    if (const Json* details = reader.value("details", true); details != nullptr && details->is_object()) {
        ObjectReader inner(*details, "/error/details", UnknownFields::Ignore);
        error.detailCode = cleanText(inner.optionalString("code").value_or(""), 64);
        error.reason = cleanText(inner.optionalString("reason").value_or(""), 100);
        error.requestId = identifier(inner.optionalString("requestId").value_or(""));
        if (const auto expected = inner.optionalInteger("expectedProtocol", 0, 1'000'000))
            error.expectedProtocol = static_cast<int>(*expected);
        FABRIC_CHECK(inner.finish());
        if (const auto issues = details->find("issues"); issues != details->end() && issues->is_array()) {
            FABRIC_TRY(error.issues, parseIssues(&*issues, "/error/details/issues"));
        }
    }
    FABRIC_CHECK(reader.finish());
    return error;
}

Result<Frame> parseResponse(Json& document)
{
    ObjectReader reader(document, {}, UnknownFields::Ignore);
    ResponseFrame frame;
    FABRIC_TRY(frame.id, shortText(reader.string("id"), "/id", kMaxIdBytes));
    const bool isOk = reader.boolean("ok");
    const Json* error = isOk ? nullptr : reader.object("error");
    FABRIC_CHECK(reader.finish());
    if (error != nullptr) {
        FABRIC_TRY(frame.error, parseError(*error));
    } else if (const auto payload = document.find("payload"); payload != document.end()) {
        frame.payload = std::make_shared<const Json>(std::move(*payload));
    }
    return Frame(std::move(frame));
}

Result<Frame> parseEvent(Json& document)
{
    ObjectReader reader(document, {}, UnknownFields::Ignore);
    EventFrame frame;
    FABRIC_TRY(frame.name, shortText(reader.string("event"), "/event", kMaxIdBytes));
    FABRIC_CHECK(reader.finish());
    if (const auto payload = document.find("payload"); payload != document.end() && payload->is_object())
        frame.payload = std::move(*payload);
    return Frame(std::move(frame));
}

} // namespace

std::string cleanText(std::string_view text, std::size_t maxBytes)
{
    std::string out;
    for (const char c : text.substr(0, maxBytes + 4))
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    if (out.size() > maxBytes) {
        std::size_t end = maxBytes;
        while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U)
            --end;
        out.resize(end);
    }
    return out;
}

Result<Frame> parseFrame(std::string_view text)
{
    FABRIC_TRY(Json document, parseJson(text, kFrameLimits));
    ObjectReader reader(document, {}, UnknownFields::Ignore);
    const std::string type = reader.string("type");
    FABRIC_CHECK(reader.finish());
    if (type == "res")
        return parseResponse(document);
    if (type == "event")
        return parseEvent(document);
    return Frame(OtherFrame{});
}

Result<Challenge> parseChallenge(const Json& payload)
{
    ObjectReader reader(payload, "/payload", UnknownFields::Ignore);
    Challenge challenge;
    FABRIC_TRY(challenge.nonce, shortText(reader.string("nonce"), "/payload/nonce", kMaxIdBytes));
    challenge.sentAt = reader.integer("ts", 0);
    FABRIC_CHECK(reader.finish());
    // It becomes part of the signed text, whose separator is '|'.
    if (challenge.nonce.empty() || challenge.nonce.find('|') != std::string::npos)
        return fail(ErrorCode::InvalidArgument, "the challenge has no usable nonce", "/payload/nonce");
    return challenge;
}

Result<Hello> parseHello(const Json& payload)
{
    ObjectReader reader(payload, "/payload", UnknownFields::Ignore);
    Hello hello;
    if (reader.string("type") != "hello-ok")
        reader.note(ErrorCode::InvalidArgument, "the answer to connect is no hello-ok", "/payload/type");
    hello.protocol = static_cast<int>(reader.integer("protocol", kMinProtocol, kMaxProtocol));
    const Json* server = reader.object("server");
    const Json* features = reader.object("features");
    const Json* auth = reader.object("auth", true);
    const Json* policy = reader.object("policy", true);
    const Json* snapshot = reader.object("snapshot", true);
    FABRIC_CHECK(reader.finish());

    ObjectReader serverReader(*server, "/payload/server", UnknownFields::Ignore);
    FABRIC_TRY(hello.version, shortText(serverReader.string("version"), "/payload/server/version", kMaxIdBytes));
    FABRIC_TRY(hello.bootId,
               shortText(serverReader.optionalString("bootId").value_or(""), "/payload/server/bootId", kMaxIdBytes));
    FABRIC_CHECK(serverReader.finish());

    ObjectReader featuresReader(*features, "/payload/features", UnknownFields::Ignore);
    const Json* methods = featuresReader.array("methods");
    FABRIC_CHECK(featuresReader.finish());
    FABRIC_TRY(hello.methods, names(*methods, "/payload/features/methods"));

    if (auth != nullptr) {
        ObjectReader authReader(*auth, "/payload/auth", UnknownFields::Ignore);
        const Json* scopes = authReader.array("scopes", true);
        FABRIC_CHECK(authReader.finish());
        if (scopes != nullptr) {
            FABRIC_TRY(hello.scopes, names(*scopes, "/payload/auth/scopes"));
        }
    }
    if (policy != nullptr) {
        ObjectReader policyReader(*policy, "/payload/policy", UnknownFields::Ignore);
        if (const auto tick = policyReader.optionalInteger("tickIntervalMs", 1, 3'600'000))
            hello.tickInterval = std::chrono::milliseconds(*tick);
        FABRIC_CHECK(policyReader.finish());
    }
    if (snapshot != nullptr) {
        ObjectReader snapshotReader(*snapshot, "/payload/snapshot", UnknownFields::Ignore);
        hello.configPath = cleanText(snapshotReader.optionalString("configPath").value_or(""), 4096);
        FABRIC_CHECK(snapshotReader.finish());
    }
    return hello;
}

Result<ConfigAnswer> parseConfigAnswer(const Json& payload)
{
    ObjectReader reader(payload, "/payload", UnknownFields::Ignore);
    ConfigAnswer state;
    state.path = cleanText(reader.string("path"), 4096);
    state.exists = reader.boolean("exists");
    state.isValid = reader.boolean("valid");
    FABRIC_TRY(state.hash, shortText(reader.optionalString("hash").value_or(""), "/payload/hash", 256));
    state.revisionHash = reader.optionalString("configRevisionHash");
    state.appliedHash = reader.optionalString("appliedConfigHash");
    const Json* issues = reader.array("issues", true);
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(state.issues, parseIssues(issues, "/payload/issues"));
    return state;
}

std::string connectFrame(const ConnectRequest& request, const Challenge& challenge, const DeviceIdentity& device)
{
    ConnectClaim claim;
    claim.clientId = "cli";
    claim.clientMode = "cli";
    claim.role = "operator";
    claim.scopes = request.scopes;
    claim.signedAt = challenge.sentAt;
    claim.token = request.token;
    claim.nonce = challenge.nonce;
    claim.platform = "linux"; // constant: a changed platform asks for a new pairing
    Json params{
        {"minProtocol", kMinProtocol},
        {"maxProtocol", kMaxProtocol},
        {"client",
         {{"id", claim.clientId},
          {"version", request.clientVersion},
          {"platform", claim.platform},
          {"mode", claim.clientMode}}},
        {"role", claim.role},
        {"scopes", claim.scopes},
        {"device",
         {{"id", device.id()},
          {"publicKey", device.publicKey()},
          {"signature", device.sign(claim)},
          {"signedAt", claim.signedAt},
          {"nonce", claim.nonce}}},
    };
    if (!request.token.empty())
        params["auth"] = {{"token", request.token}};
    return dumpJson({{"type", "req"}, {"id", request.id}, {"method", "connect"}, {"params", std::move(params)}});
}

Result<std::string> requestFrame(std::string_view id, ReadKind kind)
{
    if (static_cast<std::size_t>(kind) >= kReadMethods.size())
        return fail(ErrorCode::PermissionDenied, "the request is not on the list of read methods");
    const ReadMethod& method = methodOf(kind);
    return dumpJson({{"type", "req"},
                     {"id", std::string(id)},
                     {"method", std::string(method.name)},
                     {"params", Json::parse(method.params)}});
}

} // namespace fabric::openclaw
