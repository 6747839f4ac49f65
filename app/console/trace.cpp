// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/console/trace.h"

#include "app/view/graph_canvas.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <QDateTime>
#include <QQuickWindow>

namespace fabric::console {
namespace {

view::GraphCanvas* findCanvas(QQuickItem* item)
{
    if (auto* canvas = qobject_cast<view::GraphCanvas*>(item))
        return canvas;
    for (QQuickItem* child : item->childItems()) {
        if (auto* canvas = findCanvas(child))
            return canvas;
    }
    return nullptr;
}

} // namespace

Result<std::unique_ptr<Trace>> Trace::create(const QString& path, QQuickWindow& window, const session::Session& session,
                                             const model::TopologyModel& topology, const Clock& clock)
{
    std::unique_ptr<Trace> trace(new Trace(window, session, topology, clock));
    trace->m_file.setFileName(path);
    if (!trace->m_file.open(QIODevice::WriteOnly | QIODevice::Append))
        return fail(ErrorCode::InvalidArgument, "the trace cannot be written", path.toStdString());
    return trace;
}

Trace::Trace(QQuickWindow& window, const session::Session& session, const model::TopologyModel& topology,
             const Clock& clock)
    : m_window(window)
    , m_session(session)
    , m_clock(clock)
{
    connect(&topology, &model::TopologyModel::graphChanged, this, &Trace::onGraphChanged);
    // Queued: the signal comes from the render thread.
    connect(&window, &QQuickWindow::frameSwapped, this, &Trace::onFrameSwapped, Qt::QueuedConnection);
}

void Trace::onGraphChanged()
{
    m_stage = Stage::WaitsForScene;
}

void Trace::onSceneChanged()
{
    if (m_stage == Stage::WaitsForScene)
        m_stage = Stage::WaitsForFrame;
}

void Trace::onFrameSwapped()
{
    if (m_canvas == nullptr) {
        m_canvas = findCanvas(m_window.contentItem());
        if (m_canvas == nullptr)
            return;
        connect(m_canvas, &view::GraphCanvas::sceneChanged, this, &Trace::onSceneChanged);
        if (m_canvas->hasScene())
            onSceneChanged();
    }
    if (m_stage != Stage::WaitsForFrame)
        return;
    m_stage = Stage::Idle;
    write();
}

void Trace::write()
{
    const wire::Topology* topology = m_session.topology();
    if (topology == nullptr || topology->graph.isEmpty())
        return;
    const QDateTime observed
        = QDateTime::fromString(QString::fromStdString(topology->revision.createdAt), Qt::ISODateWithMs);
    Json added = Json::array();
    std::set<topology::NodeId> shown;
    for (const topology::Node& node : topology->graph.nodes()) {
        shown.insert(node.id);
        if (!m_shown.contains(node.id))
            added.push_back(node.id.value());
    }
    m_shown = std::move(shown);
    const Json line{{"runtime", topology->revision.runtime},
                    {"revision", topology->revision.number},
                    {"nodes", topology->graph.nodes().size()},
                    {"edges", topology->graph.edges().size()},
                    {"added", std::move(added)},
                    {"milliseconds", m_clock.now().count - observed.toMSecsSinceEpoch()}};
    m_file.write(QByteArray::fromStdString(dumpJson(line) + "\n"));
    m_file.flush();
}

} // namespace fabric::console
