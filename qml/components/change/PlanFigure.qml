// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// One question about a plan and its answer.
Card {
    id: root

    required property string question
    required property string answer
    required property string detail
    property int tone: Ui.Neutral

    implicitHeight: column.implicitHeight + 2 * Theme.space4
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1: %2. %3").arg(question).arg(answer).arg(detail)

    Column {
        id: column

        x: Theme.space4
        y: Theme.space4
        width: parent.width - 2 * Theme.space4

        PlainText {
            width: parent.width
            height: Theme.captionLineHeight
            text: root.question
            font: Theme.caption
            color: Theme.text2
            Accessible.ignored: true
        }

        PlainText {
            width: parent.width
            height: Theme.titleLineHeight
            text: root.answer
            font: Theme.title
            color: root.tone === Ui.Neutral ? Theme.text : Theme.toneColor(root.tone)
            Accessible.ignored: true
        }

        PlainText {
            width: parent.width
            text: root.detail
            font: Theme.caption
            color: Theme.text2
            wrapMode: Text.Wrap
            maximumLineCount: 3
            lineHeight: Theme.captionLineHeight
            lineHeightMode: Text.FixedHeight
            verticalAlignment: Text.AlignTop
            Accessible.ignored: true
        }
    }
}
