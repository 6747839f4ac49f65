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
        height: 36

        Rectangle {
            id: sign

            width: 36
            height: 36
            radius: 8
            color: Theme.accentBg

            Text {
                anchors.centerIn: parent
                visible: root.topology.selectedGroup === 1
                text: root.topology.selectedTitle.slice(0, 1).toUpperCase()
                color: Theme.kindAgent
                font.family: Theme.family
                font.pixelSize: 15
                font.weight: Font.Bold
            }

            GraphSample {
                anchors.centerIn: parent
                visible: root.topology.selectedGroup !== 1
                width: 18
                height: 18
                palette: root.colours
                group: root.topology.selectedGroup
            }
        }

        Text {
            id: title

            anchors.left: sign.right
            anchors.leftMargin: Theme.space3
            anchors.right: close.left
            y: -2
            text: root.topology.selectedTitle
            textFormat: Text.PlainText
            elide: Text.ElideRight
            font: Theme.section
            color: Theme.text
        }

        Text {
            id: kind

            anchors.left: title.left
            anchors.bottom: parent.bottom
            text: root.topology.selectedPath === "" ? root.topology.selectedKind : qsTr("%1 · ").arg(root.topology.selectedKind)
            font: Theme.caption
            color: Theme.text2
        }

        Text {
            anchors.left: kind.right
            anchors.right: close.left
            anchors.baseline: kind.baseline
            text: root.topology.selectedPath
            textFormat: Text.PlainText
            elide: Text.ElideMiddle
            font: Theme.mono
            color: Theme.text2
        }

        CanvasButton {
            id: close

            anchors.right: parent.right
            y: -4
            width: Theme.hitSize
            text: "✕"
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
            }
        }
    }
}
