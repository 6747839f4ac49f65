// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/evidence.h"

#include "core/store/checks.h"

#include <variant>

namespace fabric::rollouts {
namespace {

using namespace rollout;

Json errorOf(const Error& error)
{
    return {{"error", info(error.code).name}, {"message", error.message}};
}

Json jsonOf(const Look& look)
{
    Json parts = Json::array();
    for (const provider::PartState& part : look.parts)
        parts.push_back({{"subject", part.subject}, {"health", toText(part.health)}, {"detail", part.detail}});
    Json touched = Json::object();
    for (const provider::Resource& resource : look.touched)
        touched[resource.id.value()] = resource.digest.text();
    Json stale = Json::array();
    for (const provider::ResourceId& id : look.stale)
        stale.push_back(id.value());
    return {{"hash", look.hash},        {"exists", look.exists},
            {"valid", look.isValid},    {"applied", look.isApplied},
            {"bootId", look.bootId},    {"writesLeft", look.writesLeft},
            {"parts", parts},           {"touched", touched},
            {"rest", look.rest.text()}, {"stale", stale}};
}

Json jsonOf(const Result<provider::WriteAnswer>& answer)
{
    if (!answer)
        return errorOf(answer.error());
    return {{"verdict", toText(answer->verdict)},
            {"hash", answer->hash},
            {"restarts", answer->restarts},
            {"message", answer->message},
            {"retryAfterMillis", answer->retryAfter.count()}};
}

/// What each kind of event brought.
struct Came
{
    Json operator()(const Woke&) const { return Json::object(); }
    Json operator()(const Recovered&) const { return Json::object(); }
    Json operator()(const CancelAsked& event) const { return {{"actor", event.actor}}; }
    Json operator()(const ConfirmAsked& event) const { return {{"actor", event.actor}}; }
    Json operator()(const RollbackAsked& event) const { return {{"actor", event.actor}}; }
    Json operator()(const GateDecided& event) const
    {
        return {{"rule", event.decision.rule}, {"reason", event.decision.reason}};
    }
    Json operator()(const LookTaken& event) const
    {
        return event.look ? jsonOf(*event.look) : errorOf(event.look.error());
    }
    Json operator()(const BackedUp& event) const
    {
        if (!event.backup)
            return errorOf(event.backup.error());
        return {{"id", event.backup->id}, {"digest", event.backup->digest.text()}, {"hash", event.backup->hash}};
    }
    Json operator()(const WriteAnswered& event) const { return jsonOf(event.answer); }
    Json operator()(const RestoreAnswered& event) const { return jsonOf(event.answer); }
    Json operator()(const RestoreChecked& event) const { return ofBool(event.isRestored, "restored"); }
    Json operator()(const StartAnswered& event) const { return ofBool(event.isStarted, "started"); }
    Json operator()(const ProbesAnswered& event) const
    {
        Json statuses = Json::array();
        for (const Result<int>& status : event.statuses)
            statuses.push_back(status ? Json{{"status", *status}} : errorOf(status.error()));
        return {{"http", std::move(statuses)}};
    }
    Json operator()(const GroupReleased&) const { return Json::object(); }
    Json operator()(const GroupConfirmed&) const { return Json::object(); }
    Json operator()(const GroupFailed& event) const { return {{"reason", event.reason}}; }

    static Json ofBool(const Result<bool>& value, const char* name)
    {
        return value ? Json{{name, *value}} : errorOf(value.error());
    }
};

Json sentBy(const Record& record, const planning::Plan& plan)
{
    const provider::Operation& operation = plan.operations[static_cast<std::size_t>(record.operation)];
    Json sent{{"operation", record.operation},
              {"kind", toText(operation.kind)},
              {"baseHash", record.writeBase},
              {"attempt", record.attempts}};
    const std::string payload = dumpJson(operation.payload);
    sent["payloadDigest"] = sha256(payload).text();
    if (payload.size() <= store::kMaxBodyBytes / 4)
        sent["payload"] = operation.payload;
    return sent;
}

/// What is to come back is in the backup folder and nowhere else; this is which state it is, and whose changes it takes back.
Json broughtBackBy(const Record& record)
{
    const provider::Backup backup = record.backup.value_or(provider::Backup());
    return {{"kind", "restore"},
            {"backup", backup.id},
            {"backupDigest", backup.digest.text()},
            {"hash", backup.hash},
            {"form", backup.form == provider::Backup::Form::Bytes ? "bytes" : "parsed"},
            {"operations", record.operation + 1},
            {"ownHashes", record.ownHashes}};
}

} // namespace

Json evidenceOf(const Event& event, const Step& step, const planning::Plan& plan)
{
    Json body{{"came", std::visit(Came{}, event)}, {"reason", step.record.reason}};
    Json next = Json::array();
    for (const Effect& effect : step.effects) {
        next.push_back(toText(effect.kind));
        if (effect.kind == Effect::Kind::Write)
            body["sent"] = sentBy(step.record, plan);
        else if (effect.kind == Effect::Kind::Restore)
            body["sent"] = broughtBackBy(step.record);
        else if (effect.kind == Effect::Kind::StartRuntime)
            body["sent"] = {{"kind", "start"}};
    }
    body["next"] = std::move(next);
    Json probes = Json::array();
    for (std::size_t i = 0; i < step.record.probes.size(); ++i)
        probes.push_back({{"target", step.record.request.probes[i].target},
                          {"outcome", toText(step.record.probes[i].outcome)},
                          {"detail", step.record.probes[i].detail}});
    if (!probes.empty())
        body["probes"] = std::move(probes);
    return body;
}

Result<> commit(store::Session& session, const Durable& step)
{
    const Record& record = step.record;
    const store::RolloutRecord row = rowOf(record, step.version, step.at);
    FABRIC_CHECK(step.version == 1 ? session.rollouts().add(row) : session.rollouts().put(row));
    const bool isTransition = step.version == 1 || step.from != record.state;
    const std::string type
        = isTransition ? events::type::kRolloutPrefix + row.state : std::string(events::type::kRolloutProgressed);
    const std::string subject = "runtime:" + row.runtime.value();
    const Json data{{"rollout", row.id.value()}, {"runtime", row.runtime.value()},
                    {"plan", row.plan.text()},   {"state", row.state},
                    {"step", step.step},         {"link", "/api/v1/rollouts/" + row.id.value()}};
    FABRIC_CHECK(session.audit().append({step.at, step.actor, type, subject, data}));
    FABRIC_CHECK(session.outbox().append({step.at, type, subject, data}));
    FABRIC_CHECK(session.rollouts().append({.rollout = row.id,
                                            .sequence = 0,
                                            .at = step.at,
                                            .actor = step.actor,
                                            .step = step.step,
                                            .state = row.state,
                                            .body = step.evidence}));
    return {};
}

} // namespace fabric::rollouts
