// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/wiring.h"

#include "app/model/change_search.h"
#include "app/model/navigation.h"
#include "app/model/topology_model.h"
#include "app/session/changes.h"
#include "app/session/connector.h"
#include "app/session/last_seen.h"
#include "app/session/session.h"

#include <QCoreApplication>

namespace fabric::session {
namespace {

using model::Navigation;
using model::TopologyModel;
using model::Ui::PageState;

TopologyModel::State stateOf(PageState state)
{
    switch (state) {
    case PageState::Loading: return TopologyModel::State::Loading;
    case PageState::Empty: return TopologyModel::State::Empty;
    case PageState::Failed: return TopologyModel::State::Error;
    case PageState::Stale: return TopologyModel::State::Stale;
    case PageState::Ready: return TopologyModel::State::Ready;
    }
    Q_UNREACHABLE();
}

void showState(const Session& session, TopologyModel& topology)
{
    QString words = session.topologyText();
    if (const QString problem = session.topologyProblem(); !problem.isEmpty())
        words = problem + QLatin1String(". ") + words;
    topology.setState(stateOf(session.topologyState()), words);
    topology.setRuntimeOnlyNote(session.runtimeOnlyNote());
}

void showGraph(const Session& session, const Navigation& navigation, TopologyModel& topology)
{
    const QString wanted = navigation.selectedNodeId(); // a new scope clears the selection of the model
    const wire::Topology* loaded = session.topology();
    topology.setGraph(loaded ? loaded->graph : topology::Graph(), session.runtimeId());
    showState(session, topology);
    if (!wanted.isEmpty() && loaded)
        topology.setSelectedId(wanted);
}

void showFindable(Session& session, Changes& changes)
{
    std::vector<wire::Runtime> runtimes;
    for (const model::RuntimeRow& row : session.runtimes()->rows())
        runtimes.push_back(row.runtime);
    session.search()->setChanges(model::changeRows(changes.plans()->plans(), changes.rollouts()->rollouts(), runtimes,
                                                   changes.whyNotChange().isEmpty()));
}

/// Goes where a found plan, rollout or intent is, or where an action asks its question.
void goTo(const QString& kind, const QString& id, Session& session, Changes& changes, Navigation& navigation)
{
    if (kind == QLatin1String("action")) {
        const qsizetype colon = id.indexOf(QLatin1Char(':'));
        const QString what = id.left(colon);
        changes.setQuestion(what);
        const bool isPlan = what == QLatin1String("plan");
        return goTo(isPlan ? QStringLiteral("intent") : QStringLiteral("rollout"), id.mid(colon + 1), session, changes,
                    navigation);
    }
    if (kind == QLatin1String("plan")) {
        changes.setPlanId(id);
        navigation.setPage(QStringLiteral("plans"));
    } else if (kind == QLatin1String("rollout")) {
        changes.setRolloutId(id);
        navigation.setPage(QStringLiteral("rollouts"));
    } else {
        session.setRuntimeId(id);
        navigation.setPage(QStringLiteral("intent"));
    }
}

} // namespace

void wire(Session& session, Navigation& navigation, TopologyModel& topology)
{
    QObject::connect(&session, &Session::topologyChanged, &session, [&] { showGraph(session, navigation, topology); });
    QObject::connect(&session, &Session::pageStatesChanged, &session, [&] { showState(session, topology); });
    QObject::connect(session.search(), &model::SearchModel::queryChanged, &session,
                     [&] { topology.setSearchText(session.search()->query()); });
    QObject::connect(session.search(), &model::SearchModel::nodeActivated, &session, [&](const QString& id) {
        navigation.showNode(id);
        Q_EMIT topology.revealRequested(id);
    });
    QObject::connect(&navigation, &Navigation::selectedNodeIdChanged, &session,
                     [&] { topology.setSelectedId(navigation.selectedNodeId()); });
    QObject::connect(&topology, &TopologyModel::selectionChanged, &session,
                     [&] { navigation.setSelectedNodeId(topology.selectedId()); });
    showState(session, topology);
}

void wire(Session& session, Changes& changes, Navigation& navigation)
{
    const auto show = [&] { showFindable(session, changes); };
    QObject::connect(&changes, &Changes::statesChanged, &changes, show);
    QObject::connect(&changes, &Changes::mayChanged, &changes, show);
    QObject::connect(&session, &Session::runtimeChanged, &changes, show);
    QObject::connect(session.search(), &model::SearchModel::changeActivated, &changes,
                     [&](const QString& kind, const QString& id) { goTo(kind, id, session, changes, navigation); });
    QObject::connect(&navigation, &Navigation::listWanted, &changes, [&](const QString& page) {
        if (page == QLatin1String("plans"))
            changes.setPlanId({});
        else if (page == QLatin1String("rollouts"))
            changes.setRolloutId({});
    });
}

void wire(Connector& connector, LastSeen& lastSeen)
{
    QObject::connect(&connector, &Connector::opened, &lastSeen, &LastSeen::keep);
    QObject::connect(&connector, &Connector::openedOffline, &lastSeen, &LastSeen::show);
    QObject::connect(&connector, &Connector::removed, &lastSeen, &LastSeen::forget);
}

} // namespace fabric::session
