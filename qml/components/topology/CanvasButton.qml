// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// A small button that floats on the canvas.
AbstractButton {
    id: root

    property string shortcutText
    property string hint: text

    implicitWidth: Math.max(Theme.toolbarControlHeight, content.implicitWidth + Theme.space3 * 2)
    implicitHeight: Theme.toolbarControlHeight
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: hint

    background: Rectangle {
        radius: Theme.radiusControl
        color: root.hovered || root.down || root.checked ? Theme.hover : Theme.surface
        border.width: root.visualFocus ? Theme.focusWidth : Theme.lineWidth
        border.color: root.visualFocus ? Theme.accent : Theme.lineStrong
    }
    contentItem: Item {
        implicitWidth: content.implicitWidth

        Row {
            id: content

            anchors.centerIn: parent
            spacing: Theme.space2

            Text {
                anchors.verticalCenter: parent.verticalCenter
                text: root.text
                font: Theme.bodyStrong
                color: Theme.text
                Accessible.ignored: true
            }

            Rectangle {
                anchors.verticalCenter: parent.verticalCenter
                visible: root.shortcutText !== ""
                width: key.implicitWidth + Theme.space2
                height: 18
                radius: 4
                color: "transparent"
                border.width: 1
                border.color: Theme.line

                Text {
                    id: key

                    anchors.centerIn: parent
                    text: root.shortcutText
                    font: Theme.mono
                    color: Theme.text3
                    Accessible.ignored: true
                }
            }
        }
    }
}
