// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/session_machine.h"

#include "agent/openclaw/refusals.h"
#include "agent/openclaw/session_steps.h"

#include <algorithm>

namespace fabric::openclaw::session {

Millis jittered(State& state, Millis base)
{
    state.random ^= state.random << 13U;
    state.random ^= state.random >> 17U;
    state.random ^= state.random << 5U;
    const std::int64_t span = base.count() / 10;
    return base + Millis(static_cast<std::int64_t>(state.random % static_cast<std::uint64_t>(2 * span + 1)) - span);
}

Millis doubled(Millis first, int times, Millis cap)
{
    Millis value = first;
    for (int i = 0; i < times && value < cap; ++i)
        value *= 2;
    return std::min(value, cap);
}

void lose(State& state, Millis now, Millis atLeast)
{
    const bool wasReady = state.phase == Phase::Ready;
    if (wasReady) {
        state.outageSince = now;
    } else if (!state.restartUntil) {
        state.isUnreachable = true;
    }
    forgetRound(state);
    state.phase = Phase::Waiting;
    const Millis delay = state.refusal
        ? doubled(kRefusedFirst, state.refusals - 1, kRefusedCap)
        : doubled(kBackoffFirst, state.failures, state.restartUntil ? kRestartBackoffCap : kBackoffCap);
    ++state.failures;
    state.phaseDeadline = now + std::max(jittered(state, delay), atLeast);
}

void dropAndLose(State& state, Effects& effects, Millis now)
{
    effects.emplace_back(DropSocket{});
    lose(state, now);
}

void refuse(State& state, provider::Problem problem, Millis now, Millis atLeast)
{
    state.refusal = std::move(problem);
    state.restartUntil.reset();
    ++state.refusals;
    lose(state, now, atLeast);
}

namespace {

void beRestarting(State& state, Millis now)
{
    if (!state.restartUntil && !state.isPatienceSpent)
        state.restartUntil = now + kRestartPatience;
}

void open(State& state, Effects& effects, Millis now)
{
    state.phase = Phase::Opening;
    state.phaseDeadline = now + kHandshakeLimit;
    effects.emplace_back(OpenSocket{});
}

void becomeReady(State& state, Hello hello, Effects& effects, Millis now)
{
    state.phase = Phase::Ready;
    state.hello = std::move(hello);
    state.readProblem.reset();
    state.refusals = 0;
    state.refusal.reset();
    state.isUnreachable = false;
    state.restartUntil.reset();
    state.isPatienceSpent = false;
    state.isStopAnnounced = false;
    state.lastFailure.clear();
    state.lastHeard = now;
    state.unsupported.reset();
    state.answered.reset();
    state.unavailable.reset();
    state.readySince = now;
    state.retries.fill(0);
    beginRound(state, effects, now);
}

void onGatewayEvent(State& state, const EventFrame& event, Millis now)
{
    if (event.name == "config.changed") {
        scheduleRead(state, now + kPushDelay);
        if (!state.readAnnouncedAt)
            state.readAnnouncedAt = now;
    } else if (event.name == "cron" || event.name == "device.pair.resolved" || event.name == "node.pair.resolved") {
        scheduleRead(state, std::max(now + kRuntimeDelay, state.lastRound + kRuntimeGap));
    } else if (event.name == "shutdown") {
        const auto reason = event.payload.find("reason");
        const bool isRestart = event.payload.contains("restartExpectedMs")
            || (reason != event.payload.end() && reason->is_string()
                && reason->get_ref<const std::string&>().find("restart") != std::string::npos);
        // How long it says that it takes is far from what it takes (1.5 s told, 6 to 31 s seen).
        if (isRestart)
            beRestarting(state, now);
        else
            state.isStopAnnounced = true;
    }
}

void onConnectAnswer(State& state, const ResponseFrame& answer, Effects& effects, Millis now)
{
    if (answer.id != state.connectId)
        return;
    if (answer.error) {
        effects.emplace_back(DropSocket{});
        const Millis wait = answer.error->retryAfter.value_or(Millis(0));
        if (isStartingUp(*answer.error)) {
            state.refusal.reset();
            beRestarting(state, now);
            state.lastFailure = "it is starting up";
            lose(state, now, wait);
        } else {
            refuse(state, refusalOf(*answer.error), now, wait);
        }
        return;
    }
    Result<Hello> hello = parseHello(*answer.payload);
    if (!hello) {
        effects.emplace_back(DropSocket{});
        refuse(state,
               {"protocol-mismatch", "The gateway's greeting is not understood: " + hello.error().message + ".",
                "Update Fabric.", hello.error().where},
               now);
        return;
    }
    becomeReady(state, *std::move(hello), effects, now);
}

void onChallenge(State& state, const EventFrame& event, Effects& effects, Millis now)
{
    const Result<Challenge> challenge = parseChallenge(event.payload);
    if (!challenge) {
        effects.emplace_back(DropSocket{});
        refuse(state, {"protocol-mismatch", "The gateway's challenge is not understood.", "Update Fabric.", {}}, now);
        return;
    }
    state.phase = Phase::AwaitingHello;
    state.connectId = "c" + std::to_string(state.nextId++);
    effects.emplace_back(SendConnect{state.connectId, *challenge});
}

void onFrame(State& state, const Frame& frame, Effects& effects, Millis now)
{
    state.lastHeard = now;
    if (const auto* event = std::get_if<EventFrame>(&frame)) {
        if (state.phase == Phase::AwaitingChallenge && event->name == "connect.challenge")
            onChallenge(state, *event, effects, now);
        else if (state.phase == Phase::Ready || event->name == "shutdown")
            onGatewayEvent(state, *event, now);
    } else if (const auto* answer = std::get_if<ResponseFrame>(&frame)) {
        if (state.phase == Phase::AwaitingHello)
            onConnectAnswer(state, *answer, effects, now);
        else if (state.phase == Phase::Ready)
            onReadAnswer(state, *answer, effects, now);
    }
}

void onClosed(State& state, const SocketClosed& closed, Millis now)
{
    state.lastFailure = "it closed the connection (" + std::to_string(closed.code)
        + (closed.reason.empty() ? std::string() : ", " + cleanText(closed.reason, 120)) + ")";
    switch (closed.code) {
    case 1012: // service restart; also sent on a plain stop
        if (!state.isStopAnnounced)
            beRestarting(state, now);
        break;
    case 1013: // try again later: still starting
        beRestarting(state, now);
        break;
    case 1009: // a message beyond a limit, ours or theirs
        state.transportProblem = provider::Problem{"frame-too-large",
                                                   "The gateway sent more than 25 MiB at once.",
                                                   "Make its configuration smaller; the topology of before is shown.",
                                                   {}};
        break;
    default: // 4001 gateway auth changed, 1006 cut off, 1008 policy, 1000 ...: connect again, with the token of then
        break;
    }
    lose(state, now);
}

void onFrameRefused(State& state, const Error& error, Effects& effects, Millis now)
{
    state.transportProblem = frameProblemOf(error);
    state.lastFailure = "it sent a frame that was refused";
    effects.emplace_back(DropSocket{});
    lose(state, now);
}

void onWokeReady(State& state, Effects& effects, Millis now)
{
    if (now - state.lastHeard >= kSilenceLimit) {
        state.lastFailure = "it was silent for " + std::to_string(kSilenceLimit.count() / 1000) + " s";
        dropAndLose(state, effects, now);
        state.isUnreachable = true;
        return;
    }
    expireReads(state, effects, now);
    if (state.phase == Phase::Ready && state.pending.empty() && state.readAt && *state.readAt <= now)
        beginRound(state, effects, now);
}

void onWoke(State& state, Effects& effects, Millis now)
{
    if (state.restartUntil && *state.restartUntil <= now) {
        state.restartUntil.reset();
        state.isPatienceSpent = true;
        state.isUnreachable = state.phase != Phase::Ready;
    }
    if (state.phase == Phase::Ready) {
        onWokeReady(state, effects, now);
        return;
    }
    if (state.phase == Phase::Stopped)
        return;
    if (!state.restartUntil && now - state.outageSince >= kContactPatience)
        state.isUnreachable = true;
    if (state.phaseDeadline > now)
        return;
    if (state.phase == Phase::Waiting) {
        open(state, effects, now);
        return;
    }
    state.lastFailure = "it accepts connections and does not answer";
    dropAndLose(state, effects, now);
}

void stop(State& state, Effects& effects)
{
    if (state.phase != Phase::Stopped && state.phase != Phase::Waiting)
        effects.emplace_back(DropSocket{});
    forgetRound(state);
    state.phase = Phase::Stopped;
}

void refresh(State& state, Effects& effects, Millis now)
{
    state.lookAgainUntil = now + kFileChangePatience;
    if (state.phase == Phase::Waiting)
        open(state, effects, now);
    else if (state.phase == Phase::Ready)
        scheduleRead(state, now);
}

} // namespace

State initial(const Settings& settings)
{
    State state;
    state.settings = settings;
    state.random = settings.jitterSeed == 0 ? 1 : settings.jitterSeed;
    return state;
}

Effects step(State& state, const Event& event, Millis now)
{
    Effects effects;
    if (std::holds_alternative<Started>(event)) {
        if (state.phase == Phase::Stopped) {
            state.outageSince = now;
            state.isUnreachable = false;
            open(state, effects, now);
        }
        return effects;
    }
    if (state.phase == Phase::Stopped)
        return effects;
    const bool hasSocket = state.phase != Phase::Waiting;
    if (std::holds_alternative<StopWanted>(event)) {
        stop(state, effects);
    } else if (std::holds_alternative<RefreshWanted>(event)) {
        refresh(state, effects, now);
    } else if (std::holds_alternative<SocketOpened>(event) && state.phase == Phase::Opening) {
        state.phase = Phase::AwaitingChallenge;
    } else if (const auto* failed = std::get_if<SocketFailed>(&event); failed != nullptr && hasSocket) {
        state.refusal.reset(); // it refuses no more: it is not there, or not yet
        state.refusals = 0;
        if (failed->httpStatus == 503)
            beRestarting(state, now);
        state.lastFailure = cleanText(failed->message, 120);
        lose(state, now);
    } else if (const auto* closed = std::get_if<SocketClosed>(&event); closed != nullptr && hasSocket) {
        onClosed(state, *closed, now);
    } else if (const auto* frame = std::get_if<FrameArrived>(&event); frame != nullptr && hasSocket) {
        onFrame(state, frame->frame, effects, now);
    } else if (const auto* refused = std::get_if<FrameRefused>(&event); refused != nullptr && hasSocket) {
        onFrameRefused(state, refused->error, effects, now);
    } else if (const auto* credential = std::get_if<CredentialFailed>(&event); credential != nullptr && hasSocket) {
        effects.emplace_back(DropSocket{});
        refuse(state,
               {"token-unreadable", "The token of this runtime cannot be read: " + credential->error.message + ".",
                "Correct the runtime's token setting.", credential->error.where},
               now);
    } else if (std::holds_alternative<Woke>(event)) {
        onWoke(state, effects, now);
    }
    return effects;
}

std::optional<Millis> nextWake(const State& state)
{
    if (state.phase == Phase::Stopped)
        return std::nullopt;
    if (state.phase == Phase::Ready) {
        Millis wake = state.lastHeard + kSilenceLimit;
        if (state.restartUntil)
            wake = std::min(wake, *state.restartUntil);
        for (const auto& [id, read] : state.pending)
            wake = std::min(wake, read.deadline);
        if (state.pending.empty() && state.readAt)
            wake = std::min(wake, *state.readAt);
        return wake;
    }
    Millis wake = state.phaseDeadline;
    if (state.restartUntil)
        wake = std::min(wake, *state.restartUntil);
    else if (!state.isUnreachable)
        wake = std::min(wake, state.outageSince + kContactPatience);
    return wake;
}

Reach reachOf(const State& state)
{
    if (state.phase == Phase::Stopped)
        return Reach::Stopped;
    if (state.phase == Phase::Ready)
        return state.restartUntil ? Reach::Restarting : Reach::Ready;
    if (state.refusal)
        return Reach::Refused;
    if (state.restartUntil)
        return Reach::Restarting;
    return state.isUnreachable ? Reach::Unreachable : Reach::Connecting;
}

std::vector<provider::Problem> problemsOf(const State& state)
{
    std::vector<provider::Problem> problems;
    for (const auto* problem : {&state.refusal, &state.configProblem, &state.readProblem, &state.transportProblem}) {
        if (*problem)
            problems.push_back(**problem);
    }
    return problems;
}

std::string detailOf(const State& state)
{
    const std::string because = state.lastFailure.empty() ? std::string() : ": " + state.lastFailure;
    switch (reachOf(state)) {
    case Reach::Stopped: return "Stopped";
    case Reach::Connecting: return "Connecting to the gateway";
    case Reach::Restarting: return "The gateway restarts";
    case Reach::Refused: return state.refusal->message;
    case Reach::Unreachable: return "The gateway cannot be reached" + because;
    case Reach::Ready: break;
    }
    if (state.isApplying)
        return "The configuration changed, the gateway is applying it";
    if (const auto problems = problemsOf(state); !problems.empty())
        return problems.front().message;
    return state.hasObserved ? "Connected to the gateway" : "Reading the gateway";
}

} // namespace fabric::openclaw::session
