// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// The change as text, as picture and as what would be sent; and the digest of all that is shown.
Card {
    id: root

    required property PlanModel plan
    property string textsProblem

    function showGraph(): void {
        graphTab.checked = true;
        graph.forceActiveFocus(Qt.TabFocusReason);
    }

    Row {
        id: tabs

        x: Theme.space4
        height: Theme.scaled(42)
        spacing: Theme.space4

        TabButton {
            id: differenceTab

            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Difference")
            checked: true
        }

        TabButton {
            id: graphTab

            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Graph")
        }

        TabButton {
            id: payloadTab

            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Payload")
        }
    }

    Row {
        anchors.right: parent.right
        anchors.rightMargin: Theme.space3
        anchors.verticalCenter: tabs.verticalCenter
        spacing: Theme.space3
        visible: differenceTab.checked

        PlainText {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.width > Theme.scaled(430)
            text: root.plan.texts.summary
            font: Theme.mono
            color: Theme.text2
        }

        ActionButton {
            anchors.verticalCenter: parent.verticalCenter
            height: Theme.toolbarControlHeight
            kind: ActionButton.Ghost
            text: root.plan.texts.isSplit ? qsTr("Unified") : qsTr("Side by side")
            onClicked: root.plan.texts.isSplit = !root.plan.texts.isSplit
        }
    }

    BeforeAfter {
        id: beforeAfter

        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        anchors.verticalCenter: tabs.verticalCenter
        visible: graphTab.checked && root.plan.graphProblem === ""
    }

    Connections {
        function onPlanIdChanged(): void {
            beforeAfter.value = beforeAfter.both;
        }

        target: Changes
    }

    Rectangle {
        anchors.top: tabs.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }

    Item {
        anchors.fill: parent
        anchors.margins: 1
        anchors.topMargin: tabs.height + 1
        anchors.bottomMargin: foot.height + 1
        clip: true

        DiffView {
            anchors.fill: parent
            visible: differenceTab.checked
            texts: root.plan.texts
            problem: root.textsProblem
        }

        PlanGraphView {
            id: graph

            anchors.fill: parent
            visible: graphTab.checked
            enabled: visible
            plan: root.plan
            blend: beforeAfter.value
        }

        ScrollView {
            anchors.fill: parent
            visible: payloadTab.checked
            contentWidth: availableWidth

            TextEdit {
                width: parent.width
                padding: Theme.space4
                readOnly: true
                selectByMouse: true
                activeFocusOnTab: true
                textFormat: TextEdit.PlainText
                wrapMode: TextEdit.WrapAnywhere
                text: root.plan.payload
                font: Theme.mono
                color: Theme.text
                selectionColor: Theme.accent
                selectedTextColor: Theme.accentText
                Accessible.role: Accessible.StaticText
                Accessible.name: qsTr("What would be sent")
            }
        }
    }

    Item {
        id: foot

        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.scaled(58)
        Accessible.role: Accessible.StaticText
        Accessible.name: qsTr("Digest %1, %2").arg(root.plan.digestWords).arg(root.plan.digestVerdict)

        Rectangle {
            width: parent.width
            height: Theme.lineWidth
            color: Theme.line
        }

        AppIcon {
            x: Theme.space4
            anchors.verticalCenter: parent.verticalCenter
            name: root.plan.isSound ? "lock" : "alert"
            color: root.plan.isSound ? Theme.ok : Theme.bad
        }

        Column {
            anchors.verticalCenter: parent.verticalCenter
            x: Theme.space4 + Theme.iconSize + Theme.space2
            width: copy.x - x - Theme.space2

            PlainText {
                width: parent.width
                text: root.plan.digestWords
                font: Theme.mono
                Accessible.ignored: true
            }

            PlainText {
                width: parent.width
                text: root.plan.digestVerdict
                font: Theme.caption
                color: root.plan.isSound ? Theme.text2 : Theme.bad
                Accessible.ignored: true
            }
        }

        CodeValue {
            id: copy

            anchors.right: parent.right
            anchors.rightMargin: Theme.space3
            anchors.verticalCenter: parent.verticalCenter
            visible: root.plan.digest !== ""
            width: visible ? implicitWidth : 0
            label: qsTr("digest")
            value: root.plan.digest
            shortValue: qsTr("copy")
        }
    }
}
