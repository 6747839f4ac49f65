// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// The pages, by section; folds to their icons.
Rectangle {
    id: root

    property bool folded: false

    width: folded ? Theme.railFoldedWidth : Theme.railWidth
    color: Theme.surface
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Pages")

    RailList {
        anchors.fill: parent
        anchors.margins: Theme.space2
        anchors.topMargin: Theme.space3
        folded: root.folded
    }

    ActionButton {
        anchors.bottom: parent.bottom
        anchors.bottomMargin: Theme.space2
        x: Theme.space2
        width: Theme.railFoldedWidth - Theme.space4
        kind: ActionButton.Ghost
        iconName: "rail"
        hint: root.folded ? qsTr("Unfold the rail") : qsTr("Fold the rail")
        onClicked: root.folded = !root.folded
    }

    Rectangle {
        anchors.right: parent.right
        width: Theme.lineWidth
        height: parent.height
        color: Theme.line
    }
}
