// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// An icon and a word in the middle of their place: what buttons show. The button carries the name.
Item {
    id: root

    required property string text
    property string iconName
    property color ink: Theme.text
    property color iconInk: ink

    implicitWidth: row.implicitWidth
    implicitHeight: row.implicitHeight

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Theme.space2

        AppIcon {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.iconName !== ""
            name: root.iconName
            color: root.iconInk
        }

        PlainText {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.text !== ""
            text: root.text
            font: Theme.bodyStrong
            color: root.ink
            Accessible.ignored: true
        }
    }
}
