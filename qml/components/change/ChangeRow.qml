// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// One plan or rollout in a list: what, about what and since when, and its state in a word.
AbstractButton {
    id: root

    required property string title
    required property string detail
    required property string spoken
    property string word
    property int wordTone
    property string secondWord
    property int secondTone

    implicitHeight: Theme.bodyLineHeight + Theme.captionLineHeight + Theme.space3 * 2
    focusPolicy: Qt.NoFocus
    text: title
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    background: Rectangle {
        color: root.hovered ? Theme.hover : "transparent"

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.lineWidth
            color: Theme.line
        }

        Rectangle {
            anchors.fill: parent
            anchors.margins: 1
            visible: root.activeFocus
            color: "transparent"
            radius: 4
            border.width: Theme.focusWidth
            border.color: Theme.accent
        }
    }
    contentItem: ChangeFace {
        title: root.title
        detail: root.detail
        word: root.word
        tone: root.wordTone
        secondWord: root.secondWord
        secondTone: root.secondTone
    }
}
