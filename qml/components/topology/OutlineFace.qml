// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console
import Fabric.View

/// Sign, name and state of one thing in a list.
Item {
    id: root

    required property string text
    required property string detail
    required property int group
    required property GraphPalette colours

    GraphSample {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        width: Theme.smallIconSize
        height: width
        palette: root.colours
        group: root.group
    }

    Text {
        anchors.left: sign.right
        anchors.leftMargin: Theme.space2
        anchors.right: state.left
        anchors.rightMargin: Theme.space2
        anchors.verticalCenter: parent.verticalCenter
        text: root.text
        textFormat: Text.PlainText
        elide: Text.ElideRight
        font: Theme.body
        color: Theme.text
    }

    Text {
        id: state

        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        text: root.detail
        font: Theme.caption
        color: Theme.text2
    }
}
