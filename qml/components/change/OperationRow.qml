// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// One field that a plan changes.
Item {
    id: root

    required property string kind
    required property int kindTone
    required property string on
    required property string field
    required property string from
    required property string to
    required property string risk
    required property int riskTone
    required property string spoken
    /// Columns are shares of what the two pills leave.
    readonly property int pillWidth: Theme.scaled(82)
    readonly property real share: (width - 2 * pillWidth - 2 * Theme.space4) / 100

    implicitHeight: Math.max(Theme.rowHeight, fieldText.implicitHeight + Theme.space3, fromText.implicitHeight + Theme.space3, toText.implicitHeight + Theme.space3)
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    component Cell: PlainText {
        height: parent ? parent.height : 0
        rightPadding: Theme.space2
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        maximumLineCount: 4
        font: Theme.mono
        Accessible.ignored: true
    }

    Row {
        x: Theme.space4
        height: parent.height

        Item {
            width: root.pillWidth
            height: parent.height

            Pill {
                anchors.verticalCenter: parent.verticalCenter
                iconName: root.kindTone === Ui.Ok ? "plus" : root.kindTone === Ui.Bad ? "minus" : "edit"
                text: root.kind
                tone: root.kindTone
                Accessible.ignored: true
            }
        }

        Cell {
            width: root.share * 23
            text: root.on
            font: Theme.bodyStrong
        }

        Cell {
            id: fieldText

            width: root.share * 26
            text: Theme.breakable(root.field)
        }

        Cell {
            id: fromText

            width: root.share * 25
            text: root.from
            color: Theme.text2
        }

        Cell {
            id: toText

            width: root.share * 26
            text: root.to
        }

        Item {
            width: root.pillWidth
            height: parent.height

            Pill {
                anchors.verticalCenter: parent.verticalCenter
                text: root.risk
                tone: root.riskTone
                iconName: ""
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
