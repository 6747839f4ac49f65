// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// Every runtime of a group by wave, also those that were not begun yet.
Card {
    id: root

    required property RolloutModel rollout

    signal memberAsked(string rolloutId)

    function ask(row: int): void {
        const id = rollout.group.value(row, "rolloutId");
        if (id)
            memberAsked(id);
    }

    implicitHeight: head.height + list.contentHeight + Theme.lineWidth + Theme.space2

    PlainText {
        id: head

        x: Theme.space4
        height: Theme.scaled(42)
        text: qsTr("Group")
        font: Theme.section
    }

    PlainText {
        anchors.left: head.right
        anchors.leftMargin: Theme.space4
        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        height: head.height
        horizontalAlignment: Text.AlignRight
        text: root.rollout.groupAbout
        font: Theme.caption
        color: Theme.text2
    }

    ListView {
        id: list

        anchors.fill: parent
        anchors.margins: Theme.lineWidth
        anchors.topMargin: head.height
        anchors.bottomMargin: Theme.space2
        clip: true
        activeFocusOnTab: true
        keyNavigationEnabled: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.rollout.group
        Accessible.role: Accessible.List
        Accessible.name: head.text
        Keys.onReturnPressed: root.ask(currentIndex)
        Keys.onEnterPressed: root.ask(currentIndex)
        ScrollBar.vertical: ScrollBar {
        }
        delegate: GroupRow {
            width: ListView.view.width
            isReached: ListView.view.activeFocus && ListView.isCurrentItem
            onClicked: root.ask(index)
        }
    }
}
