// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// One intent: the answer, then field by field, and how the wish came about.
Flickable {
    id: root

    required property IntentModel intent
    required property string whyNot
    property bool isBusy: false
    property string runtimeName
    property string problem
    property string historyProblem
    readonly property bool isWide: width >= Theme.scaled(900)

    signal topologyAsked
    signal adoptAsked
    signal planAsked

    contentHeight: Math.max(height, column.y + column.height + Theme.space6)
    clip: true
    boundsBehavior: Flickable.StopAtBounds

    Column {
        id: column

        x: Theme.space6
        y: Theme.space6
        width: root.width - 2 * Theme.space6
        spacing: Theme.space4

        IntentHead {
            width: parent.width
            intent: root.intent
            whyNot: root.whyNot
            isBusy: root.isBusy
            runtimeName: root.runtimeName
            onTopologyAsked: root.topologyAsked()
            onAdoptAsked: root.adoptAsked()
            onPlanAsked: root.planAsked()
        }

        PlanCallout {
            width: parent.width
            visible: root.problem !== ""
            title: root.problem
            text: ""
        }

        Item {
            width: parent.width
            height: Math.max(Theme.scaled(root.isWide ? 380 : 780), root.height - y - column.y - Theme.space6)

            IntentFields {
                id: fields

                width: root.isWide ? Math.floor((parent.width - Theme.space4) * 0.68) : parent.width
                height: root.isWide ? parent.height : Math.floor((parent.height - Theme.space4) / 2)
                intent: root.intent
            }

            IntentHistory {
                anchors.right: parent.right
                anchors.bottom: parent.bottom
                width: root.isWide ? parent.width - fields.width - Theme.space4 : parent.width
                height: fields.height
                intent: root.intent
                problem: root.historyProblem
            }
        }
    }
}
