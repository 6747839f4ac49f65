// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console
import Fabric.View

/// The same things as a list: for assistive technology, and for whoever reads faster than they look.
Rectangle {
    id: root

    required property TopologyModel topology
    required property GraphPalette colours
    readonly property int lineHeight: Theme.scaled(30)

    color: Theme.surface

    MouseArea {
        anchors.fill: parent
        hoverEnabled: true
        onWheel: wheel => wheel.accepted = true
    }

    Rectangle {
        anchors.right: parent.right
        width: Theme.lineWidth
        height: parent.height
        color: Theme.line
    }

    ListView {
        anchors.fill: parent
        anchors.margins: Theme.space2
        clip: true
        focus: true
        activeFocusOnTab: true
        keyNavigationEnabled: true
        model: visible ? root.topology : null
        currentIndex: root.topology.selectedRow
        boundsBehavior: Flickable.StopAtBounds
        ScrollBar.vertical: ScrollBar {
        }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Everything on this topology")
        section.property: "kind"
        delegate: ItemDelegate {
            id: row

            required property string nodeId
            required property string title
            required property string kind
            required property int group
            required property string stateText
            required property bool isMatch
            required property bool isSelected
            required property bool isChanged

            readonly property bool opensSection: ListView.section !== ListView.previousSection

            width: ListView.view.width

            height: opensSection ? root.lineHeight * 2 : root.lineHeight
            topPadding: opensSection ? root.lineHeight : 0
            bottomPadding: 0
            Accessible.role: Accessible.ListItem
            Accessible.name: stateText === "" ? qsTr("%1, %2").arg(title).arg(kind) : qsTr("%1, %2, %3").arg(title).arg(kind).arg(stateText)
            Accessible.selected: isSelected
            onClicked: root.topology.selectedId = nodeId

            background: Item {
                Text {
                    height: root.lineHeight
                    visible: row.opensSection
                    leftPadding: Theme.space2
                    verticalAlignment: Text.AlignVCenter
                    text: row.kind
                    font: Theme.caption
                    color: Theme.text3
                }

                Rectangle {
                    anchors.bottom: parent.bottom
                    width: parent.width
                    height: root.lineHeight
                    radius: Theme.radiusControl
                    color: row.isSelected ? Theme.accentBg : row.hovered ? Theme.hover : "transparent"
                    border.width: row.isMatch || row.visualFocus ? 1 : 0
                    border.color: Theme.accent
                }
            }
            contentItem: OutlineFace {
                text: row.title
                detail: row.stateText
                group: row.group
                colours: root.colours
            }
        }
    }
}
