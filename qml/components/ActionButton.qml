// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// A button: primary (one per page), secondary, ghost (no frame), or danger (what it does cannot simply be taken back).
AbstractButton {
    id: root

    enum Kind {
        Primary,
        Secondary,
        Ghost,
        Danger
    }

    property int kind: ActionButton.Secondary
    property string iconName
    property string hint: text
    readonly property bool isPrimary: kind === ActionButton.Primary
    readonly property bool isDanger: kind === ActionButton.Danger
    readonly property color ink: isPrimary ? Theme.accentText : isDanger ? Theme.bad : Theme.text

    implicitWidth: Math.max(Theme.hitSize, implicitContentWidth + Theme.space3 * 2)
    implicitHeight: Theme.controlHeight
    focusPolicy: Qt.StrongFocus
    opacity: enabled ? 1 : 0.5
    Accessible.role: Accessible.Button
    Accessible.name: text !== "" ? text : hint
    Accessible.description: hint !== text ? hint : ""
    ToolTip.visible: hovered && hint !== "" && hint !== text
    ToolTip.text: hint
    ToolTip.delay: 600

    background: Rectangle {
        radius: Theme.radiusControl
        color: root.isPrimary ? Theme.accent : root.hovered || root.down ? Theme.hover : root.kind === ActionButton.Ghost ? "transparent" : Theme.surface
        border.width: root.kind === ActionButton.Secondary || root.isDanger ? Theme.lineWidth : 0
        border.color: root.isDanger ? Theme.bad : Theme.lineStrong

        FocusRing {
            active: root.visualFocus
        }
    }
    contentItem: IconText {
        text: root.text
        iconName: root.iconName
        ink: root.ink
        iconInk: root.isPrimary ? Theme.accentText : root.isDanger ? Theme.bad : Theme.text2
    }
}
