// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// What is rolled out, where it stands, and what can be decided.
Item {
    id: root

    required property RolloutModel rollout
    required property string whyNot
    property bool isBusy: false
    property bool isEvidenceShown: false
    readonly property bool mayAct: !isBusy && whyNot === ""

    signal backAsked
    signal planAsked
    signal evidenceToggled
    signal cancelAsked
    signal rollBackAsked
    signal undoAsked
    signal confirmAsked

    implicitHeight: Math.max(words.implicitHeight, actions.y + actions.height)

    ActionButton {
        id: back

        width: Theme.controlHeight
        y: Theme.headControlY
        kind: ActionButton.Ghost
        iconName: "arrow-left"
        hint: qsTr("All rollouts")
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
            text: root.rollout.about
            font: Theme.caption
            color: Theme.text2
        }

        Row {
            width: parent.width
            spacing: Theme.space3

            PlainText {
                width: Math.min(implicitWidth, parent.width - pill.width - Theme.space3)
                height: Theme.titleLineHeight
                text: root.rollout.title
                font: Theme.title
                Accessible.role: Accessible.Heading
            }

            Pill {
                id: pill

                anchors.verticalCenter: parent.verticalCenter
                text: root.rollout.stateText
                tone: root.rollout.tone
            }
        }

        PlainText {
            width: parent.width
            visible: root.rollout.reason !== ""
            text: qsTr("Why: %1").arg(root.rollout.reason)
            color: Theme.text2
            wrapMode: Text.Wrap
            maximumLineCount: 2
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
        }

        WhyNotLine {
            width: parent.width
            text: root.rollout.isOver || root.rollout.isAgentAway ? "" : root.whyNot
        }
    }

    Row {
        id: actions

        anchors.right: parent.right
        y: Theme.headControlY
        spacing: Theme.space2

        ActionButton {
            visible: root.rollout.planId !== ""
            text: qsTr("Plan")
            hint: root.rollout.planShort
            onClicked: root.planAsked()
        }

        ActionButton {
            text: root.isEvidenceShown ? qsTr("Checks") : qsTr("Evidence")
            onClicked: root.evidenceToggled()
        }

        ActionButton {
            visible: root.rollout.canCancel
            kind: ActionButton.Danger
            text: qsTr("Cancel…")
            hint: root.whyNot
            enabled: root.mayAct
            onClicked: root.cancelAsked()
        }

        ActionButton {
            visible: root.rollout.canRollBack
            kind: ActionButton.Danger
            text: qsTr("Roll back…")
            hint: root.whyNot
            enabled: root.mayAct
            onClicked: root.rollBackAsked()
        }

        ActionButton {
            visible: root.rollout.canUndo
            text: qsTr("Undo…")
            hint: root.whyNot !== "" ? root.whyNot : qsTr("Plan the way back from this change")
            enabled: root.mayAct
            onClicked: root.undoAsked()
        }

        ActionButton {
            visible: root.rollout.waitsForConfirmation
            kind: ActionButton.Primary
            text: root.rollout.canConfirm ? qsTr("Confirm…") : qsTr("Confirm after soak")
            hint: root.whyNot
            enabled: root.mayAct && root.rollout.canConfirm
            onClicked: root.confirmAsked()
        }
    }
}
