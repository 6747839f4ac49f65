// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/schemas.h"

#include "agent/api/schema_parts.h"

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::api {
namespace {

void addPlatform(Json& out)
{
    out["Probe"] = object({{"status", words({"alive", "ready"})}});
    out["Service"] = object({{"name", text()},
                             {"kind", text()},
                             {"state", words({"ok", "degraded", "down", "off"})},
                             {"sinceAt", moment()},
                             {"detail", text()}});
    out["ServicePage"] = pageOf("Service");
    const Json role = words({"viewer", "operator", "approver", "admin", "service"});
    out["Self"] = object({{"actor", text()}, {"name", text()}, {"role", role}, {"scopes", listOf(text())}});
    out["ApiKey"] = object({{"prefix", text()},
                            {"name", text()},
                            {"role", role},
                            {"createdAt", moment()},
                            {"revokedAt", orNull(moment())}});
    out["ApiKeyPage"] = pageOf("ApiKey");
    out["ApiKeyRegistration"] = object({{"name", text()}, {"role", role}, {"salt", text()}, {"hash", text()}});
    out["Health"] = object(
        {{"status", words({"ok", "degraded", "down"})}, {"version", text()}, {"services", listOf(ref("Service"))}});
    out["OpenApi"] = object({{"openapi", text()},
                             {"info", {{"type", "object"}}},
                             {"paths", {{"type", "object"}}},
                             {"components", {{"type", "object"}}}});
    out["Provider"]
        = object({{"id", text()}, {"name", text()}, {"versions", listOf(text())}, {"runtimeCount", integer()}});
    out["ProviderPage"] = pageOf("Provider");
    out["Event"] = object({{"specversion", words({"1.0"})},
                           {"id", {{"type", "string"}, {"pattern", "^.+-[0-9]+$"}}},
                           {"source", text()},
                           {"type", {{"type", "string"}, {"pattern", "^fabric\\."}}},
                           {"subject", text()},
                           {"time", moment()},
                           {"datacontenttype", words({"application/json"})},
                           {"data", {{"type", "object"}}}});
    out["EventPage"] = pageOf("Event");
    Json codes = Json::array();
    for (const ErrorCodeInfo& code : kErrorCodes)
        codes.push_back(code.name);
    out["Problem"] = object({{"type", text()},
                             {"status", {{"type", "integer"}, {"minimum", 400}, {"maximum", 599}}},
                             {"code", {{"type", "string"}, {"enum", std::move(codes)}}},
                             {"title", text()},
                             {"detail", text()},
                             {"pointer", text()},
                             {"traceId", {{"type", "string"}, {"pattern", "^[0-9a-f]{32}$"}}}});
}

void addRuntimes(Json& out)
{
    out["RuntimeProblem"] = object({{"code", text()}, {"message", text()}, {"action", text()}, {"where", text()}});
    out["Identity"] = object({{"deviceId", text()},
                              {"version", text()},
                              {"bootId", text()},
                              {"protocol", orNull(integer())},
                              {"capabilities", listOf(text())}});
    out["RuntimeStatus"]
        = object({{"mode", words({"none", "gateway", "file"})},
                  {"health", words({"connecting", "live", "restarting", "degraded", "file-only", "down", "refused"})},
                  {"sinceAt", moment()},
                  {"detail", text()},
                  {"identity", ref("Identity")},
                  {"configPath", text()},
                  {"configRealPath", text()},
                  {"endpoint", text()},
                  {"problems", listOf(ref("RuntimeProblem"))},
                  {"pairedDeviceId", text()},
                  {"grantedScopes", listOf(text())}});
    out["Runtime"] = object({{"id", runtimeId()},
                             {"provider", text()},
                             {"environment", text()},
                             {"addedAt", moment()},
                             {"status", ref("RuntimeStatus")},
                             {"lastObservedAt", orNull(moment())},
                             {"currentRevision", orNull(integer(1))},
                             {"runtimeOnlyIsStale", boolean()},
                             {"agentCount", integer()},
                             {"nodeCount", integer()},
                             {"edgeCount", integer()}});
    out["RuntimePage"] = pageOf("Runtime");
    // Where the secret is read from; exactly one of the three.
    Json token = object({{"env", text()}, {"file", text()}, {"credential", text()}}, {"env", "file", "credential"});
    token["minProperties"] = 1;
    token["maxProperties"] = 1;
    token["additionalProperties"] = false;
    Json settings = object({{"id", runtimeId()},
                            {"provider", text()},
                            {"environment", text()},
                            {"configPath", text()},
                            {"url", text()},
                            {"control", {{"type", "string"}, {"pattern", "^(none|systemd:.+)$"}}},
                            {"listsDevices", boolean()},
                            {"token", orNull(std::move(token))}},
                           {"environment", "configPath", "url", "control", "listsDevices", "token"});
    settings["additionalProperties"] = false;
    out["RuntimeSettings"] = std::move(settings);
    out["InventoryAgent"] = object({{"id", text()},
                                    {"name", text()},
                                    {"model", text()},
                                    {"workspace", text()},
                                    {"toolsProfile", text()},
                                    {"sandbox", text()},
                                    {"entries", listOf(text())},
                                    {"owner", words({"fabric", "manager", "unmanaged"})},
                                    {"health", text()},
                                    {"lastSeenAt", orNull(moment())}});
    out["Inventory"] = object(
        {{"runtime", runtimeId()}, {"revision", orNull(integer(1))}, {"agents", listOf(ref("InventoryAgent"))}});
}

void addTopology(Json& out)
{
    const Json origin = words({"configured", "implied", "runtime-only"});
    const Json anyObject{{"type", "object"}, {"additionalProperties", true}};
    out["Changes"] = object({{"added", integer()}, {"removed", integer()}, {"changed", integer()}});
    out["Revision"] = object({{"number", integer(1)},
                              {"digest", digest()},
                              {"configuredDigest", digest()},
                              {"sourceDigest", orNull(digest())},
                              {"runtime", runtimeId()},
                              {"kind", words({"observed", "desired"})},
                              {"createdAt", moment()},
                              {"author", text()},
                              {"authorName", text()},
                              {"reason", text()},
                              {"providerVersion", text()},
                              {"parent", orNull(integer(1))},
                              {"nodeCount", integer()},
                              {"edgeCount", integer()},
                              {"changes", ref("Changes")}});
    out["RevisionPage"] = pageOf("Revision");
    out["Resource"] = object({{"id", text()}, {"digest", digest()}});
    out["Source"] = object({{"format", integer(1)},
                            {"provider", text()},
                            {"providerVersion", text()},
                            {"document", anyObject},
                            {"resources", listOf(ref("Resource"))},
                            {"reloadKinds", mapOf(words({"none", "hot", "restart"}))},
                            {"former", listOf(text())},
                            {"owned", mapOf(orNull(digest()))},
                            {"renames", mapOf(text())}});
    out["Node"] = object({{"id", text()},
                          {"kind", text()},
                          {"origin", origin},
                          {"name", text()},
                          {"parent", text()},
                          {"dangling", boolean()},
                          {"attributes", anyObject},
                          {"path", text()}},
                         {"parent"});
    out["Edge"] = object({{"kind", text()},
                          {"from", text()},
                          {"to", text()},
                          {"key", text()},
                          {"origin", origin},
                          {"dangling", boolean()},
                          {"order", integer()},
                          {"attributes", anyObject},
                          {"path", text()}},
                         {"order"});
    out["Graph"] = object({{"format", integer(1)}, {"nodes", listOf(ref("Node"))}, {"edges", listOf(ref("Edge"))}});
    out["Topology"] = object({{"revision", ref("Revision")},
                              {"graph", ref("Graph")},
                              {"lastObservedAt", orNull(moment())},
                              {"mode", words({"none", "gateway", "file"})},
                              {"runtimeOnlyIsStale", boolean()}});
    // before and after hold any JSON; null stands for "absent"
    out["FieldChange"] = object({{"field", text()}, {"before", Json::object()}, {"after", Json::object()}});
    out["ElementChange"] = object({{"id", text()}, {"fields", listOf(ref("FieldChange"))}});
    out["EdgeMove"] = object({{"id", text()}, {"before", integer()}, {"after", integer()}});
    out["Diff"] = object({{"addedNodes", listOf(ref("Node"))},
                          {"removedNodes", listOf(ref("Node"))},
                          {"changedNodes", listOf(ref("ElementChange"))},
                          {"addedEdges", listOf(ref("Edge"))},
                          {"removedEdges", listOf(ref("Edge"))},
                          {"changedEdges", listOf(ref("ElementChange"))},
                          {"movedEdges", listOf(ref("EdgeMove"))}});
    out["TopologyDiff"] = object({{"from", ref("Revision")}, {"to", ref("Revision")}, {"diff", ref("Diff")}});
    out["ReachedNode"] = object({{"id", text()}, {"path", listOf(text())}});
    out["Reachability"] = object({{"revision", integer(1)},
                                  {"from", text()},
                                  {"direction", words({"forward", "backward"})},
                                  {"reached", listOf(ref("ReachedNode"))}});
}

} // namespace

Json apiSchemas()
{
    Json out = Json::object();
    addPlatform(out);
    addRuntimes(out);
    addTopology(out);
    addChangeSchemas(out);
    return out;
}

} // namespace fabric::api
