// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console
import Fabric.View

/// What is under the pointer, in words.
ToolTip {
    id: root

    required property GraphCanvas canvas

    parent: canvas
    x: Math.min(canvas.hoverPoint.x + 14, canvas.width - width - 8)
    y: Math.min(canvas.hoverPoint.y + 18, canvas.height - height - 8)
    visible: canvas.hoverTitle !== ""
    delay: 450
    padding: Theme.space2

    background: Rectangle {
        radius: Theme.radiusControl
        color: Theme.raised
        border.width: Theme.lineWidth
        border.color: Theme.lineStrong
    }
    contentItem: Column {
        spacing: 2

        Text {
            text: root.canvas.hoverTitle
            textFormat: Text.PlainText
            font: Theme.captionStrong
            color: Theme.text
        }

        Text {
            visible: text !== ""
            text: root.canvas.hoverText
            textFormat: Text.PlainText
            font: Theme.caption
            color: Theme.text2
        }
    }
}
