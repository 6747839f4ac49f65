// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// One kind of the filter, with its number.
CheckDelegate {
    id: kind

    required property int count

    height: Theme.controlHeight

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
            text: kind.count
            font: Theme.mono
            color: Theme.text3
            Accessible.ignored: true
        }
    }
}
