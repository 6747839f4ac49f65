// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/intent_model.h"

#include "app/model/change_words.h"
#include "app/model/format.h"
#include "app/model/ui.h"

#include <nlohmann/json.hpp>

#include <QStringList>

#include <algorithm>

namespace fabric::model {
namespace {

QString qt(const std::string& value)
{
    return QString::fromStdString(value);
}

/// What a field is to the intent, in the order in which it matters. Arrived: it runs as it is wanted, whoever wrote it; a
/// rollout that is not kept yet does too. Nothing differs then, so it is counted and not shown.
enum class Standing { Conflict, Pending, Foreign, Arrived };

Standing standingOf(const wire::IntentField& field)
{
    if (field.isConflict)
        return Standing::Conflict;
    if (field.owner != "intent")
        return Standing::Foreign;
    return field.observed == field.desired ? Standing::Arrived : Standing::Pending;
}

QString ownerWord(const wire::IntentField& field)
{
    if (field.owner == "intent")
        return IntentModel::tr("intent");
    if (field.owner == "runtime-default")
        return IntentModel::tr("runtime default");
    return field.owner == "other" ? IntentModel::tr("somebody else") : qt(field.owner);
}

struct StandingWords
{
    QString word;
    Ui::Tone tone;
    QString meaning;
};

StandingWords wordsOf(Standing standing)
{
    switch (standing) {
    case Standing::Conflict:
        return {
            IntentModel::tr("conflict"), Ui::Bad,
            IntentModel::tr("Somebody else changed it since it was applied. A plan leaves it: set it again, or adopt "
                            "what runs.")};
    case Standing::Pending: return {IntentModel::tr("wanted"), Ui::Pending, IntentModel::tr("A plan would set it.")};
    case Standing::Foreign:
        return {IntentModel::tr("left alone"), Ui::Neutral,
                IntentModel::tr("Not the intent's: a plan leaves it as it runs.")};
    case Standing::Arrived: break;
    }
    Q_UNREACHABLE();
}

/// @param isFirst of its standing: the list has a heading there.
ShownRow rowOf(const wire::IntentField& field, bool isFirst)
{
    const StandingWords words = wordsOf(standingOf(field));
    const QString path = pathOfPointer(field.pointer);
    const QString applied = valueWords(field.applied);
    const QString observed = valueWords(field.observed);
    const QString desired = valueWords(field.desired);
    return {field.pointer,
            {path, words.word, static_cast<int>(words.tone), ownerWord(field), applied, observed, desired,
             words.meaning, isFirst,
             IntentModel::tr("%1, %2, of %3: last applied %4, observed %5, desired %6. %7")
                 .arg(path, words.word, ownerWord(field), applied, observed, desired, words.meaning)}};
}

ShownRow rowOf(const wire::Revision& revision, bool isCurrent, UnixMillis now)
{
    const QString title = IntentModel::tr("Revision %1").arg(grouped(revision.number));
    const QString reason = revision.reason.empty() ? IntentModel::tr("no reason given") : qt(revision.reason);
    const auto time = timeFromWire(revision.createdAt);
    QStringList detail{time ? age(*time, now) : QString(), qt(revision.author)}; // the name may be cut
    detail.removeAll(QString());
    const QString changes = QStringLiteral("+%1 −%2 ·%3")
                                .arg(revision.changes.added)
                                .arg(revision.changes.removed)
                                .arg(revision.changes.changed);
    const QString words = detail.join(QStringLiteral(" · "));
    return {std::to_string(revision.number),
            {title, reason, words, changes, isCurrent,
             IntentModel::tr("%1, %2, %3, %4 added, %5 removed, %6 changed")
                 .arg(title, reason, words)
                 .arg(revision.changes.added)
                 .arg(revision.changes.removed)
                 .arg(revision.changes.changed)}};
}

QString aboutRevision(const wire::Revision& revision, UnixMillis now)
{
    const auto time = timeFromWire(revision.createdAt);
    return time ? IntentModel::tr("%1, %2").arg(grouped(revision.number), moment(*time, now))
                : grouped(revision.number);
}

} // namespace

QString pathOfPointer(const std::string& pointer)
{
    QString path;
    for (QString part : qt(pointer).split(QLatin1Char('/'), Qt::SkipEmptyParts)) {
        part.replace(QLatin1String("~1"), QLatin1String("/")).replace(QLatin1String("~0"), QLatin1String("~"));
        const bool isPlace = !path.isEmpty() && std::all_of(part.begin(), part.end(), [](QChar c) {
            return c >= QLatin1Char('0') && c <= QLatin1Char('9');
        });
        if (isPlace)
            path += QLatin1Char('[') + part + QLatin1Char(']');
        else
            path += (path.isEmpty() ? QString() : QStringLiteral(".")) + part;
    }
    return path;
}

IntentModel::IntentModel(QObject* parent)
    : QObject(parent)
    , m_fields(kFieldRoles)
    , m_history(kHistoryRoles)
{
}

void IntentModel::setIntent(const wire::Intent& intent, UnixMillis now)
{
    m_intent = intent;
    m_now = now;
    describeFields();
    describeHistory();
    Q_EMIT changed();
}

void IntentModel::setHistory(std::vector<wire::Revision> revisions, UnixMillis now)
{
    m_revisions = std::move(revisions);
    m_now = now;
    describeHistory();
}

void IntentModel::clear()
{
    m_revisions.clear();
    setIntent({}, m_now);
}

void IntentModel::setNow(UnixMillis now)
{
    m_now = now;
    describeHistory();
}

void IntentModel::describeFields()
{
    m_pending = m_conflicts = m_arrived = m_foreign = 0;
    std::vector<const wire::IntentField*> sorted;
    for (const wire::IntentField& field : m_intent.fields) {
        const Standing standing = standingOf(field);
        if (standing != Standing::Arrived)
            sorted.push_back(&field);
        switch (standing) {
        case Standing::Conflict: ++m_conflicts; break;
        case Standing::Pending: ++m_pending; break;
        case Standing::Arrived: ++m_arrived; break;
        case Standing::Foreign: ++m_foreign; break;
        }
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const wire::IntentField* a, const wire::IntentField* b) {
        return standingOf(*a) < standingOf(*b);
    });
    std::vector<ShownRow> rows;
    rows.reserve(sorted.size());
    for (std::size_t i = 0; i < sorted.size(); ++i)
        rows.push_back(rowOf(*sorted[i], i == 0 || standingOf(*sorted[i]) != standingOf(*sorted[i - 1])));
    m_fields.setRows(std::move(rows));
}

void IntentModel::describeHistory()
{
    std::vector<ShownRow> rows;
    rows.reserve(m_revisions.size());
    for (const wire::Revision& revision : m_revisions)
        rows.push_back(rowOf(revision, base() == revision.number, m_now));
    m_history.setRows(std::move(rows));
}

std::optional<RevisionNumber> IntentModel::base() const
{
    return m_intent.desired ? std::optional(m_intent.desired->number) : std::nullopt;
}

QString IntentModel::headline() const
{
    if (!isLoaded())
        return {};
    if (!isAdopted())
        return tr("Nothing is wanted of it yet");
    if (m_pending > 0)
        return counted(m_pending, tr("1 change is wanted and does not run yet"),
                       tr("%1 changes are wanted and do not run yet"));
    if (m_conflicts > 0)
        return counted(m_conflicts, tr("Somebody else changed 1 field that Fabric set"),
                       tr("Somebody else changed %1 fields that Fabric set"));
    return tr("What is wanted is what runs");
}

QString IntentModel::headlineDetail() const
{
    if (!isAdopted())
        return isLoaded() ? tr("Adopt what runs: it becomes the intent, and changes start from it.") : QString();
    QStringList parts;
    if (m_conflicts > 0 && m_pending > 0)
        parts << counted(m_conflicts, tr("1 field is in conflict with somebody else"),
                         tr("%1 fields are in conflict with somebody else"));
    if (m_arrived > 0)
        parts << counted(m_arrived, tr("1 wanted change runs already"), tr("%1 wanted changes run already"));
    if (m_foreign > 0)
        parts << counted(m_foreign, tr("1 other field changed, which a plan leaves alone"),
                         tr("%1 other fields changed, which a plan leaves alone"));
    return parts.isEmpty() && m_pending == 0 && m_conflicts == 0
        ? tr("A change begins at an agent, a channel or an account of the topology.")
        : parts.join(QStringLiteral(" · "));
}

QString IntentModel::about() const
{
    QStringList parts;
    if (m_intent.desired)
        parts << tr("desired revision %1").arg(aboutRevision(*m_intent.desired, m_now));
    if (m_intent.observed)
        parts << tr("observed revision %1").arg(aboutRevision(*m_intent.observed, m_now));
    return parts.join(QStringLiteral(" · "));
}

QString IntentModel::whyNotPlan() const
{
    if (!isLoaded() || !isAdopted())
        return tr("Nothing is wanted yet.");
    if (m_pending > 0)
        return {};
    return m_conflicts > 0 ? tr("A plan leaves fields that somebody else changed.")
                           : tr("What is wanted runs: a plan would have nothing to do.");
}

QString IntentModel::planTitle() const
{
    constexpr qsizetype kMost = 2;
    QStringList paths;
    for (const wire::IntentField& field : m_intent.fields) {
        if (standingOf(field) == Standing::Pending)
            paths << pathOfPointer(field.pointer);
    }
    return paths.isEmpty() ? QString() : tr("Set %1").arg(someOf(paths, kMost));
}

} // namespace fabric::model
