// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// What the plan is for, how it stands, and what can be done with it.
Item {
    id: root

    required property PlanModel plan
    required property string whyNot
    /// Why it cannot be rolled out; empty if it can.
    required property string whyNotStart
    property bool isBusy: false
    property string runtimeName: plan.runtimeId

    signal backAsked
    signal replanAsked
    signal startAsked
    signal rolloutAsked
    signal intentAsked

    implicitHeight: Math.max(words.implicitHeight, actions.y + actions.height)

    ActionButton {
        id: back

        width: Theme.controlHeight
        y: Theme.headControlY
        kind: ActionButton.Ghost
        iconName: "arrow-left"
        hint: qsTr("All plans")
        onClicked: root.backAsked()
    }

    Column {
        id: words

        anchors.left: back.right
        anchors.leftMargin: Theme.space2
        anchors.right: actions.left
        anchors.rightMargin: Theme.space4

        PlainText {
            width: parent.width
            height: Theme.captionLineHeight
            text: qsTr("Plan for %1 · %2").arg(root.runtimeName).arg(root.plan.about)
            font: Theme.caption
            color: Theme.text2
        }

        Row {
            width: parent.width
            spacing: Theme.space3

            PlainText {
                width: Math.min(implicitWidth, parent.width - pill.width - Theme.space3)
                height: Theme.titleLineHeight
                text: root.plan.title
                font: Theme.title
                Accessible.role: Accessible.Heading
            }

            Pill {
                id: pill

                anchors.verticalCenter: parent.verticalCenter
                text: root.plan.status
                tone: root.plan.statusTone
            }
        }

        PlainText {
            width: parent.width
            text: root.plan.sentence
            color: Theme.text2
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
        }

        PlainText {
            width: parent.width
            visible: root.plan.reason !== ""
            text: qsTr("Why: %1").arg(root.plan.reason)
            color: Theme.text2
            wrapMode: Text.Wrap
            maximumLineCount: 2
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
        }

        WhyNotLine {
            width: parent.width
            text: root.plan.canStart ? root.whyNotStart : ""
        }
    }

    Row {
        id: actions

        anchors.right: parent.right
        y: Theme.headControlY
        spacing: Theme.space2

        ActionButton {
            visible: root.plan.lastRollout !== ""
            text: qsTr("Last rollout")
            onClicked: root.rolloutAsked()
        }

        ActionButton {
            text: qsTr("Intent")
            hint: qsTr("What is wanted, field by field")
            onClicked: root.intentAsked()
        }

        ActionButton {
            visible: root.plan.staleText === ""
            text: qsTr("Make it again")
            hint: qsTr("From what runs now")
            enabled: !root.isBusy && root.whyNot === ""
            onClicked: root.replanAsked()
        }

        ActionButton {
            kind: ActionButton.Primary
            text: qsTr("Roll out…")
            hint: root.whyNotStart
            enabled: !root.isBusy && root.whyNotStart === ""
            onClicked: root.startAsked()
        }
    }
}
