// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/machine_run.h"

#include <algorithm>

// Confirming by probes: while a rollout awaits its confirmation, each good look is followed by its probes.

namespace fabric::rollout {
namespace {

constexpr const char* kConfirmer = "probes";
constexpr std::chrono::milliseconds kShortestPause{500};

ProbeState stateOf(const Result<int>& status)
{
    if (!status)
        return {ProbeState::Outcome::Red, status.error().message};
    const bool isGood = *status >= 200 && *status < 300;
    return {isGood ? ProbeState::Outcome::Green : ProbeState::Outcome::Red, "answered " + std::to_string(*status)};
}

ProbeState stateOf(const std::string& subject, const std::vector<provider::PartState>& parts)
{
    const auto part = std::find_if(parts.begin(), parts.end(),
                                   [&](const provider::PartState& one) { return one.subject == subject; });
    if (part == parts.end())
        return {ProbeState::Outcome::Red, "the runtime tells of no such part"};
    return {part->health == provider::PartHealth::Ok ? ProbeState::Outcome::Green : ProbeState::Outcome::Red,
            std::string(toText(part->health)) + (part->detail.empty() ? "" : ": " + part->detail)};
}

} // namespace

void Run::probe(const Look& look)
{
    const std::vector<Probe>& probes = m_record.request.probes;
    m_record.probes.resize(probes.size());
    bool hasHttp = false;
    for (std::size_t i = 0; i < probes.size(); ++i) {
        if (probes[i].kind == Probe::Kind::Part)
            m_record.probes[i] = stateOf(probes[i].target, look.parts);
        else
            hasHttp = true;
    }
    if (hasHttp)
        ask(Effect::Kind::RunProbes);
    else
        judgeProbes();
}

void Run::on(const ProbesAnswered& event)
{
    if (!takeAnswer(event.serial) || m_record.state != State::AwaitingConfirmation)
        return;
    auto status = event.statuses.begin();
    for (std::size_t i = 0; i < m_record.probes.size(); ++i) {
        if (m_record.request.probes[i].kind == Probe::Kind::Http)
            m_record.probes[i] = status == event.statuses.end() ? ProbeState{ProbeState::Outcome::Red, "no answer"}
                                                                : stateOf(*status++);
    }
    judgeProbes();
}

void Run::judgeProbes()
{
    const bool areGreen = std::all_of(m_record.probes.begin(), m_record.probes.end(), [](const ProbeState& probe) {
        return probe.outcome == ProbeState::Outcome::Green;
    });
    auto& greenSince = m_record.transient.greenSince;
    if (!areGreen) {
        greenSince.reset();
        return wakeIn(watchDelay());
    }
    if (!greenSince)
        greenSince = m_context.monotonic;
    const Millis left = m_record.request.green - (m_context.monotonic - *greenSince);
    if (left > Millis(0) || isUnconfirmed() || isOverdue())
        return wakeIn(std::clamp(left, kShortestPause, std::max(watchDelay(), kShortestPause)));
    m_record.confirmedBy = kConfirmer;
    ask(Effect::Kind::Read); // as for a person: what is confirmed must be what is there
}

std::string Run::unconfirmedReason() const
{
    std::string reason = "nobody confirmed it in time";
    for (std::size_t i = 0; i < m_record.probes.size(); ++i) {
        if (m_record.probes[i].outcome != ProbeState::Outcome::Green)
            reason
                += "; the probe " + m_record.request.probes[i].target + " is not green: " + m_record.probes[i].detail;
    }
    return reason;
}

} // namespace fabric::rollout
