// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/changes/change_service.h"

#include "agent/changes/unit_of_work.h"
#include "core/base/on_result.h"
#include "core/provider/field_edits.h"
#include "core/rollout/states.h"

#include <QLoggingCategory>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::changes {
namespace {

Q_LOGGING_CATEGORY(lcChanges, "fabric.changes")

constexpr const char* kObserved = "/observed";
constexpr const char* kDesired = "/desired";

/// What an intent is read or changed from.
struct IntentInputs
{
    std::optional<Loaded> desired;
    Loaded observed;
};

tl::unexpected<Error> noRuntime(const RuntimeId& runtime)
{
    return fail(ErrorCode::NotFound, "there is no runtime '" + runtime.value() + "'", "/runtime");
}

tl::unexpected<Error> notObserved(const RuntimeId& runtime)
{
    return fail(ErrorCode::NotFound, "the runtime '" + runtime.value() + "' has not been observed yet", "/runtime");
}

Result<IntentInputs> loadIntent(store::Session& session, const RuntimeId& runtime)
{
    IntentInputs out;
    FABRIC_TRY(auto observed, loadNewest(session, runtime, store::RevisionKind::Observed));
    if (!observed)
        return notObserved(runtime);
    out.observed = *std::move(observed);
    FABRIC_TRY(out.desired, loadNewest(session, runtime, store::RevisionKind::Desired));
    return out;
}

/// The revision of that kind that @p key names.
Result<store::RevisionRecord> revisionOf(store::Session& session, const RuntimeId& runtime, store::RevisionKind kind,
                                         const std::string& key, const char* where)
{
    FABRIC_TRY(store::RevisionRecord record, findRevision(session, runtime, key, where));
    if (record.kind != kind)
        return fail(ErrorCode::InvalidArgument, "revision " + key + " is not " + std::string(store::toText(kind)),
                    where);
    return record;
}

Result<PlanInputs> loadPlan(store::Session& session, const wire::PlanRequest& request,
                            const provider::Configuration& configuration)
{
    const RuntimeId runtime(request.runtime);
    const auto pick = [&](const std::optional<std::string>& key, store::RevisionKind kind,
                          const char* where) -> Result<std::optional<store::RevisionRecord>> {
        if (!key)
            return session.revisions().newest(runtime, kind);
        return revisionOf(session, runtime, kind, *key, where);
    };
    FABRIC_TRY(auto observed, pick(request.observed, store::RevisionKind::Observed, kObserved));
    if (!observed)
        return notObserved(runtime);
    FABRIC_TRY(auto desired, pick(request.desired, store::RevisionKind::Desired, kDesired));
    if (!desired)
        return fail(ErrorCode::FailedPrecondition,
                    "the runtime '" + runtime.value() + "' has no intent yet, adopt what is observed first", kDesired);
    return loadPlanInputs(session, *std::move(observed), *std::move(desired), configuration);
}

/// What the next desired revision is made from.
struct ChangeInputs
{
    IntentInputs intent;
    std::optional<provider::Source> exported; ///< that a document was made from, if that is said
    std::optional<Kept> kept; ///< what the change undoes
};

Result<ChangeInputs> loadChange(store::Session& session, const wire::IntentChange& change)
{
    const RuntimeId runtime(change.runtime);
    ChangeInputs out;
    if (!change.undo.empty()) {
        FABRIC_TRY(out.kept, keptBy(session, runtime, RolloutId(change.undo)));
    }
    if (change.observed) {
        FABRIC_TRY(const auto record,
                   revisionOf(session, runtime, store::RevisionKind::Observed, *change.observed, kObserved));
        FABRIC_TRY(out.exported, sourceOf(session, record));
    }
    FABRIC_TRY(out.intent, loadIntent(session, runtime));
    return out;
}

Result<planning::Content> nextContent(const wire::IntentChange& change, const ChangeInputs& from,
                                      const provider::Configuration& configuration)
{
    const auto& [inputs, exported, kept] = from;
    const planning::Content& observed = inputs.observed.content;
    if (change.adopt)
        return planning::adopt(observed);
    planning::Content base;
    if (inputs.desired) {
        base = inputs.desired->content;
    } else {
        FABRIC_TRY(base, planning::adopt(observed));
    }
    if (kept)
        return planning::undone(kept->plan, kept->before.document(), base, observed, configuration);
    if (!change.document.empty())
        return planning::imported(base, exported.value_or(observed.source), observed, change.document, configuration);
    return planning::edited(base, observed, change.edits, configuration);
}

wire::PlanSummary summaryOf(const planning::Plan& plan, const Digest& id, const PlanInputs& inputs,
                            const wire::PlanRequest& request, const std::string& author, UnixMillis at)
{
    wire::PlanSummary out;
    out.id = id.text();
    out.runtime = request.runtime;
    out.title = request.title.empty() ? inputs.desired.record.reason : request.title;
    out.reason = request.reason;
    out.author = author;
    out.authorName = author;
    out.createdAt = toRfc3339(at);
    out.expiresAt = toRfc3339({at.count + rollout::kPlanExpiry.count()});
    out.observed = inputs.observed.record.number;
    out.desired = inputs.desired.record.number;
    out.risk = planning::toText(plan.risk);
    out.reload = provider::toText(plan.reload);
    out.operationCount = static_cast<int>(plan.operations.size());
    out.agentCount = static_cast<int>(plan.blastRadius.agents.size());
    out.routeCount = static_cast<int>(plan.blastRadius.routes.size());
    out.widensAuthority = plan.widensAuthority();
    return out;
}

Result<wire::PlanSummary> storedSummary(const StoredPlan& stored)
{
    FABRIC_TRY(wire::PlanSummary summary, wire::parse<wire::PlanSummary>(stored.record.summary));
    summary.rollouts = stored.rollouts;
    summary.rolloutState = stored.rolloutState;
    summary.authorName = stored.authorName;
    return summary;
}

/// A stored plan, with what else is told @p about it.
Result<wire::PlanDocument> documentOf(const StoredPlan& stored, wire::PlanDocument about)
{
    FABRIC_TRY(about.summary, storedSummary(stored));
    about.plan = stored.record.body;
    return about;
}

/// The document as the plan leaves it.
Result<Json> resultOf(const Json& before, const planning::Plan& plan)
{
    Json after = before;
    for (const provider::Operation& operation : plan.operations)
        FABRIC_CHECK(provider::applyEdits(after, operation.changes));
    return after;
}

std::string laidOut(const Json& document)
{
    return document.dump(2);
}

Result<StoredPlan> findPlan(store::Session& session, const Digest& id, const std::optional<RuntimeId>& runtime)
{
    FABRIC_TRY(auto record, store::choosePlan(session.plans(), id, runtime, "/path/plan"));
    return withRollouts(session, std::move(record));
}

} // namespace

ChangeService::ChangeService(Dependencies with, QObject* parent)
    : QObject(parent)
    , m_with(std::move(with))
{
}

void ChangeService::intent(const RuntimeId& runtime, Done<wire::Intent> done)
{
    const provider::Configuration* configuration = configurationFor(runtime);
    if (configuration == nullptr) {
        done(noRuntime(runtime));
        return;
    }
    using Read = std::pair<IntentInputs, wire::Intent>;
    auto loaded = m_with.store.read([runtime](store::Session& session) -> Result<Read> {
        Read out;
        FABRIC_TRY(out.first, loadIntent(session, runtime));
        out.second.runtime = runtime.value();
        FABRIC_TRY(out.second.observed, shownRevision(session, out.first.observed.record));
        if (out.first.desired) {
            FABRIC_TRY(out.second.desired, shownRevision(session, out.first.desired->record));
        }
        return out;
    });
    onResult(loaded, this, [this, configuration, done = std::move(done)](Result<Read> read) mutable {
        if (!read) {
            done(tl::make_unexpected(read.error()));
            return;
        }
        auto made = m_with.worker.run([configuration, read = *std::move(read)]() -> Result<wire::Intent> {
            const auto& [inputs, shown] = read;
            wire::Intent out = shown;
            if (!inputs.desired)
                return out;
            FABRIC_TRY(const auto fields,
                       planning::threeWay(inputs.desired->content, inputs.observed.content, *configuration));
            out.fields.reserve(fields.size());
            for (const planning::FieldView& field : fields)
                out.fields.push_back(
                    {field.pointer, field.owner, field.applied, field.observed, field.desired, field.isConflict});
            return out;
        });
        onResult(made, this, std::move(done));
    });
}

void ChangeService::change(const wire::IntentChange& change, const std::string& actor, Done<wire::Revision> done,
                           store::Also<wire::Revision> also)
{
    const RuntimeId runtime(change.runtime);
    const provider::Configuration* configuration = configurationFor(runtime);
    if (configuration == nullptr) {
        done(noRuntime(runtime));
        return;
    }
    auto loaded = m_with.store.read([change](store::Session& session) { return loadChange(session, change); });
    onResult(loaded, this,
             [this, change, actor, configuration, done = std::move(done),
              also = std::move(also)](Result<ChangeInputs> from) mutable {
                 if (!from) {
                     done(tl::make_unexpected(from.error()));
                     return;
                 }
                 std::optional<RevisionNumber> parent;
                 if (from->intent.desired)
                     parent = from->intent.desired->record.number;
                 if (change.base && change.base != parent) {
                     done(fail(ErrorCode::Conflict,
                               "the intent was changed since revision " + std::to_string(*change.base)
                                   + ", look at it and try again",
                               "/base"));
                     return;
                 }
                 auto made = m_with.worker.run([change, configuration, from = *std::move(from)] {
                     return nextContent(change, from, *configuration);
                 });
                 onResult(made, this,
                          [this, change, actor, parent, done = std::move(done),
                           also = std::move(also)](Result<planning::Content> next) mutable {
                              if (!next)
                                  done(tl::make_unexpected(next.error()));
                              else
                                  keepIntent(change, actor, parent, *std::move(next), std::move(done), std::move(also));
                          });
             });
}

void ChangeService::keepIntent(const wire::IntentChange& change, const std::string& actor,
                               std::optional<RevisionNumber> parent, planning::Content content,
                               Done<wire::Revision> done, store::Also<wire::Revision> also)
{
    std::string reason = change.reason;
    if (reason.empty() && change.adopt)
        reason = "adopted what is observed";
    else if (reason.empty() && !change.undo.empty())
        reason = "undoes rollout " + change.undo;
    auto kept = m_with.store.write([runtime = RuntimeId(change.runtime), content = std::move(content), parent, actor,
                                    reason, at = m_with.clock.now(),
                                    also = std::move(also)](store::Session& session) -> Result<wire::Revision> {
        FABRIC_TRY(const auto record, recordDesired(session, runtime, content, parent, actor, reason, at));
        FABRIC_TRY(wire::Revision shown, shownRevision(session, record));
        FABRIC_CHECK(store::run(also, session, shown));
        return shown;
    });
    onResult(kept, this, std::move(done));
}

void ChangeService::makePlan(const wire::PlanRequest& request, const std::string& actor, Done<wire::PlanDocument> done,
                             store::Also<wire::PlanDocument> also)
{
    const RuntimeId runtime(request.runtime);
    const provider::Configuration* configuration = configurationFor(runtime);
    if (configuration == nullptr) {
        done(noRuntime(runtime));
        return;
    }
    const UnixMillis now = m_with.clock.now();
    auto loaded = m_with.store.read(
        [request, configuration](store::Session& session) { return loadPlan(session, request, *configuration); });
    onResult(
        loaded, this,
        [this, request, actor, configuration, now, done = std::move(done),
         also = std::move(also)](Result<PlanInputs> inputs) mutable {
            if (!inputs) {
                done(tl::make_unexpected(inputs.error()));
                return;
            }
            auto made = m_with.worker.run(
                [request, actor, configuration, now, inputs = *std::move(inputs)]() -> Result<Made> {
                    Made out;
                    if (inputs.ofEqual) {
                        out.plan = *inputs.ofEqual;
                    } else {
                        FABRIC_TRY(out.plan,
                                   planning::makePlan(inputs.observed.content, inputs.desired.content, *configuration));
                    }
                    FABRIC_TRY(out.record.id, planning::planId(out.plan));
                    out.record.runtime = RuntimeId(request.runtime);
                    out.record.createdAt = now;
                    out.record.author = actor;
                    out.record.reason = request.reason;
                    out.record.body = planning::toJson(out.plan);
                    out.record.summary = wire::toJson(summaryOf(out.plan, out.record.id, inputs, request, actor, now));
                    return out;
                });
            onResult(made, this, [this, done = std::move(done), also = std::move(also)](Result<Made> plan) mutable {
                if (!plan)
                    done(tl::make_unexpected(plan.error()));
                else
                    keepPlan(*std::move(plan), std::move(done), std::move(also));
            });
        });
}

void ChangeService::keepPlan(Made made, Done<wire::PlanDocument> done, store::Also<wire::PlanDocument> also)
{
    wire::PlanDocument about = aboutPlan(made.record.runtime, made.plan);
    auto kept = m_with.store.write([record = std::move(made.record), about = std::move(about),
                                    also = std::move(also)](store::Session& session) -> Result<wire::PlanDocument> {
        FABRIC_CHECK(recordPlan(session, record));
        FABRIC_TRY(const StoredPlan stored, withRollouts(session, record));
        FABRIC_TRY(wire::PlanDocument document, documentOf(stored, about));
        FABRIC_CHECK(store::run(also, session, document));
        return document;
    });
    onResult(kept, this, std::move(done));
}

void ChangeService::plan(const Digest& id, const std::optional<RuntimeId>& runtime, Done<wire::PlanDocument> done)
{
    auto found = m_with.store.read([id, runtime](store::Session& session) { return findPlan(session, id, runtime); });
    onResult(found, this, [this, done = std::move(done)](const Result<StoredPlan>& stored) {
        done(stored.and_then([&](const StoredPlan& value) -> Result<wire::PlanDocument> {
            FABRIC_TRY(const planning::Plan plan, planning::parsePlan(value.record.body));
            return documentOf(value, aboutPlan(value.record.runtime, plan));
        }));
    });
}

wire::PlanDocument ChangeService::aboutPlan(const RuntimeId& runtime, const planning::Plan& plan) const
{
    wire::PlanDocument out;
    if (const auto view = m_with.runtimes.find(runtime); view && view->revision) {
        for (const provider::ResourceId& id : planning::staleResources(plan, view->source))
            out.stale.push_back(id.value());
    }
    out.notes = notesFor(runtime);
    return out;
}

std::vector<std::string> ChangeService::notesFor(const RuntimeId& runtime) const
{
    const auto traits = m_with.traitsOf(runtime);
    if (!traits)
        return {"The runtime cannot be changed from here now: a rollout would be refused."};
    if (traits->hasFileAccess)
        return {"A rollback brings every byte of the configuration back."};
    return {
        "The agent cannot read the configuration file: a rollback brings back what the runtime tells of it, without "
        "comments and order, and no secret that changed in between."};
}

void ChangeService::plans(const std::optional<RuntimeId>& runtime, int limit, Done<std::vector<wire::PlanSummary>> done)
{
    auto found = m_with.store.read([runtime, limit](store::Session& session) -> Result<std::vector<wire::PlanSummary>> {
        FABRIC_TRY(const auto records, session.plans().list(runtime, limit));
        std::vector<wire::PlanSummary> out;
        out.reserve(records.size());
        for (const store::PlanRecord& record : records) {
            FABRIC_TRY(const StoredPlan stored, withRollouts(session, record));
            FABRIC_TRY(out.emplace_back(), storedSummary(stored));
        }
        return out;
    });
    onResult(found, this, std::move(done));
}

void ChangeService::texts(const Digest& id, const std::optional<RuntimeId>& runtime, Done<wire::PlanTexts> done)
{
    struct Found
    {
        store::PlanRecord record;
        Json before;
    };
    auto found = m_with.store.read([id, runtime](store::Session& session) -> Result<Found> {
        FABRIC_TRY(StoredPlan stored, findPlan(session, id, runtime));
        FABRIC_TRY(const planning::Plan plan, planning::parsePlan(stored.record.body));
        FABRIC_TRY(const provider::Source source, session.revisions().source(plan.observedSource));
        return Found{std::move(stored.record), source.document()};
    });
    onResult(found, this, [this, done = std::move(done)](Result<Found> inputs) mutable {
        if (!inputs) {
            done(tl::make_unexpected(inputs.error()));
            return;
        }
        auto made = m_with.worker.run([inputs = *std::move(inputs)]() -> Result<wire::PlanTexts> {
            FABRIC_TRY(const planning::Plan plan, planning::parsePlan(inputs.record.body));
            FABRIC_TRY(const Json after, resultOf(inputs.before, plan));
            return wire::PlanTexts{laidOut(inputs.before), laidOut(after)};
        });
        onResult(made, this, std::move(done));
    });
}

void ChangeService::noteApplied(const RuntimeId& runtime, const Digest& planId, const std::string& rollout)
{
    note(
        [runtime, planId, rollout, at = m_with.clock.now()](store::Session& session) -> Result<Noted> {
            FABRIC_TRY(const StoredPlan stored, findPlan(session, planId, runtime));
            FABRIC_TRY(const planning::Plan plan, planning::parsePlan(stored.record.body));
            return noteIn(session, runtime, plan.desiredSource, rollout, at);
        },
        rollout, m_with.clock.monotonic() + kLateObservation);
}

void ChangeService::noteAllApplied()
{
    auto found = m_with.store.read([](store::Session& session) -> Result<std::vector<store::RolloutRecord>> {
        std::vector<store::RolloutRecord> newest;
        FABRIC_TRY(const auto runtimes, session.runtimes().list());
        for (const store::RuntimeRecord& runtime : runtimes) {
            FABRIC_TRY(auto rows, session.rollouts().list({.runtime = runtime.id, .limit = 1}));
            if (!rows.empty() && rows.front().state == toText(rollout::State::Succeeded))
                newest.push_back(std::move(rows.front()));
        }
        return newest;
    });
    onResult(found, this, [this](const Result<std::vector<store::RolloutRecord>>& newest) {
        if (!newest) {
            qCWarning(lcChanges, "intents may be behind their rollouts error=%s", newest.error().message.c_str());
            return;
        }
        for (const store::RolloutRecord& row : *newest)
            noteApplied(row.runtime, row.plan, row.id.value());
    });
}

void ChangeService::onRuntimeChanged(const RuntimeId& runtime)
{
    const auto found = m_unseen.find(runtime);
    if (found == m_unseen.end())
        return;
    const Unseen unseen = found->second;
    const auto view = m_with.runtimes.find(runtime);
    const bool isLate = m_with.clock.monotonic() >= unseen.until;
    if (!isLate && (!view || !view->revision || view->revision->number == unseen.observed))
        return;
    m_unseen.erase(found);
    if (isLate)
        return;
    note([runtime, unseen, at = m_with.clock.now()](
             store::Session& session) { return noteIn(session, runtime, unseen.desired, unseen.rollout, at); },
         unseen.rollout, unseen.until);
}

Result<ChangeService::Noted> ChangeService::noteIn(store::Session& session, const RuntimeId& runtime,
                                                   const Digest& desired, const std::string& rollout, UnixMillis at)
{
    FABRIC_TRY(const IntentInputs inputs, loadIntent(session, runtime));
    Noted noted{runtime, desired, inputs.observed.record.number, true};
    if (!inputs.desired || inputs.desired->record.sourceDigest != desired)
        return noted;
    FABRIC_TRY(const planning::Content next, planning::applied(inputs.desired->content, inputs.observed.content));
    noted.isOver = next.source.document() == inputs.observed.content.source.document();
    if (next.source == inputs.desired->content.source)
        return noted;
    noted.desired = next.source.digest();
    FABRIC_CHECK(recordDesired(session, runtime, next, inputs.desired->record.number, "agent",
                               "applied by rollout " + rollout, at));
    return noted;
}

void ChangeService::note(const std::function<Result<Noted>(store::Session&)>& work, const std::string& rollout,
                         std::chrono::milliseconds until)
{
    auto noted = m_with.store.write(work);
    onResult(noted, this, [this, rollout, until](const Result<Noted>& outcome) {
        if (!outcome) {
            qCWarning(lcChanges, "the intent was not brought up to date after a rollout error=%s",
                      outcome.error().message.c_str());
            return;
        }
        if (outcome->isOver)
            return;
        m_unseen[outcome->runtime] = {rollout, outcome->desired, until, outcome->observed};
        onRuntimeChanged(outcome->runtime); // it may have been observed meanwhile
    });
}

const provider::Configuration* ChangeService::configurationFor(const RuntimeId& runtime) const
{
    const auto view = m_with.runtimes.find(runtime);
    return view ? m_with.configurationOf(view->record.provider) : nullptr;
}

} // namespace fabric::changes
