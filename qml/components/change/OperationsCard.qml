// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// What would be done, in this order, and what it means beyond the figures.
Card {
    id: root

    required property PlanModel plan

    component Heading: PlainText {
        height: Theme.controlHeight
        font: Theme.captionStrong
        color: Theme.text2
    }

    Row {
        id: title

        x: Theme.space4
        height: Theme.scaled(42)
        spacing: Theme.space2

        PlainText {
            height: parent.height
            text: qsTr("Operations")
            font: Theme.section
        }

        PlainText {
            height: parent.height
            text: qsTr("in this order")
            font: Theme.caption
            color: Theme.text2
        }
    }

    Rectangle {
        anchors.top: title.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }

    Row {
        id: heads

        readonly property int pillWidth: Theme.scaled(82)
        readonly property real share: (root.width - 2 * pillWidth - 2 * Theme.space4) / 100

        anchors.top: title.bottom
        x: Theme.space4

        Heading {
            width: heads.pillWidth
            text: qsTr("Kind")
        }

        Heading {
            width: heads.share * 23
            text: qsTr("On")
        }

        Heading {
            width: heads.share * 26
            text: qsTr("Field")
        }

        Heading {
            width: heads.share * 25
            text: qsTr("From")
        }

        Heading {
            width: heads.share * 26
            text: qsTr("To")
        }

        Heading {
            width: heads.pillWidth
            text: qsTr("Risk")
        }
    }

    Rectangle {
        anchors.top: heads.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }

    ListView {
        id: list

        anchors.fill: parent
        anchors.margins: 1
        anchors.topMargin: title.height + heads.height + 1
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        bottomMargin: findings.height
        model: root.plan.operations
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Operations, %1").arg(count)
        Keys.onUpPressed: flick(0, 600)
        Keys.onDownPressed: flick(0, -600)
        ScrollBar.vertical: ScrollBar {
        }
        delegate: OperationRow {
            width: ListView.view.width
        }

        FindingList {
            id: findings

            parent: list.contentItem
            y: list.originY + list.contentHeight
            width: list.width
            findings: root.plan.findings
        }
    }

    FocusRing {
        active: list.activeFocus
    }
}
