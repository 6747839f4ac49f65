// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// The table of keys.
Item {
    id: root

    implicitHeight: list.contentHeight + heading.height + Theme.space3

    PlainText {
        id: heading

        text: qsTr("Keys")
        font: Theme.title
        Accessible.role: Accessible.Heading
    }

    ListView {
        id: list

        anchors.fill: parent
        anchors.topMargin: heading.height + Theme.space3
        clip: true
        focus: true
        model: Navigation.shortcuts
        Accessible.role: Accessible.List
        Accessible.name: heading.text
        section.property: "group"
        section.delegate: PlainText {
            required property string section

            width: ListView.view.width
            height: Theme.scaled(30)
            text: section
            font: Theme.captionStrong
            color: Theme.text3
        }
        delegate: Item {
            id: entry

            required property string keys
            required property string meaning

            width: ListView.view.width
            height: Theme.scaled(28)
            Accessible.role: Accessible.ListItem
            Accessible.name: meaning + ": " + keys

            PlainText {
                anchors.verticalCenter: parent.verticalCenter
                text: entry.meaning
                Accessible.ignored: true
            }

            KeyCap {
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                text: entry.keys
            }
        }
    }
}
