// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/rollout_service.h"

#include "agent/rollouts/rollout_view.h"
#include "core/base/on_result.h"
#include "core/store/actors.h"

#include <QPointer>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace fabric::rollouts {
namespace {

constexpr int kEvidencePage = 1000;
constexpr std::size_t kMaxEvidence = 20'000; ///< of one rollout; a soak of a day leaves about 6,000

struct Stored
{
    store::RolloutRecord row;
    std::string title;
    Json plan;
    std::vector<store::EvidenceRecord> evidence;
};

tl::unexpected<Error> noRollout(const RolloutId& id)
{
    return fail(ErrorCode::NotFound, "there is no rollout '" + id.value() + "'", "/path/id");
}

std::string titleOf(const store::PlanRecord& plan)
{
    return plan.summary.value("title", std::string());
}

Result<std::vector<store::EvidenceRecord>> wholeEvidence(store::Session& session, const RolloutId& id)
{
    std::vector<store::EvidenceRecord> all;
    while (all.size() < kMaxEvidence) {
        const std::int64_t after = all.empty() ? 0 : all.back().sequence;
        FABRIC_TRY(auto page, session.rollouts().evidence(id, after, kEvidencePage));
        if (page.empty())
            break;
        all.insert(all.end(), std::make_move_iterator(page.begin()), std::make_move_iterator(page.end()));
    }
    return all;
}

/// As the API shows it: whoever is named in it by the name of the key.
Result<wire::Rollout> shownOf(store::Session& session, const rollout::Record& record, const std::string& title,
                              const std::vector<store::EvidenceRecord>& evidence)
{
    wire::Rollout out = viewOf(record, title, evidence);
    FABRIC_TRY(out.authorName, store::withNames(session, out.author));
    FABRIC_TRY(out.outcome, store::withNames(session, out.outcome));
    for (wire::RolloutStep& step : out.steps) {
        FABRIC_TRY(step.summary, store::withNames(session, step.summary));
    }
    return out;
}

Result<Stored> load(store::Session& session, const RolloutId& id)
{
    FABRIC_TRY(auto row, session.rollouts().find(id));
    if (!row)
        return noRollout(id);
    FABRIC_TRY(auto plan, session.plans().find(row->runtime, row->plan));
    Stored out;
    if (plan) {
        out.title = titleOf(*plan);
        out.plan = std::move(plan->body);
    }
    FABRIC_TRY(out.evidence, wholeEvidence(session, id));
    out.row = *std::move(row);
    return out;
}

rollout::Request requestOf(const wire::RolloutRequest& wanted, const store::PlanRecord& plan,
                           const RolloutService::Actor& actor)
{
    rollout::Request request;
    request.plan = plan.id;
    request.runtime = plan.runtime;
    request.actor = actor.name;
    request.role = actor.role;
    request.typedDigits = wanted.digits;
    request.reason = wanted.reason;
    if (wanted.soakSeconds)
        request.soak = std::chrono::seconds(*wanted.soakSeconds);
    if (wanted.confirmSeconds) {
        request.confirmWithin = std::chrono::seconds(*wanted.confirmSeconds);
        if (!wanted.soakSeconds) // half of the time is for whoever is to confirm
            request.soak = std::min<std::chrono::milliseconds>(request.soak, *request.confirmWithin / 2);
    }
    return request;
}

constexpr std::chrono::seconds kConfirmTime{600}; ///< of a rollout with probes whose request names none
constexpr std::chrono::seconds kProbeTime{5};

/// Puts the probes of @p wanted into @p request.
Result<> addProbes(const wire::RolloutRequest& wanted, rollout::Request& request)
{
    if (wanted.probes.empty())
        return {};
    for (std::size_t i = 0; i < wanted.probes.size(); ++i) {
        const wire::Probe& one = wanted.probes[i];
        const std::string where = "/probes/" + std::to_string(i);
        const auto kind = rollout::probeKindFrom(one.kind);
        if (!kind)
            return fail(ErrorCode::InvalidArgument, "there is no such kind of probe", where + "/kind");
        rollout::Probe probe{*kind, one.target, {}};
        if (probe.kind == rollout::Probe::Kind::Http)
            probe.within = one.withinSeconds ? std::chrono::seconds(*one.withinSeconds) : kProbeTime;
        if (auto usable = rollout::checkProbe(probe); !usable)
            return fail(usable.error().code, usable.error().message, where + usable.error().where);
        // The agent asks from where it stands: a URL reaches what the asking person may not.
        if (probe.kind == rollout::Probe::Kind::Http && request.role != store::Role::Admin)
            return fail(ErrorCode::PermissionDenied, "only an admin may let the agent ask a URL", where);
        request.probes.push_back(std::move(probe));
    }
    if (!request.confirmWithin)
        request.confirmWithin = kConfirmTime;
    if (wanted.greenSeconds)
        request.green = std::chrono::seconds(*wanted.greenSeconds);
    if (request.green >= *request.confirmWithin)
        return fail(ErrorCode::InvalidArgument, "the probes must be green for less than the time to confirm",
                    "/greenSeconds");
    return {};
}

/// The time to confirm runs from before the write: a soak that takes all of it would leave nobody a moment.
Result<> checkTimes(const rollout::Request& request)
{
    if (!request.confirmWithin || request.soak < *request.confirmWithin)
        return {};
    const auto inSeconds = [](std::chrono::milliseconds time) { return std::to_string(time.count() / 1000) + " s"; };
    return fail(ErrorCode::InvalidArgument,
                "nobody could ever confirm it: the soak takes " + inSeconds(request.soak)
                    + ", and the rollout goes back " + inSeconds(*request.confirmWithin)
                    + " after its beginning unless it is confirmed",
                "/soakSeconds");
}

} // namespace

Result<> mayRun(const store::PlanRecord& record, const rollout::Request& request, const rollout::Gate& gate,
                UnixMillis now, const std::string& where)
{
    if (record.createdAt.count + rollout::kPlanExpiry.count() < now.count)
        return fail(ErrorCode::FailedPrecondition, "the plan has expired, make it again", where);
    FABRIC_TRY(const planning::Plan plan, planning::parsePlan(record.body));
    if (plan.isEmpty())
        return fail(ErrorCode::FailedPrecondition, "the plan changes nothing", where);
    const rollout::GateDecision decision
        = gate.decide({plan, record.id, request.actor, request.role, request.typedDigits});
    if (decision.verdict != rollout::GateDecision::Verdict::Allowed)
        return fail(ErrorCode::PermissionDenied, decision.reason, "/digits");
    return {};
}

RolloutService::RolloutService(store::Store& store, Driver& driver, const rollout::Gate& gate, const Clock& clock,
                               QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_driver(driver)
    , m_gate(gate)
    , m_clock(clock)
{
}

void RolloutService::begin(const wire::RolloutRequest& request, const Actor& actor, Done<wire::Rollout> done,
                           store::Also<wire::Rollout> also)
{
    if (request.plans.size() != 1) {
        done(fail(ErrorCode::InvalidArgument, "a rollout runs one plan, a group of rollouts several", "/plans"));
        return;
    }
    const auto id = Digest::parse(request.plans.front(), "/plans/0");
    if (!id) {
        done(tl::make_unexpected(id.error()));
        return;
    }
    std::optional<RuntimeId> runtime;
    if (request.runtime)
        runtime = RuntimeId(*request.runtime);
    auto found = m_store.read([id = *id, runtime](store::Session& session) {
        return store::choosePlan(session.plans(), id, runtime, "/plans/0");
    });
    onResult(found, this,
             [this, request, actor, done = std::move(done),
              also = std::move(also)](const Result<store::PlanRecord>& plan) mutable {
                 if (!plan) {
                     done(tl::make_unexpected(plan.error()));
                     return;
                 }
                 rollout::Request wanted = requestOf(request, *plan, actor);
                 if (const auto probes = addProbes(request, wanted); !probes)
                     done(tl::make_unexpected(probes.error()));
                 else if (const auto times = checkTimes(wanted); !times)
                     done(tl::make_unexpected(times.error()));
                 else if (const auto allowed = mayRun(*plan, wanted, m_gate, m_clock.now()); !allowed)
                     done(tl::make_unexpected(allowed.error()));
                 else
                     beginAllowed(wanted, std::move(done), std::move(also));
             });
}

void RolloutService::beginAllowed(const rollout::Request& wanted, Done<wire::Rollout> done,
                                  store::Also<wire::Rollout> also)
{
    const auto first = std::make_shared<wire::Rollout>(); // made on the storage thread, read here after it
    m_driver.begin(
        wanted,
        [self = QPointer(this), first, done = std::move(done)](const Result<rollout::Record>& record) {
            if (self)
                done(record.map([&](const rollout::Record&) { return *first; }));
        },
        [first, also = std::move(also)](store::Session& session, const rollout::Record& record) -> Result<> {
            FABRIC_TRY(const Stored stored, load(session, record.id));
            FABRIC_TRY(*first, shownOf(session, record, stored.title, stored.evidence));
            return store::run(also, session, *first);
        });
}

Driver::Done<rollout::Record> RolloutService::shown(Done<wire::Rollout> done)
{
    return [self = QPointer(this), done = std::move(done)](const Result<rollout::Record>& record) {
        if (!self)
            return;
        if (!record)
            done(tl::make_unexpected(record.error()));
        else
            self->find(record->id, done);
    };
}

void RolloutService::wish(Wish what, const RolloutId& id, const std::string& actor, Done<wire::Rollout> done)
{
    auto then = [self = QPointer(this), id, done = std::move(done)](const Result<rollout::Record>& record) {
        if (!self)
            return;
        if (record || record.error().code != ErrorCode::NotFound) {
            self->shown(done)(record);
            return;
        }
        // Not running here: finished, or it never was.
        self->find(id, [done](const Result<wire::Rollout>& known) {
            done(!known ? known
                        : Result<wire::Rollout>(
                            fail(ErrorCode::FailedPrecondition, "the rollout is over: " + known->state, "/path/id")));
        });
    };
    (m_driver.*what)(id, actor, std::move(then));
}

void RolloutService::cancel(const RolloutId& id, const std::string& actor, Done<wire::Rollout> done)
{
    wish(&Driver::cancel, id, actor, std::move(done));
}

void RolloutService::confirm(const RolloutId& id, const std::string& actor, Done<wire::Rollout> done)
{
    const auto running = m_driver.running();
    const auto here
        = std::find_if(running.begin(), running.end(), [&](const rollout::Record& record) { return record.id == id; });
    if (here != running.end() && here->request.group)
        done(fail(ErrorCode::FailedPrecondition,
                  "the rollout is a member of the group " + here->request.group->value()
                      + ", which is confirmed as a whole",
                  "/path/id"));
    else
        wish(&Driver::confirm, id, actor, std::move(done));
}

void RolloutService::rollBack(const RolloutId& id, const std::string& actor, Done<wire::Rollout> done)
{
    wish(&Driver::rollBack, id, actor, std::move(done));
}

void RolloutService::find(const RolloutId& id, Done<wire::Rollout> done)
{
    // Why it does not go on is known while it runs only, and not stored.
    const auto running = m_driver.running();
    const auto here
        = std::find_if(running.begin(), running.end(), [&](const rollout::Record& record) { return record.id == id; });
    const std::string problem = here == running.end() ? std::string() : here->transient.problem;
    auto found = m_store.read([id, problem](store::Session& session) -> Result<wire::Rollout> {
        FABRIC_TRY(const Stored stored, load(session, id));
        FABRIC_TRY(rollout::Record record, rollout::parseRecord(stored.row.body));
        record.transient.problem = problem;
        return shownOf(session, record, stored.title, stored.evidence);
    });
    onResult(found, this, std::move(done));
}

void RolloutService::list(const store::RolloutQuery& query, Done<std::vector<wire::Rollout>> done)
{
    auto found = m_store.read([query](store::Session& session) -> Result<std::vector<wire::Rollout>> {
        FABRIC_TRY(const auto rows, session.rollouts().list(query));
        std::vector<wire::Rollout> out;
        out.reserve(rows.size());
        for (const store::RolloutRecord& row : rows) {
            FABRIC_TRY(const rollout::Record record, rollout::parseRecord(row.body));
            std::string title;
            if (record.request.title.empty()) {
                FABRIC_TRY(const auto plan, session.plans().find(row.runtime, row.plan));
                title = plan ? titleOf(*plan) : std::string();
            }
            FABRIC_TRY(out.emplace_back(), shownOf(session, record, title, {}));
        }
        return out;
    });
    onResult(found, this, std::move(done));
}

void RolloutService::evidence(const RolloutId& id, Done<wire::Evidence> done)
{
    auto found = m_store.read([id](store::Session& session) -> Result<wire::Evidence> {
        FABRIC_TRY(const Stored stored, load(session, id));
        FABRIC_TRY(const rollout::Record record, rollout::parseRecord(stored.row.body));
        wire::Evidence out;
        FABRIC_TRY(out.rollout, shownOf(session, record, stored.title, stored.evidence));
        out.plan = stored.plan;
        out.steps.reserve(stored.evidence.size());
        for (const store::EvidenceRecord& step : stored.evidence)
            out.steps.push_back(viewOf(step));
        return out;
    });
    onResult(found, this, std::move(done));
}

} // namespace fabric::rollouts
