// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// How many things wait on a page.
Rectangle {
    id: root

    required property int count

    width: Math.max(height, label.implicitWidth + Theme.space3)
    height: Theme.captionLineHeight + 2
    radius: height / 2
    color: Theme.hover

    PlainText {
        id: label

        anchors.centerIn: parent
        text: root.count
        font: Theme.captionStrong
        color: Theme.text2
        Accessible.ignored: true
    }
}
