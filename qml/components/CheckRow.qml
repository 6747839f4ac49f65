// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// A box to tick, with its meaning.
AbstractButton {
    id: root

    property string detail

    implicitHeight: Theme.bodyLineHeight + (detail === "" ? 0 : Theme.captionLineHeight) + Theme.space2
    checkable: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.CheckBox
    Accessible.name: detail === "" ? text : text + ". " + detail
    Accessible.checkable: true
    Accessible.checked: checked

    background: Item {
        FocusRing {
            active: root.visualFocus
        }
    }
    contentItem: Item {
        Rectangle {
            y: Theme.space1 + (Theme.bodyLineHeight - height) / 2
            width: Theme.iconSize
            height: width
            radius: 4
            color: root.checked ? Theme.accent : Theme.raised
            border.width: Theme.lineWidth
            border.color: root.checked ? Theme.accent : Theme.lineStrong

            AppIcon {
                anchors.centerIn: parent
                visible: root.checked
                name: "check"
                size: Theme.smallIconSize
                color: Theme.accentText
            }
        }

        Column {
            x: Theme.iconSize + Theme.space2
            y: Theme.space1
            width: parent.width - x

            PlainText {
                width: parent.width
                height: Theme.bodyLineHeight
                text: root.text
                Accessible.ignored: true
            }

            PlainText {
                width: parent.width
                height: Theme.captionLineHeight
                visible: root.detail !== ""
                text: root.detail
                font: Theme.caption
                color: Theme.text2
                Accessible.ignored: true
            }
        }
    }
}
