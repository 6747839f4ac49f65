// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.Console
import Fabric.View

/// What the lines mean; only of kinds that are there.
Rectangle {
    id: root

    required property list<int> styles
    required property GraphPalette colours

    implicitWidth: row.implicitWidth + Theme.space4 * 2
    implicitHeight: 36
    radius: Theme.radiusCard
    color: Theme.surface
    border.width: Theme.lineWidth
    border.color: Theme.line
    visible: styles.length > 0
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Legend")

    Row {
        id: row

        anchors.centerIn: parent
        spacing: Theme.space4

        Repeater {
            model: root.styles

            Row {
                id: entry

                required property int modelData

                spacing: Theme.space2

                GraphSample {
                    id: sample

                    anchors.verticalCenter: parent.verticalCenter
                    width: 24
                    height: 8
                    palette: root.colours
                    style: entry.modelData
                }

                Text {
                    anchors.verticalCenter: parent.verticalCenter
                    text: sample.title
                    font: Theme.caption
                    color: Theme.text2
                }
            }
        }
    }
}
