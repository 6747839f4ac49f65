// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// Text of a small button, and the key that does the same.
Item {
    id: root

    required property string text
    required property string shortcutText

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
            height: Theme.captionLineHeight + 2
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
