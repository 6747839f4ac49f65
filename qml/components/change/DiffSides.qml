// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// What a DiffLineRow shows.
Item {
    id: root

    required property string beforeNumber
    required property string afterNumber
    required property string beforeText
    required property string afterText
    required property bool isRemoved
    required property bool isAdded
    required property string foldText
    required property bool isSplit
    readonly property bool isFold: foldText !== ""

    implicitHeight: Math.max(left.textHeight, right.textHeight)

    DiffSide {
        id: left

        height: parent.height
        width: root.isSplit ? Math.floor(parent.width / 2) : parent.width
        visible: !root.isFold
        number: root.isSplit || root.isRemoved ? root.beforeNumber : root.afterNumber
        content: root.isSplit || root.isRemoved ? root.beforeText : root.afterText
        sign: root.isRemoved ? "−" : root.isAdded && !root.isSplit ? "+" : ""
    }

    DiffSide {
        id: right

        x: left.width
        width: parent.width - x
        height: parent.height
        visible: root.isSplit && !root.isFold
        number: root.afterNumber
        content: root.afterText
        sign: root.isAdded ? "+" : ""
    }

    Rectangle {
        x: left.width
        width: Theme.lineWidth
        height: parent.height
        visible: right.visible
        color: Theme.line
    }

    PlainText {
        anchors.centerIn: parent
        visible: root.isFold
        text: root.foldText
        font: Theme.caption
        color: Theme.text2
        Accessible.ignored: true
    }
}
