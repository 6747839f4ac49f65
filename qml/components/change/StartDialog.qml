// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// Starts a rollout of a plan.
DecisionDialog {
    id: root

    required property PlanModel plan
    property string runtimeName
    property bool isProduction: false
    readonly property string place: isProduction ? qsTr("%1 (production)").arg(runtimeName) : runtimeName

    signal startAsked(string reason, string digits, int confirmSeconds)

    title: qsTr("Roll out to %1?").arg(place)
    consequence: plan.isRestart ? qsTr("%1 restarts: every connection and every running turn is interrupted. If anything is wrong, the old state comes back by itself.").arg(runtimeName) : qsTr("The change is written to %1 and verified. If anything is wrong, the old state comes back by itself.").arg(runtimeName)
    actionText: qsTr("Roll out")
    isComplete: !plan.needsDigits || digits.text.trim().toLowerCase() === plan.digits
    firstFocus: plan.needsDigits ? digits : reason
    onDecided: root.startAsked(reason.text.trim(), plan.needsDigits ? digits.text.trim().toLowerCase() : "", confirm.checked ? 600 : 0)
    onOpened: digits.text = ""

    PlainText {
        width: parent.width
        visible: root.plan.needsDigits
        text: qsTr("It widens what somebody can reach, or its risk is critical. An admin must show that this plan is meant: type the first 8 digits of its digest, %1.").arg(root.plan.digits)
        wrapMode: Text.Wrap
        lineHeight: Theme.bodyLineHeight
        lineHeightMode: Text.FixedHeight
    }

    Field {
        id: digits

        width: parent.width
        visible: root.plan.needsDigits
        label: qsTr("First 8 digits of the digest")
        placeholderText: label
        maximumLength: 8
        font: Theme.mono
    }

    Field {
        id: reason

        width: parent.width
        label: qsTr("Reason, for those who look later")
        placeholderText: label
        maximumLength: 1000
    }

    CheckRow {
        id: confirm

        width: parent.width
        text: qsTr("Revert unless somebody confirms within 10 minutes")
        detail: qsTr("For changes that could lock you out, or that only a person can judge")
    }
}
