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
        activeFocusOnTab: count > 0
        boundsBehavior: Flickable.StopAtBounds
        model: root.rollout.checks
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Checks")
        ScrollBar.vertical: ScrollBar {
        }
        delegate: CheckLine {
            width: ListView.view.width
            isUnfolded: root.rollout.isUnfolded
            onUnfoldAsked: root.rollout.isUnfolded = !root.rollout.isUnfolded
        }
    }
}
