// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// One gateway from far away: whether it is well, how it is read, how much is in it, how fresh that is.
AbstractButton {
    id: root

    required property string name
    required property string health
    required property int tone
    required property string mode
    required property string content
    required property string lastObserved
    required property string problem
    /// All of it in one sentence, for assistive technology.
    required property string summary
    /// The one whose topology is on the level below.
    property bool isShown: false
    property bool isCurrent: false

    padding: Theme.space4
    focusPolicy: Qt.NoFocus
    text: name
    Accessible.role: Accessible.ListItem
    Accessible.name: summary
    Accessible.selected: isCurrent
    Accessible.focusable: true

    background: Card {
        color: root.hovered || root.down ? Theme.hover : Theme.surface
        border.color: root.isShown ? Theme.accent : Theme.line

        FocusRing {
            active: root.isCurrent
            radius: Theme.radiusCard + gap
        }
    }
    contentItem: Column {
        spacing: Theme.space2

        PlainText {
            width: parent.width
            text: root.name
            elide: Text.ElideMiddle
            font: Theme.section
            Accessible.ignored: true
        }

        Pill {
            width: Math.min(implicitWidth, parent.width)
            text: root.health
            tone: root.tone
            Accessible.ignored: true
        }

        PlainText {
            width: parent.width
            text: root.content === "" ? qsTr("nothing observed yet") : root.content
            color: Theme.text2
            Accessible.ignored: true
        }

        Item {
            width: parent.width
            height: Theme.captionLineHeight

            PlainText {
                anchors.left: parent.left
                height: parent.height
                text: qsTr("read by %1").arg(root.mode)
                visible: root.lastObserved !== ""
                font: Theme.caption
                color: Theme.text3
                Accessible.ignored: true
            }

            PlainText {
                anchors.right: parent.right
                height: parent.height
                text: root.lastObserved
                font: Theme.mono
                color: Theme.text3
                Accessible.ignored: true
            }
        }

        PlainText {
            width: parent.width
            visible: root.problem !== ""
            text: root.problem
            font: Theme.caption
            color: Theme.toneColor(root.tone)
            wrapMode: Text.Wrap
            maximumLineCount: 2
            Accessible.ignored: true
        }
    }
}
