// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// How many things wait on a page.
Rectangle {
    id: root

    required property int count
    /// Where there is no room for the number.
    property bool isDot: false
    property bool isUrgent: false
    readonly property color ink: isUrgent ? Theme.warn : Theme.text2

    width: isDot ? height : Math.max(height, label.implicitWidth + Theme.space3)
    height: isDot ? Theme.space2 : Theme.captionLineHeight + 2
    radius: height / 2
    color: isDot ? ink : isUrgent ? Theme.warnBg : Theme.hover

    PlainText {
        id: label

        anchors.centerIn: parent
        visible: !root.isDot
        text: root.count
        font: Theme.captionStrong
        color: root.ink
        Accessible.ignored: true
    }
}
