// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// What happens if nobody acts, and how long there is.
Card {
    id: root

    required property RolloutModel rollout
    readonly property color ink: rollout.bannerTone === Ui.Neutral ? Theme.text2 : Theme.toneColor(rollout.bannerTone)

    implicitHeight: Math.max(words.implicitHeight, Theme.bodyLineHeight) + 2 * Theme.space3
    border.color: rollout.bannerTone === Ui.Bad ? Theme.bad : Theme.line
    Accessible.role: Accessible.AlertMessage
    Accessible.name: rollout.bannerTitle + ". " + rollout.bannerText

    AppIcon {
        x: Theme.space4
        y: words.y + (Theme.bodyLineHeight - height) / 2
        name: root.rollout.bannerTone === Ui.Bad ? "alert" : root.rollout.bannerTone === Ui.Ok ? "check" : "clock"
        color: root.ink
    }

    Flow {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        x: Theme.space4 + Theme.iconSize + Theme.space3
        width: (bar.visible ? bar.x : parent.width) - x - Theme.space4
        spacing: Theme.space2

        PlainText {
            width: Math.min(implicitWidth, words.width)
            text: root.rollout.bannerTitle
            font: Theme.bodyStrong
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }

        PlainText {
            width: Math.min(implicitWidth, words.width)
            visible: text !== ""
            text: root.rollout.bannerText
            color: Theme.text2
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }
    }

    Rectangle {
        id: bar

        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(Theme.scaled(270), parent.width / 4)
        height: 6
        radius: 3
        visible: root.rollout.timeLeft >= 0
        color: Theme.hover

        Rectangle {
            width: Math.round(parent.width * Math.max(0, root.rollout.timeLeft))
            height: parent.height
            radius: parent.radius
            color: root.ink
        }
    }
}
