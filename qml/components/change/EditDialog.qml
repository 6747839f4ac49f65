// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// Puts a change of the selected node together. Nothing is written: a plan says first what it would mean.
DecisionDialog {
    id: root

    required property EditDraft draft
    property string runtimeName

    signal planAsked(string reason)

    title: qsTr("Change %1").arg(draft.subject)
    consequence: qsTr("This changes what is wanted of %1, not what runs. A plan then shows what it would mean; nothing is written before it is rolled out.").arg(runtimeName)
    actionText: qsTr("Make a plan")
    isComplete: draft.isComplete && reason.text.trim() !== ""
    firstFocus: action.button
    onDecided: root.planAsked(reason.text.trim())
    onOpened: reason.text = ""

    TargetField {
        id: action

        width: parent.width
        label: qsTr("What")
        current: root.draft.action
        value: root.draft.actionTitle
        choices: root.draft.actions
        onChosen: key => root.draft.action = key
    }

    TargetField {
        width: parent.width
        visible: root.draft.action !== ""
        label: qsTr("Which")
        current: root.draft.target
        value: root.draft.targetTitle
        choices: root.draft.targets
        onChosen: key => root.draft.target = key
    }

    Field {
        id: reason

        width: parent.width
        label: qsTr("Reason, for those who look later")
        placeholderText: label
        maximumLength: 1000
    }

    PlainText {
        width: parent.width
        visible: text !== ""
        text: root.draft.sentence === "" ? "" : root.draft.sentence + "."
        font: Theme.bodyStrong
        wrapMode: Text.Wrap
    }
}
