// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// The three-way view: last applied, observed, desired.
Card {
    id: root

    required property IntentModel intent

    component Heading: PlainText {
        height: Theme.controlHeight
        font: Theme.captionStrong
        color: Theme.text2
    }

    PlainText {
        id: title

        x: Theme.space4
        width: parent.width - 2 * x
        height: Theme.scaled(42)
        text: qsTr("Fields that differ")
        font: Theme.section
    }

    Rectangle {
        anchors.top: title.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }

    Row {
        id: heads

        readonly property real share: (root.width - 2 * Theme.space4 - 2) / 100

        anchors.top: title.bottom
        x: Theme.space4 + 1
        visible: list.count > 0

        Heading {
            width: heads.share * 34
            text: qsTr("Field")
        }

        Heading {
            width: heads.share * 22
            text: qsTr("Last applied")
        }

        Heading {
            width: heads.share * 22
            text: qsTr("Observed")
        }

        Heading {
            width: heads.share * 22
            text: qsTr("Desired")
        }
    }

    Rectangle {
        anchors.top: heads.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
        visible: heads.visible
    }

    PlainText {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.space6
        visible: list.count === 0
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: qsTr("What is observed is what is desired, in every field.")
        color: Theme.text2
    }

    ListView {
        id: list

        anchors.fill: parent
        anchors.margins: 1
        anchors.topMargin: title.height + heads.height + 1
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.intent.fields
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Fields that differ, %1").arg(count)
        Keys.onUpPressed: flick(0, 600)
        Keys.onDownPressed: flick(0, -600)
        ScrollBar.vertical: ScrollBar {
        }
        delegate: IntentFieldRow {
            width: ListView.view.width
        }
    }

    FocusRing {
        active: list.activeFocus
    }
}
