// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/rollout_model.h"

#include "app/model/format.h"
#include "core/wire/plan_name.h"

#include <QStringList>

namespace fabric::model {
namespace {

using std::chrono::milliseconds;

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

std::optional<UnixMillis> timeOf(const std::optional<std::string>& text)
{
    return text ? timeFromWire(*text) : std::nullopt;
}

QString clockTime(const std::optional<std::string>& text)
{
    const auto time = timeOf(text);
    return time ? timeOfDay(*time) : QString();
}

/// `0.2 s`, `36 s`.
QString span(UnixMillis from, UnixMillis to)
{
    const auto ms = std::max<std::int64_t>(to.count - from.count, 0);
    constexpr std::int64_t kTenSeconds = 10'000;
    if (ms < kTenSeconds)
        return RolloutModel::tr("%1 s").arg(static_cast<double>(ms) / 1000, 0, 'f', 1);
    return duration(milliseconds(ms));
}

QString pretty(const Json& value)
{
    constexpr int kIndent = 2;
    return value.is_null() ? QString() : qt(value.dump(kIndent, ' ', false, Json::error_handler_t::replace));
}

} // namespace

RolloutModel::RolloutModel(QObject* parent)
    : QObject(parent)
    , m_steps(kStepRoles)
    , m_checks(kCheckRoles)
    , m_group(kGroupRoles)
    , m_evidence(kEvidenceRoles)
{
}

void RolloutModel::setRollout(const wire::Rollout& rollout, UnixMillis now)
{
    if (rollout.id != m_rollout.id)
        m_evidence.setRows({});
    if (rollout.group != m_rollout.group)
        m_knownGroup.reset();
    if (rollout.plan != m_rollout.plan || rollout.runtime != m_rollout.runtime)
        m_touched.reset();
    if (rollout.id != m_rollout.id)
        m_isUnfolded = false;
    m_rollout = rollout;
    m_now = now;
    describeChecks();
    m_group.setRows(m_knownGroup ? groupRows(*m_knownGroup, rollout.id) : std::vector<ShownRow>());
    describe();
    Q_EMIT changed();
    updateBanner();
}

void RolloutModel::setGroup(const wire::RolloutGroup& group, UnixMillis now)
{
    if (m_rollout.group != group.id)
        return;
    m_knownGroup = group;
    m_now = now;
    m_group.setRows(groupRows(group, m_rollout.id));
    Q_EMIT changed();
    updateBanner();
}

void RolloutModel::setTouched(rollout::TouchedParts touched)
{
    m_touched = std::move(touched);
    describeChecks();
}

void RolloutModel::setUnfolded(bool isUnfolded)
{
    if (isUnfolded == m_isUnfolded)
        return;
    m_isUnfolded = isUnfolded;
    describeChecks();
    Q_EMIT changed();
}

void RolloutModel::clear()
{
    setRollout({}, m_now);
}

void RolloutModel::setEvidence(const wire::Evidence& evidence)
{
    if (evidence.rollout.id != m_rollout.id)
        return;
    std::vector<ShownRow> rows;
    for (const wire::EvidenceStep& step : evidence.steps)
        rows.push_back({std::to_string(step.sequence),
                        {clockTime(step.at), stateTitle(step.state), qt(step.step), qt(step.actor), qt(step.detail),
                         pretty(step.sent), pretty(step.received)}});
    m_evidence.setRows(std::move(rows));
}

void RolloutModel::setNow(UnixMillis now)
{
    m_now = now;
    if (!hasRollout() || isOver())
        return;
    describe();
    updateBanner();
}

void RolloutModel::setAgentAway(bool isAway)
{
    if (isAway == m_isAgentAway)
        return;
    m_isAgentAway = isAway;
    Q_EMIT changed();
    updateBanner();
}

void RolloutModel::setRuntimeTrouble(const QString& trouble)
{
    if (trouble == m_runtimeTrouble)
        return;
    m_runtimeTrouble = trouble;
    updateBanner();
}

void RolloutModel::describeChecks()
{
    m_checks.setRows(checkRows(m_rollout, m_touched, m_isUnfolded));
}

void RolloutModel::describe()
{
    std::vector<ShownRow> rows;
    for (const wire::RolloutStep& step : m_rollout.steps)
        rows.push_back(stepRow(step));
    m_steps.setRows(std::move(rows));
}

int RolloutModel::currentStep() const
{
    const auto& steps = m_rollout.steps;
    const auto ahead
        = std::find_if(steps.begin(), steps.end(), [](const auto& step) { return step.progress == "ahead"; });
    return static_cast<int>(ahead - steps.begin()) - 1;
}

ShownRow RolloutModel::stepRow(const wire::RolloutStep& step) const
{
    const auto started = timeOf(step.startedAt);
    const auto ended = timeOf(step.endedAt);
    const bool isAhead = step.progress == "ahead";
    QString detail = qt(step.summary);
    if (detail.isEmpty() && isAhead)
        detail = stateAhead(step.state);
    QString took;
    if (started && (ended || step.progress == "now"))
        took = span(*started, ended.value_or(m_now));
    const QString time = started ? timeOfDay(*started) : QString();
    const QString title = stateTitle(step.state);
    QStringList spoken{title, detail, time, took};
    spoken << (step.progress == "done"      ? tr("done")
                   : step.progress == "now" ? tr("now")
                   : isAhead                ? tr("ahead")
                                            : tr("failed"));
    spoken.removeAll(QString());
    return {step.state, {title, detail, time, took, qt(step.progress), spoken.join(QStringLiteral(", "))}};
}

void RolloutModel::updateBanner()
{
    m_banner = bannerNow();
    Q_EMIT tick(); // deadlineText counts by the second too
}

RolloutModel::Words RolloutModel::confirmBanner(UnixMillis deadline) const
{
    const std::int64_t left = deadline.count - m_now.count;
    Words words;
    words.tone = Ui::Warn;
    words.timeLeft = shareLeft(timeFromWire(m_rollout.createdAt).value_or(deadline), deadline, m_now);
    const QString rest = tr("Or, if the runtime is out of reach then, as soon as the agent is back with it.");
    if (left <= 0) {
        words.title = tr("The time to confirm is over");
        words.text = tr("It goes back now, or as soon as the agent reaches the runtime again.");
        return words;
    }
    const QString time = countdown(milliseconds(left));
    if (m_rollout.canConfirm)
        words.title = tr("Reverts by itself in %1 unless somebody confirms").arg(time);
    else
        words.title = tr("Reverts by itself in %1 unless somebody confirms after the soak").arg(time);
    words.text = tr("At %1. %2").arg(timeOfDay(deadline), rest);
    if (!m_runtimeTrouble.isEmpty())
        words.text
            = tr("At %1, or, as the runtime is out of reach now, as soon as the agent is back with it after that. %2.")
                  .arg(timeOfDay(deadline), m_runtimeTrouble);
    else if (!m_rollout.canConfirm && !m_rollout.waitsFor.empty())
        words.text += tr(" Until then it waits: %1.").arg(qt(m_rollout.waitsFor));
    return words;
}

/// The runtime died, or restarts: the rollout waits for it, and then goes on or back.
RolloutModel::Words RolloutModel::troubleBanner() const
{
    Words words{tr("It waits for the runtime: %1").arg(m_runtimeTrouble), {}, Ui::Warn, -1};
    const auto confirm = timeOf(m_rollout.confirmDeadlineAt);
    if (m_rollout.state == "rolling_back")
        words.text = tr("The old state is put back as soon as the agent reaches the runtime again.");
    else if (isConfirmed())
        words.text = tr("It is confirmed. One more look follows as soon as the agent reaches the runtime again.");
    else if (confirm)
        words.text = confirm->count <= m_now.count
            ? tr("The time to confirm is over: it goes back as soon as the agent reaches the runtime again.")
            : tr("It goes on as soon as the agent reaches the runtime again. Unless somebody confirms, it reverts at "
                 "%1, or as soon as the agent is back with the runtime after that.")
                  .arg(timeOfDay(*confirm));
    else if (m_rollout.canCancel)
        words.text
            = tr("Nothing was written yet. It goes on once the runtime is back, or is cancelled when the time of "
                 "this step is over.");
    else
        words.text = tr("It goes on once the runtime is back. When the time of this step is over, the old state comes "
                        "back by itself.");
    return words;
}

RolloutModel::Words RolloutModel::bannerNow() const
{
    if (!hasRollout())
        return {};
    const auto confirm = timeOf(m_knownGroup ? m_knownGroup->confirmDeadlineAt : m_rollout.confirmDeadlineAt);
    if (m_isAgentAway && !isOver()) {
        const bool isOpen = m_knownGroup ? m_knownGroup->canConfirm || m_knownGroup->state == "running"
                                         : m_rollout.state != "rolling_back" && !isConfirmed();
        const QString deadline = confirm && isOpen && confirm->count > m_now.count
            ? tr("Unless somebody confirms, it reverts at %1. ").arg(timeOfDay(*confirm))
            : QString();
        return {tr("The agent is not reachable"),
                deadline
                    + tr("The rollout goes on or back by itself; what is shown is what was seen last, and goes on once "
                         "the agent "
                         "answers."),
                Ui::Warn, -1};
    }
    if (m_knownGroup)
        return groupBanner(*m_knownGroup, isTerminal() ? QString() : m_runtimeTrouble, m_now);
    const QString outcome = qt(m_rollout.outcome);
    if (m_rollout.state == "failed_operator_needed")
        return {tr("It needs the operator"), outcome, Ui::Bad, -1};
    if (m_rollout.state == "succeeded")
        return {tr("The change is live and verified"), outcome, Ui::Ok, -1};
    if (m_rollout.state == "rolled_back")
        return {tr("The old state is back"), outcome, Ui::Warn, -1};
    if (m_rollout.state == "cancelled")
        return {tr("Cancelled: nothing was written"), outcome, Ui::Neutral, -1};
    const bool isForSomebody = confirm && m_rollout.canConfirm && confirm->count > m_now.count;
    if (!m_runtimeTrouble.isEmpty() && !isForSomebody)
        return troubleBanner();
    if (isConfirmed())
        return {tr("It is confirmed"), tr("One more look at the runtime follows; if all is well, the change is kept."),
                Ui::Pending, -1};
    if (confirm && m_rollout.state != "rolling_back")
        return confirmBanner(*confirm);
    if (!m_rollout.waitsFor.empty())
        return {tr("It waits"), qt(m_rollout.waitsFor), Ui::Pending, -1};
    if (m_rollout.state == "rolling_back")
        return {tr("It goes back"), tr("The old state is put back and proved. Nothing to do."), Ui::Warn, -1};
    return {tr("It goes on by itself"), tr("If anything is wrong, the old state comes back by itself."), Ui::Neutral,
            -1};
}

bool RolloutModel::isConfirmed() const
{
    return m_rollout.state == "awaiting_confirmation" && !m_rollout.canConfirm && !m_rollout.group;
}

QString RolloutModel::rolloutId() const
{
    return qt(m_rollout.id);
}

QString RolloutModel::runtimeId() const
{
    return qt(m_rollout.runtime);
}

QString RolloutModel::planId() const
{
    return qt(wire::toText({m_rollout.plan, m_rollout.runtime}));
}

QString RolloutModel::title() const
{
    return m_rollout.title.empty() ? tr("Rollout %1").arg(rolloutId()) : qt(m_rollout.title);
}

QString RolloutModel::about() const
{
    if (!hasRollout())
        return {};
    QStringList parts{tr("Rollout %1").arg(shortened(rolloutId(), 16)), runtimeId()};
    if (m_knownGroup)
        parts << tr("%1 runtimes, %2").arg(m_knownGroup->members.size()).arg(groupAbout());
    if (const auto time = timeFromWire(m_rollout.createdAt))
        parts << tr("by %1, %2").arg(qt(m_rollout.author), moment(*time, m_now));
    return parts.join(QStringLiteral(" · "));
}

QString RolloutModel::reason() const
{
    return qt(m_rollout.reason);
}

QString RolloutModel::deadlineText() const
{
    const auto deadline = timeOf(m_rollout.deadlineAt);
    if (!deadline || isTerminal())
        return {};
    return tr("this step until %1").arg(timeOfDay(*deadline));
}

QString RolloutModel::operatorAction() const
{
    const bool isOfGroup = m_knownGroup && !m_knownGroup->operatorAction.empty();
    return qt(isOfGroup ? m_knownGroup->operatorAction : m_rollout.operatorAction);
}

QString RolloutModel::stateText() const
{
    return m_knownGroup ? groupStateShort(m_knownGroup->state) : stateShort(m_rollout.state);
}

Ui::Tone RolloutModel::tone() const
{
    return m_knownGroup ? groupTone(m_knownGroup->state) : rolloutTone(m_rollout.state);
}

bool RolloutModel::waitsForConfirmation() const
{
    if (m_knownGroup)
        return m_knownGroup->canConfirm;
    return !isInGroup() && !isTerminal() && m_rollout.state != "rolling_back" && m_rollout.confirmDeadlineAt
        && !isConfirmed();
}

QString RolloutModel::groupAbout() const
{
    if (!m_knownGroup)
        return {};
    const QString wave = waveWords(*m_knownGroup);
    return wave.isEmpty() ? tr("all or nothing") : tr("all or nothing, %1").arg(wave);
}

QString RolloutModel::groupRuntimes() const
{
    if (!isInGroup())
        return {};
    return m_knownGroup ? allOf(*m_knownGroup) : tr("all runtimes of its group");
}

QString RolloutModel::groupMembers() const
{
    return m_knownGroup ? membersOf(*m_knownGroup) : QString();
}

QString RolloutModel::checksTitle() const
{
    return isTerminal() ? tr("What was observed") : stateTitle(m_rollout.state);
}

} // namespace fabric::model
