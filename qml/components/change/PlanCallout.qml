// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// What nobody may overlook: an authority that widens, or a plan that does not add up.
Card {
    id: root

    required property string title
    required property string text
    property string actionText
    property bool isLoud: false

    signal triggered

    implicitHeight: Math.max(words.implicitHeight, button.visible ? button.height : 0) + 2 * Theme.space4
    border.color: Theme.bad
    border.width: isLoud ? Theme.focusWidth : Theme.lineWidth
    color: isLoud ? Theme.badBg : Theme.surface
    Accessible.role: Accessible.AlertMessage
    Accessible.name: title + " " + text

    AppIcon {
        x: Theme.space4
        y: Theme.space4 + (Theme.bodyLineHeight - height) / 2
        name: "alert"
        color: Theme.bad
    }

    Column {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        x: Theme.space4 + Theme.iconSize + Theme.space3
        width: (button.visible ? button.x - Theme.space4 : parent.width - Theme.space4) - x

        PlainText {
            width: parent.width
            text: root.title
            font: Theme.bodyStrong
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }

        PlainText {
            width: parent.width
            visible: text !== ""
            text: root.text
            color: root.isLoud ? Theme.text : Theme.text2
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }
    }

    ActionButton {
        id: button

        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        visible: root.actionText !== ""
        text: root.actionText
        onClicked: root.triggered()
    }
}
