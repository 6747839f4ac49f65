// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// One thing that is wrong, and what to do.
Rectangle {
    id: root

    required property string message
    required property string action
    required property string where

    implicitHeight: column.implicitHeight + Theme.space3 * 2
    radius: Theme.radiusControl
    color: Theme.badBg
    Accessible.role: Accessible.ListItem
    Accessible.name: message + " " + action + " " + where

    AppIcon {
        x: Theme.space3
        y: Theme.space3 + 2
        name: "alert"
        color: Theme.bad
    }

    Column {
        id: column

        x: Theme.space3 + Theme.iconSize + Theme.space2
        y: Theme.space3
        width: parent.width - x - Theme.space3
        spacing: Theme.space1

        PlainText {
            width: parent.width
            text: root.message
            font: Theme.bodyStrong
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }

        PlainText {
            width: parent.width
            visible: text !== ""
            text: root.action
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }

        PlainText {
            width: parent.width
            visible: text !== ""
            text: root.where
            font: Theme.mono
            color: Theme.text2
            wrapMode: Text.WrapAnywhere
            maximumLineCount: 3
            Accessible.ignored: true
        }
    }
}
