// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// One state that the rollout was in, is in or will be in.
Item {
    id: root

    required property int index
    required property string title
    required property string detail
    required property string time
    required property string span
    required property string progress
    required property string spoken
    property bool isLast: false
    readonly property bool isNow: progress === "now"
    readonly property bool isDone: progress === "done"
    readonly property bool isFailed: progress === "failed"
    readonly property color ink: isDone ? Theme.ok : isFailed ? Theme.bad : isNow ? Theme.accent : Theme.lineStrong

    implicitHeight: Math.max(Theme.scaled(50), words.implicitHeight + Theme.space3)
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    Rectangle {
        anchors.horizontalCenter: sign.horizontalCenter
        y: sign.y + sign.height + 2
        width: 1
        height: root.height - sign.height - 4
        visible: !root.isLast
        color: root.isDone ? Theme.ok : Theme.line
    }

    Rectangle {
        id: sign

        x: Theme.space4
        width: Theme.scaled(22)
        height: width
        radius: width / 2
        color: root.isDone ? Theme.okBg : root.isFailed ? Theme.badBg : root.isNow ? Theme.accentBg : "transparent"
        border.width: root.isDone || root.isFailed ? 0 : root.isNow ? 2 : Theme.lineWidth
        border.color: root.ink

        AppIcon {
            anchors.centerIn: parent
            visible: root.isDone || root.isFailed
            name: root.isDone ? "check" : "close"
            size: Theme.smallIconSize
            color: root.ink
        }

        Rectangle {
            anchors.centerIn: parent
            width: 6
            height: 6
            radius: 3
            visible: root.isNow
            color: Theme.accent
        }
    }

    Column {
        id: words

        anchors.left: sign.right
        anchors.leftMargin: Theme.space3
        anchors.right: times.left
        anchors.rightMargin: Theme.space3

        PlainText {
            width: parent.width
            height: Theme.bodyLineHeight
            text: root.title
            font: Theme.bodyStrong
            color: root.progress === "ahead" ? Theme.text2 : Theme.text
            Accessible.ignored: true
        }

        PlainText {
            width: parent.width
            visible: text !== ""
            text: root.detail
            font: Theme.caption
            color: root.isFailed ? Theme.bad : Theme.text2
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }
    }

    Column {
        id: times

        anchors.right: parent.right
        anchors.rightMargin: Theme.space4

        PlainText {
            anchors.right: parent.right
            height: Theme.bodyLineHeight
            text: root.time
            font: Theme.mono
            color: Theme.text2
            Accessible.ignored: true
        }

        PlainText {
            anchors.right: parent.right
            height: Theme.captionLineHeight
            text: root.span
            font: Theme.mono
            color: Theme.text2
            Accessible.ignored: true
        }
    }
}
