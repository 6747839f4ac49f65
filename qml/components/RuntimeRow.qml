// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// One runtime in the table.
AbstractButton {
    id: root

    required property string name
    required property string version
    required property string mode
    required property string health
    required property int tone
    required property string extent
    required property string lastObserved
    required property string problem
    /// The whole row in one sentence, for assistive technology.
    required property string summary
    property bool isCurrent: false

    implicitHeight: problem === "" ? Theme.rowHeight : Theme.rowHeight + Theme.captionLineHeight
    focusPolicy: Qt.NoFocus
    text: name
    Accessible.role: Accessible.ListItem
    Accessible.name: summary
    Accessible.selected: isCurrent

    background: Rectangle {
        color: root.isCurrent ? Theme.accentBg : root.hovered ? Theme.hover : "transparent"

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.lineWidth
            color: Theme.line
        }

        Rectangle {
            anchors.fill: parent
            anchors.margins: 1
            visible: root.activeFocus
            color: "transparent"
            radius: 4
            border.width: Theme.focusWidth
            border.color: Theme.accent
        }
    }
    contentItem: Item {
        Row {
            x: Theme.space4
            height: Theme.rowHeight

            PlainText {
                width: RuntimeColumns.name(root.width)
                height: parent.height
                rightPadding: Theme.space3
                text: root.name
                elide: Text.ElideMiddle
                font: Theme.bodyStrong
                Accessible.ignored: true
            }

            PlainText {
                width: RuntimeColumns.version
                height: parent.height
                visible: RuntimeColumns.showsVersion(root.width)
                rightPadding: Theme.space2
                text: root.version
                font: Theme.mono
                color: Theme.text2
                Accessible.ignored: true
            }

            PlainText {
                width: RuntimeColumns.size
                height: parent.height
                visible: RuntimeColumns.showsSize(root.width)
                text: root.extent
                color: Theme.text2
                Accessible.ignored: true
            }

            PlainText {
                width: RuntimeColumns.mode
                height: parent.height
                visible: RuntimeColumns.showsMode(root.width)
                text: root.mode
                color: Theme.text2
                Accessible.ignored: true
            }

            Item {
                width: RuntimeColumns.health(root.width)
                height: parent.height

                Pill {
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.min(implicitWidth, parent.width - Theme.space2)
                    text: root.health
                    tone: root.tone
                    Accessible.ignored: true
                }
            }

            PlainText {
                width: RuntimeColumns.observed
                height: parent.height
                visible: RuntimeColumns.showsObserved(root.width)
                horizontalAlignment: Text.AlignRight
                text: root.lastObserved
                font: Theme.mono
                color: Theme.text2
                Accessible.ignored: true
            }
        }

        PlainText {
            x: Theme.space4
            y: Theme.rowHeight - Theme.space2
            width: parent.width - x * 2
            visible: root.problem !== ""
            text: root.problem
            font: Theme.caption
            color: Theme.toneColor(root.tone)
            Accessible.ignored: true
        }
    }
}
