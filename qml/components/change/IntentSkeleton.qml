// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.Console

/// The intent page before the first answer.
Item {
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Loading the intent")

    component Lines: Card {
        id: lines

        Column {
            x: Theme.space4
            y: Theme.space4
            width: parent.width - x * 2
            spacing: Theme.rowHeight - Theme.scaled(14)

            Repeater {
                model: 5
                delegate: Skeleton {
                    required property int index

                    width: lines.width * (0.8 - index * 0.1)
                    height: Theme.scaled(14)
                }
            }
        }
    }

    Column {
        id: head

        x: Theme.space6
        y: Theme.space6
        spacing: Theme.space2

        Skeleton {
            width: Theme.scaled(320)
            height: Theme.scaled(12)
        }

        Skeleton {
            width: Theme.scaled(420)
            height: Theme.scaled(22)
        }
    }

    Lines {
        id: fields

        anchors.left: head.left
        anchors.top: head.bottom
        anchors.topMargin: Theme.space4
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.space6
        width: Math.floor((parent.width - 2 * Theme.space6 - Theme.space4) * 0.68)
    }

    Lines {
        anchors.left: fields.right
        anchors.leftMargin: Theme.space4
        anchors.right: parent.right
        anchors.rightMargin: Theme.space6
        anchors.top: fields.top
        anchors.bottom: fields.bottom
    }
}
