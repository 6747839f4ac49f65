// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// One step of the evidence: when, what, by whom, what was sent and what came back.
Item {
    id: root

    required property string time
    required property string state
    required property string step
    required property string actor
    required property string detail
    required property string sent
    required property string received

    implicitHeight: column.implicitHeight + 2 * Theme.space2
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2, %3. %4").arg(time).arg(state).arg(step).arg(detail)

    component Json: PlainText {
        width: parent.width
        visible: text !== ""
        font: Theme.mono
        color: Theme.text2
        wrapMode: Text.WrapAnywhere
        maximumLineCount: 40
    }

    Column {
        id: column

        x: Theme.space4
        y: Theme.space2
        width: parent.width - 2 * x
        spacing: Theme.space1

        Item {
            width: parent.width
            height: Theme.bodyLineHeight

            PlainText {
                anchors.left: parent.left
                anchors.right: when.left
                anchors.rightMargin: Theme.space2
                height: parent.height
                text: qsTr("%1 · %2").arg(root.state).arg(root.step)
                font: Theme.bodyStrong
                Accessible.ignored: true
            }

            PlainText {
                id: when

                anchors.right: parent.right
                height: parent.height
                text: qsTr("%1 · %2").arg(root.actor).arg(root.time)
                font: Theme.mono
                color: Theme.text2
                Accessible.ignored: true
            }
        }

        PlainText {
            width: parent.width
            visible: text !== ""
            text: root.detail
            wrapMode: Text.Wrap
            lineHeight: Theme.bodyLineHeight
            lineHeightMode: Text.FixedHeight
            Accessible.ignored: true
        }

        Json {
            text: root.sent === "" ? "" : qsTr("sent %1").arg(root.sent)
        }

        Json {
            text: root.received === "" ? "" : qsTr("received %1").arg(root.received)
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }
}
