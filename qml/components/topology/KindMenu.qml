// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console
import Fabric.View

/// Which kinds of things are shown. Hidden ones keep their place, so nothing jumps.
Popup {
    id: root

    required property TopologyModel topology
    required property GraphPalette colours

    padding: Theme.space1
    width: 232

    background: Rectangle {
        radius: Theme.radiusCard
        color: Theme.surface
        border.width: Theme.lineWidth
        border.color: Theme.lineStrong
    }
    contentItem: ListView {
        id: list

        implicitHeight: contentHeight
        keyNavigationEnabled: true
        focus: true
        interactive: false
        model: root.visible ? root.topology.presentKinds() : []
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Kinds that are shown")
        delegate: CheckDelegate {
            id: kind

            required property int modelData

            width: list.width
            height: 32
            focus: true
            text: root.topology.kindTitle(modelData)
            checked: (root.topology.hiddenKinds & (1 << modelData)) === 0
            onToggled: root.topology.setKindShown(modelData, checked)

            background: Rectangle {
                radius: Theme.radiusControl
                color: kind.hovered || kind.visualFocus ? Theme.hover : "transparent"
            }
            indicator: Rectangle {
                x: Theme.space2
                anchors.verticalCenter: parent.verticalCenter
                width: 16
                height: 16
                radius: 4
                color: kind.checked ? Theme.accent : "transparent"
                border.width: kind.checked ? 0 : Theme.lineWidth
                border.color: Theme.lineStrong

                Text {
                    anchors.centerIn: parent
                    visible: kind.checked
                    text: "✓"
                    color: Theme.accentText
                    font.pixelSize: 11
                    font.weight: Font.Bold
                    Accessible.ignored: true
                }
            }
            contentItem: Item {
                Text {
                    x: Theme.space6 + Theme.space1
                    anchors.verticalCenter: parent.verticalCenter
                    text: kind.text
                    font: Theme.body
                    color: Theme.text
                    Accessible.ignored: true
                }

                Text {
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    text: root.topology.kindCount(kind.modelData)
                    font: Theme.mono
                    color: Theme.text3
                    Accessible.ignored: true
                }
            }
        }
    }
}
