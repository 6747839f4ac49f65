// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/events/event.h"
#include "core/store/records.h"
#include "core/topology/diff.h"
#include "core/topology/reachability.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

// What agent and console say to each other under /api/v1. toJson writes every field (absent optionals as null); parse is
// strict about types and ranges and ignores unknown fields, so that an older console can read a newer agent.
// Times: RFC 3339 text under `...At`, and nothing else.

namespace fabric::wire {

/// `source` of every event (CloudEvents 1.0); with the epoch in the id it is unique over all agents.
inline constexpr const char* kEventSource = "fabric";
/// What stands before our event types in a CloudEvent's `type`.
inline constexpr const char* kEventTypePrefix = "fabric.";
/// `type` of a problem (RFC 9457): this and the error code.
inline constexpr const char* kProblemTypePrefix = "urn:fabric:error:";

/// One runtime: `/api/v1/runtimes`, `/api/v1/runtimes/{id}`.
struct Runtime
{
    std::string id;
    std::string provider;
    std::string environment;
    std::string addedAt;
    provider::RuntimeStatus status; ///< `since` as sinceAt
    std::optional<std::string> lastObservedAt;
    std::optional<RevisionNumber> currentRevision;
    bool runtimeOnlyIsStale = false;
    int agentCount = 0; ///< of the current revision
    int nodeCount = 0;
    int edgeCount = 0;
};

/// `/api/v1/topology/revisions`, `/api/v1/topology/revisions/{number or digest}` (there with the graph).
struct Revision
{
    RevisionNumber number = 0;
    std::string digest;
    std::string configuredDigest;
    std::optional<std::string> sourceDigest; ///< absent: stored without its source
    std::string runtime;
    std::string kind; ///< observed | desired
    std::string createdAt;
    std::string author;
    std::string authorName; ///< the author for people: a key by its name
    std::string reason;
    std::string providerVersion;
    std::optional<RevisionNumber> parent;
    int nodeCount = 0;
    int edgeCount = 0;
    store::ChangeCounts changes;
};

/// `/api/v1/runtimes/{id}/topology` and a single revision: `{"revision":{...},"graph":{...}}`.
struct Topology
{
    Revision revision;
    topology::Graph graph;
    std::optional<std::string> lastObservedAt;
    std::string mode; ///< access mode of the last observation
    bool runtimeOnlyIsStale = false;
};

/// One agent of `/api/v1/runtimes/{id}/inventory` (the oc-agent-manager summary).
struct InventoryAgent
{
    std::string id;
    std::string name;
    std::string model; ///< primary; empty if unknown
    std::string workspace;
    std::string toolsProfile;
    std::string sandbox;
    std::vector<std::string> entries; ///< node ids of entry points that reach it
    std::string owner; ///< fabric | manager | unmanaged
    std::string health; ///< the runtime's health state
    std::optional<std::string> lastSeenAt;
};

struct Inventory
{
    std::string runtime;
    std::optional<RevisionNumber> revision;
    std::vector<InventoryAgent> agents;
};

/// `/api/v1/topology/diff?from=&to=`.
struct TopologyDiff
{
    Revision from;
    Revision to;
    topology::Diff diff;
};

/// `/api/v1/topology/reachability?revision=|runtime=&from=&direction=&kinds=&maxDepth=`.
struct Reachability
{
    RevisionNumber revision = 0;
    std::string from;
    std::string direction; ///< forward | backward
    std::vector<topology::ReachedNode> reached;
};

/// One event of `/api/v1/events` and of the stream (there as `id:`, `event:`, `data:`). CloudEvents 1.0 JSON format:
/// specversion, id, source, type (`fabric.` + type), subject, time, datacontenttype, data.
struct Event
{
    std::string id; ///< `<epoch>-<sequence>`
    std::string type; ///< as in core/events, without the prefix that its JSON form has
    std::string subject;
    std::string time;
    Json data = Json::object();
};
[[nodiscard]] Event fromEvent(const events::Event& event);

/// One line of `/api/v1/platform/services`.
struct Service
{
    std::string name;
    std::string kind; ///< database | outbox | runtime | broker | sidecar
    std::string state; ///< ok | degraded | down | off
    std::string sinceAt;
    std::string detail;
};

/// One line of `/api/v1/providers`.
struct Provider
{
    std::string id;
    std::string name;
    std::vector<std::string> versions;
    int runtimeCount = 0;
};

/// A slice of a list: `{"items":[...],"nextCursor":"..."|null}`.
template <class T>
struct Page
{
    std::vector<T> items;
    std::optional<std::string> nextCursor;
};

/// RFC 9457 problem details, with our code, pointer and trace id.
struct ProblemDetails
{
    int status = 500;
    std::string code; ///< ErrorCodeInfo::name
    std::string title;
    std::string detail;
    std::string pointer; ///< Error::where; may be empty
    std::string traceId;
};

[[nodiscard]] Json toJson(const Runtime& value);
[[nodiscard]] Json toJson(const Revision& value);
[[nodiscard]] Json toJson(const Topology& value);
[[nodiscard]] Json toJson(const InventoryAgent& value);
[[nodiscard]] Json toJson(const Inventory& value);
[[nodiscard]] Json toJson(const TopologyDiff& value);
[[nodiscard]] Json toJson(const Reachability& value);
[[nodiscard]] Json toJson(const Event& value);
[[nodiscard]] Json toJson(const Service& value);
[[nodiscard]] Json toJson(const Provider& value);
[[nodiscard]] Json toJson(const ProblemDetails& value);
[[nodiscard]] Json toJson(const provider::RuntimeStatus& value);

/// Defined for every type above. @p path is the JSON pointer of @p value for error messages.
template <class T>
[[nodiscard]] Result<T> parse(const Json& value, const std::string& path = {});
template <>
Result<Runtime> parse<Runtime>(const Json& value, const std::string& path);
template <>
Result<Revision> parse<Revision>(const Json& value, const std::string& path);
template <>
Result<Topology> parse<Topology>(const Json& value, const std::string& path);
template <>
Result<InventoryAgent> parse<InventoryAgent>(const Json& value, const std::string& path);
template <>
Result<Inventory> parse<Inventory>(const Json& value, const std::string& path);
template <>
Result<TopologyDiff> parse<TopologyDiff>(const Json& value, const std::string& path);
template <>
Result<Reachability> parse<Reachability>(const Json& value, const std::string& path);
template <>
Result<Event> parse<Event>(const Json& value, const std::string& path);
template <>
Result<Service> parse<Service>(const Json& value, const std::string& path);
template <>
Result<Provider> parse<Provider>(const Json& value, const std::string& path);
template <>
Result<ProblemDetails> parse<ProblemDetails>(const Json& value, const std::string& path);
template <>
Result<provider::RuntimeStatus> parse<provider::RuntimeStatus>(const Json& value, const std::string& path);

template <class T>
[[nodiscard]] Json toJson(const Page<T>& page)
{
    Json items = Json::array();
    for (const T& item : page.items)
        items.push_back(toJson(item));
    return {{"items", std::move(items)}, {"nextCursor", page.nextCursor ? Json(*page.nextCursor) : Json()}};
}

/// Strict like the others; every item is parsed with its own pointer. Defined for Runtime, Revision, Event, Service and
/// Provider, the types that are listed.
template <class T>
[[nodiscard]] Result<Page<T>> parsePage(const Json& value, const std::string& path = {});

/// From stored records; `topology` may be null (no revision yet).
[[nodiscard]] Runtime toWire(const store::RuntimeRecord& record, const topology::Graph* graph);
[[nodiscard]] Revision toWire(const store::RevisionRecord& record);

} // namespace fabric::wire
