// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/plan_graph.h"

#include <QJSEngine>
#include <QtQml/qqmlregistration.h>

namespace fabric::view {

/// The model as a type, for properties.
struct TopologyModelType
{
    Q_GADGET
    QML_FOREIGN(fabric::model::TopologyModel)
    QML_NAMED_ELEMENT(TopologyModel)
    QML_UNCREATABLE("The console has two: Topology and PlanGraph")
};

/// The one model of the console, as an object. Owned by C++.
struct TopologySingleton
{
    Q_GADGET
    QML_FOREIGN(fabric::model::Topology)
    QML_NAMED_ELEMENT(Topology)
    QML_SINGLETON

public:
    static fabric::model::Topology* create(QQmlEngine*, QJSEngine*)
    {
        fabric::model::Topology* model = fabric::model::Topology::instance();
        QJSEngine::setObjectOwnership(model, QJSEngine::CppOwnership);
        return model;
    }
};

/// The picture of the plan that is shown. Owned by C++.
struct PlanGraphSingleton
{
    Q_GADGET
    QML_FOREIGN(fabric::model::PlanGraph)
    QML_NAMED_ELEMENT(PlanGraph)
    QML_SINGLETON

public:
    static fabric::model::PlanGraph* create(QQmlEngine*, QJSEngine*)
    {
        fabric::model::PlanGraph* model = fabric::model::PlanGraph::instance();
        QJSEngine::setObjectOwnership(model, QJSEngine::CppOwnership);
        return model;
    }
};

} // namespace fabric::view
