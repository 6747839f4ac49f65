// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/change_types.h"

#include "core/wire/wire_reader.h"

#include <nlohmann/json.hpp>

namespace fabric::wire {
namespace {

constexpr std::size_t kMaxReasonBytes = 2000;
constexpr std::size_t kMaxRolloutIdBytes = 64;
constexpr int kMaxSeconds = 86'400;
constexpr int kMinConfirmSeconds = 10;
constexpr std::size_t kMaxTargetBytes = 2000;
constexpr std::size_t kMaxProbes = 8;
constexpr int kMaxWithinSeconds = 30;
constexpr int kMaxGreenSeconds = 3600;

template <class T>
Json orNull(const std::optional<T>& value)
{
    if constexpr (std::is_same_v<T, Revision>)
        return value ? toJson(*value) : Json();
    else
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

Json anyOf(WireReader& in, const char* key)
{
    const Json* found = in.value(key, true);
    return found == nullptr ? Json() : *found;
}

std::optional<Revision> revisionOf(WireReader& in, const char* key)
{
    const Json* found = in.value(key, true);
    if (found == nullptr || found->is_null())
        return std::nullopt;
    return in.member<Revision>(key, parse<Revision>);
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
    return value ? std::optional<int>(static_cast<int>(*value)) : std::nullopt;
}

} // namespace

Json toJson(const IntentField& value)
{
    return {{"pointer", value.pointer},   {"owner", value.owner},     {"applied", value.applied},
            {"observed", value.observed}, {"desired", value.desired}, {"isConflict", value.isConflict}};
}

Json toJson(const Intent& value)
{
    return {{"runtime", value.runtime},
            {"desired", orNull(value.desired)},
            {"observed", orNull(value.observed)},
            {"fields", listOf(value.fields)}};
}

Json toJson(const IntentChange& value)
{
    Json edits = Json::array();
    for (const provider::Edit& edit : value.edits)
        edits.push_back(provider::toJson(edit));
    Json out{{"runtime", value.runtime}, {"base", orNull(value.base)}, {"reason", value.reason},
             {"adopt", value.adopt},     {"edits", std::move(edits)},  {"document", value.document}};
    if (!value.undo.empty()) // an agent of before does not know it
        out["undo"] = value.undo;
    if (value.observed)
        out["observed"] = *value.observed;
    return out;
}

Json toJson(const PlanRequest& value)
{
    return {{"runtime", value.runtime},
            {"observed", orNull(value.observed)},
            {"desired", orNull(value.desired)},
            {"title", value.title},
            {"reason", value.reason}};
}

Json toJson(const PlanSummary& value)
{
    return {{"id", value.id},
            {"runtime", value.runtime},
            {"title", value.title},
            {"reason", value.reason},
            {"author", value.author},
            {"authorName", value.authorName},
            {"createdAt", value.createdAt},
            {"expiresAt", value.expiresAt},
            {"observed", value.observed},
            {"desired", value.desired},
            {"risk", value.risk},
            {"reload", value.reload},
            {"operationCount", value.operationCount},
            {"agentCount", value.agentCount},
            {"routeCount", value.routeCount},
            {"widensAuthority", value.widensAuthority},
            {"rollouts", value.rollouts},
            {"rolloutState", orNull(value.rolloutState)}};
}

Json toJson(const PlanDocument& value)
{
    return {{"summary", toJson(value.summary)}, {"plan", value.plan}, {"stale", value.stale}, {"notes", value.notes}};
}

Json toJson(const PlanTexts& value)
{
    return {{"before", value.before}, {"after", value.after}};
}

Json toJson(const Probe& value)
{
    return {{"kind", value.kind}, {"target", value.target}, {"withinSeconds", orNull(value.withinSeconds)}};
}

Json toJson(const ProbeStatus& value)
{
    return {{"kind", value.kind}, {"target", value.target}, {"state", value.state}, {"detail", value.detail}};
}

Json toJson(const RolloutRequest& value)
{
    return {{"plans", value.plans},
            {"runtime", orNull(value.runtime)},
            {"reason", value.reason},
            {"digits", value.digits},
            {"soakSeconds", orNull(value.soakSeconds)},
            {"confirmSeconds", orNull(value.confirmSeconds)},
            {"probes", listOf(value.probes)},
            {"greenSeconds", orNull(value.greenSeconds)}};
}

Json toJson(const RolloutStep& value)
{
    return {{"state", value.state},
            {"progress", value.progress},
            {"startedAt", orNull(value.startedAt)},
            {"endedAt", orNull(value.endedAt)},
            {"summary", value.summary}};
}

Json toJson(const RolloutCheck& value)
{
    return {{"name", value.name}, {"value", value.value}, {"state", value.state}};
}

Json toJson(const Rollout& value)
{
    return {{"id", value.id},
            {"plan", value.plan},
            {"runtime", value.runtime},
            {"title", value.title},
            {"reason", value.reason},
            {"author", value.author},
            {"authorName", value.authorName},
            {"state", value.state},
            {"isTerminal", value.isTerminal},
            {"createdAt", value.createdAt},
            {"enteredAt", value.enteredAt},
            {"deadlineAt", orNull(value.deadlineAt)},
            {"confirmDeadlineAt", orNull(value.confirmDeadlineAt)},
            {"waitsFor", value.waitsFor},
            {"outcome", value.outcome},
            {"operatorAction", value.operatorAction},
            {"group", orNull(value.group)},
            {"canCancel", value.canCancel},
            {"canConfirm", value.canConfirm},
            {"canRollBack", value.canRollBack},
            {"steps", listOf(value.steps)},
            {"checks", listOf(value.checks)},
            {"probes", listOf(value.probes)},
            {"findings", value.findings}};
}

Json toJson(const EvidenceStep& value)
{
    return {{"sequence", value.sequence}, {"at", value.at},     {"state", value.state},       {"step", value.step},
            {"actor", value.actor},       {"sent", value.sent}, {"received", value.received}, {"detail", value.detail}};
}

Json toJson(const Evidence& value)
{
    return {{"rollout", toJson(value.rollout)}, {"plan", value.plan}, {"steps", listOf(value.steps)}};
}

template <>
Result<IntentField> parse<IntentField>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    IntentField out;
    out.pointer = in.string("pointer");
    out.owner = in.oneOf("owner", {"intent", "runtime-default", "other"});
    out.applied = anyOf(in, "applied");
    out.observed = anyOf(in, "observed");
    out.desired = anyOf(in, "desired");
    out.isConflict = in.boolean("isConflict");
    return in.result(std::move(out));
}

template <>
Result<Intent> parse<Intent>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Intent out;
    out.runtime = in.runtime("runtime");
    out.desired = revisionOf(in, "desired");
    out.observed = revisionOf(in, "observed");
    out.fields = in.items<IntentField>("fields", parse<IntentField>);
    return in.result(std::move(out));
}

template <>
Result<IntentChange> parse<IntentChange>(const Json& value, const std::string& path)
{
    WireReader in(value, path, UnknownFields::Reject);
    IntentChange out;
    out.runtime = in.runtime("runtime");
    out.base = in.optionalInteger("base", 1);
    out.reason = boundedText(in, "reason", kMaxReasonBytes);
    out.adopt = in.optionalBoolean("adopt").value_or(false);
    if (const Json* edits = in.array("edits", true)) {
        if (edits->size() > provider::kMaxEdits)
            in.note(ErrorCode::TooLarge, "more than " + std::to_string(provider::kMaxEdits) + " edits", in.at("edits"));
        else
            out.edits = in.items<provider::Edit>("edits", provider::parseEdit);
    }
    out.document = boundedText(in, "document", kMaxDocumentBytes);
    out.observed = in.optionalString("observed");
    if (out.observed && out.document.empty())
        in.note(ErrorCode::InvalidArgument, "it says what a document was made from, and there is none",
                in.at("observed"));
    out.undo = boundedText(in, "undo", kMaxRolloutIdBytes);
    const int ways = (out.adopt ? 1 : 0) + (out.edits.empty() ? 0 : 1) + (out.document.empty() ? 0 : 1)
        + (out.undo.empty() ? 0 : 1);
    if (ways != 1)
        in.note(ErrorCode::InvalidArgument, "exactly one of adopt, edits, document and undo must say what changes",
                path);
    return in.result(std::move(out));
}

template <>
Result<PlanRequest> parse<PlanRequest>(const Json& value, const std::string& path)
{
    WireReader in(value, path, UnknownFields::Reject);
    PlanRequest out;
    out.runtime = in.runtime("runtime");
    out.observed = in.optionalString("observed");
    out.desired = in.optionalString("desired");
    out.title = boundedText(in, "title", kMaxReasonBytes);
    out.reason = boundedText(in, "reason", kMaxReasonBytes);
    return in.result(std::move(out));
}

template <>
Result<PlanSummary> parse<PlanSummary>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    PlanSummary out;
    out.id = in.digest("id");
    out.runtime = in.runtime("runtime");
    out.title = in.string("title");
    out.reason = in.string("reason");
    out.author = in.string("author");
    out.authorName = in.optionalString("authorName").value_or(out.author); // an older agent says none
    out.createdAt = in.time("createdAt");
    out.expiresAt = in.time("expiresAt");
    out.observed = in.integer("observed", 1);
    out.desired = in.integer("desired", 1);
    out.risk = in.oneOf("risk", {"low", "medium", "high", "critical"});
    out.reload = in.oneOf("reload", {"none", "hot", "restart"});
    out.operationCount = in.count("operationCount");
    out.agentCount = in.count("agentCount");
    out.routeCount = in.count("routeCount");
    out.widensAuthority = in.boolean("widensAuthority");
    out.rollouts = in.texts("rollouts");
    out.rolloutState = in.optionalString("rolloutState");
    return in.result(std::move(out));
}

template <>
Result<PlanDocument> parse<PlanDocument>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    PlanDocument out;
    out.summary = in.member<PlanSummary>("summary", parse<PlanSummary>);
    if (const Json* plan = in.object("plan"))
        out.plan = *plan;
    out.stale = in.texts("stale");
    out.notes = in.texts("notes");
    return in.result(std::move(out));
}

template <>
Result<PlanTexts> parse<PlanTexts>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    PlanTexts out;
    out.before = in.string("before");
    out.after = in.string("after");
    return in.result(std::move(out));
}

template <>
Result<Probe> parse<Probe>(const Json& value, const std::string& path)
{
    WireReader in(value, path, UnknownFields::Reject);
    Probe out;
    out.kind = in.oneOf("kind", {"http", "part"});
    out.target = boundedText(in, "target", kMaxTargetBytes);
    if (const auto within = in.optionalInteger("withinSeconds", 1, kMaxWithinSeconds))
        out.withinSeconds = static_cast<int>(*within);
    if (out.withinSeconds && out.kind != "http")
        in.note(ErrorCode::InvalidArgument, "only a probe of kind http takes a time", in.at("withinSeconds"));
    return in.result(std::move(out));
}

template <>
Result<ProbeStatus> parse<ProbeStatus>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    ProbeStatus out;
    out.kind = in.string("kind"); // a newer agent may have more
    out.target = in.string("target");
    out.state = in.oneOf("state", {"waiting", "green", "red"});
    out.detail = in.string("detail");
    return in.result(std::move(out));
}

template <>
Result<RolloutRequest> parse<RolloutRequest>(const Json& value, const std::string& path)
{
    WireReader in(value, path, UnknownFields::Reject);
    RolloutRequest out;
    out.plans = in.texts("plans");
    for (std::size_t i = 0; i < out.plans.size() && !in.hasError(); ++i) {
        const std::string where = pointerTo(in.at("plans"), std::to_string(i));
        if (const auto digest = Digest::parse(out.plans[i], where); !digest)
            in.note(digest.error().code, digest.error().message, where);
    }
    if (out.plans.size() != 1)
        in.note(ErrorCode::InvalidArgument, "a rollout runs one plan; several are a group: POST /api/v1/rollout-groups",
                in.at("plans"));
    out.runtime = in.optionalRuntime("runtime");
    out.reason = boundedText(in, "reason", kMaxReasonBytes);
    out.digits = boundedText(in, "digits", Digest::kSize * 2);
    out.soakSeconds = seconds(in, "soakSeconds", 1);
    out.confirmSeconds = seconds(in, "confirmSeconds", kMinConfirmSeconds);
    if (const Json* probes = in.value("probes", true); probes != nullptr && !probes->is_null()) {
        out.probes = in.items<Probe>("probes", parse<Probe>);
        if (out.probes.size() > kMaxProbes)
            in.note(ErrorCode::InvalidArgument, "a rollout has at most " + std::to_string(kMaxProbes) + " probes",
                    in.at("probes"));
    }
    if (const auto green = in.optionalInteger("greenSeconds", 1, kMaxGreenSeconds))
        out.greenSeconds = static_cast<int>(*green);
    if (out.greenSeconds && out.probes.empty())
        in.note(ErrorCode::InvalidArgument, "there are no probes to be green", in.at("greenSeconds"));
    return in.result(std::move(out));
}

template <>
Result<RolloutStep> parse<RolloutStep>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    RolloutStep out;
    out.state = in.string("state");
    out.progress = in.oneOf("progress", {"done", "now", "ahead", "failed"});
    out.startedAt = in.optionalTime("startedAt");
    out.endedAt = in.optionalTime("endedAt");
    out.summary = in.string("summary");
    return in.result(std::move(out));
}

template <>
Result<RolloutCheck> parse<RolloutCheck>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    RolloutCheck out;
    out.name = in.string("name");
    out.value = in.string("value");
    out.state = in.oneOf("state", {"ok", "waiting", "bad"});
    return in.result(std::move(out));
}

template <>
Result<Rollout> parse<Rollout>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Rollout out;
    out.id = in.string("id");
    out.plan = in.digest("plan");
    out.runtime = in.runtime("runtime");
    out.title = in.string("title");
    out.reason = in.string("reason");
    out.author = in.string("author");
    out.authorName = in.optionalString("authorName").value_or(out.author); // an older agent says none
    out.state = in.string("state"); // a newer agent may have more
    out.isTerminal = in.boolean("isTerminal");
    out.createdAt = in.time("createdAt");
    out.enteredAt = in.time("enteredAt");
    out.deadlineAt = in.optionalTime("deadlineAt");
    out.confirmDeadlineAt = in.optionalTime("confirmDeadlineAt");
    out.waitsFor = in.string("waitsFor");
    out.outcome = in.string("outcome");
    out.operatorAction = in.string("operatorAction");
    out.group = in.optionalString("group");
    out.canCancel = in.boolean("canCancel");
    out.canConfirm = in.boolean("canConfirm");
    out.canRollBack = in.boolean("canRollBack");
    out.steps = in.items<RolloutStep>("steps", parse<RolloutStep>);
    out.checks = in.items<RolloutCheck>("checks", parse<RolloutCheck>);
    if (in.value("probes", true) != nullptr) // an older agent has none
        out.probes = in.items<ProbeStatus>("probes", parse<ProbeStatus>);
    if (in.value("findings", true) != nullptr)
        out.findings = in.texts("findings");
    return in.result(std::move(out));
}

template <>
Result<EvidenceStep> parse<EvidenceStep>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    EvidenceStep out;
    out.sequence = in.integer("sequence", 1);
    out.at = in.time("at");
    out.state = in.string("state");
    out.step = in.string("step");
    out.actor = in.string("actor");
    out.sent = anyOf(in, "sent");
    out.received = anyOf(in, "received");
    out.detail = in.string("detail");
    return in.result(std::move(out));
}

template <>
Result<Evidence> parse<Evidence>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Evidence out;
    out.rollout = in.member<Rollout>("rollout", parse<Rollout>);
    if (const Json* plan = in.object("plan"))
        out.plan = *plan;
    out.steps = in.items<EvidenceStep>("steps", parse<EvidenceStep>);
    return in.result(std::move(out));
}

} // namespace fabric::wire
