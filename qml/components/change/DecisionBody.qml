// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// What a DecisionDialog says and asks.
FocusScope {
    id: root

    required property string title
    required property string consequence
    required property string actionText
    property bool isDanger: false
    property bool isBusy: false
    property bool isComplete: true
    property string problem
    property alias fields: holder.data
    readonly property Item wayBack: cancel

    signal leaving
    signal decided

    implicitHeight: column.implicitHeight
    focus: true
    Accessible.role: Accessible.Dialog
    Accessible.name: title
    Accessible.description: consequence
    Keys.onPressed: event => {
        const isEnter = event.key === Qt.Key_Return || event.key === Qt.Key_Enter;
        if (isEnter && (event.modifiers & Qt.ControlModifier)) {
            event.accepted = true;
            root.decided();
        }
    }

    Column {
        id: column

        width: parent.width
        spacing: Theme.space4

        PlainText {
            width: parent.width
            text: root.title
            font: Theme.title
            wrapMode: Text.Wrap
            Accessible.role: Accessible.Heading
        }

        PlainText {
            width: parent.width
            text: root.consequence
            color: Theme.text2
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
        }

        Column {
            id: holder

            width: parent.width
            spacing: Theme.space3
            visible: children.length > 0
        }

        PlainText {
            width: parent.width
            visible: text !== ""
            text: root.problem
            color: Theme.bad
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.role: Accessible.AlertMessage
        }

        Row {
            anchors.right: parent.right
            spacing: Theme.space2

            ActionButton {
                id: cancel

                text: qsTr("Leave it")
                onClicked: root.leaving()
                Keys.onReturnPressed: event => {
                    event.accepted = !(event.modifiers & Qt.ControlModifier);
                    if (event.accepted)
                        root.leaving();
                }
            }

            ActionButton {
                kind: root.isDanger ? ActionButton.Danger : ActionButton.Primary
                text: root.isBusy ? qsTr("Asking the agent…") : root.actionText
                enabled: root.isComplete && !root.isBusy
                onClicked: root.decided()
                Keys.onReturnPressed: root.decided()
                Keys.onEnterPressed: root.decided()
            }
        }
    }
}
