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

    /// Room beside the controls: what does not fit into two lines of it is not shown.
    required property real room
    readonly property bool isShown: styles.length > 0 && flow.height <= 2 * flow.lineHeight + flow.spacing

    implicitWidth: flow.childrenRect.width - Theme.space2 + Theme.space4 * 2
    implicitHeight: flow.height + Theme.space2 * 2 + Theme.space1
    radius: Theme.radiusCard
    color: Theme.surface
    border.width: Theme.lineWidth
    border.color: Theme.line
    opacity: isShown ? 1 : 0 // an invisible Flow would not be measured
    Accessible.role: Accessible.Grouping
    Accessible.name: qsTr("Legend")
    Accessible.ignored: !isShown

    Flow {
        id: flow

        readonly property int lineHeight: Theme.captionLineHeight

        x: Theme.space4
        anchors.verticalCenter: parent.verticalCenter
        width: root.room - 2 * Theme.space4
        spacing: Theme.space2

        Repeater {
            model: root.styles

            Row {
                id: entry

                required property int modelData

                height: flow.lineHeight
                rightPadding: Theme.space2
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
