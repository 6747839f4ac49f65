// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// One plan: the answer, the four figures, what widens, then the evidence.
Flickable {
    id: root

    required property PlanModel plan
    required property string whyNot
    required property string whyNotStart
    property bool isBusy: false
    property string runtimeName
    property string textsProblem
    property string problem
    readonly property bool isWide: width >= Theme.scaled(960)
    readonly property int gap: isWide ? Theme.space4 : Theme.space3

    signal backAsked
    signal replanAsked
    signal startAsked
    signal rolloutAsked
    signal intentAsked

    contentHeight: Math.max(height, column.y + column.height + Theme.space6)
    clip: true
    boundsBehavior: Flickable.StopAtBounds

    Column {
        id: column

        x: Theme.space6
        y: Theme.space6
        width: root.width - 2 * Theme.space6
        spacing: root.gap

        PlanHead {
            id: head

            width: parent.width
            plan: root.plan
            whyNot: root.whyNot
            whyNotStart: root.whyNotStart
            isBusy: root.isBusy
            runtimeName: root.runtimeName
            onBackAsked: root.backAsked()
            onReplanAsked: root.replanAsked()
            onStartAsked: root.startAsked()
            onRolloutAsked: root.rolloutAsked()
            onIntentAsked: root.intentAsked()
        }

        PlanCallout {
            id: unsound

            width: parent.width
            visible: !root.plan.isSound
            isLoud: true
            title: root.plan.unsoundTitle
            text: root.plan.unsoundText
        }

        PlanCallout {
            id: stale

            width: parent.width
            visible: root.problem !== "" || root.plan.staleText !== ""
            title: root.problem !== "" ? root.problem : qsTr("It is overtaken.")
            text: root.problem !== "" ? "" : root.plan.staleText
            actionText: root.problem === "" && root.whyNot === "" ? qsTr("Make it again") : ""
            onTriggered: root.replanAsked()
        }

        Grid {
            id: figures

            readonly property int figureWidth: Math.floor((width - (columns - 1) * columnSpacing) / columns)
            readonly property int figureHeight: Math.max(risk.implicitHeight, reload.implicitHeight, affected.implicitHeight, undo.implicitHeight)

            width: parent.width
            columns: width < Theme.scaled(760) ? 2 : 4
            columnSpacing: Theme.space3
            rowSpacing: Theme.space3
            visible: root.plan.digest !== ""

            PlanFigure {
                id: risk

                width: figures.figureWidth
                height: figures.figureHeight
                question: qsTr("Risk")
                answer: root.plan.riskAnswer
                detail: root.plan.riskDetail
                tone: root.plan.riskTone
            }

            PlanFigure {
                id: reload

                width: figures.figureWidth
                height: figures.figureHeight
                question: qsTr("Interruption")
                answer: root.plan.reloadAnswer
                detail: root.plan.reloadDetail
                tone: root.plan.reloadTone
            }

            PlanFigure {
                id: affected

                width: figures.figureWidth
                height: figures.figureHeight
                question: qsTr("Affected")
                answer: root.plan.affectedAnswer
                detail: root.plan.affectedDetail
            }

            PlanFigure {
                id: undo

                width: figures.figureWidth
                height: figures.figureHeight
                question: qsTr("Cannot be undone")
                answer: root.plan.undoAnswer
                detail: root.plan.undoDetail
                tone: root.plan.undoTone
            }
        }

        PlanCallout {
            id: callout

            width: parent.width
            visible: root.plan.calloutTitle !== ""
            title: root.plan.calloutTitle
            text: root.plan.calloutText
            actionText: qsTr("Show on graph")
            onTriggered: preview.showGraph()
        }

        Item {
            id: evidence

            readonly property int least: Theme.scaled(root.isWide ? 380 : 780)

            width: parent.width
            height: Math.max(least, root.height - y - column.y - Theme.space6)

            OperationsCard {
                id: operations

                width: root.isWide ? Math.floor((parent.width - root.gap) * 0.55) : parent.width
                height: root.isWide ? parent.height : Math.floor((parent.height - root.gap) / 2)
                plan: root.plan
            }

            PlanPreview {
                id: preview

                anchors.right: parent.right
                anchors.bottom: parent.bottom
                width: root.isWide ? parent.width - operations.width - root.gap : parent.width
                height: operations.height
                plan: root.plan
                textsProblem: root.textsProblem
            }
        }
    }
}
