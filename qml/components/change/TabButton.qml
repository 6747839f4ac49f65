// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// One of a few views of the same thing, named above it.
AbstractButton {
    id: root

    implicitWidth: implicitContentWidth
    implicitHeight: Theme.toolbarControlHeight
    checkable: true
    autoExclusive: true
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.PageTab
    Accessible.name: text
    Accessible.selected: checked

    background: Item {
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 2
            radius: 1
            visible: root.checked
            color: Theme.accent
        }

        FocusRing {
            active: root.visualFocus
        }
    }
    contentItem: PlainText {
        text: root.text
        font: root.checked ? Theme.section : Theme.bodyStrong
        color: root.checked || root.hovered ? Theme.text : Theme.text2
        Accessible.ignored: true
    }
}
