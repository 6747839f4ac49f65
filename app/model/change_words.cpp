// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/change_words.h"

#include "app/model/topology_words.h"

#include <QCoreApplication>
#include <QStringList>

#include <array>

namespace fabric::model {
namespace {

QString text(const char* source)
{
    return QCoreApplication::translate("ChangeWords", source);
}

QString qt(std::string_view value)
{
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

constexpr qsizetype kMaxValue = 200;
constexpr std::string_view kDigestPrefix = "sha256:";
constexpr qsizetype kHexDigits = 64;
constexpr qsizetype kGateDigits = 8;

struct StateWords
{
    const char* state;
    const char* title;
    const char* inList;
    Ui::Tone tone;
    double progress;
    const char* ahead;
};

/// In the order of doing (CONTRACTS, "Rollout states").
constexpr std::array<StateWords, 15> kStates{{
    {"requested", QT_TRANSLATE_NOOP("ChangeWords", "Requested"), QT_TRANSLATE_NOOP("ChangeWords", "requested"),
     Ui::Pending, 0.05, ""},
    {"waiting_gates", QT_TRANSLATE_NOOP("ChangeWords", "Gates"), QT_TRANSLATE_NOOP("ChangeWords", "waits for a gate"),
     Ui::Pending, 0.1, QT_TRANSLATE_NOOP("ChangeWords", "who must agree has agreed")},
    {"preflight", QT_TRANSLATE_NOOP("ChangeWords", "Preflight"), QT_TRANSLATE_NOOP("ChangeWords", "checking"),
     Ui::Pending, 0.2, QT_TRANSLATE_NOOP("ChangeWords", "nothing changed since the plan, and a way back is left")},
    {"backing_up", QT_TRANSLATE_NOOP("ChangeWords", "Backup"), QT_TRANSLATE_NOOP("ChangeWords", "backing up"),
     Ui::Pending, 0.3, QT_TRANSLATE_NOOP("ChangeWords", "a copy of what runs now")},
    {"writing", QT_TRANSLATE_NOOP("ChangeWords", "Write"), QT_TRANSLATE_NOOP("ChangeWords", "writing"), Ui::Pending,
     0.45, QT_TRANSLATE_NOOP("ChangeWords", "one write, only on the state that was planned for")},
    {"reloading", QT_TRANSLATE_NOOP("ChangeWords", "Reload"), QT_TRANSLATE_NOOP("ChangeWords", "reloading"),
     Ui::Pending, 0.55, QT_TRANSLATE_NOOP("ChangeWords", "the runtime takes it over")},
    {"verifying", QT_TRANSLATE_NOOP("ChangeWords", "Verify"), QT_TRANSLATE_NOOP("ChangeWords", "verifying"),
     Ui::Pending, 0.7, QT_TRANSLATE_NOOP("ChangeWords", "read back and compared")},
    {"soaking", QT_TRANSLATE_NOOP("ChangeWords", "Soak"), QT_TRANSLATE_NOOP("ChangeWords", "soaking"), Ui::Pending,
     0.85, QT_TRANSLATE_NOOP("ChangeWords", "a while without a fault")},
    {"held", QT_TRANSLATE_NOOP("ChangeWords", "Held"), QT_TRANSLATE_NOOP("ChangeWords", "waits for the group"), Ui::Ok,
     0.95, QT_TRANSLATE_NOOP("ChangeWords", "until the whole group has passed")},
    {"awaiting_confirmation", QT_TRANSLATE_NOOP("ChangeWords", "Confirm"),
     QT_TRANSLATE_NOOP("ChangeWords", "waits for a confirmation"), Ui::Warn, 0.95,
     QT_TRANSLATE_NOOP("ChangeWords", "open after the soak; without it the change goes back by itself")},
    {"rolling_back", QT_TRANSLATE_NOOP("ChangeWords", "Roll back"), QT_TRANSLATE_NOOP("ChangeWords", "rolling back"),
     Ui::Warn, 0.5, QT_TRANSLATE_NOOP("ChangeWords", "the old state is put back and proved")},
    {"succeeded", QT_TRANSLATE_NOOP("ChangeWords", "Succeeded"), QT_TRANSLATE_NOOP("ChangeWords", "succeeded"), Ui::Ok,
     1, ""},
    {"rolled_back", QT_TRANSLATE_NOOP("ChangeWords", "Rolled back"), QT_TRANSLATE_NOOP("ChangeWords", "rolled back"),
     Ui::Warn, 1, ""},
    {"cancelled", QT_TRANSLATE_NOOP("ChangeWords", "Cancelled"), QT_TRANSLATE_NOOP("ChangeWords", "cancelled"),
     Ui::Neutral, 1, ""},
    {"failed_operator_needed", QT_TRANSLATE_NOOP("ChangeWords", "Needs the operator"),
     QT_TRANSLATE_NOOP("ChangeWords", "needs the operator"), Ui::Bad, 1, ""},
}};

const StateWords* wordsOf(const std::string& state)
{
    const auto found
        = std::find_if(kStates.begin(), kStates.end(), [&](const StateWords& row) { return state == row.state; });
    return found == kStates.end() ? nullptr : &*found;
}

QString bareName(const topology::NodeId& id)
{
    const std::string& whole = id.value();
    const std::size_t colon = whole.find(':');
    return qt(colon == std::string::npos ? std::string_view(whole) : std::string_view(whole).substr(colon + 1));
}

/// A part of an edge's id: '|' and '%' are written %7C and %25 in it.
std::string decoded(QString part)
{
    return part.replace(QLatin1String("%7C"), QLatin1String("|"))
        .replace(QLatin1String("%25"), QLatin1String("%"))
        .toStdString();
}

/// `sandbox.mode all, tools.profile minimal`, `[cron, exec]`: an object by its fields, so that people can read it. Bounded by
/// kMaxValue, the rest would be cut off.
QString flatWords(const Json& value, const QString& path)
{
    if (value.is_object() && !value.empty()) {
        QStringList parts;
        qsizetype length = 0;
        for (const auto& [key, member] : value.items()) {
            parts << flatWords(member, path.isEmpty() ? qt(key) : path + QLatin1Char('.') + qt(key));
            length += parts.constLast().size();
            if (length > kMaxValue)
                break;
        }
        return parts.join(QStringLiteral(", "));
    }
    QString words;
    if (value.is_array()) {
        QStringList items;
        qsizetype length = 0;
        for (const Json& item : value) {
            items << flatWords(item, {});
            length += items.constLast().size();
            if (length > kMaxValue)
                break;
        }
        const bool isOfObjects = !value.empty() && value.front().is_object();
        words = QLatin1Char('[') + items.join(isOfObjects ? QStringLiteral("; ") : QStringLiteral(", "))
            + QLatin1Char(']');
    } else {
        words = value.is_string() ? qt(value.get_ref<const std::string&>()) : qt(dumpJson(value));
    }
    return path.isEmpty() ? words : path + QLatin1Char(' ') + words;
}

} // namespace

QString riskWord(const std::string& risk)
{
    if (risk == "low")
        return text("low");
    if (risk == "medium")
        return text("medium");
    if (risk == "high")
        return text("high");
    return risk == "critical" ? text("critical") : qt(risk);
}

Ui::Tone riskTone(const std::string& risk)
{
    if (risk == "low")
        return Ui::Ok;
    return risk == "medium" ? Ui::Warn : Ui::Bad;
}

QString reloadWord(const std::string& reload)
{
    if (reload == "restart")
        return text("Restart");
    return reload == "none" || reload == "hot" ? text("No restart") : qt(reload);
}

QString counted(qsizetype count, const QString& one, const QString& many)
{
    return count == 1 ? one : many.arg(count);
}

QString someOf(const QStringList& names, qsizetype most)
{
    if (names.size() <= most)
        return names.join(QStringLiteral(", "));
    return text("%1 and %2 more").arg(names.mid(0, most - 1).join(QStringLiteral(", "))).arg(names.size() - most + 1);
}

NameOf namesOf(const planning::Plan& plan, const topology::Graph& observed)
{
    std::map<topology::NodeId, QString> added;
    for (const topology::Node& node : plan.diff.addedNodes)
        added.emplace(node.id, titleOf(node));
    for (const topology::Node& node : plan.diff.removedNodes)
        added.emplace(node.id, titleOf(node));
    return [added = std::move(added), observed](const topology::NodeId& id) {
        if (const auto found = added.find(id); found != added.end())
            return found->second;
        const topology::Node* node = observed.find(id);
        if (node != nullptr && node->parent && topology::kindOf(*node->parent) == topology::NodeKind::Channel)
            return bareName(id); // an account says little without its channel
        return node != nullptr ? titleOf(*node) : bareName(id);
    };
}

std::optional<EdgeEnds> endsOf(const topology::EdgeId& id)
{
    const QStringList parts = qt(id.value()).split(QLatin1Char('|'));
    if (parts.size() != 4)
        return std::nullopt;
    return EdgeEnds{topology::NodeId(decoded(parts[1])), topology::NodeId(decoded(parts[2]))};
}

QString pathWords(const topology::NodeId& from, const std::vector<topology::EdgeId>& path, const NameOf& nameOf)
{
    QStringList names{nameOf(from)};
    topology::NodeId here = from;
    for (const topology::EdgeId& edge : path) {
        const auto ends = endsOf(edge);
        if (!ends)
            continue;
        here = ends->from == here ? ends->to : ends->from; // an undirected one may be written the other way
        names << nameOf(here);
    }
    return names.join(QStringLiteral(" → "));
}

QString subjectWords(const std::string& subject, const NameOf& nameOf)
{
    if (const auto ends = endsOf(topology::EdgeId(subject)))
        return nameOf(ends->from) + QStringLiteral(" → ") + nameOf(ends->to);
    return topology::kindOf(topology::NodeId(subject)) ? nameOf(topology::NodeId(subject)) : qt(subject);
}

QString valueWords(const Json& value)
{
    if (value.is_null())
        return QStringLiteral("–");
    QString words = flatWords(value, {});
    words.replace(QLatin1String(provider::kMasked), QStringLiteral("••••••"));
    words.replace(QLatin1Char('\n'), QLatin1Char(' '));
    return words.size() <= kMaxValue ? words : words.left(kMaxValue) + QChar(0x2026);
}

QString stateTitle(const std::string& state)
{
    const StateWords* words = wordsOf(state);
    return words != nullptr ? text(words->title) : qt(state);
}

QString stateShort(const std::string& state)
{
    const StateWords* words = wordsOf(state);
    return words != nullptr ? text(words->inList) : qt(state);
}

Ui::Tone rolloutTone(const std::string& state)
{
    const StateWords* words = wordsOf(state);
    return words != nullptr ? words->tone : Ui::Neutral;
}

double stateProgress(const std::string& state)
{
    const StateWords* words = wordsOf(state);
    return words != nullptr ? words->progress : 0;
}

QString stateAhead(const std::string& state)
{
    const StateWords* words = wordsOf(state);
    return words != nullptr && *words->ahead != '\0' ? text(words->ahead) : QString();
}

QString checkWord(const std::string& state)
{
    if (state == "ok")
        return text("holds");
    return state == "waiting" ? text("not seen yet") : text("does not hold");
}

bool waitsForSomebody(const wire::Rollout& rollout)
{
    return rollout.canConfirm || (rollout.group && rollout.state == "awaiting_confirmation");
}

QString digestDigits(const std::string& digest)
{
    return digest.starts_with(kDigestPrefix) ? qt(digest).mid(static_cast<qsizetype>(kDigestPrefix.size()), kGateDigits)
                                             : QString();
}

QString digestWords(const std::string& digest)
{
    const QString hex = qt(digest).mid(static_cast<qsizetype>(kDigestPrefix.size()));
    if (!digest.starts_with(kDigestPrefix) || hex.size() != kHexDigits)
        return qt(digest);
    const auto four = [&](qsizetype at) { return hex.mid(at, 4); };
    return QStringLiteral("%1 %2 %3 … %4 %5").arg(four(0), four(4), four(8), four(56), four(60));
}

QString digestShort(const std::string& digest)
{
    const QString hex = qt(digest).mid(static_cast<qsizetype>(kDigestPrefix.size()));
    if (!digest.starts_with(kDigestPrefix) || hex.size() != kHexDigits)
        return qt(digest);
    return hex.left(4) + QChar(0x2026) + hex.right(4);
}

QString countdown(std::chrono::milliseconds left)
{
    using namespace std::chrono;
    const auto whole = std::max(duration_cast<seconds>(left), seconds(0)).count();
    const QString rest = QStringLiteral("%1:%2")
                             .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
                             .arg(whole % 60, 2, 10, QLatin1Char('0'));
    return whole >= 3600 ? QStringLiteral("%1:%2").arg(whole / 3600).arg(rest) : rest;
}

} // namespace fabric::model
