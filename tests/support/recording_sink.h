// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/provider.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace fabric::test {

/// Keeps what connections report, by runtime.
class RecordingSink final : public provider::RuntimeSink
{
public:
    struct Seen
    {
        std::vector<provider::RuntimeStatus> statuses;
        std::vector<provider::Observation> observations;
    };

    void onStatus(const RuntimeId& runtime, const provider::RuntimeStatus& status) override
    {
        m_seen[runtime.value()].statuses.push_back(status);
    }
    void onObservation(const RuntimeId& runtime, const provider::Observation& observation) override
    {
        m_seen[runtime.value()].observations.push_back(observation);
    }

    [[nodiscard]] Seen& of(const std::string& runtime) { return m_seen[runtime]; }
    /// The newest status; a default one if there is none.
    [[nodiscard]] provider::RuntimeStatus status(const std::string& runtime)
    {
        const auto& statuses = m_seen[runtime].statuses;
        return statuses.empty() ? provider::RuntimeStatus{} : statuses.back();
    }
    [[nodiscard]] bool hasProblem(const std::string& runtime, const std::string& code)
    {
        const auto problems = status(runtime).problems;
        return std::any_of(problems.begin(), problems.end(), [&](const auto& problem) { return problem.code == code; });
    }

private:
    std::map<std::string, Seen> m_seen;
};

} // namespace fabric::test
