// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// A page with a list before the first answer.
Item {
    property string name: qsTr("Loading the runtimes")

    Accessible.role: Accessible.StaticText
    Accessible.name: name

    Column {
        x: Theme.space6
        y: Theme.space6
        width: parent.width - x * 2
        spacing: Theme.space2

        Skeleton {
            width: Theme.scaled(220)
            height: Theme.scaled(22)
        }

        Skeleton {
            width: Theme.scaled(320)
            height: Theme.scaled(14)
        }

        Item {
            width: 1
            height: Theme.space1
        }

        Card {
            width: parent.width
            height: Theme.controlHeight + 4 * Theme.rowHeight

            Column {
                y: Theme.controlHeight + Theme.space3
                x: Theme.space4
                width: parent.width - x * 2
                spacing: Theme.rowHeight - Theme.scaled(14)

                Repeater {
                    model: 4
                    delegate: Skeleton {
                        required property int index

                        width: parent.width * (0.8 - index * 0.1)
                        height: Theme.scaled(14)
                    }
                }
            }
        }
    }
}
