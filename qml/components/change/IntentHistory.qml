// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// Every desired revision of the runtime.
Card {
    id: root

    required property IntentModel intent
    property string problem

    PlainText {
        id: title

        x: Theme.space4
        height: Theme.scaled(42)
        text: qsTr("History")
        font: Theme.section
    }

    PlainText {
        anchors.left: title.right
        anchors.leftMargin: Theme.space2
        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        height: title.height
        text: qsTr("every save, newest first")
        font: Theme.caption
        color: Theme.text2
    }

    Rectangle {
        anchors.top: title.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }

    PlainText {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.space6
        visible: list.count === 0
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.problem !== "" ? root.problem : qsTr("Nothing was saved yet.")
        color: Theme.text2
    }

    ListView {
        id: list

        anchors.fill: parent
        anchors.margins: 1
        anchors.topMargin: title.height + 1
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.intent.history
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Desired revisions, %1").arg(count)
        Keys.onUpPressed: flick(0, 600)
        Keys.onDownPressed: flick(0, -600)
        ScrollBar.vertical: ScrollBar {
        }
        delegate: RevisionRow {
            width: ListView.view.width
        }
    }

    FocusRing {
        active: list.activeFocus
    }
}
