// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// An id, a digest or a path: shown short, copied whole by one click or Enter.
AbstractButton {
    id: root

    required property string value
    required property string shortValue
    required property string label

    implicitWidth: implicitContentWidth + Theme.space1 * 2
    implicitHeight: Theme.hitSize
    focusPolicy: Qt.StrongFocus
    text: copied.running ? qsTr("copied") : shortValue
    Accessible.role: Accessible.Button
    Accessible.name: qsTr("Copy %1: %2").arg(label).arg(value)
    ToolTip.visible: hovered && !copied.running
    ToolTip.text: value
    ToolTip.delay: 600
    onClicked: {
        copier.text = value;
        copier.selectAll();
        copier.copy();
        copied.restart();
    }

    TextEdit {
        id: copier

        visible: false
        Accessible.ignored: true
    }

    Timer {
        id: copied

        interval: 1200
    }

    background: Rectangle {
        radius: 4
        color: root.hovered ? Theme.hover : "transparent"

        FocusRing {
            active: root.visualFocus
            gap: 0
        }
    }
    contentItem: PlainText {
        text: root.text
        font: Theme.mono
        color: Theme.text
        elide: Text.ElideMiddle
        horizontalAlignment: Text.AlignRight
        Accessible.ignored: true
    }
}
