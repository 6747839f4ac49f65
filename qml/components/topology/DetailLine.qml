// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console
import Fabric.View

/// One line of the panel: a heading, a row of a framed list, or plain text.
Item {
    id: root

    enum Type {
        Heading,
        Row,
        Body
    }

    required property int type
    required property string text
    required property string detail
    required property string nodeId
    required property int group
    required property int tone
    required property bool isMono
    required property bool isFirst
    required property bool isLast
    required property GraphPalette colours
    readonly property bool isLink: type === DetailLine.Row && nodeId !== ""

    signal chosen(string nodeId)

    implicitHeight: type === DetailLine.Heading ? Theme.scaled(40) : type === DetailLine.Body ? body.implicitHeight : Theme.scaled(33)
    activeFocusOnTab: isLink
    Accessible.role: isLink ? Accessible.Button : Accessible.StaticText
    Accessible.name: detail === "" ? text : qsTr("%1, %2").arg(text).arg(detail)
    Accessible.onPressAction: root.chosen(root.nodeId)
    Keys.onReturnPressed: if (root.isLink)
        root.chosen(root.nodeId)
    Keys.onSpacePressed: if (root.isLink)
        root.chosen(root.nodeId)

    Row {
        visible: root.type === DetailLine.Heading
        anchors.bottom: parent.bottom
        anchors.bottomMargin: 4
        spacing: 6
        height: Theme.captionLineHeight + 6

        Text {
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: root.text
            font: Theme.caption
            color: Theme.text2
        }

        Text {
            height: parent.height
            verticalAlignment: Text.AlignVCenter
            text: root.detail
            font: Theme.captionStrong
            color: Theme.text
        }

        ToneChip {
            visible: root.tone === ToneChip.Bad
            text: qsTr("any, by wildcard")
            tone: ToneChip.Bad
        }
    }

    Rectangle {
        anchors.fill: parent
        anchors.bottomMargin: root.isLast ? 0 : -1
        visible: root.type === DetailLine.Row
        color: hover.hovered && root.isLink ? Theme.hover : Theme.raised
        border.width: root.activeFocus ? Theme.focusWidth : Theme.lineWidth
        border.color: root.activeFocus ? Theme.accent : Theme.line
        radius: root.isFirst && root.isLast ? 8 : root.isFirst || root.isLast ? 4 : 0

        HoverHandler {
            id: hover

            enabled: root.isLink
            cursorShape: Qt.PointingHandCursor
        }

        TapHandler {
            enabled: root.isLink
            onTapped: root.chosen(root.nodeId)
        }

        GraphSample {
            id: sign

            x: 10
            anchors.verticalCenter: parent.verticalCenter
            width: root.nodeId === "" ? 0 : Theme.scaled(13)
            height: Theme.scaled(13)
            palette: root.colours
            group: root.nodeId === "" ? -1 : root.group
        }

        Text {
            id: name

            anchors.left: sign.right
            anchors.leftMargin: root.nodeId === "" ? 0 : 8
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, parent.width * 0.55)
            text: root.text
            textFormat: Text.PlainText
            elide: Text.ElideMiddle
            font: root.isMono ? Theme.mono : Theme.body
            color: root.tone === ToneChip.Bad ? Theme.bad : root.tone === ToneChip.Muted ? Theme.text2 : Theme.text
        }

        Text {
            anchors.left: name.right
            anchors.leftMargin: Theme.space2
            anchors.right: parent.right
            anchors.rightMargin: 10
            anchors.verticalCenter: parent.verticalCenter
            horizontalAlignment: Text.AlignRight
            text: root.detail
            textFormat: Text.PlainText
            elide: Text.ElideRight
            font: Theme.caption
            color: Theme.text2
        }
    }

    Text {
        id: body

        visible: root.type === DetailLine.Body
        width: parent.width
        text: root.text
        textFormat: Text.PlainText
        wrapMode: Text.Wrap
        lineHeight: Theme.scaled(18)
        lineHeightMode: Text.FixedHeight
        font: Theme.caption
        color: Theme.text
    }
}
