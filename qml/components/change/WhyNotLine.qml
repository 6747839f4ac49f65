// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// Why the buttons beside it are off: a button that is off shows no hint.
Item {
    id: root

    required property string text

    visible: text !== ""
    implicitHeight: words.implicitHeight + Theme.space1

    AppIcon {
        id: icon

        y: words.y + Math.round((Theme.captionLineHeight - height) / 2)
        name: "lock"
        size: Theme.smallIconSize
    }

    PlainText {
        id: words

        anchors.left: icon.right
        anchors.leftMargin: Theme.space1
        anchors.right: parent.right
        y: Theme.space1
        text: root.text
        font: Theme.caption
        color: Theme.text2
        wrapMode: Text.Wrap
        lineHeight: Theme.captionLineHeight
        lineHeightMode: Text.FixedHeight
    }
}
