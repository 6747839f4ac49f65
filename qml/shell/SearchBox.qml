// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// Finds every object and action. Up and Down choose, Enter goes there, Enter again goes to the next one.
FocusScope {
    id: root

    /// The list is shown from the first letter until a result was chosen.
    property bool isBrowsing: false

    function start(): void {
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }

    function finish(): void {
        Session.search.query = "";
        field.text = "";
        field.focus = false;
    }

    implicitHeight: Theme.controlHeight

    Field {
        id: field

        anchors.fill: parent
        label: qsTr("Find an object or an action")
        placeholderText: label
        leftPadding: Theme.space3 + Theme.iconSize + Theme.space2
        rightPadding: hint.width + Theme.space4
        onTextEdited: {
            Session.search.query = text;
            root.isBrowsing = true;
        }
        onAccepted: {
            root.isBrowsing = false;
            if (Session.search.activateNext())
                root.finish();
        }
        Keys.onDownPressed: Session.search.step(1)
        Keys.onUpPressed: Session.search.step(-1)
        Keys.onShortcutOverride: event => {
            event.accepted = event.key === Qt.Key_Escape;
        }
        Keys.onEscapePressed: root.finish()

        AppIcon {
            x: Theme.space3
            anchors.verticalCenter: parent.verticalCenter
            name: "search"
        }

        KeyCap {
            id: hint

            anchors.right: parent.right
            anchors.rightMargin: Theme.space2
            anchors.verticalCenter: parent.verticalCenter
            visible: !field.activeFocus
            text: "Ctrl K"
        }

        PlainText {
            anchors.right: parent.right
            anchors.rightMargin: Theme.space3
            anchors.verticalCenter: parent.verticalCenter
            visible: field.activeFocus && Session.search.count > 0
            text: qsTr("%1 of %2").arg(Session.search.current + 1).arg(Session.search.count)
            font: Theme.mono
            color: Theme.text3
        }
    }

    Popup {
        x: root.width - width
        y: root.height + Theme.space1
        width: Math.max(root.width, Theme.scaled(420))
        padding: Theme.space1
        visible: root.isBrowsing && field.activeFocus && Session.search.query !== ""
        closePolicy: Popup.NoAutoClose

        background: Card {
            border.color: Theme.lineStrong
        }
        contentItem: SearchResults {
            onChosen: isDone => {
                root.isBrowsing = false;
                if (isDone)
                    root.finish();
            }
        }
    }
}
