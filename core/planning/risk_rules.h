// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/planning/reach_change.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fabric::planning {

/// What rules judge: a plan that is complete but for its risks, and what it was made of.
struct RiskContext
{
    const Plan& plan;
    const ReachAnalysis& reach;
    const provider::Source& observed;
    const topology::Graph& before; ///< nodes named as in plan.renames
    const topology::Graph& after;
};

/// Takes what one rule finds.
class RiskSink
{
public:
    RiskSink(std::string_view rule, RiskLevel level, std::vector<Risk>& out)
        : m_rule(rule)
        , m_level(level)
        , m_out(out)
    {
    }

    void add(std::string subject, std::string reason, std::optional<int> operation = {})
    {
        add(m_level, std::move(subject), std::move(reason), operation);
    }
    void add(RiskLevel level, std::string subject, std::string reason, std::optional<int> operation = {})
    {
        m_out.push_back({std::string(m_rule), level, std::move(subject), std::move(reason), operation});
    }

private:
    std::string_view m_rule;
    RiskLevel m_level;
    std::vector<Risk>& m_out;
};

struct RiskRule
{
    std::string_view id; ///< API
    RiskLevel level; ///< unless the rule says otherwise for one finding
    std::string_view meaning; ///< one line for people
    void (*find)(const RiskContext& context, RiskSink& sink);
};

/// The table. Whoever changes what it finds raises Plan::kRuleSetVersion.
[[nodiscard]] std::span<const RiskRule> riskRules();

/// Everything that the rules find, highest level first, then by rule and subject.
[[nodiscard]] std::vector<Risk> findRisks(const RiskContext& context);

} // namespace fabric::planning
