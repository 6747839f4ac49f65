// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// One runtime of a group: in which wave, how far, and why it goes back if it does.
AbstractButton {
    id: root

    required property int index
    required property string rolloutId
    required property string runtime
    required property string wave
    required property string state
    required property int tone
    required property string detail
    required property double progress
    required property bool isCurrent
    /// The keyboard is on this row.
    property bool isReached: false
    readonly property string name: Session.nameOf(runtime)

    implicitHeight: Theme.rowHeight + (reason.visible ? reason.height + Theme.space2 : 0)
    focusPolicy: Qt.NoFocus
    hoverEnabled: rolloutId !== ""
    Accessible.role: Accessible.ListItem
    Accessible.name: name + ", " + wave + ", " + state + (detail !== "" ? ", " + detail : "")

    background: Rectangle {
        color: root.isCurrent ? Theme.accentBg : root.hovered ? Theme.hover : "transparent"
        border.width: root.isReached ? Theme.focusWidth : 0
        border.color: Theme.accent

        Rectangle {
            width: parent.width
            height: Theme.lineWidth
            color: Theme.line
        }
    }

    Item {
        anchors.fill: parent

        PlainText {
            x: Theme.space4
            width: waveText.x - x - Theme.space3
            height: Theme.rowHeight
            text: root.name
            elide: Text.ElideMiddle
            font: Theme.bodyStrong
            Accessible.ignored: true
        }

        PlainText {
            id: waveText

            x: bar.x - width - Theme.space3
            width: Theme.scaled(88)
            height: Theme.rowHeight
            text: root.wave
            font: Theme.caption
            color: Theme.text2
            Accessible.ignored: true
        }

        /// Where there is room for it: the word says the same.
        Rectangle {
            id: bar

            x: word.x - (visible ? width + Theme.space6 : 0)
            y: Math.round((Theme.rowHeight - height) / 2)
            width: Math.round(parent.width * 0.22)
            height: 6
            radius: 3
            visible: parent.width >= Theme.scaled(640)
            color: root.isCurrent ? Theme.surface : Theme.hover

            Rectangle {
                width: Math.round(parent.width * root.progress)
                height: parent.height
                radius: parent.radius
                color: root.tone === Ui.Pending ? Theme.accent : Theme.toneColor(root.tone)
            }
        }

        Item {
            id: word

            x: parent.width - width - Theme.space4
            width: Theme.scaled(152)
            height: Theme.rowHeight

            Pill {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                width: Math.min(implicitWidth, parent.width)
                text: root.state
                tone: root.tone
                Accessible.ignored: true
            }
        }

        PlainText {
            id: reason

            x: Theme.space4
            y: Theme.rowHeight - Theme.space1
            width: parent.width - 2 * Theme.space4
            visible: text !== ""
            text: root.detail
            font: Theme.caption
            color: Theme.text2
            wrapMode: Text.Wrap
            maximumLineCount: 2
            lineHeight: Theme.captionLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }
    }
}
