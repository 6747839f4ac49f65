// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/group.h"

#include "core/base/names.h"
#include "core/base/object_reader.h"

#include <nlohmann/json.hpp>

#include <array>
#include <set>

namespace fabric::rollout {
namespace {

constexpr auto kStateNames = std::to_array<Named<GroupState>>({
    {GroupState::Running, "running"},
    {GroupState::AwaitingConfirmation, "awaiting_confirmation"},
    {GroupState::RollingBack, "rolling_back"},
    {GroupState::Cancelled, "cancelled"},
    {GroupState::Succeeded, "succeeded"},
    {GroupState::RolledBack, "rolled_back"},
    {GroupState::FailedOperatorNeeded, "failed_operator_needed"},
});

Json jsonOf(const GroupRequest& request)
{
    return {{"actor", request.actor},
            {"role", toText(request.role)},
            {"reason", request.reason},
            {"soakMillis", request.soak.count()},
            {"waveSoakMillis", request.waveSoak.count()},
            {"confirmMillis", request.confirmWithin ? Json(request.confirmWithin->count()) : Json()}};
}

Json jsonOf(const GroupMember& member)
{
    return {{"runtime", member.runtime.value()},
            {"plan", member.plan.text()},
            {"rollout", member.rollout.value()},
            {"typedDigits", member.typedDigits},
            {"wave", member.wave}};
}

Result<GroupRequest> requestFrom(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    GroupRequest request;
    request.actor = reader.string("actor");
    const std::string role = reader.string("role");
    request.reason = reader.string("reason");
    request.soak = std::chrono::milliseconds(reader.integer("soakMillis", 0));
    request.waveSoak = std::chrono::milliseconds(reader.integer("waveSoakMillis", 0));
    if (const auto millis = reader.optionalInteger("confirmMillis", 0))
        request.confirmWithin = std::chrono::milliseconds(*millis);
    if (const auto known = store::roleFrom(role))
        request.role = *known;
    else
        reader.note(ErrorCode::InvalidArgument, "no such role: " + role, reader.at("role"));
    FABRIC_CHECK(reader.finish());
    return request;
}

Result<GroupMember> memberFrom(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    GroupMember member;
    const std::string runtime = reader.string("runtime");
    const std::string plan = reader.string("plan");
    member.rollout = RolloutId(reader.string("rollout"));
    member.typedDigits = reader.string("typedDigits");
    member.wave = static_cast<int>(reader.integer("wave", 0, kMaxMembers));
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(member.runtime, parseRuntimeId(runtime, reader.at("runtime")));
    FABRIC_TRY(member.plan, Digest::parse(plan, reader.at("plan")));
    return member;
}

Result<std::vector<GroupMember>> membersFrom(const Json& array, const std::string& path)
{
    if (array.size() < kMinMembers || array.size() > kMaxMembers)
        return fail(ErrorCode::DataLoss, "a stored group has " + std::to_string(array.size()) + " members", path);
    std::vector<GroupMember> members;
    members.reserve(array.size());
    std::set<RuntimeId> runtimes;
    std::set<RolloutId> rollouts;
    int wave = 0;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const std::string where = path + "/" + std::to_string(i);
        FABRIC_TRY(GroupMember member, memberFrom(array[i], where));
        if (!runtimes.insert(member.runtime).second || !rollouts.insert(member.rollout).second)
            return fail(ErrorCode::DataLoss, "a stored group names one runtime or rollout twice", where);
        if (member.wave != wave && (i == 0 || member.wave != wave + 1))
            return fail(ErrorCode::DataLoss, "the waves of a stored group are not in order", where);
        wave = member.wave;
        members.push_back(std::move(member));
    }
    return members;
}

} // namespace

std::string_view toText(GroupState state)
{
    return nameOf(kStateNames, state);
}

std::optional<GroupState> groupStateFrom(std::string_view text)
{
    return valueOf(kStateNames, text);
}

Json toJson(const Group& group)
{
    Json members = Json::array();
    for (const GroupMember& member : group.members)
        members.push_back(jsonOf(member));
    return {{"format", Group::kFormat},
            {"id", group.id.value()},
            {"request", jsonOf(group.request)},
            {"members", std::move(members)},
            {"state", toText(group.state)},
            {"createdAt", group.createdAt.count},
            {"enteredAt", group.enteredAt.count},
            {"deadline", group.deadline.count},
            {"begun", group.begun},
            {"confirmDeadline", group.confirmDeadline ? Json(group.confirmDeadline->count) : Json()},
            {"confirmedBy", group.confirmedBy},
            {"haltedBy", group.haltedBy},
            {"reason", group.reason},
            {"outcome", group.outcome},
            {"operatorAction", group.operatorAction}};
}

Result<Group> parseGroup(const Json& value, const std::string& path)
{
    if (value.is_object() && value.contains("format") && value["format"].is_number_integer()
        && value["format"].get<std::int64_t>() > Group::kFormat)
        return fail(ErrorCode::FailedPrecondition,
                    "a group of rollouts was written by a newer Fabric (format " + dumpJson(value["format"])
                        + ", this one knows " + std::to_string(Group::kFormat)
                        + "): install that version, or let it finish the group first",
                    path + "/format");
    static const Json kNoObject = Json::object();
    static const Json kNoArray = Json::array();
    ObjectReader reader(value, path);
    Group group;
    static_cast<void>(reader.integer("format", 1, Group::kFormat)); // its range is all that is wanted
    group.id = GroupId(reader.string("id"));
    const Json* request = reader.object("request");
    const Json* members = reader.array("members");
    const std::string state = reader.string("state");
    group.createdAt = {reader.integer("createdAt")};
    group.enteredAt = {reader.integer("enteredAt")};
    group.deadline = {reader.integer("deadline")};
    group.begun = static_cast<int>(reader.integer("begun", 0, kMaxMembers));
    if (const auto at = reader.optionalInteger("confirmDeadline"))
        group.confirmDeadline = UnixMillis{*at};
    group.confirmedBy = reader.string("confirmedBy");
    group.haltedBy = reader.string("haltedBy");
    group.reason = reader.string("reason");
    group.outcome = reader.string("outcome");
    group.operatorAction = reader.string("operatorAction");
    if (const auto known = groupStateFrom(state))
        group.state = *known;
    else
        reader.note(ErrorCode::InvalidArgument, "no such state: " + state, reader.at("state"));
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(group.request, requestFrom(request != nullptr ? *request : kNoObject, reader.at("request")));
    FABRIC_TRY(group.members, membersFrom(members != nullptr ? *members : kNoArray, reader.at("members")));
    if (group.begun > wavesOf(group))
        return fail(ErrorCode::DataLoss, "a stored group began more waves than it has", reader.at("begun"));
    return group;
}

store::RolloutGroupRecord rowOf(const Group& group, std::int64_t version, UnixMillis changedAt)
{
    return {.id = group.id.value(),
            .version = version,
            .state = std::string(toText(group.state)),
            .isFinished = isTerminal(group.state),
            .createdAt = group.createdAt,
            .changedAt = changedAt,
            .body = toJson(group)};
}

} // namespace fabric::rollout
