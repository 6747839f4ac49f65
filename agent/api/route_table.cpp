// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_context.h"

namespace fabric::api {
namespace {

constexpr std::string_view kJson = "application/json";

const Parameter kRuntimeInPath{"id", ParameterType::Runtime, "the runtime", true};
const Parameter kCursor{"cursor", ParameterType::Text, "nextCursor of the page before"};

std::vector<std::string_view> edgeKinds()
{
    using topology::EdgeKind;
    std::vector<std::string_view> out;
    for (const EdgeKind kind :
         {EdgeKind::Owns, EdgeKind::RoutesTo, EdgeKind::MaySpawn, EdgeKind::AgentToAgent, EdgeKind::UsesModel,
          EdgeKind::ToolAllow, EdgeKind::ToolDeny, EdgeKind::Slot, EdgeKind::SurfaceOwner, EdgeKind::Triggers,
          EdgeKind::FansOutTo, EdgeKind::HasMcp, EdgeKind::RunsOn})
        out.push_back(topology::toText(kind));
    return out;
}

/// Intents, plans and rollouts.
void addChangeRoutes(std::vector<Route>& routes)
{
    const auto get
        = [&routes](std::string_view path, std::string_view operation, std::string_view summary,
                    std::string_view schema, Handler handler, std::vector<Parameter> parameters = {}) -> Route& {
        return routes.emplace_back(
            Route{"GET", path, Access::Viewer, operation, summary, std::move(parameters), kJson, schema, handler});
    };
    const auto post
        = [&get](std::string_view path, std::string_view operation, std::string_view summary, std::string_view schema,
                 Handler handler, std::string_view bodySchema = {}, std::vector<Parameter> parameters = {}) {
              Route& route = get(path, operation, summary, schema, handler, std::move(parameters));
              route.method = "POST";
              route.access = Access::Operator;
              route.takesBody = !bodySchema.empty();
              route.bodySchema = bodySchema;
              route.creates = !bodySchema.empty();
          };
    const Parameter ofRuntime{"runtime", ParameterType::Runtime, "only of this runtime"};
    const Parameter plan{"plan", ParameterType::Text, "the plan's id, its digest", true};
    const Parameter planOf{"runtime", ParameterType::Runtime, "whose plan; needed where several runtimes have it"};
    const Parameter rollout{"id", ParameterType::Text, "the rollout", true};
    const Parameter limit{"limit", ParameterType::Integer, "items, 50 if absent", false, 1, 200, {}};

    get("/api/v1/topology/intent", "getIntent", "What is wanted of a runtime, next to what is and what was applied",
        "Intent", getIntent, {{"runtime", ParameterType::Runtime, "the runtime", true}});
    post("/api/v1/topology/intent", "changeIntent",
         "Saves the next desired revision: adopted, edited or imported; Conflict if somebody was faster", "Revision",
         changeIntent, "IntentChange");
    get("/api/v1/plans", "listPlans", "Plans, newest first", "PlanSummaryPage", listPlans, {ofRuntime, limit});
    post("/api/v1/plans", "makePlan", "Makes a plan; nothing is touched, the same inputs give the same plan",
         "PlanDocument", makePlan, "PlanRequest");
    get("/api/v1/plans/{plan}", "getPlan", "One plan, and what became stale since", "PlanDocument", getPlan,
        {plan, planOf});
    get("/api/v1/plans/{plan}/texts", "getPlanTexts", "The configuration before and after, secrets masked", "PlanTexts",
        getPlanTexts, {plan, planOf});
    get("/api/v1/rollouts", "listRollouts", "Rollouts, newest first, without steps and checks", "RolloutPage",
        listRollouts,
        {ofRuntime,
         {"state", ParameterType::Text, "only in this state"},
         {"before", ParameterType::Time, "only older ones"},
         limit});
    post("/api/v1/rollouts", "beginRollout", "Runs a plan, guarded: back up, write, verify, or roll back", "Rollout",
         beginRollout, "RolloutRequest");
    get("/api/v1/rollouts/{id}", "getRollout", "One rollout with its steps and checks", "Rollout", getRollout,
        {rollout});
    get("/api/v1/rollouts/{id}/evidence", "getRolloutEvidence", "Everything that was sent, seen and decided",
        "Evidence", getRolloutEvidence, {rollout});
    post("/api/v1/rollouts/{id}/cancel", "cancelRollout",
         "Ends a rollout: before it writes nothing was touched, after that the change is taken back", "Rollout",
         cancelRollout, {}, {rollout});
    post("/api/v1/rollouts/{id}/confirm", "confirmRollout", "Keeps a change that would go back by itself", "Rollout",
         confirmRollout, {}, {rollout});
    post("/api/v1/rollouts/{id}/rollback", "rollBackRollout", "Brings the old state back", "Rollout", rollBackRollout,
         {}, {rollout});

    const Parameter group{"id", ParameterType::Text, "the group", true};
    get("/api/v1/rollout-groups", "listRolloutGroups", "Changes over several runtimes, newest first",
        "RolloutGroupPage", listRolloutGroups,
        {{"state", ParameterType::Text, "only in this state"},
         {"before", ParameterType::Time, "only older ones"},
         limit});
    post("/api/v1/rollout-groups", "beginRolloutGroup",
         "Runs one plan for each of several runtimes, in waves: all end on the new state, or all on the old one",
         "RolloutGroup", beginRolloutGroup, "RolloutGroupRequest");
    get("/api/v1/rollout-groups/{id}", "getRolloutGroup", "One group with its members", "RolloutGroup", getRolloutGroup,
        {group});
    get("/api/v1/rollout-groups/{id}/evidence", "getRolloutGroupEvidence", "Everything that was decided for the group",
        "GroupEvidence", getRolloutGroupEvidence, {group});
    post("/api/v1/rollout-groups/{id}/cancel", "cancelRolloutGroup",
         "Halts a group: what was not begun never is, the rest goes back", "RolloutGroup", cancelRolloutGroup, {},
         {group});
    post("/api/v1/rollout-groups/{id}/confirm", "confirmRolloutGroup", "Keeps the change on all runtimes",
         "RolloutGroup", confirmRolloutGroup, {}, {group});
    post("/api/v1/rollout-groups/{id}/rollback", "rollBackRolloutGroup", "Brings the old state back on all runtimes",
         "RolloutGroup", rollBackRolloutGroup, {}, {group});
}

std::vector<Route> makeRoutes()
{
    const auto limit = [](std::int64_t max, std::string_view summary) {
        return Parameter{"limit", ParameterType::Integer, summary, false, 1, max, {}};
    };
    std::vector<Route> routes;
    const auto get
        = [&routes](std::string_view path, Access access, std::string_view operation, std::string_view summary,
                    std::string_view schema, Handler handler, std::vector<Parameter> parameters = {}) -> Route& {
        return routes.emplace_back(
            Route{"GET", path, access, operation, summary, std::move(parameters), kJson, schema, handler});
    };

    get("/livez", Access::Public, "getLive", "The process runs", "Probe", getLive);
    get("/readyz", Access::Public, "getReady", "The store answers", "Probe", getReady);
    get("/health", Access::Key, "getHealth", "State of the agent and of what it depends on", "Health", getHealth);
    get("/metrics", Access::Key, "getMetrics", "Figures in Prometheus text format", "", getMetrics).contentType
        = "text/plain; version=0.0.4; charset=utf-8";
    get("/api/v1/self", Access::Key, "getSelf", "Who asks: the key or the local user, and its role", "Self", getSelf);
    get("/api/v1/openapi.json", Access::Viewer, "getOpenApi", "This description", "OpenApi", getOpenApi);
    get("/api/v1/platform/services", Access::Viewer, "listServices", "What the agent depends on, and how it is",
        "ServicePage", listServices);
    get("/api/v1/providers", Access::Viewer, "listProviders", "Kinds of runtimes that the agent can read",
        "ProviderPage", listProviders);
    get("/api/v1/runtimes", Access::Viewer, "listRuntimes", "All runtimes and how they are", "RuntimePage",
        listRuntimes);
    Route& post = get("/api/v1/runtimes", Access::Admin, "addRuntime",
                      "Adds a runtime to this agent; the same again changes nothing", "Runtime", postRuntime);
    post.method = "POST";
    post.takesBody = true;
    post.bodySchema = "RuntimeSettings";
    post.creates = true;
    get("/api/v1/runtimes/{id}", Access::Viewer, "getRuntime", "One runtime", "Runtime", getRuntime, {kRuntimeInPath});
    get("/api/v1/runtimes/{id}", Access::Admin, "removeRuntime",
        "Removes a runtime that was added here; its revisions stay", "Runtime", deleteRuntime, {kRuntimeInPath})
        .method
        = "DELETE";
    get("/api/v1/runtimes/{id}/topology", Access::Viewer, "getRuntimeTopology",
        "The newest observed topology of a runtime", "Topology", getRuntimeTopology, {kRuntimeInPath})
        .hasETag
        = true;
    get("/api/v1/runtimes/{id}/inventory", Access::Viewer, "getRuntimeInventory",
        "The agents of a runtime and who reaches them", "Inventory", getRuntimeInventory, {kRuntimeInPath});
    get("/api/v1/topology/revisions", Access::Viewer, "listRevisions", "Revisions, newest first", "RevisionPage",
        listRevisions,
        {{"runtime", ParameterType::Runtime, "only of this runtime"},
         {"kind", ParameterType::Word, "only of this kind", false, 0, 0, {"observed", "desired"}},
         {"from", ParameterType::Time, "not older than this"},
         {"to", ParameterType::Time, "older than this"},
         limit(200, "revisions on a page, 50 if absent"),
         kCursor})
        .hasETag
        = true;
    get("/api/v1/topology/revisions/{revision}", Access::Viewer, "getRevision", "One revision with its graph",
        "Topology", getRevision, {{"revision", ParameterType::Revision, "number or digest", true}})
        .hasETag
        = true;
    get("/api/v1/topology/revisions/{revision}/source", Access::Viewer, "getRevisionSource",
        "The configuration behind a revision, every secret masked", "Source", getRevisionSource,
        {{"revision", ParameterType::Revision, "number or digest", true}})
        .hasETag
        = true;
    get("/api/v1/topology/revisions/{revision}/content", Access::Viewer, "getRevisionContent",
        "Graph and source in one document: what `fabric-agent plan --offline` takes", "RevisionContent",
        getRevisionContent, {{"revision", ParameterType::Revision, "number or digest", true}});
    get("/api/v1/topology/diff", Access::Viewer, "getDiff", "The difference of two revisions", "TopologyDiff", getDiff,
        {{"from", ParameterType::Revision, "the revision before", true},
         {"to", ParameterType::Revision, "the revision after", true}});
    get("/api/v1/topology/reachability", Access::Viewer, "getReachability",
        "What a node reaches along typed edges, with a path as evidence", "Reachability", getReachability,
        {{"from", ParameterType::Text, "id of the node to start from", true},
         {"revision", ParameterType::Revision, "in this revision (or give runtime)"},
         {"runtime", ParameterType::Runtime, "in the newest topology of this runtime (or give revision)"},
         {"direction", ParameterType::Word, "forward if absent", false, 0, 0, {"forward", "backward"}},
         {"kinds", ParameterType::Words, "only along these kinds of edges", false, 0, 0, edgeKinds()},
         {"maxDepth", ParameterType::Integer, "edges on one path, 64 if absent", false, 1, 1'000, {}}});
    get("/api/v1/events", Access::Viewer, "listEvents", "What happened, oldest first", "EventPage", listEvents,
        {{"subject", ParameterType::Text, "only about this subject, like runtime:hq"},
         {"type", ParameterType::Text, "only types that begin with this, like topology. or fabric.topology."},
         limit(500, "events on a page, 100 if absent"),
         kCursor});
    get("/api/v1/events/stream", Access::Viewer, "streamEvents",
        "What happens, as server-sent events; Last-Event-ID resumes, `event: reset` tells of a gap", "", streamEvents)
        .contentType
        = "text/event-stream";
    get("/api/v1/apikeys", Access::Admin, "listApiKeys", "All API keys, never their secret part", "ApiKeyPage",
        listKeys);
    addChangeRoutes(routes);
    const Parameter prefix{"prefix", ParameterType::Text, "the public part of a key", true};
    Route& put = get("/api/v1/apikeys/{prefix}", Access::Admin, "putApiKey",
                     "Stores a key that the client made; the same again changes nothing", "ApiKey", putKey, {prefix});
    put.method = "PUT";
    put.takesBody = true;
    put.bodySchema = "ApiKeyRegistration";
    get("/api/v1/apikeys/{prefix}", Access::Admin, "revokeApiKey", "Revokes a key at once and for good", "ApiKey",
        deleteKey, {prefix})
        .method
        = "DELETE";
    return routes;
}

} // namespace

std::span<const Route> apiRoutes()
{
    static const std::vector<Route> routes = makeRoutes();
    return routes;
}

} // namespace fabric::api
