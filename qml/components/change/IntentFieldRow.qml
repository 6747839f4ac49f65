// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// One field about which last applied, observed and desired do not agree. The first of its kind says what the kind means.
Item {
    id: root

    required property string path
    required property string word
    required property int tone
    required property string owner
    required property string applied
    required property string observed
    required property string desired
    required property string meaning
    required property bool isFirst
    required property string spoken
    readonly property int cellHeight: Math.max(Theme.rowHeight, fieldCell.implicitHeight + Theme.space3, appliedCell.implicitHeight + Theme.space3, observedCell.implicitHeight + Theme.space3, desiredCell.implicitHeight + Theme.space3)
    readonly property bool isWanted: tone === Ui.Pending
    readonly property real share: (width - 2 * Theme.space4) / 100

    implicitHeight: (isFirst ? kind.height : 0) + cellHeight
    Accessible.role: Accessible.ListItem
    Accessible.name: spoken

    component Cell: PlainText {
        anchors.verticalCenter: parent ? parent.verticalCenter : undefined
        rightPadding: Theme.space3
        wrapMode: Text.WrapAtWordBoundaryOrAnywhere
        maximumLineCount: 4
        font: Theme.mono
        Accessible.ignored: true
    }

    Item {
        id: kind

        width: parent.width
        height: Math.max(Theme.rowHeight, meaningText.implicitHeight + Theme.space3)
        visible: root.isFirst

        Rectangle {
            anchors.fill: parent
            color: Theme.raised
        }

        Pill {
            id: pill

            x: Theme.space4
            anchors.verticalCenter: parent.verticalCenter
            text: root.word
            tone: root.tone
            Accessible.ignored: true
        }

        PlainText {
            id: meaningText

            anchors.left: pill.right
            anchors.leftMargin: Theme.space3
            anchors.right: parent.right
            anchors.rightMargin: Theme.space4
            anchors.verticalCenter: parent.verticalCenter
            text: root.meaning
            font: Theme.caption
            color: Theme.text2
            wrapMode: Text.Wrap
            maximumLineCount: 2
            Accessible.ignored: true
        }

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.lineWidth
            color: Theme.line
        }
    }

    Row {
        anchors.bottom: parent.bottom
        x: Theme.space4
        height: root.cellHeight

        Item {
            id: fieldCell

            width: root.share * 34
            height: root.cellHeight
            implicitHeight: pathText.implicitHeight + ownerText.height

            PlainText {
                id: pathText

                width: parent.width - Theme.space3
                y: Math.round((parent.height - fieldCell.implicitHeight) / 2)
                text: Theme.breakable(root.path)
                font: Theme.mono
                wrapMode: Text.WrapAtWordBoundaryOrAnywhere
                maximumLineCount: 6
                Accessible.ignored: true
            }

            PlainText {
                id: ownerText

                anchors.top: pathText.bottom
                width: pathText.width
                height: Theme.captionLineHeight
                text: qsTr("owner: %1").arg(root.owner)
                font: Theme.caption
                color: Theme.text2
                Accessible.ignored: true
            }
        }

        Cell {
            id: appliedCell

            width: root.share * 22
            text: root.applied
            color: Theme.text2
        }

        Cell {
            id: observedCell

            width: root.share * 22
            text: root.observed
        }

        Cell {
            id: desiredCell

            width: root.share * 22
            color: root.isWanted ? Theme.pending : Theme.text
            text: root.desired
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }
}
