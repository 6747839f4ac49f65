// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// Says over the content what is wrong with it, and what to do.
Rectangle {
    id: root

    required property string title
    property string text
    property int tone: Ui.Warn
    property string iconName: tone === Ui.Pending ? "clock" : "alert"
    property string actionText

    signal triggered

    implicitHeight: Math.max(Theme.controlHeight, words.implicitHeight + Theme.space2 * 2, action.visible ? action.height + Theme.space1 * 2 : 0)
    height: implicitHeight
    color: Theme.toneBackground(tone)
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text === "" ? title : qsTr("%1. %2").arg(title).arg(text)

    AppIcon {
        x: Theme.space4
        y: words.y + (Theme.bodyLineHeight - height) / 2
        name: root.iconName
        color: Theme.toneColor(root.tone)
    }

    // Side by side where both fit, else one below the other.
    Flow {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: parent.left
        anchors.leftMargin: Theme.space4 + Theme.iconSize + Theme.space2
        anchors.right: action.visible ? action.left : parent.right
        anchors.rightMargin: Theme.space4
        spacing: Theme.space1

        PlainText {
            width: Math.min(implicitWidth, words.width)
            rightPadding: Theme.space1
            text: root.title
            color: Theme.toneColor(root.tone)
            font: Theme.bodyStrong
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }

        PlainText {
            width: Math.min(implicitWidth, words.width)
            visible: text !== ""
            text: root.text
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }
    }

    ActionButton {
        id: action

        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        height: Theme.toolbarControlHeight
        visible: root.actionText !== ""
        text: root.actionText
        onClicked: root.triggered()
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }
}
