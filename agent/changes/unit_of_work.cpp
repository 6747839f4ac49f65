// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/changes/unit_of_work.h"

#include "agent/runtimes/unit_of_work.h"
#include "core/store/actors.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace fabric::changes {
namespace {

constexpr int kMaxRolloutsShown = 20;

Result<std::optional<store::RevisionRecord>> findByKey(store::Session& session, const std::string& key,
                                                       const std::string& where)
{
    if (key.starts_with("sha256:")) {
        FABRIC_TRY(const Digest digest, Digest::parse(key, where));
        return session.revisions().find(digest);
    }
    RevisionNumber number = 0;
    const auto [end, code] = std::from_chars(key.data(), key.data() + key.size(), number);
    if (code != std::errc() || end != key.data() + key.size() || number < 1)
        return fail(ErrorCode::InvalidArgument, "a revision is a number or a digest", where);
    return session.revisions().find(number);
}

std::string subjectOf(const RuntimeId& id)
{
    return "runtime:" + id.value();
}

} // namespace

Result<provider::Source> sourceOf(store::Session& session, const store::RevisionRecord& record)
{
    if (record.sourceDigest.isNull())
        return fail(ErrorCode::FailedPrecondition,
                    "revision " + std::to_string(record.number)
                        + " was stored without its configuration, plans are made of later ones");
    return session.revisions().source(record.sourceDigest);
}

Result<std::optional<Loaded>> loadNewest(store::Session& session, const RuntimeId& runtime, store::RevisionKind kind)
{
    FABRIC_TRY(auto record, session.revisions().newest(runtime, kind));
    if (!record)
        return std::nullopt;
    Loaded loaded;
    FABRIC_TRY(loaded.content.source, sourceOf(session, *record));
    FABRIC_TRY(loaded.content.graph, session.revisions().graph(record->digest));
    loaded.record = *std::move(record);
    return loaded;
}

Result<store::RevisionRecord> findRevision(store::Session& session, const RuntimeId& runtime, const std::string& key,
                                           const std::string& where)
{
    FABRIC_TRY(auto record, findByKey(session, key, where));
    if (!record)
        return fail(ErrorCode::NotFound, "there is no revision " + key, where);
    if (record->runtime != runtime)
        return fail(ErrorCode::InvalidArgument,
                    "revision " + key + " is of the runtime '" + record->runtime.value() + "'", where);
    return *std::move(record);
}

Result<PlanInputs> loadPlanInputs(store::Session& session, store::RevisionRecord observed,
                                  store::RevisionRecord desired, const provider::Configuration& configuration)
{
    PlanInputs out;
    planning::Content& now = out.observed.content;
    planning::Content& wanted = out.desired.content;
    FABRIC_TRY(now.source, sourceOf(session, observed));
    if (desired.sourceDigest == observed.sourceDigest) {
        wanted.source = now.source;
    } else {
        FABRIC_TRY(wanted.source, sourceOf(session, desired));
    }
    FABRIC_TRY(out.ofEqual,
               planning::planOfEqual({observed.digest, now.source}, {desired.digest, wanted.source}, configuration));
    if (!out.ofEqual) {
        FABRIC_TRY(now.graph, session.revisions().graph(observed.digest));
        if (desired.digest == observed.digest) {
            wanted.graph = now.graph;
        } else {
            FABRIC_TRY(wanted.graph, session.revisions().graph(desired.digest));
        }
    }
    out.observed.record = std::move(observed);
    out.desired.record = std::move(desired);
    return out;
}

Result<store::RevisionRecord> recordDesired(store::Session& session, const RuntimeId& runtime,
                                            const planning::Content& content, std::optional<RevisionNumber> parent,
                                            const std::string& author, const std::string& reason, UnixMillis at)
{
    FABRIC_TRY(const auto newest, session.revisions().newest(runtime, store::RevisionKind::Desired));
    const std::optional<RevisionNumber> present = newest ? std::optional<RevisionNumber>(newest->number) : std::nullopt;
    if (present != parent)
        return fail(ErrorCode::Conflict,
                    newest ? "the intent was changed by " + newest->author + " in revision "
                            + std::to_string(newest->number) + ", look at it and try again"
                           : std::string("there is no intent yet, adopt one first"),
                    "/base");
    store::RevisionRecord revision;
    revision.runtime = runtime;
    revision.kind = store::RevisionKind::Desired;
    revision.createdAt = at;
    revision.author = author;
    revision.reason = reason;
    revision.providerVersion = content.source.parts().providerVersion;
    revision.parent = parent;
    FABRIC_TRY(revision.changes, runtimes::countChanges(session, newest, content.graph));
    FABRIC_TRY(revision, session.revisions().add(std::move(revision), content.graph, content.source));
    Json data{{"runtime", runtime.value()},
              {"revision", revision.number},
              {"digest", revision.digest.text()},
              {"source", revision.sourceDigest.text()},
              {"topology", "/api/v1/topology/revisions/" + std::to_string(revision.number)}};
    FABRIC_CHECK(session.audit().append({at, author, events::type::kRevisionDesired, subjectOf(runtime), data}));
    FABRIC_CHECK(session.outbox().append({at, events::type::kRevisionDesired, subjectOf(runtime), std::move(data)}));
    return revision;
}

Result<Kept> keptBy(store::Session& session, const RuntimeId& runtime, const RolloutId& rollout)
{
    constexpr const char* kWhere = "/undo";
    FABRIC_TRY(const auto known, session.rollouts().find(rollout));
    if (!known || known->runtime != runtime)
        return fail(ErrorCode::NotFound,
                    "the runtime '" + runtime.value() + "' has no rollout '" + rollout.value() + "'", kWhere);
    if (known->state != toText(rollout::State::Succeeded))
        return fail(ErrorCode::FailedPrecondition,
                    "the rollout is " + known->state + ": only a change that was kept can be undone", kWhere);
    FABRIC_TRY(const auto plan, session.plans().find(runtime, known->plan));
    if (!plan)
        return fail(ErrorCode::NotFound, "its plan is not stored any more", kWhere);
    Kept out;
    FABRIC_TRY(out.plan, planning::parsePlan(plan->body));
    FABRIC_TRY(
        const store::RevisionRecord before,
        findRevision(session, runtime, std::to_string(plan->summary.value("observed", std::int64_t{0})), kWhere));
    FABRIC_TRY(out.before, sourceOf(session, before));
    return out;
}

Result<> recordPlan(store::Session& session, const store::PlanRecord& plan)
{
    FABRIC_CHECK(session.plans().add(plan));
    Json data{{"runtime", plan.runtime.value()},
              {"plan", plan.id.text()},
              {"risk", plan.summary.at("risk")},
              {"operations", plan.summary.at("operationCount")},
              {"document", "/api/v1/plans/" + plan.id.text() + "?runtime=" + plan.runtime.value()}};
    FABRIC_CHECK(session.audit().append(
        {plan.createdAt, plan.author, events::type::kPlanCreated, subjectOf(plan.runtime), data}));
    FABRIC_CHECK(session.outbox().append(
        {plan.createdAt, events::type::kPlanCreated, subjectOf(plan.runtime), std::move(data)}));
    return {};
}

Result<wire::Revision> shownRevision(store::Session& session, const store::RevisionRecord& record)
{
    wire::Revision out = wire::toWire(record);
    FABRIC_TRY(out.authorName, store::withNames(session, record.author));
    return out;
}

Result<StoredPlan> withRollouts(store::Session& session, store::PlanRecord plan)
{
    store::RolloutQuery query;
    query.runtime = plan.runtime;
    query.plan = plan.id;
    query.limit = kMaxRolloutsShown;
    FABRIC_TRY(const auto rollouts, session.rollouts().list(query));
    StoredPlan out;
    FABRIC_TRY(out.authorName, store::withNames(session, plan.author));
    out.record = std::move(plan);
    out.rollouts.reserve(rollouts.size());
    for (const store::RolloutRecord& rollout : rollouts)
        out.rollouts.push_back(rollout.id.value());
    if (!rollouts.empty())
        out.rolloutState = rollouts.front().state;
    return out;
}

} // namespace fabric::changes
