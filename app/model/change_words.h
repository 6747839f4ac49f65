// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/ui.h"
#include "core/planning/plan.h"
#include "core/wire/change_types.h"

#include <QString>

#include <functional>

/// Plans and rollouts in words that a colleague would use. Pure functions.
namespace fabric::model {

/// `low`, `critical`; of the wire's word too, which is shown as it is if it is a new one.
[[nodiscard]] QString riskWord(const std::string& risk);
[[nodiscard]] Ui::Tone riskTone(const std::string& risk);
/// `No restart`, `Restart`.
[[nodiscard]] QString reloadWord(const std::string& reload);

/// `1 agent`, `7 agents`. Two texts instead of a plural form: without a translation file Qt would show "agent(s)".
[[nodiscard]] QString counted(qsizetype count, const QString& one, const QString& many);
/// `Ops, Main and 3 more`.
[[nodiscard]] QString someOf(const QStringList& names, qsizetype most);

/// How a person calls a node of a plan.
using NameOf = std::function<QString(const topology::NodeId&)>;
/// From the plan's own difference and from @p observed, which may lack it; else the id without its kind.
[[nodiscard]] NameOf namesOf(const planning::Plan& plan, const topology::Graph& observed);
/// The ends of an edge, from its id; empty if it is none.
struct EdgeEnds
{
    topology::NodeId from;
    topology::NodeId to;
};
[[nodiscard]] std::optional<EdgeEnds> endsOf(const topology::EdgeId& id);
/// `telegram/opsbot → Ops → exec`.
[[nodiscard]] QString pathWords(const topology::NodeId& from, const std::vector<topology::EdgeId>& path,
                                const NameOf& nameOf);
/// A node's or an edge's name, for ids that may be either, or neither.
[[nodiscard]] QString subjectWords(const std::string& subject, const NameOf& nameOf);

/// A value of a configuration on one line: text as it is, nothing as a dash, what Fabric does not know as dots.
[[nodiscard]] QString valueWords(const Json& value);

/// Of a rollout's state: `Verifying`, `Waits for a confirmation`.
[[nodiscard]] QString stateTitle(const std::string& state);
/// The short word in lists: `verifying`.
[[nodiscard]] QString stateShort(const std::string& state);
[[nodiscard]] Ui::Tone rolloutTone(const std::string& state);
/// How far a state is on the way, 0 to 1.
[[nodiscard]] double stateProgress(const std::string& state);
/// What a state is for, while it is still ahead.
[[nodiscard]] QString stateAhead(const std::string& state);
[[nodiscard]] QString checkWord(const std::string& state);

/// Somebody must confirm it, or the group that it is in: a member says of itself that it cannot be confirmed alone.
[[nodiscard]] bool waitsForSomebody(const wire::Rollout& rollout);

/// `9f2c 77b1 04ae … 5d10 e3b8`; of a malformed one the text itself.
[[nodiscard]] QString digestWords(const std::string& digest);
/// `9f2c…e3b8`.
[[nodiscard]] QString digestShort(const std::string& digest);
/// The hex digits that a gate asks for.
[[nodiscard]] QString digestDigits(const std::string& digest);

/// `09:58`, `1:02:03`; negative counts as 0.
[[nodiscard]] QString countdown(std::chrono::milliseconds left);

} // namespace fabric::model
