// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// A short word in the colour of its meaning.
Rectangle {
    id: root

    enum Tone {
        Plain,
        Muted,
        Ok,
        Warn,
        Bad,
        Accent
    }

    required property string text
    required property int tone

    implicitWidth: Math.ceil(label.implicitWidth) + Theme.space2 * 2
    implicitHeight: Theme.captionLineHeight + 6
    radius: height / 2
    color: tone === ToneChip.Ok ? Theme.okBg : tone === ToneChip.Warn ? Theme.warnBg : tone === ToneChip.Bad ? Theme.badBg : tone === ToneChip.Accent ? Theme.accentBg : Theme.hover

    Text {
        id: label

        anchors.verticalCenter: parent.verticalCenter
        x: Theme.space2
        width: parent.width - x * 2
        elide: Text.ElideRight
        text: root.tone === ToneChip.Warn ? qsTr("⚠ %1").arg(root.text) : root.text
        textFormat: Text.PlainText
        font: Theme.captionStrong
        color: root.tone === ToneChip.Ok ? Theme.ok : root.tone === ToneChip.Warn ? Theme.warn : root.tone === ToneChip.Bad ? Theme.bad : root.tone === ToneChip.Accent ? Theme.accent : Theme.text2
    }
}
