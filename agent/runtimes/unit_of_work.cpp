// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/runtimes/unit_of_work.h"

#include "core/rollout/unfinished.h"
#include "core/topology/diff.h"

#include <utility>

namespace fabric::runtimes {
namespace {

std::string subjectOf(const RuntimeId& id)
{
    return "runtime:" + id.value();
}

/// The audit event and the outbox event of one change; both tell the same.
Result<> tell(store::Session& session, const RuntimeId& id, UnixMillis at, const char* type, Json data,
              const std::string& actor = kAgentActor)
{
    data["runtime"] = id.value();
    FABRIC_CHECK(session.audit().append({at, actor, type, subjectOf(id), data}));
    FABRIC_CHECK(session.outbox().append({at, type, subjectOf(id), std::move(data)}));
    return {};
}

Json problemCodes(const std::vector<provider::Problem>& problems)
{
    Json codes = Json::array();
    for (const provider::Problem& problem : problems)
        codes.push_back(problem.code);
    return codes;
}

/// Stores @p record as it stands, and tells of its status.
Result<> putStatus(store::Session& session, const store::RuntimeRecord& record, provider::HealthState was,
                   UnixMillis at)
{
    FABRIC_CHECK(session.runtimes().put(record));
    return tell(session, record.id, at, events::type::kRuntimeStatusChanged,
                {{"health", provider::toText(record.status.health)},
                 {"mode", provider::toText(record.status.mode)},
                 {"was", provider::toText(was)},
                 {"runtimeOnlyIsStale", record.runtimeOnlyIsStale},
                 {"problems", problemCodes(record.status.problems)}});
}

/// An observation without a source says nothing about it.
bool isSeenAgain(const store::RevisionRecord& newest, const provider::Observation& observation)
{
    return newest.digest == observation.graph.digest()
        && (observation.source.isEmpty() || newest.sourceDigest == observation.source.digest());
}

const char* reasonFor(const std::optional<store::RevisionRecord>& newest, const provider::Observation& observation)
{
    if (!newest)
        return "first observation";
    if (newest->digest != observation.graph.digest())
        return "observed a change";
    return newest->sourceDigest.isNull() ? "source recorded" : "changed outside of the topology";
}

} // namespace

Result<store::ChangeCounts> countChanges(store::Session& session, const std::optional<store::RevisionRecord>& newest,
                                         const topology::Graph& graph)
{
    topology::Graph before;
    if (newest) {
        FABRIC_TRY(before, session.revisions().graph(newest->digest));
    }
    const topology::Diff diff = topology::diff(before, graph);
    const auto count = [](std::size_t a, std::size_t b, std::size_t c = 0) { return static_cast<int>(a + b + c); };
    return store::ChangeCounts{
        .added = count(diff.addedNodes.size(), diff.addedEdges.size()),
        .removed = count(diff.removedNodes.size(), diff.removedEdges.size()),
        .changed = count(diff.changedNodes.size(), diff.changedEdges.size(), diff.movedEdges.size()),
    };
}

Result<RuntimeView> loadView(store::Session& session, store::RuntimeRecord record)
{
    RuntimeView view;
    FABRIC_TRY(view.revision, session.revisions().newest(record.id, store::RevisionKind::Observed));
    if (view.revision) {
        FABRIC_TRY(view.graph, session.revisions().graph(view.revision->digest));
        if (!view.revision->sourceDigest.isNull()) {
            FABRIC_TRY(view.source, session.revisions().source(view.revision->sourceDigest));
        }
        record.currentRevision = view.revision->number;
    }
    FABRIC_TRY(const auto observations, session.revisions().observations(record.id, 1));
    if (!observations.empty())
        record.lastObservedAt = observations.front().lastAt;
    view.record = std::move(record);
    return view;
}

Result<> recordAdded(store::Session& session, const store::RuntimeRecord& record, const std::string& actor)
{
    FABRIC_CHECK(session.runtimes().put(record));
    return tell(session, record.id, record.addedAt, events::type::kRuntimeAdded, {{"provider", record.provider}},
                actor);
}

Result<store::RuntimeRecord> recordChanged(store::Session& session, const store::RuntimeRecord& wanted, UnixMillis at,
                                           const std::string& actor)
{
    FABRIC_TRY(auto stored, session.runtimes().find(wanted.id));
    if (!stored)
        return fail(ErrorCode::NotFound, "no runtime " + wanted.id.value());
    stored->provider = wanted.provider;
    stored->environment = wanted.environment;
    stored->settings = wanted.settings;
    FABRIC_CHECK(session.runtimes().put(*stored));
    FABRIC_CHECK(tell(session, wanted.id, at, events::type::kRuntimeChanged,
                      {{"provider", wanted.provider}, {"environment", wanted.environment}}, actor));
    return *std::move(stored);
}

Result<> recordRemoved(store::Session& session, const RuntimeId& id, UnixMillis at, const std::string& actor)
{
    FABRIC_TRY(const auto unfinished, rollout::unfinishedChangeOf(session, id));
    if (unfinished)
        return fail(ErrorCode::Conflict,
                    "the " + *unfinished + " of the runtime '" + id.value()
                        + "' is not finished: it must be able to go back",
                    "/id");
    FABRIC_CHECK(session.runtimes().remove(id));
    return tell(session, id, at, events::type::kRuntimeRemoved, Json::object(), actor);
}

Result<std::vector<RuntimeView>> recordSetChange(store::Session& session, const SetChange& change)
{
    std::vector<RuntimeView> views;
    views.reserve(change.added.size() + change.changed.size());
    for (const RuntimeId& id : change.removed)
        FABRIC_CHECK(recordRemoved(session, id, change.at, change.actor));
    for (const store::RuntimeRecord& record : change.added) {
        FABRIC_CHECK(recordAdded(session, record, change.actor));
        FABRIC_TRY(RuntimeView view, loadView(session, record));
        views.push_back(std::move(view));
    }
    for (const store::RuntimeRecord& record : change.changed) {
        FABRIC_TRY(store::RuntimeRecord stored, recordChanged(session, record, change.at, change.actor));
        FABRIC_TRY(RuntimeView view, loadView(session, std::move(stored)));
        views.push_back(std::move(view));
    }
    return views;
}

bool isNotable(const provider::RuntimeStatus& before, const provider::RuntimeStatus& after)
{
    return before.mode != after.mode || before.health != after.health || !(before.identity == after.identity)
        || before.configPath != after.configPath || before.configRealPath != after.configRealPath
        || before.endpoint != after.endpoint || before.pairedDeviceId != after.pairedDeviceId
        || before.grantedScopes != after.grantedScopes || problemCodes(before.problems) != problemCodes(after.problems);
}

Result<> recordStatus(store::Session& session, store::RuntimeRecord& record, const provider::RuntimeStatus& status,
                      UnixMillis at)
{
    const provider::HealthState was = record.status.health;
    record.status = status;
    return putStatus(session, record, was, at);
}

Result<store::RevisionRecord> recordObservation(store::Session& session, store::RuntimeRecord& record,
                                                const provider::Observation& observation)
{
    FABRIC_TRY(const auto newest, session.revisions().newest(record.id, store::RevisionKind::Observed));
    record.lastObservedAt = observation.at;
    const bool wasStale = std::exchange(record.runtimeOnlyIsStale, observation.runtimeOnlyIsStale);
    if (newest && isSeenAgain(*newest, observation)) {
        FABRIC_CHECK(session.revisions().observe(record.id, newest->number, observation.mode, observation.at));
        record.currentRevision = newest->number;
        if (wasStale != record.runtimeOnlyIsStale)
            FABRIC_CHECK(putStatus(session, record, record.status.health, observation.at));
        return *newest;
    }
    store::RevisionRecord revision;
    revision.digest = observation.graph.digest();
    revision.configuredDigest = observation.graph.configuredDigest();
    revision.runtime = record.id;
    revision.createdAt = observation.at;
    revision.author = kAgentActor;
    revision.reason = reasonFor(newest, observation);
    revision.providerVersion = observation.providerVersion;
    revision.nodeCount = static_cast<int>(observation.graph.nodes().size());
    revision.edgeCount = static_cast<int>(observation.graph.edges().size());
    if (newest)
        revision.parent = newest->number;
    FABRIC_TRY(revision.changes, countChanges(session, newest, observation.graph));
    FABRIC_TRY(revision, session.revisions().add(std::move(revision), observation.graph, observation.source));
    FABRIC_CHECK(session.revisions().observe(record.id, revision.number, observation.mode, observation.at));
    record.currentRevision = revision.number;
    FABRIC_CHECK(session.runtimes().put(record));
    FABRIC_CHECK(tell(session, record.id, observation.at, events::type::kRevisionObserved,
                      {{"revision", revision.number},
                       {"digest", revision.digest.text()},
                       {"added", revision.changes.added},
                       {"removed", revision.changes.removed},
                       {"changed", revision.changes.changed},
                       {"topology", "/api/v1/topology/revisions/" + std::to_string(revision.number)}}));
    return revision;
}

} // namespace fabric::runtimes
