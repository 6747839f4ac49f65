// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Fabric.Console

/// Asks before something is done that others will feel: what, on which runtime, with what consequence. Nothing is decided by
/// Enter alone when it opens: the keyboard starts on the way back, or on what must be typed. Ctrl+Enter decides.
Popup {
    id: root

    required property string title
    required property string consequence
    required property string actionText
    property bool isDanger: false
    property bool isBusy: false
    property bool isComplete: true
    property string problem
    /// What has the keyboard first; null: the way back.
    property Item firstFocus: null
    default property alias content: holder.data

    signal decided

    function decide(): void {
        if (isComplete && !isBusy)
            decided();
    }

    anchors.centerIn: parent
    width: Math.min(Theme.scaled(520), (parent?.width ?? 0) - Theme.space8)
    padding: Theme.space6
    modal: true
    focus: true
    onOpened: (firstFocus ?? cancel).forceActiveFocus(Qt.TabFocusReason)

    background: Card {
        border.color: Theme.lineStrong
    }
    T.Overlay.modal: Rectangle {
        color: Theme.isDark ? "#99000000" : "#66000000"
    }
    contentItem: FocusScope {
        implicitHeight: column.implicitHeight
        Accessible.role: Accessible.Dialog
        Accessible.name: root.title
        Accessible.description: root.consequence
        Keys.onPressed: event => {
            const isEnter = event.key === Qt.Key_Return || event.key === Qt.Key_Enter;
            if (isEnter && (event.modifiers & Qt.ControlModifier)) {
                event.accepted = true;
                root.decide();
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
                    onClicked: root.close()
                    Keys.onReturnPressed: event => {
                        event.accepted = !(event.modifiers & Qt.ControlModifier);
                        if (event.accepted)
                            root.close();
                    }
                }

                ActionButton {
                    kind: root.isDanger ? ActionButton.Danger : ActionButton.Primary
                    text: root.isBusy ? qsTr("Asking the agent…") : root.actionText
                    enabled: root.isComplete && !root.isBusy
                    onClicked: root.decide()
                    Keys.onReturnPressed: root.decide()
                    Keys.onEnterPressed: root.decide()
                }
            }
        }
    }
}
