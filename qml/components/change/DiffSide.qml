// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// One line of one text, with its number and sign.
Rectangle {
    id: side

    required property string number
    required property string content
    required property string sign
    readonly property int numberWidth: Theme.scaled(44)
    readonly property int textHeight: visible ? body.implicitHeight + 2 : 0

    color: sign === "−" ? Theme.badBg : sign === "+" ? Theme.okBg : "transparent"

    PlainText {
        width: side.numberWidth
        height: Theme.scaled(20)
        rightPadding: Theme.space2
        horizontalAlignment: Text.AlignRight
        text: side.number
        font: Theme.mono
        color: Theme.text3
        Accessible.ignored: true
    }

    PlainText {
        x: side.numberWidth
        width: Theme.space4
        height: Theme.scaled(20)
        text: side.sign
        font: Theme.mono
        color: side.sign === "−" ? Theme.bad : Theme.ok
        Accessible.ignored: true
    }

    PlainText {
        id: body

        x: side.numberWidth + Theme.space4
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
