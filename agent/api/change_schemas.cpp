// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/schema_parts.h"

namespace fabric::api {
namespace {

/// Any JSON value.
Json anything()
{
    return Json::object();
}

Json openObject()
{
    return {{"type", "object"}, {"additionalProperties", true}};
}

void addIntents(Json& out)
{
    out["IntentField"] = object({{"pointer", text()},
                                 {"owner", words({"intent", "runtime-default", "other"})},
                                 {"applied", anything()},
                                 {"observed", anything()},
                                 {"desired", anything()},
                                 {"isConflict", boolean()}});
    // A Revision, or null.
    const Json revision{{"type", Json::array({"object", "null"})}, {"additionalProperties", true}};
    out["Intent"] = object({{"runtime", runtimeId()},
                            {"desired", revision},
                            {"observed", revision},
                            {"fields", listOf(ref("IntentField"))}});
    out["IntentChange"] = object({{"runtime", runtimeId()},
                                  {"base", orNull(integer(1))},
                                  {"reason", text()},
                                  {"adopt", boolean()},
                                  {"edits", listOf(openObject())},
                                  {"document", text()},
                                  {"observed", orNull(text())},
                                  {"undo", text()}},
                                 {"base", "reason", "adopt", "edits", "document", "observed", "undo"});
}

void addPlans(Json& out)
{
    out["PlanRequest"] = object({{"runtime", runtimeId()},
                                 {"observed", orNull(text())},
                                 {"desired", orNull(text())},
                                 {"title", text()},
                                 {"reason", text()}},
                                {"observed", "desired", "title", "reason"});
    out["PlanSummary"] = object({{"id", digest()},
                                 {"runtime", runtimeId()},
                                 {"title", text()},
                                 {"reason", text()},
                                 {"author", text()},
                                 {"authorName", text()},
                                 {"createdAt", moment()},
                                 {"expiresAt", moment()},
                                 {"observed", integer(1)},
                                 {"desired", integer(1)},
                                 {"risk", words({"low", "medium", "high", "critical"})},
                                 {"reload", words({"none", "hot", "restart"})},
                                 {"operationCount", integer()},
                                 {"agentCount", integer()},
                                 {"routeCount", integer()},
                                 {"widensAuthority", boolean()},
                                 {"rollouts", listOf(text())},
                                 {"rolloutState", orNull(text())}});
    out["PlanSummaryPage"] = pageOf("PlanSummary");
    out["PlanDocument"] = object({{"summary", ref("PlanSummary")},
                                  {"plan", openObject()},
                                  {"stale", listOf(text())},
                                  {"notes", listOf(text())}});
    out["PlanTexts"] = object({{"before", text()}, {"after", text()}});
}

void addRollouts(Json& out)
{
    out["RolloutProbe"]
        = object({{"kind", words({"http", "part"})}, {"target", text()}, {"withinSeconds", orNull(integer(1))}},
                 {"withinSeconds"});
    out["RolloutProbeStatus"] = object(
        {{"kind", text()}, {"target", text()}, {"state", words({"waiting", "green", "red"})}, {"detail", text()}});
    out["RolloutRequest"]
        = object({{"plans", listOf(digest())},
                  {"runtime", orNull(runtimeId())},
                  {"reason", text()},
                  {"digits", text()},
                  {"soakSeconds", orNull(integer(1))},
                  {"confirmSeconds", orNull(integer(10))},
                  {"probes", listOf(ref("RolloutProbe"))},
                  {"greenSeconds", orNull(integer(1))}},
                 {"runtime", "reason", "digits", "soakSeconds", "confirmSeconds", "probes", "greenSeconds"});
    out["RolloutStep"] = object({{"state", text()},
                                 {"progress", words({"done", "now", "ahead", "failed"})},
                                 {"startedAt", orNull(moment())},
                                 {"endedAt", orNull(moment())},
                                 {"summary", text()}});
    out["RolloutCheck"] = object({{"name", text()}, {"value", text()}, {"state", words({"ok", "waiting", "bad"})}});
    out["Rollout"] = object({{"id", text()},
                             {"plan", digest()},
                             {"runtime", runtimeId()},
                             {"title", text()},
                             {"reason", text()},
                             {"author", text()},
                             {"authorName", text()},
                             {"state", text()},
                             {"isTerminal", boolean()},
                             {"createdAt", moment()},
                             {"enteredAt", moment()},
                             {"deadlineAt", orNull(moment())},
                             {"confirmDeadlineAt", orNull(moment())},
                             {"waitsFor", text()},
                             {"outcome", text()},
                             {"operatorAction", text()},
                             {"group", orNull(text())},
                             {"canCancel", boolean()},
                             {"canConfirm", boolean()},
                             {"canRollBack", boolean()},
                             {"steps", listOf(ref("RolloutStep"))},
                             {"checks", listOf(ref("RolloutCheck"))},
                             {"probes", listOf(ref("RolloutProbeStatus"))},
                             {"findings", listOf(text())}});
    out["RolloutPage"] = pageOf("Rollout");
    out["EvidenceStep"] = object({{"sequence", integer(1)},
                                  {"at", moment()},
                                  {"state", text()},
                                  {"step", text()},
                                  {"actor", text()},
                                  {"sent", anything()},
                                  {"received", anything()},
                                  {"detail", text()}});
    out["Evidence"]
        = object({{"rollout", ref("Rollout")}, {"plan", openObject()}, {"steps", listOf(ref("EvidenceStep"))}});
}

void addGroups(Json& out)
{
    out["RolloutGroupRequest"]
        = object({{"plans", listOf(digest())},
                  {"runtimes", listOf(orNull(runtimeId()))},
                  {"waves", listOf(listOf(runtimeId()))},
                  {"reason", text()},
                  {"digits", text()},
                  {"soakSeconds", orNull(integer(1))},
                  {"waveSoakSeconds", orNull(integer())},
                  {"confirmSeconds", orNull(integer(10))}},
                 {"runtimes", "waves", "reason", "digits", "soakSeconds", "waveSoakSeconds", "confirmSeconds"});
    out["RolloutGroupMember"] = object({{"runtime", runtimeId()},
                                        {"plan", digest()},
                                        {"title", text()},
                                        {"wave", integer()},
                                        {"rollout", orNull(text())},
                                        {"state", orNull(text())},
                                        {"outcome", text()}});
    out["RolloutGroup"] = object({{"id", text()},
                                  {"state", text()},
                                  {"isTerminal", boolean()},
                                  {"reason", text()},
                                  {"author", text()},
                                  {"authorName", text()},
                                  {"createdAt", moment()},
                                  {"enteredAt", moment()},
                                  {"deadlineAt", orNull(moment())},
                                  {"confirmDeadlineAt", orNull(moment())},
                                  {"waveCount", integer()},
                                  {"wavesBegun", integer()},
                                  {"waitsFor", text()},
                                  {"outcome", text()},
                                  {"operatorAction", text()},
                                  {"canCancel", boolean()},
                                  {"canConfirm", boolean()},
                                  {"canRollBack", boolean()},
                                  {"members", listOf(ref("RolloutGroupMember"))}});
    out["RolloutGroupPage"] = pageOf("RolloutGroup");
    out["GroupEvidence"] = object({{"group", ref("RolloutGroup")}, {"steps", listOf(ref("EvidenceStep"))}});
}

} // namespace

void addChangeSchemas(Json& out)
{
    addIntents(out);
    addPlans(out);
    addRollouts(out);
    addGroups(out);
    out["RevisionContent"] = object({{"format", integer(1)}, {"graph", ref("Graph")}, {"source", ref("Source")}});
}

} // namespace fabric::api
