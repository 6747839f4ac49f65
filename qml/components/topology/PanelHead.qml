// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.Console
import Fabric.View

/// Name, kind, place in the configuration and the words that matter most.
Column {
    id: root

    required property TopologyModel topology
    required property GraphPalette colours

    spacing: Theme.space3

    Item {
        width: parent.width
        height: Math.max(sign.height, kind.y + kind.height)

        Rectangle {
            id: sign

            width: Theme.scaled(36)
            height: width
            radius: 8
            color: Theme.accentBg

            Text {
                anchors.centerIn: parent
                visible: root.topology.selectedGroup === 1
                text: root.topology.selectedTitle.slice(0, 1).toUpperCase()
                color: Theme.kindAgent
                font.family: Theme.family
                font.pixelSize: Theme.scaled(15)
                font.weight: Font.Bold
            }

            GraphSample {
                anchors.centerIn: parent
                visible: root.topology.selectedGroup !== 1
                width: Theme.scaled(18)
                height: width
                palette: root.colours
                group: root.topology.selectedGroup
            }
        }

        PlainText {
            id: title

            anchors.left: sign.right
            anchors.leftMargin: Theme.space3
            anchors.right: close.left
            anchors.rightMargin: Theme.space2
            height: Theme.bodyLineHeight
            text: root.topology.selectedTitle
            font: Theme.section
        }

        PlainText {
            id: kind

            anchors.left: title.left
            anchors.top: title.bottom
            height: Theme.captionLineHeight
            text: root.topology.selectedPath === "" ? root.topology.selectedKind : qsTr("%1 · ").arg(root.topology.selectedKind)
            font: Theme.caption
            color: Theme.text2
        }

        PlainText {
            anchors.left: kind.right
            anchors.right: close.left
            anchors.baseline: kind.baseline
            text: root.topology.selectedPath
            elide: Text.ElideMiddle
            font: Theme.mono
            color: Theme.text2
        }

        ActionButton {
            id: close

            anchors.right: parent.right
            y: -4
            width: Theme.toolbarControlHeight
            height: width
            kind: ActionButton.Ghost
            iconName: "close"
            hint: qsTr("Close the panel")
            onClicked: root.topology.selectedId = ""
        }
    }

    Flow {
        width: parent.width
        spacing: 6

        Repeater {
            model: root.topology.chips

            ToneChip {
                width: Math.min(implicitWidth, root.width)
            }
        }
    }
}
