// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console
import Fabric.View

/// The plan's change drawn on the graph that it was made on: added with + and green, removed with - and red dashes and kept
/// in place, changed with a dot and amber; a slider blends from before to after.
FocusScope {
    id: root

    required property PlanModel plan
    /// From 0, before, to 1, after.
    property alias blend: canvas.blend

    ThemePalette {
        id: colours
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.canvas
    }

    GraphCanvas {
        id: canvas

        anchors.fill: parent
        visible: root.plan.graphProblem === ""
        model: PlanGraph
        palette: colours
        focus: true
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("The change on the topology")
        Accessible.description: summary
        Accessible.focusable: true

        Item {
            x: canvas.panX
            y: canvas.panY
            scale: canvas.zoom
            transformOrigin: Item.TopLeft

            Repeater {
                model: canvas.labels

                GraphLabel {
                    zoom: canvas.zoom
                }
            }
        }
    }

    GraphTooltip {
        canvas: canvas
    }

    PlainText {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.space6
        visible: root.plan.graphProblem !== ""
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.plan.graphProblem
        color: Theme.text2
    }

    component Sample: Row {
        id: sample

        required property string sign
        required property color ink
        required property string text

        spacing: Theme.space1

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.scaled(14)
            height: width
            radius: width / 2
            color: sample.ink

            Text {
                anchors.centerIn: parent
                text: sample.sign
                textFormat: Text.PlainText
                color: Theme.surface
                font: Theme.captionStrong
            }
        }

        PlainText {
            text: sample.text
            font: Theme.caption
            color: Theme.text2
        }
    }

    Card {
        anchors.left: parent.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space3
        width: legend.width + 2 * Theme.space3
        height: legend.height + 2 * Theme.space2
        visible: canvas.visible

        Row {
            id: legend

            x: Theme.space3
            y: Theme.space2
            spacing: Theme.space4

            Sample {
                sign: "+"
                ink: Theme.ok
                text: qsTr("added")
            }

            Sample {
                sign: "−"
                ink: Theme.bad
                text: qsTr("removed")
            }

            Sample {
                sign: "·"
                ink: Theme.warn
                text: qsTr("changed")
            }
        }
    }

    Row {
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space3
        spacing: Theme.space2
        visible: canvas.visible

        CanvasButton {
            text: qsTr("Fit")
            hint: qsTr("Fit everything into the window")
            onClicked: canvas.fit()
        }

        CanvasButton {
            text: "−"
            hint: qsTr("Zoom out")
            onClicked: canvas.zoomOut()
        }

        CanvasButton {
            text: "+"
            hint: qsTr("Zoom in")
            onClicked: canvas.zoomIn()
        }
    }
}
