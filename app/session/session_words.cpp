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

} // namespace

model::Ui::Tone Session::tone() const
{
    switch (m_state) {
    case NotConnected: return model::Ui::Neutral;
    case Connecting: return model::Ui::Pending;
    case Live: return model::Ui::Ok;
    case Reconnecting: return model::Ui::Warn;
    case Refused:
    case Offline: return model::Ui::Bad;
    }
    Q_UNREACHABLE();
}

QString Session::problem() const
{
    return m_error ? model::wordsFor(m_error->code).what : QString();
}

QString Session::problemAction() const
{
    return m_error ? model::wordsFor(m_error->code).action : QString();
}

QString Session::problemDetail() const
{
    return m_error ? QString::fromStdString(m_error->message) : QString();
}

QString Session::staleText() const
{
    if (m_heardAt.count == 0)
        return {};
    const QString when = model::moment(m_heardAt, m_clock.now());
    return m_state == Refused ? tr("As of %1, the agent refuses the key").arg(when)
                              : tr("As of %1, reconnecting").arg(when);
}

PageState Session::runtimesState() const
{
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
        return list == PageState::Ready && m_notice && m_notice->isStale ? PageState::Stale : list;
    if (!m_topologyError)
        return list == PageState::Stale ? PageState::Failed : PageState::Loading;
    return m_topologyError->code == ErrorCode::NotFound ? PageState::Empty : PageState::Failed;
}

ErrorCode Session::topologyErrorCode() const
{
    return m_topologyError ? m_topologyError->code : m_error.value_or(Error{}).code;
}

QString Session::topologyProblem() const
{
    return topologyState() == PageState::Failed ? model::wordsFor(topologyErrorCode()).what : QString();
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
            return m_runtimes.headlineDetail();
        if (m_notice)
            return tr("%1. %2").arg(m_notice->title, m_notice->text);
        return tr("This runtime was not observed yet. Its topology appears here by itself.");
    case PageState::Failed: return model::wordsFor(topologyErrorCode()).action;
    case PageState::Stale: return m_notice ? m_notice->title : staleText();
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

QString Session::runtimeName() const
{
    const wire::Runtime* runtime = m_runtimes.find(m_runtimeId);
    return runtime ? model::displayName(*runtime) : QString();
}

QString Session::environment() const
{
    const wire::Runtime* runtime = m_runtimes.find(m_runtimeId);
    return runtime ? QString::fromStdString(runtime->environment) : QString();
}

bool Session::isProduction() const
{
    return environment().startsWith(QLatin1String("prod"), Qt::CaseInsensitive);
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
