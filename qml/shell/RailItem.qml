// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// One page in the rail.
AbstractButton {
    id: root

    required property string pageId
    required property string title
    required property string iconName
    property bool folded: false
    /// How many things wait there; 0 shows nothing.
    readonly property int waiting: pageId === "plans" ? Changes.plans.openCount : pageId === "rollouts" ? Changes.rollouts.needsYouCount : 0
    /// Not to act has consequences there.
    readonly property bool isUrgent: pageId === "rollouts"
    readonly property bool isCurrent: Navigation.page === pageId

    implicitHeight: Theme.controlHeight
    text: title
    focusPolicy: Qt.StrongFocus
    Accessible.role: Accessible.PageTab
    Accessible.name: waiting > 0 ? qsTr("%1, waiting for you: %2").arg(title).arg(waiting) : title
    Accessible.selected: isCurrent
    ToolTip.visible: folded && hovered
    ToolTip.text: Accessible.name
    onClicked: Navigation.openList(pageId)

    background: Rectangle {
        radius: Theme.radiusControl
        color: root.isCurrent ? Theme.accentBg : root.hovered ? Theme.hover : "transparent"
        border.width: root.isCurrent && Theme.isHighContrast ? 1 : 0
        border.color: Theme.accent

        FocusRing {
            active: root.visualFocus
            gap: -2
        }
    }
    contentItem: Item {
        AppIcon {
            x: root.folded ? (parent.width - width) / 2 : Theme.space2 + 2
            anchors.verticalCenter: parent.verticalCenter
            name: root.iconName
            color: root.isCurrent ? Theme.accent : Theme.text2
        }

        PlainText {
            x: Theme.space2 * 2 + 4 + Theme.iconSize
            width: parent.width - x - (root.waiting > 0 ? Theme.space8 + Theme.space2 : Theme.space2)
            anchors.verticalCenter: parent.verticalCenter
            visible: !root.folded
            text: root.title
            font: Theme.bodyStrong
            color: root.isCurrent ? Theme.text : Theme.text2
            Accessible.ignored: true
        }

        RailBadge {
            anchors.right: parent.right
            anchors.rightMargin: root.folded ? Theme.space1 : Theme.space2
            y: root.folded ? Theme.space1 : (parent.height - height) / 2
            visible: root.waiting > 0
            count: root.waiting
            isDot: root.folded
            isUrgent: root.isUrgent
        }
    }
}
