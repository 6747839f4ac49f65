// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// Shows a recorded graph on the real canvas with all that floats on it, for design work and screenshots:
//   topology-shot GRAPH.json OUT.png [--size WxH] [--scheme dark|light|contrast] [--select ID] [--search TEXT]
//                 [--zoom FACTOR] [--nodes N (made up, instead of the file)] [--stay]

#include "app/model/appearance.h"
#include "app/model/topology_model.h"
#include "app/view/graph_canvas.h"
#include "tests/app/view/random_graph.h"

#include <QCommandLineParser>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQmlComponent>
#include <QQuickStyle>
#include <QQuickView>
#include <QTimer>

using namespace fabric;

namespace {

topology::Graph graphOf(const QCommandLineParser& parser)
{
    if (const int nodes = parser.value(QStringLiteral("nodes")).toInt(); nodes > 0)
        return tests::GraphMaker(1).make(tests::largeShape(nodes));
    QFile file(parser.positionalArguments().value(0));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("cannot read the graph");
    return topology::parseGraph(parseJson(file.readAll().toStdString()).value()).value();
}

/// As the property `choice` of Appearance counts them.
int choiceOf(const QString& scheme)
{
    if (scheme == QLatin1String("light"))
        return 1;
    return scheme == QLatin1String("contrast") ? 3 : 2;
}

} // namespace

int main(int argc, char** argv)
{
    QGuiApplication application(argc, argv);
    QCommandLineParser parser;
    for (const char* name : {"size", "scheme", "select", "search", "zoom", "nodes", "wait"})
        parser.addOption({QString::fromLatin1(name), {}, QStringLiteral("value")});
    parser.addOption({QStringLiteral("stay"), {}});
    parser.process(application);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    model::Appearance::instance()->setProperty("choice", choiceOf(parser.value(QStringLiteral("scheme"))));
    model::TopologyModel::instance()->setGraph(graphOf(parser), QStringLiteral("hq"));

    QQuickView view;
    view.engine()->addImportPath(QStringLiteral("qrc:/qt/qml"));
    view.setResizeMode(QQuickView::SizeRootObjectToView);
    const QStringList size = parser.value(QStringLiteral("size")).split(QLatin1Char('x'));
    view.resize(size.size() == 2 ? size[0].toInt() : 1240, size.size() == 2 ? size[1].toInt() : 826);
    view.setInitialProperties({{QStringLiteral("topology"), QVariant::fromValue(model::TopologyModel::instance())}});
    view.setSource(QUrl(QStringLiteral("qrc:/qt/qml/Fabric/Console/components/topology/TopologyView.qml")));
    view.show();
    auto* canvas = view.rootObject()->findChild<view::GraphCanvas*>();
    QTimer::singleShot(600, &application, [&] {
        model::TopologyModel::instance()->setSelectedId(parser.value(QStringLiteral("select")));
        model::TopologyModel::instance()->setSearchText(parser.value(QStringLiteral("search")));
        if (const double zoom = parser.value(QStringLiteral("zoom")).toDouble(); zoom > 0)
            canvas->zoomBy(zoom / canvas->zoom(), {canvas->width() / 2, canvas->height() / 2});
    });
    QTimer::singleShot(1400, &application, [&] {
        const bool isSaved = view.grabWindow().save(parser.positionalArguments().value(1));
        if (!parser.isSet(QStringLiteral("stay")))
            QCoreApplication::exit(isSaved ? 0 : 1);
    });
    return QGuiApplication::exec();
}
