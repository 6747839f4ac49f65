// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/group_types.h"

#include "core/wire/wire_reader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace fabric::wire {
namespace {

constexpr std::size_t kMaxReasonBytes = 2000;
constexpr std::size_t kMinPlans = 2;
constexpr std::size_t kMaxPlans = 100;
constexpr std::size_t kMaxDigitsBytes = kMaxPlans * (2 * Digest::kSize + 1);
constexpr int kMaxSeconds = 86'400;
constexpr int kMinConfirmSeconds = 10;

template <class T>
Json orNull(const std::optional<T>& value)
{
    return value ? Json(*value) : Json();
}

template <class T>
Json listOf(const std::vector<T>& values)
{
    Json out = Json::array();
    for (const T& value : values)
        out.push_back(toJson(value));
    return out;
}

std::string boundedText(WireReader& in, const char* key, std::size_t maxBytes)
{
    std::string text = in.optionalString(key).value_or(std::string());
    if (text.size() > maxBytes)
        in.note(ErrorCode::TooLarge, in.at(key) + " is longer than " + std::to_string(maxBytes) + " bytes", in.at(key));
    return text;
}

std::optional<int> seconds(WireReader& in, const char* key, int min)
{
    const auto value = in.optionalInteger(key, min, kMaxSeconds);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

Result<std::optional<std::string>> runtimeOf(const Json& value, const std::string& path)
{
    if (value.is_null())
        return std::nullopt;
    if (!value.is_string())
        return fail(ErrorCode::InvalidArgument, "a runtime is a string or null", path);
    FABRIC_TRY(const RuntimeId runtime, parseRuntimeId(value.get<std::string>(), path));
    return runtime.value();
}

std::vector<std::optional<std::string>> runtimesOf(WireReader& in, std::size_t plans)
{
    const Json* found = in.value("runtimes", true);
    if (found == nullptr || found->is_null())
        return {};
    auto runtimes = in.items<std::optional<std::string>>("runtimes", runtimeOf);
    if (!runtimes.empty() && runtimes.size() != plans)
        in.note(ErrorCode::InvalidArgument, "runtimes names one, or null, for each of the plans", in.at("runtimes"));
    return runtimes;
}

void readPlans(WireReader& in, RolloutGroupRequest& out)
{
    out.plans = in.texts("plans");
    out.runtimes = runtimesOf(in, out.plans.size());
    const std::vector<std::string>& plans = out.plans;
    if (plans.size() < kMinPlans || plans.size() > kMaxPlans)
        in.note(ErrorCode::InvalidArgument, "a group runs 2 to " + std::to_string(kMaxPlans) + " plans",
                in.at("plans"));
    std::set<std::pair<std::string, std::string>> known;
    for (std::size_t i = 0; i < plans.size() && !in.hasError(); ++i) {
        const std::string where = pointerTo(in.at("plans"), std::to_string(i));
        const std::optional<std::string> runtime = i < out.runtimes.size() ? out.runtimes[i] : std::nullopt;
        const bool isShared = std::count(plans.begin(), plans.end(), plans[i]) > 1;
        if (const auto digest = Digest::parse(plans[i], where); !digest)
            in.note(digest.error().code, digest.error().message, where);
        else if (isShared && (!runtime || !known.emplace(plans[i], *runtime).second))
            in.note(ErrorCode::InvalidArgument, "the plan is named twice, without a runtime for each of them", where);
    }
}

/// One wave: names of runtimes.
Result<std::vector<std::string>> waveOf(const Json& value, const std::string& path)
{
    if (!value.is_array() || value.empty() || value.size() > kMaxPlans)
        return fail(ErrorCode::InvalidArgument, "a wave is a list of 1 to 100 runtimes", path);
    std::vector<std::string> wave;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const std::string where = pointerTo(path, std::to_string(i));
        if (!value[i].is_string())
            return fail(ErrorCode::InvalidArgument, "a runtime is a string", where);
        FABRIC_TRY(const RuntimeId runtime, parseRuntimeId(value[i].get<std::string>(), where));
        wave.push_back(runtime.value());
    }
    return wave;
}

std::vector<std::vector<std::string>> wavesOf(WireReader& in)
{
    const Json* found = in.value("waves", true);
    if (found == nullptr || found->is_null())
        return {};
    auto waves = in.items<std::vector<std::string>>("waves", waveOf);
    std::set<std::string> known;
    for (const auto& wave : waves) {
        for (const std::string& runtime : wave) {
            if (!known.insert(runtime).second)
                in.note(ErrorCode::InvalidArgument, "the runtime " + runtime + " is in the waves twice",
                        in.at("waves"));
        }
    }
    return waves;
}

} // namespace

Json toJson(const RolloutGroupRequest& value)
{
    Json runtimes = Json::array();
    for (const auto& runtime : value.runtimes)
        runtimes.push_back(orNull(runtime));
    return {{"plans", value.plans},
            {"runtimes", std::move(runtimes)},
            {"waves", value.waves},
            {"reason", value.reason},
            {"digits", value.digits},
            {"soakSeconds", orNull(value.soakSeconds)},
            {"waveSoakSeconds", orNull(value.waveSoakSeconds)},
            {"confirmSeconds", orNull(value.confirmSeconds)}};
}

Json toJson(const RolloutGroupMember& value)
{
    return {{"runtime", value.runtime},
            {"plan", value.plan},
            {"title", value.title},
            {"wave", value.wave},
            {"rollout", orNull(value.rollout)},
            {"state", orNull(value.state)},
            {"outcome", value.outcome}};
}

Json toJson(const RolloutGroup& value)
{
    return {{"id", value.id},
            {"state", value.state},
            {"isTerminal", value.isTerminal},
            {"reason", value.reason},
            {"author", value.author},
            {"authorName", value.authorName},
            {"createdAt", value.createdAt},
            {"enteredAt", value.enteredAt},
            {"deadlineAt", orNull(value.deadlineAt)},
            {"confirmDeadlineAt", orNull(value.confirmDeadlineAt)},
            {"waveCount", value.waveCount},
            {"wavesBegun", value.wavesBegun},
            {"waitsFor", value.waitsFor},
            {"outcome", value.outcome},
            {"operatorAction", value.operatorAction},
            {"canCancel", value.canCancel},
            {"canConfirm", value.canConfirm},
            {"canRollBack", value.canRollBack},
            {"members", listOf(value.members)}};
}

Json toJson(const GroupEvidence& value)
{
    return {{"group", toJson(value.group)}, {"steps", listOf(value.steps)}};
}

template <>
Result<RolloutGroupRequest> parse<RolloutGroupRequest>(const Json& value, const std::string& path)
{
    WireReader in(value, path, UnknownFields::Reject);
    RolloutGroupRequest out;
    readPlans(in, out);
    out.waves = wavesOf(in);
    out.reason = boundedText(in, "reason", kMaxReasonBytes);
    out.digits = boundedText(in, "digits", kMaxDigitsBytes);
    out.soakSeconds = seconds(in, "soakSeconds", 1);
    out.waveSoakSeconds = seconds(in, "waveSoakSeconds", 0);
    out.confirmSeconds = seconds(in, "confirmSeconds", kMinConfirmSeconds);
    return in.result(std::move(out));
}

template <>
Result<RolloutGroupMember> parse<RolloutGroupMember>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    RolloutGroupMember out;
    out.runtime = in.runtime("runtime");
    out.plan = in.digest("plan");
    out.title = in.string("title");
    out.wave = in.count("wave");
    out.rollout = in.optionalString("rollout");
    out.state = in.optionalString("state");
    out.outcome = in.string("outcome");
    return in.result(std::move(out));
}

template <>
Result<RolloutGroup> parse<RolloutGroup>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    RolloutGroup out;
    out.id = in.string("id");
    out.state = in.string("state"); // a newer agent may have more
    out.isTerminal = in.boolean("isTerminal");
    out.reason = in.string("reason");
    out.author = in.string("author");
    out.authorName = in.optionalString("authorName").value_or(out.author); // an older agent says none
    out.createdAt = in.time("createdAt");
    out.enteredAt = in.time("enteredAt");
    out.deadlineAt = in.optionalTime("deadlineAt");
    out.confirmDeadlineAt = in.optionalTime("confirmDeadlineAt");
    out.waveCount = in.count("waveCount");
    out.wavesBegun = in.count("wavesBegun");
    out.waitsFor = in.string("waitsFor");
    out.outcome = in.string("outcome");
    out.operatorAction = in.string("operatorAction");
    out.canCancel = in.boolean("canCancel");
    out.canConfirm = in.boolean("canConfirm");
    out.canRollBack = in.boolean("canRollBack");
    out.members = in.items<RolloutGroupMember>("members", parse<RolloutGroupMember>);
    return in.result(std::move(out));
}

template <>
Result<GroupEvidence> parse<GroupEvidence>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    GroupEvidence out;
    out.group = in.member<RolloutGroup>("group", parse<RolloutGroup>);
    out.steps = in.items<EvidenceStep>("steps", parse<EvidenceStep>);
    return in.result(std::move(out));
}

} // namespace fabric::wire
