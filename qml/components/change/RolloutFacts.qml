// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// What was observed, not assumed.
Card {
    id: root

    required property RolloutModel rollout

    PlainText {
        id: title

        x: Theme.space4
        y: Theme.space3
        height: Theme.bodyLineHeight
        text: root.rollout.checksTitle
        font: Theme.section
    }

    PlainText {
        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        y: title.y
        height: title.height
        text: qsTr("observed, not assumed")
        font: Theme.caption
        color: Theme.text2
    }

    PlainText {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.space6
        visible: list.count === 0
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.rollout.isTerminal ? qsTr("Nothing was looked at.") : qsTr("Nothing was looked at yet: that comes after the write.")
        color: Theme.text2
    }

    ListView {
        id: list

        anchors.fill: parent
        anchors.margins: 1
        anchors.topMargin: title.y + title.height + Theme.space3
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.rollout.checks
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Checks")
        ScrollBar.vertical: ScrollBar {
        }
        delegate: Item {
            id: check

            required property string name
            required property string value
            required property int tone
            required property string word

            width: ListView.view.width
            height: Math.max(Theme.rowHeight, nameText.implicitHeight + Theme.space3)
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1: %2, %3").arg(name).arg(value).arg(word)

            PlainText {
                id: nameText

                x: Theme.space4
                width: parent.width * 0.48
                height: parent.height
                wrapMode: Text.Wrap
                text: check.name
                Accessible.ignored: true
            }

            PlainText {
                anchors.left: nameText.right
                anchors.leftMargin: Theme.space3
                anchors.right: verdict.left
                anchors.rightMargin: Theme.space3
                height: parent.height
                text: check.value
                elide: Text.ElideMiddle
                font: Theme.mono
                color: Theme.text2
                Accessible.ignored: true
            }

            Pill {
                id: verdict

                anchors.right: parent.right
                anchors.rightMargin: Theme.space4
                anchors.verticalCenter: parent.verticalCenter
                text: check.word
                tone: check.tone
                Accessible.ignored: true
            }

            Rectangle {
                anchors.bottom: parent.bottom
                width: parent.width
                height: Theme.lineWidth
                color: Theme.line
            }
        }
    }

    FocusRing {
        active: list.activeFocus
    }
}
