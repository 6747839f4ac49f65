// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/store/checks.h"

#include "core/base/encoding.h"

namespace fabric::store {
namespace {

Result<> checkText(std::string_view text, const char* field)
{
    if (text.size() > kMaxTextBytes)
        return fail(ErrorCode::TooLarge, "a text is longer than 64 KiB", field);
    if (!isCleanUtf8(text))
        return fail(ErrorCode::InvalidArgument, "a text is not UTF-8 without NUL", field);
    return {};
}

Result<> checkName(std::string_view text, const char* field)
{
    if (text.empty())
        return fail(ErrorCode::InvalidArgument, "a name is empty", field);
    return checkText(text, field);
}

Result<> checkBody(const Json& body, const char* field, std::size_t maxBytes = kMaxBodyBytes)
{
    if (!body.is_object())
        return fail(ErrorCode::InvalidArgument, "a body is not a JSON object", field);
    FABRIC_TRY(const std::string text, canonicalJson(body));
    if (text.size() > maxBytes)
        return fail(ErrorCode::TooLarge, "a body is larger than " + std::to_string(maxBytes / 1024) + " KiB", field);
    return {};
}

Result<> checkStatus(const provider::RuntimeStatus& status)
{
    FABRIC_CHECK(checkText(status.detail, "status.detail"));
    FABRIC_CHECK(checkText(status.configPath, "status.configPath"));
    FABRIC_CHECK(checkText(status.configRealPath, "status.configRealPath"));
    FABRIC_CHECK(checkText(status.endpoint, "status.endpoint"));
    FABRIC_CHECK(checkText(status.pairedDeviceId, "status.pairedDeviceId"));
    for (const std::string& scope : status.grantedScopes)
        FABRIC_CHECK(checkText(scope, "status.grantedScopes"));
    const provider::Identity& identity = status.identity;
    FABRIC_CHECK(checkText(identity.deviceId, "status.identity.deviceId"));
    FABRIC_CHECK(checkText(identity.version, "status.identity.version"));
    FABRIC_CHECK(checkText(identity.bootId, "status.identity.bootId"));
    for (const std::string& capability : identity.capabilities)
        FABRIC_CHECK(checkText(capability, "status.identity.capabilities"));
    for (const provider::Problem& problem : status.problems) {
        FABRIC_CHECK(checkText(problem.code, "status.problems.code"));
        FABRIC_CHECK(checkText(problem.message, "status.problems.message"));
        FABRIC_CHECK(checkText(problem.action, "status.problems.action"));
        FABRIC_CHECK(checkText(problem.where, "status.problems.where"));
    }
    return {};
}

} // namespace

Result<> check(const RuntimeRecord& record)
{
    FABRIC_CHECK(checkName(record.id.value(), "id"));
    FABRIC_CHECK(checkName(record.provider, "provider"));
    FABRIC_CHECK(checkText(record.environment, "environment"));
    if (record.settings && record.settings->id != record.id)
        return fail(ErrorCode::InvalidArgument, "the settings are those of another runtime", "settings");
    if (record.settings)
        FABRIC_CHECK(provider::check(*record.settings, "settings"));
    return checkStatus(record.status);
}

Result<> check(const RevisionRecord& record)
{
    FABRIC_CHECK(checkName(record.runtime.value(), "runtime"));
    FABRIC_CHECK(checkText(record.author, "author"));
    FABRIC_CHECK(checkText(record.reason, "reason"));
    return checkText(record.providerVersion, "providerVersion");
}

Result<> check(const ApiKeyRecord& record)
{
    if (record.prefix.size() != 8 || !fromHex(record.prefix))
        return fail(ErrorCode::InvalidArgument, "the prefix of an API key is not 8 hex digits", "prefix");
    return checkText(record.name, "name");
}

Result<> check(const audit::Draft& draft)
{
    FABRIC_CHECK(checkName(draft.actor, "actor"));
    FABRIC_CHECK(checkName(draft.action, "action"));
    FABRIC_CHECK(checkName(draft.subject, "subject"));
    return checkBody(draft.details, "details");
}

Result<> check(const events::Draft& draft)
{
    FABRIC_CHECK(checkName(draft.type, "type"));
    FABRIC_CHECK(checkName(draft.subject, "subject"));
    return checkBody(draft.data, "data");
}

Result<> check(const PlanRecord& record)
{
    if (record.id.isNull())
        return fail(ErrorCode::InvalidArgument, "a plan has no id", "id");
    FABRIC_CHECK(checkName(record.runtime.value(), "runtime"));
    FABRIC_CHECK(checkName(record.author, "author"));
    FABRIC_CHECK(checkText(record.reason, "reason"));
    FABRIC_CHECK(checkBody(record.summary, "summary"));
    return checkBody(record.body, "body", kMaxDocumentBytes);
}

Result<> check(const RolloutRecord& record)
{
    FABRIC_CHECK(checkName(record.id.value(), "id"));
    FABRIC_CHECK(checkName(record.runtime.value(), "runtime"));
    FABRIC_CHECK(checkText(record.group, "group"));
    FABRIC_CHECK(checkName(record.state, "state"));
    return checkBody(record.body, "body", kMaxDocumentBytes);
}

Result<> check(const EvidenceRecord& record)
{
    FABRIC_CHECK(checkName(record.actor, "actor"));
    FABRIC_CHECK(checkName(record.step, "step"));
    FABRIC_CHECK(checkName(record.state, "state"));
    return checkBody(record.body, "body");
}

Result<> check(const RolloutGroupRecord& record)
{
    FABRIC_CHECK(checkName(record.id, "id"));
    FABRIC_CHECK(checkName(record.state, "state"));
    return checkBody(record.body, "body");
}

Result<> check(const GroupEvidenceRecord& record)
{
    FABRIC_CHECK(checkName(record.actor, "actor"));
    FABRIC_CHECK(checkName(record.step, "step"));
    FABRIC_CHECK(checkName(record.state, "state"));
    return checkBody(record.body, "body");
}

Result<> check(const IdempotencyRecord& record)
{
    FABRIC_CHECK(checkName(record.principal, "principal"));
    FABRIC_CHECK(checkName(record.route, "route"));
    FABRIC_CHECK(checkName(record.key, "key"));
    if (record.answer.size() > kMaxBodyBytes)
        return fail(ErrorCode::TooLarge, "an answer is larger than 256 KiB", "answer");
    return {};
}

Result<> check(const RolloutQuery& query)
{
    return checkLimit(query.limit, 500);
}

Result<> check(const RolloutGroupQuery& query)
{
    return checkLimit(query.limit, 500);
}

Result<> checkLimit(int limit, int max)
{
    if (limit < 1 || limit > max)
        return fail(ErrorCode::InvalidArgument, "the limit is not between 1 and " + std::to_string(max), "limit");
    return {};
}

Result<> check(const RevisionQuery& query)
{
    return checkLimit(query.limit, 500);
}

Result<> check(const EventQuery& query)
{
    return checkLimit(query.limit, 1000);
}

} // namespace fabric::store
