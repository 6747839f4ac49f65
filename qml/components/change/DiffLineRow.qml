// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// A line of the difference, one text below the other or side by side; or a fold of unchanged lines.
AbstractButton {
    id: root

    required property string beforeNumber
    required property string afterNumber
    required property string beforeText
    required property string afterText
    required property bool isRemoved
    required property bool isAdded
    required property string foldText
    required property string spoken
    required property bool isSplit
    readonly property bool isFold: foldText !== ""

    implicitHeight: isFold ? Theme.scaled(26) : Math.max(Theme.scaled(20), implicitContentHeight)
    enabled: isFold
    focusPolicy: Qt.NoFocus
    Accessible.role: isFold ? Accessible.Button : Accessible.StaticText
    Accessible.name: spoken

    background: Rectangle {
        color: root.isFold ? (root.hovered ? Theme.hover : Theme.raised) : "transparent"
        border.width: root.activeFocus ? Theme.focusWidth : 0
        border.color: Theme.accent
    }
    contentItem: DiffSides {
        beforeNumber: root.beforeNumber
        afterNumber: root.afterNumber
        beforeText: root.beforeText
        afterText: root.afterText
        isRemoved: root.isRemoved
        isAdded: root.isAdded
        foldText: root.foldText
        isSplit: root.isSplit
    }
}
