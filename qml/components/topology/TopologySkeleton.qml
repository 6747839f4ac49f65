// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.Console

/// The topology before the first answer: columns, boxes and cards where they will be. Measures are those of the canvas
/// (metrics in layout.h), which fits its picture into the window the same way.
Rectangle {
    id: root

    /// Rows of each box, by column; 0 stands for an agent's card.
    readonly property var columns: [[2, 1, 3], [0, 0, 0, 0, 0, 0], [2, 1, 6], [2, 1]]
    readonly property int columnWidth: 208
    readonly property int gutter: 116
    readonly property int pictureWidth: columns.length * (columnWidth + gutter) - gutter

    color: Theme.canvas
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("Loading the topology")

    Row {
        x: Math.max(Theme.space6, (parent.width - root.pictureWidth * scale) / 2)
        y: Theme.space8
        spacing: root.gutter
        scale: Math.min(1.25, (parent.width - 2 * Theme.space6) / root.pictureWidth)
        transformOrigin: Item.TopLeft

        Repeater {
            model: root.columns

            Column {
                id: column

                required property var modelData
                readonly property bool isCards: modelData[0] === 0

                width: root.columnWidth
                spacing: Theme.space4

                Skeleton {
                    width: 84
                    height: 12
                }

                Column {
                    spacing: column.isCards ? 28 : Theme.space4

                    Repeater {
                        model: column.modelData

                        Card {
                            id: box

                            required property int modelData

                            width: root.columnWidth
                            height: column.isCards ? 60 : 40 + modelData * 34

                            Skeleton {
                                x: column.isCards ? 12 : 14
                                y: column.isCards ? 12 : 11
                                width: column.isCards ? 36 : 64
                                height: column.isCards ? 36 : 10
                            }

                            Skeleton {
                                visible: column.isCards
                                x: 58
                                y: 16
                                width: 76
                                height: 10
                            }

                            Column {
                                visible: !column.isCards
                                x: 8
                                y: 32
                                spacing: 6

                                Repeater {
                                    model: box.modelData

                                    Skeleton {
                                        width: root.columnWidth - 16
                                        height: 28
                                        radius: Theme.radiusControl
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
