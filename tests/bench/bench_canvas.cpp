// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// Zoom frames, 1280 x 800: from the request to the swapped frame, on the machine's own renderer (llvmpipe under Xvfb, see
// packaging/bench). Of the canvas alone, and of the page as the console shows it, with names, legend and minimap. The
// reference is a window of the same size with nothing in it.

#include "app/model/appearance.h"
#include "app/model/icon_provider.h"
#include "app/model/topology_model.h"
#include "app/view/graph_canvas.h"
#include "tests/app/view/random_graph.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QGuiApplication>
#include <QQmlEngine>
#include <QQuickStyle>
#include <QQuickView>
#include <QTimer>

#include <algorithm>
#include <cstdio>

using namespace fabric;
using namespace fabric::view;

namespace {

constexpr int kFrames = 300;
constexpr qreal kStep = 1.03; ///< of the zoom, from frame to frame
constexpr QSize kSize(1280, 800);

struct Times
{
    double median = 0;
    double p99 = 0;
};

/// Calls @p change and waits for the frame that shows it, kFrames times.
template <class Change>
Times measure(QQuickWindow& window, Change&& change)
{
    std::vector<double> frames;
    for (int i = 0; i < kFrames; ++i) {
        QEventLoop loop;
        QObject::connect(&window, &QQuickWindow::frameSwapped, &loop, &QEventLoop::quit, Qt::QueuedConnection);
        QElapsedTimer timer;
        timer.start();
        change(i);
        window.update();
        loop.exec();
        frames.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(frames.begin(), frames.end());
    return {frames[frames.size() / 2], frames[frames.size() * 99 / 100]};
}

void wait(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

void print(const char* figure, const Times& times, const Times& empty)
{
    std::printf("%s, median of %d\t%.1f\tms\t%.1f (empty window)\t%.2f\n", figure, kFrames, times.median, empty.median,
                times.median / empty.median);
    std::printf("%s, p99\t%.1f\tms\t%.1f (empty window)\t%.2f\n", figure, times.p99, empty.p99, times.p99 / empty.p99);
}

Times zoomFrames(QQuickWindow& window, GraphCanvas& canvas, bool fromOverview)
{
    while (!canvas.hasScene())
        wait(10);
    wait(500); // the first frames build what later ones keep
    if (!fromOverview)
        canvas.resetZoom();
    return measure(window, [&canvas](int i) {
        canvas.zoomBy(i % (kFrames / 3) < kFrames / 6 ? kStep : 1 / kStep, {kSize.width() / 2.0, kSize.height() / 2.0});
    });
}

void showGraph(model::TopologyModel& model, int nodes)
{
    model.setGraph(tests::GraphMaker(1).make(tests::largeShape(nodes)), QStringLiteral("bench"));
}

Times canvasFrames(int nodes, bool fromOverview)
{
    model::TopologyModel model;
    GraphPalette palette;
    QQuickWindow window;
    auto* canvas = new GraphCanvas(window.contentItem());
    window.resize(kSize);
    canvas->setSize(kSize);
    canvas->setPalette(&palette);
    canvas->setModel(&model);
    window.show();
    showGraph(model, nodes);
    return zoomFrames(window, *canvas, fromOverview);
}

Times pageFrames(int nodes, bool fromOverview)
{
    auto* model = model::TopologyModel::instance();
    QQuickView window;
    window.engine()->addImageProvider(QStringLiteral("icon"), new model::IconProvider); // the engine owns it
    window.engine()->addImportPath(QStringLiteral("qrc:/qt/qml"));
    window.setResizeMode(QQuickView::SizeRootObjectToView);
    window.resize(kSize);
    window.setInitialProperties({{QStringLiteral("topology"), QVariant::fromValue(model)}});
    window.setSource(QUrl(QStringLiteral("qrc:/qt/qml/Fabric/Console/components/topology/TopologyView.qml")));
    window.show();
    showGraph(*model, nodes);
    return zoomFrames(window, *window.rootObject()->findChild<GraphCanvas*>(), fromOverview);
}

Times emptyFrames()
{
    QQuickWindow window;
    window.resize(kSize);
    window.show();
    wait(500);
    return measure(window, [](int) {});
}

} // namespace

int main(int argc, char** argv)
{
    QSurfaceFormat format = QSurfaceFormat::defaultFormat();
    format.setSwapInterval(0);
    QSurfaceFormat::setDefaultFormat(format);
    QGuiApplication app(argc, argv);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    model::Appearance::instance()->setProperty("choice", 2); // dark
    const Times empty = emptyFrames();
    print("canvas zoom frame, 10,000 nodes, from the overview", canvasFrames(10'000, true), empty);
    print("canvas zoom frame, 10,000 nodes, from 100 %", canvasFrames(10'000, false), empty);
    print("page zoom frame, 1,000 nodes, from the overview", pageFrames(1'000, true), empty);
    print("page zoom frame, 10,000 nodes, from the overview", pageFrames(10'000, true), empty);
    print("page zoom frame, 10,000 nodes, from 100 %", pageFrames(10'000, false), empty);
    return 0;
}
