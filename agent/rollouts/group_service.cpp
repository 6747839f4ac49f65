// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/group_service.h"

#include "core/base/on_result.h"
#include "core/store/actors.h"

#include <QPointer>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <sstream>

namespace fabric::rollouts {
namespace {

using rollout::Group;
using rollout::GroupId;
using rollout::GroupMember;
using rollout::GroupState;

constexpr int kEvidencePage = 1000;
constexpr std::size_t kDigestPrefix = std::string_view("sha256:").size();
constexpr std::size_t kMaxEvidence = 20'000; ///< of one group

tl::unexpected<Error> noGroup(const GroupId& id)
{
    return fail(ErrorCode::NotFound, "there is no group '" + id.value() + "'", "/path/id");
}

// --- out

std::string waitsFor(const Group& group, const std::vector<rollout::Seen>& members)
{
    if (group.state == GroupState::AwaitingConfirmation && group.confirmedBy.empty())
        return "somebody who confirms";
    if (rollout::isTerminal(group.state))
        return {};
    std::string names;
    for (std::size_t i = 0; i < members.size(); ++i) {
        const auto& state = members[i].state;
        const bool isAhead = group.state == GroupState::Running && group.members[i].wave < group.begun
            && state != rollout::State::Held;
        const bool isBack = group.state == GroupState::RollingBack && state && !rollout::isTerminal(*state);
        if (isAhead || isBack)
            names += (names.empty() ? "" : ", ") + group.members[i].runtime.value();
    }
    return names;
}

Result<wire::RolloutGroup> viewOf(store::Session& session, const Group& group)
{
    wire::RolloutGroup out;
    std::vector<rollout::Seen> seen;
    for (const GroupMember& member : group.members) {
        wire::RolloutGroupMember& shown = out.members.emplace_back();
        shown.runtime = member.runtime.value();
        shown.plan = member.plan.text();
        shown.wave = member.wave;
        FABRIC_TRY(const auto plan, session.plans().find(member.runtime, member.plan));
        if (plan)
            shown.title = plan->summary.value("title", std::string());
        FABRIC_TRY(const auto row, session.rollouts().find(member.rollout));
        rollout::Seen& known = seen.emplace_back();
        if (!row)
            continue;
        FABRIC_TRY(const rollout::Record record, rollout::parseRecord(row->body));
        known = rollout::seenOf(record);
        if (!record.request.title.empty())
            shown.title = record.request.title;
        shown.rollout = member.rollout.value();
        shown.state = row->state;
        FABRIC_TRY(shown.outcome, store::withNames(session, known.detail));
    }
    const bool isTerminal = rollout::isTerminal(group.state);
    const bool isForward = group.state == GroupState::Running || group.state == GroupState::AwaitingConfirmation;
    const bool hasWritten = std::any_of(seen.begin(), seen.end(), [](const rollout::Seen& member) {
        return member.state && !rollout::info(*member.state).isBeforeWrite
            && *member.state != rollout::State::Cancelled;
    });
    out.id = group.id.value();
    out.state = toText(group.state);
    out.isTerminal = isTerminal;
    out.reason = group.request.reason;
    out.author = group.request.actor;
    FABRIC_TRY(out.authorName, store::withNames(session, out.author));
    out.createdAt = toRfc3339(group.createdAt);
    out.enteredAt = toRfc3339(group.enteredAt);
    if (group.state == GroupState::Running)
        out.deadlineAt = toRfc3339(group.deadline);
    if (group.confirmDeadline)
        out.confirmDeadlineAt = toRfc3339(*group.confirmDeadline);
    out.waveCount = rollout::wavesOf(group);
    out.wavesBegun = group.begun;
    out.waitsFor = waitsFor(group, seen);
    FABRIC_TRY(out.outcome, store::withNames(session, isTerminal ? group.outcome : group.reason));
    out.operatorAction = group.operatorAction;
    out.canCancel = isForward && !hasWritten;
    out.canConfirm = group.state == GroupState::AwaitingConfirmation && group.confirmedBy.empty();
    out.canRollBack = isForward && hasWritten;
    return out;
}

Result<wire::RolloutGroup> load(store::Session& session, const GroupId& id)
{
    FABRIC_TRY(const auto row, session.rolloutGroups().find(id.value()));
    if (!row)
        return noGroup(id);
    FABRIC_TRY(const Group group, rollout::parseGroup(row->body));
    return viewOf(session, group);
}

wire::EvidenceStep viewOf(const store::GroupEvidenceRecord& record)
{
    const auto member = [&](const char* name) {
        const auto found = record.body.find(name);
        return found == record.body.end() ? Json() : *found;
    };
    wire::EvidenceStep out;
    out.sequence = record.sequence;
    out.at = toRfc3339(record.at);
    out.state = record.state;
    out.step = record.step;
    out.actor = record.actor;
    out.sent = member("next");
    out.received = member("members");
    if (const Json reason = member("reason"); reason.is_string())
        out.detail = reason.get<std::string>();
    return out;
}

// --- in

/// The digits that were typed for this plan: the word that its digest begins with, or nothing.
std::string digitsOf(const std::string& typed, const Digest& plan)
{
    std::istringstream words(typed);
    for (std::string word; words >> word;) {
        if (plan.text().substr(kDigestPrefix).starts_with(word))
            return word;
    }
    return {};
}

/// Whoever typed other digits meant other plans.
Result<> checkDigits(const std::string& typed, const std::vector<store::PlanRecord>& plans)
{
    std::istringstream words(typed);
    for (std::string word; words >> word;) {
        const bool isKnown = std::any_of(plans.begin(), plans.end(), [&](const store::PlanRecord& plan) {
            return plan.id.text().substr(kDigestPrefix).starts_with(word);
        });
        if (!isKnown)
            return fail(ErrorCode::PermissionDenied, "the typed digits are of none of these plans", "/digits");
    }
    return {};
}

/// The members in the order of their waves.
Result<std::vector<GroupMember>> membersOf(const wire::RolloutGroupRequest& request,
                                           const std::vector<store::PlanRecord>& plans)
{
    std::map<std::string, GroupMember> byRuntime;
    std::vector<std::vector<std::string>> waves = request.waves;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        const std::string& runtime = plans[i].runtime.value();
        const GroupMember member{plans[i].runtime, plans[i].id, {}, digitsOf(request.digits, plans[i].id), 0};
        if (!byRuntime.emplace(runtime, member).second)
            return fail(ErrorCode::InvalidArgument, "two plans are of the runtime " + runtime,
                        "/plans/" + std::to_string(i));
        if (request.waves.empty()) {
            if (waves.size() < 2)
                waves.emplace_back();
            waves.back().push_back(runtime);
        }
    }
    std::vector<GroupMember> members;
    for (std::size_t wave = 0; wave < waves.size(); ++wave) {
        for (const std::string& runtime : waves[wave]) {
            const auto at = byRuntime.find(runtime);
            if (at == byRuntime.end())
                return fail(ErrorCode::InvalidArgument, "no plan is of the runtime " + runtime,
                            "/waves/" + std::to_string(wave));
            at->second.wave = static_cast<int>(wave);
            members.push_back(at->second);
        }
    }
    if (members.size() != plans.size())
        return fail(ErrorCode::InvalidArgument, "the waves leave a runtime out", "/waves");
    return members;
}

rollout::GroupRequest requestOf(const wire::RolloutGroupRequest& wanted, const RolloutService::Actor& actor)
{
    rollout::GroupRequest request;
    request.actor = actor.name;
    request.role = actor.role;
    request.reason = wanted.reason;
    if (wanted.soakSeconds)
        request.soak = std::chrono::seconds(*wanted.soakSeconds);
    if (wanted.waveSoakSeconds)
        request.waveSoak = std::chrono::seconds(*wanted.waveSoakSeconds);
    if (wanted.confirmSeconds)
        request.confirmWithin = std::chrono::seconds(*wanted.confirmSeconds);
    return request;
}

Result<std::vector<store::PlanRecord>> plansOf(store::Session& session, const wire::RolloutGroupRequest& request)
{
    std::vector<store::PlanRecord> plans;
    for (std::size_t i = 0; i < request.plans.size(); ++i) {
        const std::string where = "/plans/" + std::to_string(i);
        FABRIC_TRY(const Digest id, Digest::parse(request.plans[i], where));
        std::optional<RuntimeId> runtime;
        if (i < request.runtimes.size() && request.runtimes[i])
            runtime = RuntimeId(*request.runtimes[i]);
        FABRIC_TRY(plans.emplace_back(), store::choosePlan(session.plans(), id, runtime, where));
    }
    return plans;
}

} // namespace

GroupService::GroupService(store::Store& store, GroupDriver& driver, const rollout::Gate& gate, const Clock& clock,
                           QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_driver(driver)
    , m_gate(gate)
    , m_clock(clock)
{
}

void GroupService::begin(const wire::RolloutGroupRequest& request, const RolloutService::Actor& actor,
                         Done<wire::RolloutGroup> done, store::Also<wire::RolloutGroup> also)
{
    auto found = m_store.read([request](store::Session& session) { return plansOf(session, request); });
    onResult(found, this,
             [this, request, actor, done = std::move(done),
              also = std::move(also)](const Result<std::vector<store::PlanRecord>>& plans) {
                 if (!plans) {
                     done(tl::make_unexpected(plans.error()));
                     return;
                 }
                 auto members = mayRunAll(request, actor, *plans);
                 if (!members) {
                     done(tl::make_unexpected(members.error()));
                     return;
                 }
                 const auto first = std::make_shared<wire::RolloutGroup>(); // made on the storage thread, read after it
                 m_driver.begin(
                     requestOf(request, actor), *std::move(members),
                     [self = QPointer(this), first, done](const Result<Group>& group) {
                         if (self)
                             done(group.map([&](const Group&) { return *first; }));
                     },
                     [first, also](store::Session& session, const Group& group) -> Result<> {
                         FABRIC_TRY(*first, viewOf(session, group));
                         return store::run(also, session, *first);
                     });
             });
}

Result<std::vector<GroupMember>> GroupService::mayRunAll(const wire::RolloutGroupRequest& request,
                                                         const RolloutService::Actor& actor,
                                                         const std::vector<store::PlanRecord>& plans) const
{
    FABRIC_CHECK(checkDigits(request.digits, plans));
    for (std::size_t i = 0; i < plans.size(); ++i) {
        rollout::Request wanted;
        wanted.plan = plans[i].id;
        wanted.runtime = plans[i].runtime;
        wanted.actor = actor.name;
        wanted.role = actor.role;
        wanted.typedDigits = digitsOf(request.digits, plans[i].id);
        FABRIC_CHECK(mayRun(plans[i], wanted, m_gate, m_clock.now(), "/plans/" + std::to_string(i)));
    }
    return membersOf(request, plans);
}

GroupDriver::Done<Group> GroupService::shown(Done<wire::RolloutGroup> done)
{
    return [self = QPointer(this), done = std::move(done)](const Result<Group>& group) {
        if (!self)
            return;
        if (!group)
            done(tl::make_unexpected(group.error()));
        else
            self->find(group->id, done);
    };
}

void GroupService::wish(Wish what, const GroupId& id, const std::string& actor, Done<wire::RolloutGroup> done)
{
    auto then = [self = QPointer(this), id, done = std::move(done)](const Result<Group>& group) {
        if (!self)
            return;
        if (group || group.error().code != ErrorCode::NotFound) {
            self->shown(done)(group);
            return;
        }
        // Not running here: finished, or it never was.
        self->find(id, [done](const Result<wire::RolloutGroup>& known) {
            done(!known ? known
                        : Result<wire::RolloutGroup>(
                            fail(ErrorCode::FailedPrecondition, "the group is over: " + known->state, "/path/id")));
        });
    };
    (m_driver.*what)(id, actor, std::move(then));
}

void GroupService::cancel(const GroupId& id, const std::string& actor, Done<wire::RolloutGroup> done)
{
    wish(&GroupDriver::cancel, id, actor, std::move(done));
}

void GroupService::confirm(const GroupId& id, const std::string& actor, Done<wire::RolloutGroup> done)
{
    wish(&GroupDriver::confirm, id, actor, std::move(done));
}

void GroupService::rollBack(const GroupId& id, const std::string& actor, Done<wire::RolloutGroup> done)
{
    wish(&GroupDriver::rollBack, id, actor, std::move(done));
}

void GroupService::find(const GroupId& id, Done<wire::RolloutGroup> done)
{
    auto found = m_store.read([id](store::Session& session) { return load(session, id); });
    onResult(found, this, std::move(done));
}

void GroupService::list(const store::RolloutGroupQuery& query, Done<std::vector<wire::RolloutGroup>> done)
{
    auto found = m_store.read([query](store::Session& session) -> Result<std::vector<wire::RolloutGroup>> {
        FABRIC_TRY(const auto rows, session.rolloutGroups().list(query));
        std::vector<wire::RolloutGroup> out;
        out.reserve(rows.size());
        for (const store::RolloutGroupRecord& row : rows) {
            FABRIC_TRY(const Group group, rollout::parseGroup(row.body));
            FABRIC_TRY(out.emplace_back(), viewOf(session, group));
        }
        return out;
    });
    onResult(found, this, std::move(done));
}

void GroupService::evidence(const GroupId& id, Done<wire::GroupEvidence> done)
{
    auto found = m_store.read([id](store::Session& session) -> Result<wire::GroupEvidence> {
        wire::GroupEvidence out;
        FABRIC_TRY(out.group, load(session, id));
        while (out.steps.size() < kMaxEvidence) {
            const std::int64_t after = out.steps.empty() ? 0 : out.steps.back().sequence;
            FABRIC_TRY(const auto page, session.rolloutGroups().evidence(id.value(), after, kEvidencePage));
            if (page.empty())
                break;
            for (const store::GroupEvidenceRecord& step : page)
                out.steps.push_back(viewOf(step));
        }
        return out;
    });
    onResult(found, this, std::move(done));
}

} // namespace fabric::rollouts
