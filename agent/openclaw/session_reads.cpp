// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/refusals.h"
#include "agent/openclaw/session_steps.h"

#include <algorithm>

namespace fabric::openclaw::session {
namespace {

ReloadKinds& lookedUp(State& state, ReadKind kind)
{
    return state.reloadKinds[indexOf(kind) - kFirstReloadLookup];
}

const ReloadKinds& lookedUp(const State& state, ReadKind kind)
{
    return state.reloadKinds[indexOf(kind) - kFirstReloadLookup];
}

bool isWanted(const State& state, const ReadMethod& method)
{
    const std::size_t index = indexOf(method.kind);
    if (method.isRequired)
        return true;
    if (state.unsupported[index] || (method.isOncePerSession && state.answered[index]))
        return false;
    if (method.kind == ReadKind::PairedDevices && !state.settings.readsPairedDevices)
        return false;
    const std::vector<std::string>& announced = state.hello->methods;
    return announced.empty() || std::binary_search(announced.begin(), announced.end(), method.name);
}

/// The configuration file is newer than what runs: looks often for a while, then at every poll.
void awaitApply(State& state, const ConfigAnswer& config, Millis now)
{
    if (!state.notAppliedSince)
        state.notAppliedSince = now;
    const Millis waited = now - *state.notAppliedSince;
    state.isApplying = waited < kApplyPatience;
    if (!state.isApplying)
        state.configProblem = configProblemOf(config);
    scheduleRead(state, now + (state.isApplying ? kApplyPoll : kReadRetry * 2));
}

bool lacksAnswer(const State& state, const ReadMethod& method)
{
    const std::size_t index = indexOf(method.kind);
    return state.unavailable[index]
        && (isReloadLookup(method.kind) ? lookedUp(state, method.kind).empty() : state.payloads[index] == nullptr);
}

/// What the round brought; of lookups that were not answered yet, what an earlier session brought.
Reads readsOf(const State& state, ConfigAnswer config, std::optional<Millis> announcedAt)
{
    Reads reads{state.payloads, std::move(config), announcedAt};
    for (const ReadMethod& method : kReadMethods) {
        if (!isReloadLookup(method.kind)) {
            reads.isPartial = reads.isPartial || lacksAnswer(state, method);
            continue;
        }
        const ReloadKinds& kinds = lookedUp(state, method.kind);
        reads.hasAllReloadKinds = reads.hasAllReloadKinds && !kinds.empty();
        for (const auto& [path, kind] : kinds)
            reads.reloadKinds.insert_or_assign(path, kind);
    }
    return reads;
}

/// An answer that is needed for long: of a lookup only what it says of reload kinds.
void keep(State& state, ReadKind kind, const std::shared_ptr<const Json>& payload)
{
    if (isReloadLookup(kind))
        lookedUp(state, kind) = payload == nullptr ? ReloadKinds() : reloadKindsIn(*payload);
    else
        state.payloads[indexOf(kind)] = payload;
}

void endRound(State& state, Effects& effects, Millis now)
{
    state.lastRound = now;
    const Millis nextPoll = now + jittered(state, kPollInterval);
    const auto announcedAt = std::exchange(state.roundAnnouncedAt, std::nullopt);
    scheduleRead(state, now < state.lookAgainUntil ? now + kApplyPoll : nextPoll);
    const auto& payload = state.payloads[indexOf(ReadKind::Config)];
    if (payload == nullptr)
        return;
    const Result<ConfigAnswer> config = parseConfigAnswer(*payload);
    if (!config) {
        state.readProblem
            = provider::Problem{"answer-malformed", "The gateway's configuration answer is not understood.",
                                "Update Fabric; the topology of before is shown.", config.error().where};
        return;
    }
    state.failures = 0; // only a session that could be read ends the back-off
    state.readProblem.reset();
    state.isApplying = false;
    state.configProblem.reset();
    if (config->exists && config->isValid && !config->isApplied()) {
        awaitApply(state, *config, now);
        // With nothing else to show, what the file says is better than nothing; the problem says what it is.
        if (state.hasObserved)
            return;
    } else {
        state.notAppliedSince.reset();
        state.configProblem = configProblemOf(*config);
        if (state.configProblem)
            return;
    }
    const bool lacksAnswers = std::any_of(kReadMethods.begin(), kReadMethods.end(),
                                          [&](const ReadMethod& method) { return lacksAnswer(state, method); });
    // Jobs that cannot be read yet must not look like a runtime without jobs; nor must reload kinds change at once.
    const Millis patienceEnd = state.readySince + state.settings.firstReadPatience;
    if (lacksAnswers && !state.hasObserved && now < patienceEnd) {
        scheduleRead(state, patienceEnd);
        return;
    }
    state.hasObserved = true;
    state.transportProblem.reset();
    effects.emplace_back(Observed{readsOf(state, *config, announcedAt)});
}

void onReadError(State& state, ReadKind kind, const RpcError& error, Effects& effects, Millis now)
{
    const std::size_t index = indexOf(kind);
    const bool isScope = error.code == "FORBIDDEN" || error.detailCode == "MISSING_SCOPE"
        || error.message.starts_with("missing scope");
    const bool isRetryable = !isScope && (error.isRetryable || error.code == "UNAVAILABLE");
    if (isRetryable) {
        state.unavailable.set(index);
        // Waits as told; keeps what an earlier round brought. The poll is the last resort.
        if (methodOf(kind).isRequired || state.retries[index] < kMaxReadRetries)
            scheduleRead(state,
                         now
                             + std::max(doubled(kReadRetry, state.retries[index], kPollInterval),
                                        error.retryAfter.value_or(Millis(0))));
        if (++state.retries[index] >= kMaxReadRetries && methodOf(kind).isRequired)
            state.readProblem = provider::Problem{"read-unavailable",
                                                  "The gateway does not give out its configuration: " + error.message,
                                                  "Fabric tries again; look into the gateway's log if it stays.",
                                                  {}};
    } else if (!methodOf(kind).isRequired) {
        state.unsupported.set(index);
        state.unavailable.reset(index);
        keep(state, kind, nullptr);
    } else if (isScope) {
        effects.emplace_back(DropSocket{});
        refuse(state,
               {"scope-missing",
                "The gateway does not let this device read its configuration.",
                "Approve the device for operator.read at the gateway (openclaw devices list).",
                {}},
               now);
    } else {
        state.readProblem = provider::Problem{"read-refused",
                                              "The gateway refuses config.get: " + error.message,
                                              "Look into the gateway's log for the reason.",
                                              {}};
    }
}

} // namespace

void scheduleRead(State& state, Millis at)
{
    state.readAt = state.readAt ? std::min(*state.readAt, at) : at;
}

void beginRound(State& state, Effects& effects, Millis now)
{
    state.roundAnnouncedAt = state.readAnnouncedAt;
    state.readAnnouncedAt.reset();
    state.readAt.reset();
    for (const ReadMethod& method : kReadMethods) {
        if (!isWanted(state, method)) {
            // An answer that is kept is one of this session: the one before may have been of another version.
            if (!method.isOncePerSession || !state.answered[indexOf(method.kind)])
                keep(state, method.kind, nullptr);
            continue;
        }
        std::string id = "r" + std::to_string(state.nextId++);
        state.pending.emplace(
            id, PendingRead{method.kind, now + (isReloadLookup(method.kind) ? kLookupLimit : kReadLimit)});
        effects.emplace_back(SendRead{std::move(id), method.kind});
    }
}

void onReadAnswer(State& state, const ResponseFrame& answer, Effects& effects, Millis now)
{
    const auto found = state.pending.find(answer.id);
    if (found == state.pending.end())
        return; // of a round that was given up
    const ReadKind kind = found->second.kind;
    state.pending.erase(found);
    bool hasConfig = true;
    if (answer.error) {
        onReadError(state, kind, *answer.error, effects, now);
        if (state.phase != Phase::Ready)
            return;
        hasConfig = kind != ReadKind::Config;
    } else {
        keep(state, kind, answer.payload);
        state.answered.set(indexOf(kind));
        state.unavailable.reset(indexOf(kind));
        state.retries[indexOf(kind)] = 0;
    }
    if (!hasConfig) {
        // Without the configuration the round is void; answers that are still to come are of no use.
        const auto announcedAt = state.roundAnnouncedAt;
        state.pending.clear();
        state.roundAnnouncedAt.reset();
        scheduleRead(state, now + jittered(state, kPollInterval));
        if (announcedAt && !state.readAnnouncedAt)
            state.readAnnouncedAt = announcedAt;
        return;
    }
    if (state.pending.empty())
        endRound(state, effects, now);
}

void expireReads(State& state, Effects& effects, Millis now)
{
    for (auto it = state.pending.begin(); it != state.pending.end();) {
        if (it->second.deadline > now) {
            ++it;
            continue;
        }
        if (methodOf(it->second.kind).isRequired) {
            state.lastFailure = "it did not answer config.get";
            dropAndLose(state, effects, now);
            return;
        }
        state.unavailable.set(indexOf(it->second.kind));
        it = state.pending.erase(it);
        if (state.pending.empty()) {
            endRound(state, effects, now);
            return;
        }
    }
}

void forgetRound(State& state)
{
    state.pending.clear();
    state.readAt.reset();
    state.readAnnouncedAt.reset();
    state.roundAnnouncedAt.reset();
}

} // namespace fabric::openclaw::session
