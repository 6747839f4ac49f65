// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// A small button that floats on the canvas.
AbstractButton {
    id: root

    property string shortcutText
    property string hint: text

    implicitWidth: Math.max(Theme.toolbarControlHeight, implicitContentWidth + Theme.space3 * 2)
    implicitHeight: Theme.toolbarControlHeight
    padding: 0
    focusPolicy: Qt.TabFocus
    Accessible.role: Accessible.Button
    Accessible.name: hint

    background: Rectangle {
        radius: Theme.radiusControl
        color: root.hovered || root.down || root.checked ? Theme.hover : Theme.surface
        border.width: root.visualFocus ? Theme.focusWidth : Theme.lineWidth
        border.color: root.visualFocus ? Theme.accent : Theme.lineStrong
    }
    contentItem: CanvasButtonFace {
        text: root.text
        shortcutText: root.shortcutText
    }
}
