// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// A label and its value.
Item {
    id: root

    required property string label
    required property string value
    required property string shortValue
    required property bool isCode

    implicitHeight: Theme.scaled(30)
    Accessible.role: Accessible.ListItem
    Accessible.name: label + ": " + value

    PlainText {
        id: labelText

        anchors.verticalCenter: parent.verticalCenter
        text: root.label
        color: Theme.text2
        Accessible.ignored: true
    }

    PlainText {
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.width - labelText.width - Theme.space4)
        visible: !root.isCode
        text: root.value
        Accessible.ignored: true
    }

    CodeValue {
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, root.width - labelText.width - Theme.space4)
        visible: root.isCode
        label: root.label
        value: root.value
        shortValue: root.shortValue
    }
}
