// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// Whether what is wanted runs, and what can be done about it.
Item {
    id: root

    required property IntentModel intent
    required property string whyNot
    property bool isBusy: false
    property string runtimeName: intent.runtimeId
    readonly property bool mayAct: !isBusy && whyNot === ""
    readonly property bool canDrop: intent.pendingCount + intent.conflictCount > 0

    signal topologyAsked
    signal adoptAsked
    signal planAsked

    implicitHeight: Math.max(words.implicitHeight, actions.y + actions.height)

    Column {
        id: words

        anchors.left: parent.left
        anchors.right: actions.left
        anchors.rightMargin: Theme.space4

        PlainText {
            width: parent.width
            height: Theme.captionLineHeight
            text: root.intent.about === "" ? qsTr("Intent of %1").arg(root.runtimeName) : qsTr("Intent of %1 · %2").arg(root.runtimeName).arg(root.intent.about)
            font: Theme.caption
            color: Theme.text2
        }

        PlainText {
            width: parent.width
            text: root.intent.headline
            font: Theme.title
            wrapMode: Text.Wrap
            maximumLineCount: 2
            lineHeight: Theme.titleLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.role: Accessible.Heading
        }

        PlainText {
            width: parent.width
            visible: text !== ""
            text: root.intent.headlineDetail
            color: Theme.text2
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
        }

        WhyNotLine {
            width: parent.width
            text: root.whyNot
        }
    }

    Row {
        id: actions

        anchors.right: parent.right
        y: Theme.headControlY
        spacing: Theme.space2

        ActionButton {
            text: qsTr("Change on the topology")
            onClicked: root.topologyAsked()
        }

        ActionButton {
            kind: root.canDrop ? ActionButton.Danger : ActionButton.Secondary
            text: root.canDrop ? qsTr("Discard…") : qsTr("Adopt what runs…")
            hint: root.whyNot !== "" ? root.whyNot : qsTr("What runs becomes what is wanted")
            enabled: root.mayAct
            onClicked: root.adoptAsked()
        }

        ActionButton {
            kind: ActionButton.Primary
            text: qsTr("Make a plan…")
            hint: root.intent.whyNotPlan !== "" ? root.intent.whyNotPlan : root.whyNot
            enabled: root.mayAct && root.intent.whyNotPlan === ""
            onClicked: root.planAsked()
        }
    }
}
