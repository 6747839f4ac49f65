// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/topology_model.h"
#include "app/session/session.h"
#include "core/base/clock.h"

#include <QFile>
#include <QObject>
#include <QPointer>

#include <set>

class QQuickWindow;

namespace fabric::view {
class GraphCanvas;
}

namespace fabric::console {

/// Writes one line of JSON for each topology that the window has drawn: `runtime`, `revision`, `nodes`, `edges`, `added`
/// (ids of nodes that the picture before did not have), and `milliseconds` from the observation, by the agent's clock, to
/// the frame that shows it. For measurements, tests and support; holds ids and sizes only.
class Trace : public QObject
{
    Q_OBJECT

public:
    /// Borrows everything; all must outlive this object.
    /// @return InvalidArgument if @p path cannot be written.
    static Result<std::unique_ptr<Trace>> create(const QString& path, QQuickWindow& window,
                                                 const session::Session& session, const model::TopologyModel& topology,
                                                 const Clock& clock);

private:
    Trace(QQuickWindow& window, const session::Session& session, const model::TopologyModel& topology,
          const Clock& clock);
    void onGraphChanged();
    void onSceneChanged();
    void onFrameSwapped();
    void write();

    QQuickWindow& m_window;
    const session::Session& m_session;
    const Clock& m_clock;
    QFile m_file;
    QPointer<view::GraphCanvas> m_canvas;
    std::set<topology::NodeId> m_shown;
    /// A new graph waits for its scene, then for the frame that shows it.
    enum class Stage { Idle, WaitsForScene, WaitsForFrame } m_stage = Stage::Idle;
};

} // namespace fabric::console
