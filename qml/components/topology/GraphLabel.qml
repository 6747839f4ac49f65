// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// One text of the canvas. Lies in scene units; a fixed-size one undoes the zoom of the layer around it.
Item {
    id: root

    required property real labelX
    required property real labelY
    required property real labelWidth
    required property real labelHeight
    required property string text
    required property color colour
    required property int pixelSize
    required property int weight
    required property bool isMono
    required property int align
    required property bool isPill
    required property bool isFixedSize
    required property bool isDimmed
    required property bool isShown
    required property real strength
    property real zoom: 1
    readonly property real pillRadius: isPill ? Math.min(height, 20) / 2 : 0

    x: labelX
    y: labelY
    width: isFixedSize ? Math.round(labelWidth * zoom) : labelWidth
    height: isFixedSize ? Math.round(labelHeight * zoom) : labelHeight
    scale: isFixedSize ? 1 / zoom : 1
    transformOrigin: Item.TopLeft
    visible: isShown && strength > 0
    opacity: (isDimmed ? 0.4 : 1) * strength

    Rectangle {
        visible: root.isPill
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(label.implicitWidth + 2 * radius, parent.width)
        height: 2 * radius
        radius: root.pillRadius
        color: Theme.accentBg
    }

    Text {
        id: label

        anchors.fill: parent
        anchors.leftMargin: root.pillRadius
        anchors.rightMargin: root.pillRadius
        text: root.text
        textFormat: Text.PlainText
        color: root.colour
        elide: Text.ElideRight
        horizontalAlignment: root.align
        verticalAlignment: Text.AlignVCenter
        font.family: root.isMono ? Theme.monoFamily : Theme.family
        font.pixelSize: root.pixelSize
        font.weight: root.weight
        Accessible.ignored: true
    }
}
