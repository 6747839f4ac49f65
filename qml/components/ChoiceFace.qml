// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// What a closed choice shows: a dot for its state, its label, its value, a chevron.
Item {
    id: root

    required property string label
    required property string value
    required property bool showLabel
    required property bool showDot
    required property color dotColor
    /// Everything but the value.
    readonly property int around: Theme.space3 * 2 + Theme.space2 + Theme.smallIconSize + (showLabel ? labelText.implicitWidth + Theme.space2 : 0) + (showDot ? 8 + Theme.space2 : 0)

    implicitWidth: around + Math.ceil(valueText.implicitWidth)
    implicitHeight: valueText.implicitHeight

    Row {
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.space3
        spacing: Theme.space2

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.showDot
            width: 8
            height: 8
            radius: 4
            color: root.dotColor
        }

        PlainText {
            id: labelText

            anchors.verticalCenter: parent.verticalCenter
            visible: root.showLabel
            text: root.label
            color: Theme.text2
            Accessible.ignored: true
        }

        PlainText {
            id: valueText

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(Math.ceil(implicitWidth), root.width - root.around)
            text: root.value
            font: Theme.bodyStrong
            Accessible.ignored: true
        }

        AppIcon {
            anchors.verticalCenter: parent.verticalCenter
            name: "chevron-down"
            size: Theme.smallIconSize
        }
    }
}
