// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/group_words.h"

#include "app/model/change_words.h"
#include "app/model/format.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace fabric::model {
namespace {

using std::chrono::milliseconds;

constexpr qsizetype kMostNames = 6;

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

QString text(const char* source)
{
    return QCoreApplication::translate("GroupWords", source);
}

/// Why it goes back, with a space after it, so that another sentence can follow; of nothing: nothing.
QString reasonOf(const wire::RolloutGroup& group)
{
    if (group.outcome.empty())
        return {};
    return text("The reason: %1").arg(qt(group.outcome))
        + (group.outcome.back() == '.' ? QStringLiteral(" ") : QStringLiteral(". "));
}

/// What became of it as a sentence. One that needs the operator begins with the name of a runtime, which stays as it is.
QString outcomeOf(const wire::RolloutGroup& group)
{
    QString words = qt(group.outcome);
    if (!words.isEmpty() && group.state != "failed_operator_needed")
        words[0] = words[0].toUpper();
    return words;
}

/// allOf() at the beginning of a sentence.
QString everyOneOf(const wire::RolloutGroup& group)
{
    const std::size_t count = group.members.size();
    return count == 2 ? text("Both runtimes") : text("All %1 runtimes").arg(count);
}

/// `14:40`; empty: there is no such time.
QString clockTime(const std::optional<std::string>& time)
{
    const auto parsed = time ? timeFromWire(*time) : std::nullopt;
    return parsed ? timeOfDay(*parsed) : QString();
}

BannerWords runningBanner(const wire::RolloutGroup& group, const QString& trouble)
{
    const QString wave = waveWords(group);
    const QString until = clockTime(group.deadlineAt);
    const QString ifNot = until.isEmpty()
        ? text("If anything is wrong on one runtime, %1 go back.").arg(allOf(group))
        : text("If anything is wrong on one runtime, or not all have passed by %1, %2 go back.")
              .arg(until, allOf(group));
    if (!trouble.isEmpty())
        return {text("It waits for the runtime: %1").arg(trouble),
                text("It goes on once the runtime is back. ") + ifNot, Ui::Warn, -1};
    const QString title = wave.isEmpty() ? text("It goes on by itself") : text("It goes on by itself: %1").arg(wave);
    if (!group.waitsFor.empty())
        return {title, text("It waits for %1. ").arg(qt(group.waitsFor)) + ifNot, Ui::Neutral, -1};
    const QString next = group.wavesBegun < group.waveCount
        ? text("All that was begun holds, and the next wave begins by itself. ")
        : QString();
    return {title, next + ifNot, Ui::Neutral, -1};
}

BannerWords confirmBanner(const wire::RolloutGroup& group, const QString& trouble, UnixMillis now)
{
    const auto deadline = group.confirmDeadlineAt ? timeFromWire(*group.confirmDeadlineAt) : std::nullopt;
    const QString until = clockTime(group.confirmDeadlineAt);
    const QString last = until.isEmpty() ? text("the deadline") : until;
    if (!group.canConfirm)
        return {text("It is confirmed"),
                text("Each runtime is read once more; then the change stays on %1. If one cannot be read until %2, all "
                     "go back.")
                    .arg(allOf(group), last),
                Ui::Pending, -1};
    if (!deadline)
        return {text("It waits"), text("One confirmation is for %1.").arg(allOf(group)), Ui::Warn, -1};
    // The time to confirm begins when all have passed.
    const UnixMillis begun = timeFromWire(group.enteredAt).value_or(*deadline);
    BannerWords words{{}, {}, Ui::Warn, shareLeft(begun, *deadline, now)};
    const std::int64_t left = deadline->count - now.count;
    if (left <= 0) {
        words.title = text("The time to confirm is over");
        words.text = text("%1 go back now, or as soon as the agent reaches them again.").arg(everyOneOf(group));
        return words;
    }
    words.title
        = text("%1 go back in %2 unless somebody confirms").arg(everyOneOf(group), countdown(milliseconds(left)));
    words.text = trouble.isEmpty()
        ? text("At %1, or, if one is out of reach then, as soon as the agent is back with it. One confirmation is "
               "for all.")
              .arg(until)
        : text("At %1, or, as one is out of reach now, as soon as the agent is back with it after that. %2.")
              .arg(until, trouble);
    return words;
}

BannerWords rollingBackBanner(const wire::RolloutGroup& group, const QString& trouble)
{
    if (!trouble.isEmpty())
        return {text("It waits for the runtime: %1").arg(trouble),
                reasonOf(group) + text("The old state is put back as soon as the agent reaches the runtime again."),
                Ui::Warn, -1};
    QString words = reasonOf(group)
        + text("Nothing more is begun; where something was written, the old state is put back and proved.");
    if (!group.waitsFor.empty())
        words += text(" It waits for %1.").arg(qt(group.waitsFor));
    return {text("%1 go back").arg(everyOneOf(group)), words, Ui::Warn, -1};
}

/// The state of a member in a word, and its tone.
std::pair<QString, Ui::Tone> memberState(const wire::RolloutGroup& group, const wire::RolloutGroupMember& member)
{
    if (!member.state) {
        const bool isAhead = group.state == "running" && member.wave >= group.wavesBegun;
        return {isAhead && member.wave > 0 ? text("waits for wave %1").arg(member.wave) : text("not begun"),
                Ui::Neutral};
    }
    if (*member.state == "held")
        return {text("waits for the others"), Ui::Ok};
    if (*member.state == "awaiting_confirmation")
        return {text("passed"), Ui::Ok}; // what it waits for is said of the group
    return {stateShort(*member.state), rolloutTone(*member.state)};
}

/// How far a member is, 0 to 1: one that has passed is where it shall be.
double progressOf(const wire::RolloutGroupMember& member)
{
    if (!member.state)
        return 0;
    return *member.state == "held" || *member.state == "awaiting_confirmation" ? 1 : stateProgress(*member.state);
}

} // namespace

double shareLeft(UnixMillis begun, UnixMillis deadline, UnixMillis now)
{
    const auto whole = static_cast<double>(deadline.count - begun.count);
    return whole > 0 ? std::clamp(static_cast<double>(deadline.count - now.count) / whole, 0.0, 1.0) : 0;
}

QString groupStateShort(const std::string& state)
{
    return state == "running" ? text("under way") : stateShort(state);
}

Ui::Tone groupTone(const std::string& state)
{
    return state == "running" ? Ui::Pending : rolloutTone(state);
}

QString allOf(const wire::RolloutGroup& group)
{
    const std::size_t count = group.members.size();
    return count == 2 ? text("both runtimes") : text("all %1 runtimes").arg(count);
}

QString membersOf(const wire::RolloutGroup& group)
{
    QStringList names;
    for (const wire::RolloutGroupMember& member : group.members)
        names << qt(member.runtime);
    const qsizetype more = names.size() - kMostNames;
    if (more > 1) { // in place of one more, that one could be named
        names.resize(kMostNames);
        names << text("and %1 more").arg(more);
    }
    return names.join(QLatin1Char('\n'));
}

QString waveWords(const wire::RolloutGroup& group)
{
    if (group.state != "running" || group.waveCount < 2)
        return {};
    return text("wave %1 of %2").arg(std::max(group.wavesBegun, 1)).arg(group.waveCount);
}

BannerWords groupBanner(const wire::RolloutGroup& group, const QString& trouble, UnixMillis now)
{
    if (group.state == "failed_operator_needed")
        return {text("It needs the operator"), outcomeOf(group), Ui::Bad, -1};
    if (group.state == "succeeded")
        return {text("The change is live and verified on %1").arg(allOf(group)), outcomeOf(group), Ui::Ok, -1};
    if (group.state == "rolled_back")
        return {text("%1 went back").arg(everyOneOf(group)), outcomeOf(group), Ui::Warn, -1};
    if (group.state == "cancelled")
        return {text("Cancelled on %1").arg(allOf(group)), outcomeOf(group), Ui::Neutral, -1};
    if (group.state == "rolling_back")
        return rollingBackBanner(group, trouble);
    return group.state == "awaiting_confirmation" ? confirmBanner(group, trouble, now) : runningBanner(group, trouble);
}

std::vector<ShownRow> groupRows(const wire::RolloutGroup& group, const std::string& open)
{
    const auto inFirst = std::count_if(group.members.begin(), group.members.end(),
                                       [](const wire::RolloutGroupMember& member) { return member.wave == 0; });
    const bool hasCanary = inFirst == 1 && group.waveCount > 1;
    std::vector<ShownRow> rows;
    rows.reserve(group.members.size());
    for (const wire::RolloutGroupMember& member : group.members) {
        const QString wave = text("wave %1").arg(member.wave + 1);
        const auto [state, tone] = memberState(group, member);
        const std::string id = member.rollout.value_or(std::string());
        rows.push_back(
            {member.runtime,
             {qt(id), qt(member.runtime), hasCanary && member.wave == 0 ? text("%1, canary").arg(wave) : wave, state,
              static_cast<int>(tone), qt(member.outcome), progressOf(member), !id.empty() && id == open}});
    }
    return rows;
}

} // namespace fabric::model
