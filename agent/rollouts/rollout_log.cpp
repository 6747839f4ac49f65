// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/rollouts/rollout_log.h"

#include <QLoggingCategory>

#include <string>

namespace fabric::rollouts {
namespace {

Q_LOGGING_CATEGORY(lcRollouts, "fabric.rollouts", QtInfoMsg)

/// ` name=value`, nothing for an empty value; a value is the last on its line, so it may be a sentence.
std::string field(const char* name, const std::string& value)
{
    return value.empty() ? std::string() : std::string(" ") + name + "=" + value;
}

} // namespace

void RolloutLog::note(const rollout::Record& record)
{
    using rollout::State;
    const auto known = m_states.find(record.id);
    if (known != m_states.end() && known->second == record.state)
        return;
    if (isTerminal(record.state))
        m_states.erase(record.id);
    else
        m_states[record.id] = record.state;
    const std::string state(toText(record.state));
    std::string words
        = "rollout=" + record.id.value() + " runtime=" + record.request.runtime.value() + " state=" + state;
    if (record.state == State::Requested)
        words += field("plan", record.request.plan.text()) + field("by", record.request.actor);
    words += field("reason", isTerminal(record.state) ? record.outcome : record.reason)
        + field("operator", record.operatorAction);
    if (record.state == State::RollingBack || record.state == State::RolledBack)
        qCWarning(lcRollouts, "%s", words.c_str());
    else if (record.state == State::FailedOperatorNeeded)
        qCCritical(lcRollouts, "%s", words.c_str());
    else
        qCInfo(lcRollouts, "%s", words.c_str());
}

} // namespace fabric::rollouts
