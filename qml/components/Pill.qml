// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// A state in a word, with its sign and colour.
Rectangle {
    id: root

    required property string text
    property int tone: Ui.Neutral
    property string iconName: Theme.toneIcon(tone)
    /// Everything but the word.
    readonly property int around: Theme.space2 * 2 + (iconName !== "" ? Theme.smallIconSize + Theme.space1 : 0)

    implicitWidth: Math.ceil(label.implicitWidth) + around
    implicitHeight: Theme.captionLineHeight + Theme.space1 + 1
    radius: height / 2
    color: Theme.toneBackground(tone)
    border.width: Theme.isHighContrast ? 1 : 0
    border.color: Theme.toneColor(tone)
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Row {
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.space2
        spacing: Theme.space1

        AppIcon {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.iconName !== ""
            name: root.iconName
            size: Theme.smallIconSize
            color: Theme.toneColor(root.tone)
        }

        PlainText {
            id: label

            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(Math.ceil(implicitWidth), root.width - root.around)
            text: root.text
            font: Theme.captionStrong
            color: Theme.toneColor(root.tone)
            Accessible.ignored: true
        }
    }
}
