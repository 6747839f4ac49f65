// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Fabric.Console

/// A page that has nothing to show says why, and what to do.
Item {
    id: root

    required property string iconName
    required property string title
    required property string text
    property string detail
    property string actionText

    signal triggered

    ColumnLayout {
        anchors.centerIn: parent
        width: Math.min(parent.width - Theme.space8 * 2, Theme.scaled(460))
        spacing: Theme.space3

        AppIcon {
            Layout.alignment: Qt.AlignHCenter
            name: root.iconName
            size: Theme.iconSize * 2
            color: Theme.text3
        }

        PlainText {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: root.title
            font: Theme.title
            wrapMode: Text.Wrap
        }

        PlainText {
            Layout.fillWidth: true
            horizontalAlignment: Text.AlignHCenter
            text: root.text
            color: Theme.text2
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
        }

        PlainText {
            Layout.fillWidth: true
            visible: text !== ""
            horizontalAlignment: Text.AlignHCenter
            text: root.detail
            font: Theme.mono
            color: Theme.text3
            wrapMode: Text.Wrap
        }

        ActionButton {
            Layout.alignment: Qt.AlignHCenter
            visible: root.actionText !== ""
            text: root.actionText
            onClicked: root.triggered()
        }
    }
}
