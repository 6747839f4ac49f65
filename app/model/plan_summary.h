// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/change_words.h"
#include "app/model/row_list_model.h"

/// What a plan means, in words. Pure functions over the plan that was read and hashed; nothing here trusts a summary.
namespace fabric::model {

/// One of the four cards: its answer and what it rests on.
struct PlanCard
{
    QString answer;
    QString detail;
    Ui::Tone tone = Ui::Neutral;
    bool operator==(const PlanCard&) const = default;
};

[[nodiscard]] PlanCard riskCard(const planning::Plan& plan, const NameOf& nameOf);
[[nodiscard]] PlanCard reloadCard(const planning::Plan& plan);
[[nodiscard]] PlanCard affectedCard(const planning::Plan& plan, const NameOf& nameOf);
/// @param notes what the agent says about its host: what a rollback can bring back there.
[[nodiscard]] PlanCard undoCard(const planning::Plan& plan, const std::vector<std::string>& notes);

/// All of it in one sentence: `Critical risk, no restart, 2 agents and 3 routes affected, 1 authority widens, everything can be
/// undone.`
[[nodiscard]] QString sentenceOf(const planning::Plan& plan);

/// What widens: the words of the callout; empty if nothing does.
struct Callout
{
    QString title;
    QString text;
    bool operator==(const Callout&) const = default;
};
[[nodiscard]] Callout calloutOf(const planning::Plan& plan, const NameOf& nameOf);

/// A title for a plan that was given none.
[[nodiscard]] QString titleOf(const planning::Plan& plan);

/// Rows for RowListModel, in the order of these roles.
inline const QList<QByteArray> kOperationRoles{"kind", "kindTone", "on",       "field", "from",
                                               "to",   "risk",     "riskTone", "spoken"};
[[nodiscard]] std::vector<ShownRow> operationRows(const planning::Plan& plan, const NameOf& nameOf);
/// Findings of all sorts: what becomes possible and impossible, risks, what cannot be undone, what is not written.
inline const QList<QByteArray> kFindingRoles{"section", "sign", "title", "detail", "tone"};
[[nodiscard]] std::vector<ShownRow> findingRows(const planning::Plan& plan, const NameOf& nameOf);

} // namespace fabric::model
