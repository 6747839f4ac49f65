// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/status_json.h"

#include "core/base/object_reader.h"

#include <nlohmann/json.hpp>

namespace fabric::storage {
namespace {

using provider::Identity;
using provider::Problem;
using provider::RuntimeStatus;

std::vector<std::string> readTexts(ObjectReader& reader, const char* key)
{
    std::vector<std::string> texts;
    const Json* array = reader.array(key);
    if (array == nullptr)
        return texts;
    for (const Json& item : *array) {
        if (!item.is_string())
            reader.note(ErrorCode::InvalidArgument, "an item is not a text", reader.at(key));
        else
            texts.push_back(item.get_ref<const std::string&>());
    }
    return texts;
}

Result<Identity> readIdentity(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path, UnknownFields::Ignore);
    Identity identity;
    identity.deviceId = reader.string("deviceId");
    identity.version = reader.string("version");
    identity.bootId = reader.string("bootId");
    if (const auto protocol = reader.optionalInteger("protocol", 0, 1'000'000))
        identity.protocol = static_cast<int>(*protocol);
    identity.capabilities = readTexts(reader, "capabilities");
    FABRIC_CHECK(reader.finish());
    return identity;
}

Result<Problem> readProblem(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path, UnknownFields::Ignore);
    Problem problem{reader.string("code"), reader.string("message"), reader.string("action"), reader.string("where")};
    FABRIC_CHECK(reader.finish());
    return problem;
}

template <class T>
T named(ObjectReader& reader, const char* key, std::optional<T> (*from)(std::string_view))
{
    const auto value = from(reader.string(key));
    if (!value)
        reader.note(ErrorCode::InvalidArgument, "the name is unknown", reader.at(key));
    return value.value_or(T{});
}

Result<RuntimeStatus> readStatus(const Json& value)
{
    ObjectReader reader(value, "", UnknownFields::Ignore);
    RuntimeStatus status;
    status.mode = named(reader, "mode", &provider::accessModeFrom);
    status.health = named(reader, "health", &provider::healthStateFrom);
    status.since = {reader.integer("since")};
    status.detail = reader.string("detail");
    status.configPath = reader.string("configPath");
    status.configRealPath = reader.optionalString("configRealPath").value_or(""); // not in older rows
    status.endpoint = reader.string("endpoint");
    status.pairedDeviceId = reader.string("pairedDeviceId");
    status.grantedScopes = readTexts(reader, "grantedScopes");
    const Json* identity = reader.object("identity");
    const Json* problems = reader.array("problems");
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(status.identity, readIdentity(*identity, "/identity"));
    for (const Json& problem : *problems) {
        FABRIC_TRY(Problem read, readProblem(problem, "/problems"));
        status.problems.push_back(std::move(read));
    }
    return status;
}

} // namespace

std::string statusToText(const RuntimeStatus& status)
{
    Json problems = Json::array();
    for (const Problem& problem : status.problems) {
        problems.push_back({{"code", problem.code},
                            {"message", problem.message},
                            {"action", problem.action},
                            {"where", problem.where}});
    }
    const Identity& identity = status.identity;
    return dumpJson({{"mode", toText(status.mode)},
                     {"health", toText(status.health)},
                     {"since", status.since.count},
                     {"detail", status.detail},
                     {"configPath", status.configPath},
                     {"configRealPath", status.configRealPath},
                     {"endpoint", status.endpoint},
                     {"pairedDeviceId", status.pairedDeviceId},
                     {"grantedScopes", status.grantedScopes},
                     {"identity",
                      {{"deviceId", identity.deviceId},
                       {"version", identity.version},
                       {"bootId", identity.bootId},
                       {"protocol", identity.protocol ? Json(*identity.protocol) : Json()},
                       {"capabilities", identity.capabilities}}},
                     {"problems", std::move(problems)}});
}

Result<RuntimeStatus> statusFromText(const std::string& text)
{
    // The bound is that of what check() lets in, with room: lists of texts of at most 64 KiB each.
    const auto value = parseJson(text, {.maxBytes = std::size_t{64} << 20});
    if (!value)
        return fail(ErrorCode::DataLoss, "a stored status is damaged", value.error().where);
    auto status = readStatus(*value);
    if (!status)
        return fail(ErrorCode::DataLoss, "a stored status is damaged: " + status.error().message, status.error().where);
    return status;
}

} // namespace fabric::storage
