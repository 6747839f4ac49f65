// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// One thing that was observed, or the number of those that need no look, which a click shows.
AbstractButton {
    id: root

    required property string name
    required property string value
    required property int tone
    required property string word
    required property bool isFold
    property bool isUnfolded: false

    signal unfoldAsked

    implicitHeight: Math.max(Theme.rowHeight, implicitContentHeight + Theme.space3)
    hoverEnabled: isFold
    focusPolicy: Qt.NoFocus
    text: name
    Accessible.role: isFold ? Accessible.Button : Accessible.ListItem
    Accessible.name: isFold ? qsTr("%1, %2").arg(name).arg(value) : qsTr("%1: %2, %3").arg(name).arg(value).arg(word)
    Accessible.checkable: isFold
    Accessible.checked: isUnfolded
    Keys.onReturnPressed: root.clicked()
    Keys.onEnterPressed: root.clicked()
    onClicked: {
        if (isFold)
            root.unfoldAsked();
    }

    background: Rectangle {
        color: root.isFold && root.hovered ? Theme.hover : "transparent"

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.lineWidth
            color: Theme.line
        }

        FocusRing {
            active: root.activeFocus // the list gives it, to whoever came by key
            gap: -2
        }
    }
    contentItem: CheckFace {
        name: root.name
        value: root.value
        tone: root.tone
        word: root.word
        isFold: root.isFold
        isUnfolded: root.isUnfolded
    }
}
