// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/plan_summary.h"

#include <QCoreApplication>
#include <QStringList>

namespace fabric::model {
namespace {

using planning::Plan;
using planning::RiskLevel;

constexpr qsizetype kNamesShown = 6;

QString text(const char* source)
{
    return QCoreApplication::translate("PlanWords", source);
}

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

QString levelWord(RiskLevel level)
{
    return riskWord(std::string(planning::toText(level)));
}

QString capital(QString words)
{
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    return words;
}

/// Rules write sentences and parts of sentences.
QString withoutDot(QString words)
{
    if (words.endsWith(QLatin1Char('.')))
        words.chop(1);
    return words;
}

qsizetype sizeOf(const auto& list)
{
    return static_cast<qsizetype>(list.size());
}

qsizetype editCount(const Plan& plan)
{
    qsizetype count = 0;
    for (const provider::Operation& operation : plan.operations)
        count += std::max(sizeOf(operation.changes), qsizetype{1});
    return count;
}

QString agentsAndRoutes(const Plan& plan)
{
    const planning::BlastRadius& radius = plan.blastRadius;
    QStringList parts;
    if (!radius.agents.empty() || radius.routes.empty())
        parts << counted(sizeOf(radius.agents), text("1 agent"), text("%1 agents"));
    if (!radius.routes.empty())
        parts << counted(sizeOf(radius.routes), text("1 route"), text("%1 routes"));
    return parts.join(text(", "));
}

/// All that is affected; a card has room for agents and routes only.
QString affectedWords(const Plan& plan)
{
    const auto& triggers = plan.blastRadius.triggers;
    return triggers.empty()
        ? agentsAndRoutes(plan)
        : text("%1, %2").arg(agentsAndRoutes(plan), counted(sizeOf(triggers), text("1 trigger"), text("%1 triggers")));
}

/// How many authorities get wider or are newly reached.
qsizetype widenedCount(const Plan& plan)
{
    const planning::ReachabilityChange& change = plan.reachability;
    return sizeOf(change.gained) + sizeOf(change.directGrants) + sizeOf(change.widened);
}

} // namespace

PlanCard riskCard(const Plan& plan, const NameOf& nameOf)
{
    PlanCard card{capital(levelWord(plan.risk)), text("no rule found anything"),
                  riskTone(std::string(planning::toText(plan.risk)))};
    const auto worst = std::find_if(plan.risks.begin(), plan.risks.end(),
                                    [&](const planning::Risk& risk) { return risk.level == plan.risk; });
    if (worst != plan.risks.end())
        card.detail = text("%1: %2 (rule %3)")
                          .arg(subjectWords(worst->subject, nameOf), withoutDot(qt(worst->reason)), qt(worst->rule));
    return card;
}

PlanCard reloadCard(const Plan& plan)
{
    PlanCard card{reloadWord(std::string(provider::toText(plan.reload))), {}, Ui::Neutral};
    const QString edits = counted(editCount(plan), text("1 edit"), text("%1 edits"));
    const QString writes = counted(sizeOf(plan.operations), text("one write"), text("%1 calls"));
    switch (plan.reload) {
    case provider::ReloadKind::None:
        card.detail = text("%1, %2, taken over with the next use").arg(edits, writes);
        break;
    case provider::ReloadKind::Hot: card.detail = text("%1, %2, applied hot").arg(edits, writes); break;
    case provider::ReloadKind::Restart: {
        QStringList interrupts;
        for (const std::string& sentence : plan.interrupts)
            interrupts << qt(sentence);
        card.tone = Ui::Warn;
        card.detail = interrupts.isEmpty() ? text("every connection and every running turn is interrupted")
                                           : interrupts.join(QStringLiteral(" "));
        break;
    }
    }
    if (plan.isEmpty())
        card.detail = text("nothing is written");
    return card;
}

PlanCard affectedCard(const Plan& plan, const NameOf& nameOf)
{
    QStringList names;
    for (const auto* list : {&plan.blastRadius.agents, &plan.blastRadius.channels, &plan.blastRadius.triggers})
        for (const std::string& id : *list)
            names << subjectWords(id, nameOf);
    for (const std::string& id : plan.blastRadius.routes)
        names << subjectWords(id, nameOf);
    return {agentsAndRoutes(plan), someOf(names, kNamesShown), Ui::Neutral};
}

PlanCard undoCard(const Plan& plan, const std::vector<std::string>& notes)
{
    QStringList details;
    for (const provider::Irreversible& loss : plan.irreversible)
        details << qt(loss.message);
    if (plan.irreversible.empty())
        for (const std::string& note : notes)
            details << qt(note);
    if (details.isEmpty())
        details << text("a rollback restores the configuration of before");
    const qsizetype losses = sizeOf(plan.irreversible);
    return {losses == 0 ? text("Nothing") : counted(losses, text("1 thing"), text("%1 things")),
            details.join(QStringLiteral(" ")), losses == 0 ? Ui::Neutral : Ui::Warn};
}

QString sentenceOf(const Plan& plan)
{
    if (plan.isEmpty())
        return text("There is nothing to do: what runs is what is wanted.");
    QStringList parts{text("%1 risk").arg(capital(levelWord(plan.risk))),
                      reloadWord(std::string(provider::toText(plan.reload))).toLower(),
                      text("%1 affected").arg(affectedWords(plan))};
    const qsizetype widened = widenedCount(plan);
    parts << (widened == 0 ? text("nobody reaches more")
                           : counted(widened, text("reach widens in 1 way"), text("reach widens in %1 ways")));
    parts << (plan.irreversible.empty() ? text("everything can be undone")
                                        : counted(sizeOf(plan.irreversible), text("1 thing cannot be undone"),
                                                  text("%1 things cannot be undone")));
    return parts.join(text(", ")) + QLatin1Char('.');
}

Callout calloutOf(const Plan& plan, const NameOf& nameOf)
{
    const planning::ReachabilityChange& change = plan.reachability;
    QStringList sentences;
    for (const topology::EdgeId& grant : change.directGrants) {
        if (const auto ends = endsOf(grant))
            sentences << text("%1 gets %2 directly.").arg(nameOf(ends->from), nameOf(ends->to));
    }
    for (const planning::Widening& widening : change.widened)
        sentences << text("%1: %2.").arg(subjectWords(widening.subject, nameOf), withoutDot(qt(widening.reason)));
    for (const planning::Reach& reach : change.gained)
        sentences << text("%1 newly reaches %2: %3.")
                         .arg(nameOf(reach.entry), nameOf(reach.authority), pathWords(reach.entry, reach.path, nameOf));
    if (sentences.isEmpty())
        return {};
    constexpr qsizetype kMost = 3;
    Callout callout{sentences.takeFirst(), {}};
    const qsizetype more = sentences.size() - kMost;
    callout.text = sentences.mid(0, kMost).join(QLatin1Char(' '));
    if (more > 0)
        callout.text += QLatin1Char(' ') + text("%1 more stand below.").arg(more);
    if (change.gained.empty())
        callout.text += (callout.text.isEmpty() ? QString() : QStringLiteral(" "))
            + text("No entry reaches anything wholly new.");
    return callout;
}

QString titleOf(const Plan& plan)
{
    if (plan.isEmpty())
        return text("Nothing to do");
    return counted(editCount(plan), text("1 change"), text("%1 changes"));
}

std::vector<ShownRow> findingRows(const Plan& plan, const NameOf& nameOf)
{
    std::vector<ShownRow> rows;
    const auto add
        = [&](const QString& section, const QString& sign, const QString& title, const QString& detail, Ui::Tone tone) {
              rows.push_back({std::to_string(rows.size()), {section, sign, title, detail, static_cast<int>(tone)}});
          };
    const planning::ReachabilityChange& change = plan.reachability;
    const QString reach = text("What becomes possible");
    const auto off
        = [](const planning::Reach& r) { return r.isEntryDisabled ? text(" (the entry is switched off)") : QString(); };
    for (const planning::Reach& r : change.gained)
        add(reach, QStringLiteral("+"), text("%1 reaches %2").arg(nameOf(r.entry), nameOf(r.authority)) + off(r),
            pathWords(r.entry, r.path, nameOf), Ui::Bad);
    for (const topology::EdgeId& grant : change.directGrants)
        add(reach, QStringLiteral("+"), subjectWords(grant.value(), nameOf), text("given directly"), Ui::Bad);
    for (const planning::Widening& w : change.widened)
        add(reach, QStringLiteral("+"), subjectWords(w.subject, nameOf), qt(w.reason), Ui::Bad);
    for (const planning::Reach& r : change.lost)
        add(reach, QStringLiteral("−"),
            text("%1 reaches %2 no more").arg(nameOf(r.entry), nameOf(r.authority)) + off(r),
            pathWords(r.entry, r.path, nameOf), Ui::Neutral);
    if (rows.empty())
        add(reach, QStringLiteral("="), text("nothing new, and nothing becomes impossible"), {}, Ui::Neutral);
    for (const planning::Risk& risk : plan.risks)
        add(text("Risks"), levelWord(risk.level), qt(risk.reason),
            text("%1 · rule %2").arg(subjectWords(risk.subject, nameOf), qt(risk.rule)),
            riskTone(std::string(planning::toText(risk.level))));
    for (const provider::Irreversible& loss : plan.irreversible)
        add(text("Cannot be undone"), QStringLiteral("!"), qt(loss.message), subjectWords(loss.subject, nameOf),
            Ui::Warn);
    for (const planning::NotWritten& field : plan.notWritten)
        add(text("Not written"), field.isConflict ? QStringLiteral("!") : QStringLiteral("·"), qt(field.pointer),
            text("%1 (owner: %2)").arg(qt(field.reason), qt(field.owner)), field.isConflict ? Ui::Warn : Ui::Neutral);
    return rows;
}

} // namespace fabric::model
