// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.App
import Fabric.Console

/// What is known about one runtime.
Rectangle {
    id: root

    required property RuntimeDetails details

    signal closeAsked
    signal openAsked

    color: Theme.surface
    Accessible.role: Accessible.Pane
    Accessible.name: details.name

    Rectangle {
        width: Theme.lineWidth
        height: parent.height
        color: Theme.line
    }

    Item {
        id: head

        x: Theme.space4
        y: Theme.space4
        width: parent.width - Theme.space4 * 2
        height: Theme.titleLineHeight

        PlainText {
            width: parent.width - closeButton.width - Theme.space2
            height: parent.height
            text: root.details.name
            font: Theme.section
        }

        ActionButton {
            id: closeButton

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            width: Theme.toolbarControlHeight
            height: width
            kind: ActionButton.Ghost
            iconName: "close"
            hint: qsTr("Close the panel")
            onClicked: root.closeAsked()
        }
    }

    Flickable {
        id: flick

        anchors.fill: parent
        anchors.topMargin: head.y + head.height + Theme.space2
        anchors.bottomMargin: foot.height
        contentHeight: column.height + Theme.space4
        clip: true
        boundsBehavior: Flickable.StopAtBounds

        Column {
            id: column

            x: Theme.space4
            width: flick.width - Theme.space4 * 2
            spacing: Theme.space3

            Pill {
                width: Math.min(implicitWidth, parent.width)
                text: root.details.stateText
                tone: root.details.tone
            }

            PlainText {
                width: parent.width
                visible: text !== ""
                text: root.details.detail
                color: Theme.text2
                wrapMode: Text.Wrap
            }

            Repeater {
                model: root.details.problems
                delegate: ProblemCard {
                    width: column.width
                }
            }

            Column {
                width: parent.width

                Repeater {
                    model: root.details.facts
                    delegate: FactRow {
                        width: column.width
                    }
                }
            }

            Rectangle {
                width: parent.width
                height: Theme.lineWidth
                color: Theme.line
            }

            PlainText {
                width: parent.width
                text: qsTr("What Fabric left there")
                font: Theme.captionStrong
                color: Theme.text3
            }

            PlainText {
                width: parent.width
                text: root.details.pairing
                wrapMode: Text.Wrap
                color: Theme.text2
            }
        }
    }

    Item {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.controlHeight + Theme.space4 * 2

        ActionButton {
            x: Theme.space4
            anchors.verticalCenter: parent.verticalCenter
            kind: ActionButton.Primary
            text: qsTr("Show its topology")
            onClicked: root.openAsked()
        }
    }
}
