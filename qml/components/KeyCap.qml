// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// A key of the keyboard.
Rectangle {
    id: root

    required property string text

    implicitWidth: label.implicitWidth + Theme.space2
    implicitHeight: Theme.captionLineHeight + 2
    radius: 4
    color: "transparent"
    border.width: Theme.lineWidth
    border.color: Theme.lineStrong

    PlainText {
        id: label

        anchors.centerIn: parent
        text: root.text
        font: Theme.mono
        color: Theme.text2
    }
}
