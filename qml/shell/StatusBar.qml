// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// Whether what is shown is current, in words.
Rectangle {
    id: root

    signal shortcutsAsked

    height: Theme.statusBarHeight
    color: Theme.surface

    Rectangle {
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }

    Row {
        x: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space2

        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: 8
            height: 8
            radius: 4
            color: Theme.toneColor(Session.statusTone)
        }

        PlainText {
            anchors.verticalCenter: parent.verticalCenter
            text: Session.statusLine
            font: Theme.caption
            color: Theme.text2
        }

        PlainText {
            anchors.verticalCenter: parent.verticalCenter
            leftPadding: Theme.space2
            text: Session.eventRate
            font: Theme.caption
            color: Theme.text2
        }
    }

    AbstractButton {
        id: keys

        anchors.right: parent.right
        anchors.rightMargin: Theme.space3
        height: parent.height
        text: qsTr("shortcuts")
        focusPolicy: Qt.StrongFocus
        Accessible.role: Accessible.Button
        Accessible.name: qsTr("Show the shortcuts")
        onClicked: root.shortcutsAsked()

        background: Item {
            FocusRing {
                active: keys.visualFocus
                gap: -4
            }
        }
        contentItem: Row {
            spacing: Theme.space1

            KeyCap {
                anchors.verticalCenter: parent.verticalCenter
                text: "?"
            }

            PlainText {
                anchors.verticalCenter: parent.verticalCenter
                text: keys.text
                font: Theme.caption
                color: Theme.text2
                Accessible.ignored: true
            }
        }
    }
}
