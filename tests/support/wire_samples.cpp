// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/wire_samples.h"

namespace fabric::test {

namespace {

topology::Node node(const char* id, topology::NodeKind kind, const char* name)
{
    topology::Node out;
    out.id = topology::NodeId(id);
    out.kind = kind;
    out.name = name;
    return out;
}

topology::Edge edge(topology::EdgeKind kind, const char* from, const char* to, const char* key = "")
{
    topology::Edge out;
    out.kind = kind;
    out.from = topology::NodeId(from);
    out.to = topology::NodeId(to);
    out.key = key;
    return out;
}

} // namespace

topology::Graph sampleGraph()
{
    using topology::EdgeKind;
    using topology::NodeKind;
    topology::GraphBuilder builder;
    builder.add(node("gateway", NodeKind::Gateway, "gateway"));
    builder.add(node("agent:main", NodeKind::Agent, "Main"));
    builder.add(node("agent:coder", NodeKind::Agent, "Coder"));
    builder.add(node("channel:telegram", NodeKind::Channel, "telegram"));
    builder.add(node("account:telegram/default", NodeKind::Account, "default"));
    builder.add(node("model:openai/gpt-5", NodeKind::Model, "gpt-5"));
    builder.add(edge(EdgeKind::Owns, "channel:telegram", "account:telegram/default"));
    topology::Edge route = edge(EdgeKind::RoutesTo, "account:telegram/default", "agent:main", "default");
    route.order = 0;
    builder.add(route);
    builder.add(edge(EdgeKind::MaySpawn, "agent:main", "agent:coder"));
    builder.add(edge(EdgeKind::UsesModel, "agent:main", "model:openai/gpt-5", "primary"));
    return builder.build().value();
}

provider::RuntimeStatus sampleStatus()
{
    provider::RuntimeStatus out;
    out.mode = provider::AccessMode::Gateway;
    out.health = provider::HealthState::Live;
    out.since = UnixMillis{1'795'000'000'123};
    out.detail = "Connected";
    out.identity = {"device-1", "2026.9.6", "boot-7", 4, {"agents.list", "config.get"}};
    out.configPath = "/home/ada/.openclaw/openclaw.json";
    out.configRealPath = "/srv/openclaw/openclaw.json";
    out.endpoint = "ws://127.0.0.1:18789";
    out.problems = {{"config-not-applied", "The file is newer.", "Restart the gateway.", "openclaw.json"}};
    out.pairedDeviceId = "fabric-device";
    out.grantedScopes = {"operator.read"};
    return out;
}

store::RuntimeRecord sampleRuntimeRecord(const std::string& id)
{
    store::RuntimeRecord out;
    out.id = RuntimeId(id);
    out.provider = "openclaw";
    out.environment = "production";
    out.addedAt = UnixMillis{1'790'000'000'000};
    out.status = sampleStatus();
    out.lastObservedAt = UnixMillis{1'795'000'001'000};
    out.currentRevision = 2;
    out.runtimeOnlyIsStale = true;
    return out;
}

store::RevisionRecord sampleRevisionRecord(const topology::Graph& graph, RevisionNumber number)
{
    store::RevisionRecord out;
    out.number = number;
    out.digest = graph.digest();
    out.configuredDigest = graph.configuredDigest();
    out.sourceDigest = sha256("source");
    out.runtime = RuntimeId("hq");
    out.createdAt = UnixMillis{1'795'000'000'500};
    out.author = "agent";
    out.reason = "observed";
    out.providerVersion = "2026.9.6";
    if (number > 1)
        out.parent = number - 1;
    out.nodeCount = static_cast<int>(graph.nodes().size());
    out.edgeCount = static_cast<int>(graph.edges().size());
    out.changes = {3, 1, 2};
    return out;
}

events::Event sampleEvent()
{
    return {"e1", 42, {UnixMillis{1'795'000'000'999}, events::type::kRevisionObserved, "runtime:hq", {{"number", 2}}}};
}

} // namespace fabric::test
