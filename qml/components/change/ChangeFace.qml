// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// What a ChangeRow shows.
Item {
    id: root

    required property string title
    required property string detail
    required property string word
    required property int tone
    required property string secondWord
    required property int secondTone

    Column {
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.space4
        width: words.x - x - Theme.space3

        PlainText {
            width: parent.width
            height: Theme.bodyLineHeight
            text: root.title
            font: Theme.bodyStrong
            Accessible.ignored: true
        }

        PlainText {
            width: parent.width
            height: Theme.captionLineHeight
            text: root.detail
            font: Theme.caption
            color: Theme.text2
            Accessible.ignored: true
        }
    }

    Row {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        spacing: Theme.space2

        Pill {
            visible: root.secondWord !== ""
            text: root.secondWord
            tone: root.secondTone
            Accessible.ignored: true
        }

        Pill {
            visible: root.word !== ""
            text: root.word
            tone: root.tone
            Accessible.ignored: true
        }
    }
}
