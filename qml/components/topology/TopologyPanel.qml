// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console
import Fabric.View

/// What the selected thing is, who reaches it and what it reaches.
Rectangle {
    id: root

    required property TopologyModel topology
    required property GraphPalette colours
    /// Why nothing can be changed here; empty: it can.
    property string whyNotChange

    signal changeAsked

    color: Theme.surface
    Accessible.role: Accessible.Pane
    Accessible.name: qsTr("%1, %2").arg(topology.selectedTitle).arg(topology.selectedKind)

    MouseArea {
        // the canvas below must not take what happens here
        anchors.fill: parent
        hoverEnabled: true
        onWheel: wheel => wheel.accepted = true
    }

    Rectangle {
        width: Theme.lineWidth
        height: parent.height
        color: Theme.line
    }

    PanelHead {
        id: head

        x: Theme.space4
        y: Theme.space4
        width: parent.width - 2 * Theme.space4
        topology: root.topology
        colours: root.colours
    }

    ListView {
        id: lines

        anchors.top: head.bottom
        anchors.bottom: foot.top
        x: Theme.space4
        width: parent.width - 2 * Theme.space4
        bottomMargin: Theme.space6
        clip: true
        model: root.topology.details
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: ScrollBar {
        }
        delegate: DetailLine {
            width: lines.width
            colours: root.colours
            onChosen: id => root.topology.selectedId = id
        }
    }

    Item {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: visible ? footColumn.implicitHeight + 2 * Theme.space3 : 0
        visible: root.topology.isChangeable

        Rectangle {
            width: parent.width
            height: Theme.lineWidth
            color: Theme.line
        }

        Column {
            id: footColumn

            x: Theme.space4
            y: Theme.space3
            width: parent.width - 2 * x
            spacing: Theme.space2

            ActionButton {
                kind: ActionButton.Primary
                text: qsTr("Change…")
                hint: qsTr("Change it, and see a plan of what that would mean")
                enabled: root.whyNotChange === ""
                onClicked: root.changeAsked()
            }

            PlainText {
                width: parent.width
                visible: text !== ""
                text: root.whyNotChange
                font: Theme.caption
                color: Theme.text2
                wrapMode: Text.Wrap
            }
        }
    }
}
