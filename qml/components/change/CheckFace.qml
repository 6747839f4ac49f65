// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// What a line of the checks shows.
Item {
    id: root

    required property string name
    required property string value
    required property int tone
    required property string word
    required property bool isFold
    required property bool isUnfolded

    implicitHeight: nameText.implicitHeight

    PlainText {
        id: nameText

        x: Theme.space4
        width: parent.width * 0.48
        height: parent.height
        wrapMode: Text.Wrap
        text: root.name
        Accessible.ignored: true
    }

    PlainText {
        anchors.left: nameText.right
        anchors.leftMargin: Theme.space3
        anchors.right: sign.left
        anchors.rightMargin: Theme.space3
        height: parent.height
        text: root.value
        elide: Text.ElideMiddle
        font: root.isFold ? Theme.caption : Theme.mono
        color: Theme.text2
        Accessible.ignored: true
    }

    Item {
        id: sign

        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        width: root.isFold ? Theme.iconSize : verdict.width
        height: parent.height

        Pill {
            id: verdict

            anchors.verticalCenter: parent.verticalCenter
            visible: !root.isFold
            text: root.word
            tone: root.tone
            Accessible.ignored: true
        }

        AppIcon {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.isFold
            name: "chevron-down"
            rotation: root.isUnfolded ? 180 : 0
            color: Theme.text2
        }
    }
}
