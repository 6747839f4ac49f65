// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/store/store.h"
#include "tests/support/graph_parts.h"

namespace fabric::test {

/// The answer of a future; blocks, as only a test may.
template <class T>
[[nodiscard]] T await(QFuture<T> future)
{
    future.waitForFinished();
    return future.result();
}

[[nodiscard]] inline topology::Graph sampleGraph(const std::string& workspace)
{
    using enum topology::NodeKind;
    return graphOf({node(Gateway, "", {{"port", 18789}}), node(Agent, "main", {{"workspace", workspace}}),
                    node(Channel, "telegram"), node(Account, "telegram/default")},
                   {edge(topology::EdgeKind::RoutesTo, "account:telegram/default", "agent:main", "binding")});
}

[[nodiscard]] inline store::RuntimeRecord sampleRuntime(const std::string& id)
{
    store::RuntimeRecord record;
    record.id = RuntimeId(id);
    record.provider = "openclaw";
    record.environment = "production";
    record.addedAt = {1000};
    record.status.mode = provider::AccessMode::Gateway;
    record.status.health = provider::HealthState::Degraded;
    record.status.since = {2000};
    record.status.detail = "läuft \"so\" '; DROP TABLE runtime; --";
    record.status.identity = {"device-1", "2026.9.6", "boot-1", 4, {"config.get", "health"}};
    record.status.configPath = "/home/u/.openclaw/openclaw.json";
    record.status.configRealPath = "/srv/openclaw.json";
    record.status.endpoint = "ws://127.0.0.1:18789";
    record.status.problems = {{"config-invalid", "It is invalid.", "Fix it.", "agents.list"}};
    record.status.pairedDeviceId = "dev";
    record.status.grantedScopes = {"operator.read"};
    record.lastObservedAt = UnixMillis{3000};
    record.runtimeOnlyIsStale = true;
    return record;
}

/// As they are after everything that the API can say.
[[nodiscard]] inline provider::RuntimeSettings sampleSettings(const std::string& id)
{
    return {RuntimeId(id),
            "openclaw",
            "prüfung",
            "/srv/openclaw.json",
            "ws://127.0.0.1:18789",
            "systemd:oc@1.service",
            true,
            {provider::SecretReference::Kind::Credential, "openclaw-token"}};
}

[[nodiscard]] inline store::ApiKeyRecord sampleKey(const std::string& prefix, std::int64_t createdAt)
{
    store::ApiKeyRecord record;
    record.prefix = prefix;
    record.name = "console of " + prefix;
    record.role = store::Role::Admin;
    record.salt.fill(std::byte{0xA5});
    record.hash = sha256(prefix);
    record.createdAt = {createdAt};
    return record;
}

[[nodiscard]] inline store::RevisionRecord sampleRevision(const std::string& runtime, std::int64_t at,
                                                          store::RevisionKind kind = store::RevisionKind::Observed)
{
    store::RevisionRecord record;
    record.runtime = RuntimeId(runtime);
    record.kind = kind;
    record.createdAt = {at};
    record.author = "agent";
    record.reason = "observed";
    record.providerVersion = "2026.9.6";
    record.changes = {1, 2, 3};
    return record;
}

/// The trace that every change needs; @p tag is in both.
[[nodiscard]] inline Result<> leaveTrace(store::Session& session, const std::string& tag)
{
    FABRIC_CHECK(session.audit().append({{5000}, "agent", "test.changed", "test:" + tag, {{"tag", tag}}}));
    FABRIC_CHECK(session.outbox().append({{5000}, "test.changed", "test:" + tag, {{"tag", tag}}}));
    return {};
}

/// Adds a revision with its trace.
[[nodiscard]] inline Result<store::RevisionRecord> addRevision(store::Session& session, store::RevisionRecord record,
                                                               const topology::Graph& graph,
                                                               const provider::Source& source = {})
{
    FABRIC_TRY(store::RevisionRecord added, session.revisions().add(std::move(record), graph, source));
    FABRIC_CHECK(leaveTrace(session, "revision-" + std::to_string(added.number)));
    return added;
}

} // namespace fabric::test
