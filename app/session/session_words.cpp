// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// What a session says of itself: states of its pages and words. No state is changed here.

#include "app/model/error_words.h"
#include "app/model/format.h"
#include "app/model/runtime_words.h"
#include "app/session/session.h"

namespace fabric::session {
namespace {

using model::Ui::PageState;

QString separator()
{
    return QStringLiteral(" · ");
}

/// Why nothing can be shown without asking the agent.
model::ErrorWords wordsForSeen(ErrorCode code)
{
    switch (code) {
    case ErrorCode::NotFound:
        return {
            Session::tr("Nothing was seen of this agent yet"),
            Session::tr("Start the console without --offline while the agent can be reached: it keeps what it shows.")};
    case ErrorCode::Unimplemented:
        return {Session::tr("What was seen last was kept by a newer console"),
                Session::tr("Update this console, or connect to see what is there now.")};
    default:
        return {Session::tr("What was seen last cannot be read"),
                Session::tr("Connect to see what is there now: it is then kept anew. The file below can be removed.")};
    }
}

} // namespace

model::Ui::Tone Session::tone() const
{
    switch (m_state) {
    case NotConnected: return model::Ui::Neutral;
    case Connecting: return model::Ui::Pending;
    case Live: return model::Ui::Ok;
    case Reconnecting:
    case Cached: return model::Ui::Warn;
    case Refused:
    case Offline: return model::Ui::Bad;
    }
    Q_UNREACHABLE();
}

std::string Session::whoIs(const std::string& actor, const std::string& name) const
{
    return m_self && !m_self->name.empty() && actor == m_self->actor
        ? tr("%1 (you)").arg(QString::fromStdString(m_self->name)).toStdString()
        : name.empty() ? actor
                       : name;
}

QString Session::problem() const
{
    if (!m_error)
        return {};
    return m_state == Cached ? wordsForSeen(m_error->code).what : model::wordsFor(m_error->code).what;
}

QString Session::problemAction() const
{
    if (!m_error)
        return {};
    return m_state == Cached ? wordsForSeen(m_error->code).action : model::wordsFor(m_error->code).action;
}

QString Session::problemDetail() const
{
    return m_error ? QString::fromStdString(m_error->message) : QString();
}

UnixMillis Session::asOf() const
{
    return showsSeen() ? m_seen->recording().recordedAt : m_heardAt;
}

QString Session::staleWords(UnixMillis at) const
{
    if (at.count == 0)
        return {};
    const QString when = model::moment(at, m_clock.now());
    switch (m_state) {
    case Cached: return tr("Offline: as of %1").arg(when);
    case Refused: return tr("As of %1, the agent refuses the key").arg(when);
    case Live: return tr("As of %1, asking the agent").arg(when);
    default: return tr("As of %1, reconnecting").arg(when);
    }
}

QString Session::staleText() const
{
    return staleWords(asOf());
}

QString Session::staleDetail() const
{
    if (m_state == Cached)
        return tr("This was seen last of %1, %2. Connect to see what is there now.")
            .arg(m_connectionName, m_connectionUrl);
    return problem();
}

QString Session::emptyTitle() const
{
    return m_state == Cached && m_error ? problem() : m_runtimes.headline();
}

QString Session::emptyText() const
{
    return m_state == Cached && m_error ? problemAction() : m_runtimes.headlineDetail();
}

PageState Session::runtimesState() const
{
    if (m_state == Cached && m_error)
        return m_error->code == ErrorCode::NotFound ? PageState::Empty : PageState::Failed;
    if (!m_hasRuntimes)
        return m_state == Offline || m_state == Refused ? PageState::Failed : PageState::Loading;
    if (m_state != Live)
        return PageState::Stale;
    return m_runtimes.count() == 0 ? PageState::Empty : PageState::Ready;
}

PageState Session::topologyState() const
{
    const PageState list = runtimesState();
    if (list == PageState::Loading || list == PageState::Failed || list == PageState::Empty)
        return list;
    if (m_topology)
        return m_topologySeenAt || (m_notice && m_notice->isStale) ? PageState::Stale : list;
    if (m_state == Cached)
        return m_topologyError || m_runtimes.count() == 0 ? PageState::Empty : PageState::Loading;
    if (!m_topologyError)
        return list == PageState::Stale ? PageState::Failed : PageState::Loading;
    return m_topologyError->code == ErrorCode::NotFound ? PageState::Empty : PageState::Failed;
}

ErrorCode Session::topologyErrorCode() const
{
    return m_topologyError ? m_topologyError->code : m_error.value_or(Error{}).code;
}

QString Session::topologyEmptyTitle() const
{
    if (m_runtimes.count() == 0)
        return emptyTitle();
    return showsSeen() ? tr("Nothing was seen of this runtime yet") : tr("Nothing was observed yet");
}

QString Session::topologyProblem() const
{
    if (topologyState() != PageState::Failed)
        return {};
    return m_state == Cached ? problem() : model::wordsFor(topologyErrorCode()).what;
}

QString Session::topologyDetail() const
{
    return m_topologyError ? QString::fromStdString(m_topologyError->message) : problemDetail();
}

QString Session::topologyText() const
{
    switch (topologyState()) {
    case PageState::Loading: return tr("Loading the topology");
    case PageState::Empty:
        if (m_runtimes.count() == 0)
            return emptyText();
        if (showsSeen())
            return tr("It was not looked at while the agent could be reached. Its topology appears here once it is.");
        if (m_notice)
            return tr("%1. %2").arg(m_notice->title, m_notice->text);
        return tr("This runtime was not observed yet. Its topology appears here by itself.");
    case PageState::Failed: return m_state == Cached ? problemAction() : model::wordsFor(topologyErrorCode()).action;
    case PageState::Stale: return m_notice ? m_notice->title : staleWords(topologyAsOf());
    case PageState::Ready: break;
    }
    return {};
}

QString Session::runtimeOnlyNote() const
{
    const wire::Runtime* runtime = m_runtimes.find(m_runtimeId);
    return runtime && m_topology && m_topology->runtimeOnlyIsStale ? model::asLastSeen(runtime->status, m_clock.now())
                                                                   : QString();
}

QString Session::nameOf(const QString& runtimeId) const
{
    const wire::Runtime* runtime = m_runtimes.find(runtimeId.toStdString());
    return runtime ? model::displayName(*runtime) : runtimeId;
}

QString Session::runtimeName() const
{
    return m_runtimes.find(m_runtimeId) ? nameOf(runtimeId()) : QString();
}

QString Session::environment() const
{
    const wire::Runtime* runtime = m_runtimes.find(m_runtimeId);
    return runtime ? QString::fromStdString(runtime->environment) : QString();
}

bool Session::isProduction() const
{
    return isProductionRuntime(runtimeId());
}

bool Session::isProductionRuntime(const QString& runtimeId) const
{
    const wire::Runtime* runtime = m_runtimes.find(runtimeId.toStdString());
    return runtime
        && QString::fromStdString(runtime->environment).startsWith(QLatin1String("prod"), Qt::CaseInsensitive);
}

QString Session::statusWords() const
{
    switch (m_state) {
    case NotConnected: return tr("Not connected");
    case Connecting: return tr("Connecting to %1").arg(m_connectionName);
    case Live: break;
    case Reconnecting: return staleText();
    case Refused: return m_hasRuntimes ? staleText() : tr("The agent refuses the key");
    case Offline: return tr("The agent is not reachable, trying again");
    case Cached:
        if (!showsSeen())
            return m_error ? tr("Offline: %1").arg(problem()) : tr("Offline");
        return staleWords(topologyAsOf()) + separator() + tr("last seen of %1").arg(m_connectionName);
    }
    QString line = m_notice ? m_notice->word : tr("Live");
    if (m_topology)
        line += separator() + tr("revision %1").arg(model::grouped(m_topology->revision.number));
    if (!m_notice)
        return line + separator() + model::timeOfDay(m_heardAt);
    const wire::Runtime* runtime = m_runtimes.find(m_runtimeId);
    const auto at = runtime && runtime->lastObservedAt ? model::timeFromWire(*runtime->lastObservedAt) : std::nullopt;
    return at ? line + separator() + tr("as of %1").arg(model::moment(*at, m_clock.now())) : line;
}

} // namespace fabric::session
