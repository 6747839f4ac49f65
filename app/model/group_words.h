// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/row_list_model.h"
#include "app/model/ui.h"
#include "core/base/clock.h"
#include "core/wire/group_types.h"

#include <QString>

#include <string>
#include <vector>

/// A group of rollouts in words: one change over several runtimes, all or nothing. Pure functions.
namespace fabric::model {

/// What happens if nobody acts.
struct BannerWords
{
    QString title;
    QString text;
    Ui::Tone tone = Ui::Neutral;
    double timeLeft = -1; ///< share of the time until the deadline, 1 to 0; negative: there is none
    bool operator==(const BannerWords&) const = default;
};

/// Share of the time from @p begun to @p deadline that is left at @p now, 0 to 1.
[[nodiscard]] double shareLeft(UnixMillis begun, UnixMillis deadline, UnixMillis now);

/// The short word for where a group is: `under way`.
[[nodiscard]] QString groupStateShort(const std::string& state);
[[nodiscard]] Ui::Tone groupTone(const std::string& state);
/// `all 3 runtimes`, `both runtimes`.
[[nodiscard]] QString allOf(const wire::RolloutGroup& group);
/// Their names, one on each line; of many the first ones and `and 94 more`.
[[nodiscard]] QString membersOf(const wire::RolloutGroup& group);
/// `wave 1 of 2`, while it goes through them; empty: there is only one, or all have passed.
[[nodiscard]] QString waveWords(const wire::RolloutGroup& group);
/// @p trouble the agent does not reach a runtime of it that is looked at; empty: it does.
[[nodiscard]] BannerWords groupBanner(const wire::RolloutGroup& group, const QString& trouble, UnixMillis now);

/// Of groupRows(). `rolloutId` is empty where the rollout was not begun; `detail` why it goes back, or what became of it.
inline const QList<QByteArray> kGroupRoles{"rolloutId", "runtime", "wave",     "state",
                                           "tone",      "detail",  "progress", "isCurrent"};
/// Every member, by wave; @p open is the rollout that is looked at.
[[nodiscard]] std::vector<ShownRow> groupRows(const wire::RolloutGroup& group, const std::string& open);

} // namespace fabric::model
