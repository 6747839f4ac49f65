// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/wiring.h"

#include "app/model/navigation.h"
#include "app/model/topology_model.h"
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

void wire(Connector& connector, LastSeen& lastSeen)
{
    QObject::connect(&connector, &Connector::opened, &lastSeen, &LastSeen::keep);
    QObject::connect(&connector, &Connector::openedOffline, &lastSeen, &LastSeen::show);
    QObject::connect(&connector, &Connector::removed, &lastSeen, &LastSeen::forget);
}

} // namespace fabric::session
