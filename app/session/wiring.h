// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace fabric::model {
class Navigation;
class TopologyModel;
} // namespace fabric::model

namespace fabric::session {

class Changes;
class Connector;
class LastSeen;
class Session;

/// Ties session, navigation and the shown topology together: what the session loads is shown, what is found or asked for
/// on the command line is selected as soon as it is there, what is selected is known to the way back. All three must
/// outlive the connections, which end with @p session.
void wire(Session& session, model::Navigation& navigation, model::TopologyModel& topology);

/// The search finds plans, rollouts, intents and what can be done about them, and goes there; what is to be done is asked by
/// the page. All three must outlive the connections, which end with @p changes.
void wire(Session& session, Changes& changes, model::Navigation& navigation);

/// What is shown of a saved connection is kept for the time when its agent is not asked, as long as it is saved.
void wire(Connector& connector, LastSeen& lastSeen);

} // namespace fabric::session
