// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// A button that shows a choice and opens the list to change it.
AbstractButton {
    id: root

    /// What is chosen, as the list's key; its row is marked.
    required property string current
    required property string label
    property string value
    property bool showLabel: true
    property int tone: Ui.Neutral
    property bool showDot: false
    property var model: null
    property Component delegate: null
    property Component footer: null
    property int maximumWidth: Theme.scaled(300)

    signal chosen(string key)

    implicitHeight: Theme.controlHeight
    implicitWidth: Math.min(maximumWidth, implicitContentWidth)
    focusPolicy: Qt.StrongFocus
    text: value
    Accessible.role: Accessible.ComboBox
    Accessible.name: label + ": " + value
    onClicked: popup.open()
    Keys.onDownPressed: popup.open()

    background: Rectangle {
        radius: Theme.radiusControl
        color: root.hovered || popup.visible ? Theme.hover : Theme.raised
        border.width: Theme.lineWidth
        border.color: Theme.line

        FocusRing {
            active: root.visualFocus
        }
    }
    contentItem: ChoiceFace {
        label: root.label
        value: root.value
        showLabel: root.showLabel
        showDot: root.showDot
        dotColor: Theme.toneColor(root.tone)
    }

    Popup {
        id: popup

        y: root.height + Theme.space1
        width: Math.max(root.width, Theme.scaled(260))
        padding: Theme.space1
        focus: true
        onOpened: contentItem.forceActiveFocus()

        background: Card {
            border.color: Theme.lineStrong
        }
        contentItem: ChoiceList {
            model: root.model
            delegate: root.delegate
            footer: root.footer
            label: root.label
            onChosen: key => {
                popup.close();
                root.forceActiveFocus();
                root.chosen(key);
            }
        }
    }
}
