// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// One desired revision: why, who, when, and how much it changed.
Item {
    id: root

    required property string title
    required property string reason
    required property string detail
    required property string changes
    required property bool isCurrent
    required property string spoken

    implicitHeight: column.implicitHeight + 2 * Theme.space3
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    Column {
        id: column

        x: Theme.space4
        y: Theme.space3
        width: parent.width - 2 * x

        Item {
            width: parent.width
            height: Theme.bodyLineHeight

            PlainText {
                id: titleText

                width: Math.min(implicitWidth, parent.width - pill.width - Theme.space2)
                height: parent.height
                text: root.title
                font: Theme.bodyStrong
                Accessible.ignored: true
            }

            Pill {
                id: pill

                anchors.left: titleText.right
                anchors.leftMargin: Theme.space2
                anchors.verticalCenter: parent.verticalCenter
                visible: root.isCurrent
                text: qsTr("wanted now")
                tone: Ui.Pending
                iconName: ""
                Accessible.ignored: true
            }
        }

        PlainText {
            width: parent.width
            text: root.reason
            wrapMode: Text.Wrap
            maximumLineCount: 3
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }

        Item {
            width: parent.width
            height: Theme.captionLineHeight

            PlainText {
                width: counts.x - Theme.space2
                height: parent.height
                text: root.detail
                font: Theme.caption
                color: Theme.text2
                Accessible.ignored: true
            }

            PlainText {
                id: counts

                anchors.right: parent.right
                height: parent.height
                text: root.changes
                font: Theme.mono
                color: Theme.text2
                Accessible.ignored: true
            }
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }
}
