// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/check_rows.h"

#include "app/model/change_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <string>

namespace fabric::model {
namespace {

/// One is told in less room than that it is there.
constexpr std::ptrdiff_t kLeastFolded = 2;

QString text(const char* source)
{
    return QCoreApplication::translate("CheckRows", source);
}

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

Ui::Tone toneOf(const std::string& state)
{
    if (state == "ok")
        return Ui::Ok;
    return state == "waiting" ? Ui::Pending : Ui::Bad;
}

int rankOf(const wire::RolloutCheck& check)
{
    const Ui::Tone tone = toneOf(check.state);
    return tone == Ui::Bad ? 0 : tone == Ui::Pending ? 1 : 2;
}

/// Its name is the id of a part; what is about the configuration is named in words.
bool isPart(const wire::RolloutCheck& check)
{
    return check.name.find(' ') == std::string::npos;
}

} // namespace

std::vector<ShownRow> checkRows(const wire::Rollout& rollout, const std::optional<rollout::TouchedParts>& touched,
                                bool isUnfolded)
{
    std::vector<ShownRow> rows;
    rows.reserve(rollout.checks.size() + rollout.probes.size() + rollout.findings.size() + 1);
    const auto add = [&](const QString& name, const QString& value, Ui::Tone tone, const QString& word, bool isFold) {
        rows.push_back({std::to_string(rows.size()), {name, value, static_cast<int>(tone), word, isFold}});
    };
    const auto addCheck = [&](const wire::RolloutCheck& check) {
        add(qt(check.name), qt(check.value), toneOf(check.state), checkWord(check.state), false);
    };
    std::vector<wire::RolloutCheck> checks = rollout.checks;
    std::stable_sort(checks.begin(), checks.end(), [&](const auto& a, const auto& b) { return rankOf(a) < rankOf(b); });
    auto others = std::stable_partition(checks.begin(), checks.end(), [&](const wire::RolloutCheck& check) {
        return check.state != "ok" || !isPart(check) || (touched && touched->contains(check.name));
    });
    if (checks.end() - others < kLeastFolded)
        others = checks.end();
    std::for_each(checks.begin(), others, addCheck);
    for (const wire::ProbeStatus& probe : rollout.probes) {
        const std::string state = probe.state == "green" ? "ok" : probe.state == "red" ? "bad" : probe.state;
        add(text("Probe %1").arg(qt(probe.target)), qt(probe.detail), toneOf(state), checkWord(state), false);
    }
    for (const std::string& finding : rollout.findings)
        add(text("Worth knowing"), qt(finding), Ui::Warn, {}, false);
    if (others != checks.end())
        add(text("%1 other parts are well").arg(checks.end() - others), text("not touched by the plan"), Ui::Ok, {},
            true);
    if (isUnfolded)
        std::for_each(others, checks.end(), addCheck);
    return rows;
}

} // namespace fabric::model
