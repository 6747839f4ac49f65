// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// A line of the difference, one text below the other or side by side; or a fold of unchanged lines.
AbstractButton {
    id: root

    required property string beforeNumber
    required property string afterNumber
    required property string beforeText
    required property string afterText
    required property bool isRemoved
    required property bool isAdded
    required property string foldText
    required property string spoken
    required property bool isSplit
    readonly property bool isFold: foldText !== ""
    readonly property int numberWidth: Theme.scaled(44)

    implicitHeight: isFold ? Theme.scaled(26) : Math.max(Theme.scaled(20), left.textHeight, right.textHeight)
    enabled: isFold
    focusPolicy: Qt.NoFocus
    Accessible.role: isFold ? Accessible.Button : Accessible.StaticText
    Accessible.name: spoken

    component Side: Rectangle {
        id: side

        required property string number
        required property string content
        required property string sign
        readonly property int textHeight: visible ? body.implicitHeight + 2 : 0

        height: root.height
        color: sign === "−" ? Theme.badBg : sign === "+" ? Theme.okBg : "transparent"

        PlainText {
            width: root.numberWidth
            height: Theme.scaled(20)
            rightPadding: Theme.space2
            horizontalAlignment: Text.AlignRight
            text: side.number
            font: Theme.mono
            color: Theme.text3
            Accessible.ignored: true
        }

        PlainText {
            x: root.numberWidth
            width: Theme.space4
            height: Theme.scaled(20)
            text: side.sign
            font: Theme.mono
            color: side.sign === "−" ? Theme.bad : Theme.ok
            Accessible.ignored: true
        }

        PlainText {
            id: body

            x: root.numberWidth + Theme.space4
            y: 1
            width: parent.width - x - Theme.space2
            text: side.content
            font: Theme.mono
            color: side.sign === "−" ? Theme.bad : side.sign === "+" ? Theme.ok : Theme.text
            wrapMode: Text.WrapAnywhere
            lineHeight: Theme.scaled(18)
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }
    }

    background: Rectangle {
        color: root.isFold ? (root.hovered ? Theme.hover : Theme.raised) : "transparent"
        border.width: root.activeFocus ? Theme.focusWidth : 0
        border.color: Theme.accent
    }
    contentItem: Item {
        Side {
            id: left

            width: root.isSplit ? Math.floor(parent.width / 2) : parent.width
            visible: !root.isFold
            number: root.isSplit || root.isRemoved ? root.beforeNumber : root.afterNumber
            content: root.isSplit || root.isRemoved ? root.beforeText : root.afterText
            sign: root.isRemoved ? "−" : root.isAdded && !root.isSplit ? "+" : ""
        }

        Side {
            id: right

            x: left.width
            width: parent.width - x
            visible: root.isSplit && !root.isFold
            number: root.afterNumber
            content: root.afterText
            sign: root.isAdded ? "+" : ""
        }

        Rectangle {
            x: left.width
            width: Theme.lineWidth
            height: parent.height
            visible: right.visible
            color: Theme.line
        }

        PlainText {
            anchors.centerIn: parent
            visible: root.isFold
            text: root.foldText
            font: Theme.caption
            color: Theme.text2
            Accessible.ignored: true
        }
    }
}
