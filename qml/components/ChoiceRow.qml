// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// One row of a list to choose from.
AbstractButton {
    id: root

    required property string title
    property string detail
    property bool isCurrent: false
    property bool isMarked: false
    property string iconName

    width: ListView.view ? ListView.view.width : implicitWidth
    implicitHeight: detail === "" ? Theme.controlHeight : Theme.bodyLineHeight + Theme.captionLineHeight + Theme.space2
    focusPolicy: Qt.NoFocus
    text: title
    Accessible.role: Accessible.ListItem
    Accessible.name: detail === "" ? title : title + ", " + detail
    Accessible.selected: isCurrent
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()

    background: Rectangle {
        radius: 4
        color: root.isMarked ? Theme.accentBg : root.hovered || root.activeFocus ? Theme.hover : "transparent"
        border.width: root.activeFocus ? Theme.focusWidth : 0
        border.color: Theme.accent
    }
    contentItem: Item {
        Column {
            anchors.verticalCenter: parent.verticalCenter
            x: Theme.space2
            width: parent.width - x - Theme.space6 - Theme.space2

            PlainText {
                width: parent.width
                text: root.title
                font: root.isCurrent ? Theme.bodyStrong : Theme.body
                Accessible.ignored: true
            }

            PlainText {
                width: parent.width
                visible: root.detail !== ""
                text: root.detail
                font: Theme.caption
                color: Theme.text2
                Accessible.ignored: true
            }
        }

        AppIcon {
            anchors.right: parent.right
            anchors.rightMargin: Theme.space2
            anchors.verticalCenter: parent.verticalCenter
            visible: root.isCurrent || root.iconName !== ""
            name: root.isCurrent ? "check" : root.iconName
            color: root.isCurrent ? Theme.accent : Theme.text2
        }
    }
}
