// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.App
import Fabric.Console

/// What becomes possible, risks, what cannot be undone, what is not written: by section.
Column {
    id: root

    required property RowListModel findings

    spacing: 2
    bottomPadding: Theme.space4

    Repeater {
        model: root.findings

        Column {
            id: finding

            required property int index
            required property string section
            required property string sign
            required property string title
            required property string detail
            required property int tone
            readonly property bool isFirst: index === 0 || root.findings.value(index - 1, "section") !== section

            width: root.width
            Accessible.role: Accessible.ListItem
            Accessible.name: qsTr("%1: %2 %3").arg(section).arg(title).arg(detail)

            PlainText {
                x: Theme.space4
                width: parent.width - 2 * x
                height: Theme.scaled(34)
                visible: finding.isFirst
                text: finding.section
                font: Theme.captionStrong
                color: Theme.text2
                verticalAlignment: Text.AlignBottom
                bottomPadding: Theme.space1
            }

            Item {
                width: parent.width
                height: words.implicitHeight + Theme.space1

                PlainText {
                    id: signText

                    x: Theme.space4
                    width: Math.max(Theme.space4, implicitWidth)
                    height: Theme.bodyLineHeight
                    text: finding.sign
                    font: finding.sign.length > 1 ? Theme.captionStrong : Theme.bodyStrong
                    color: Theme.toneColor(finding.tone)
                    Accessible.ignored: true
                }

                Column {
                    id: words

                    anchors.left: signText.right
                    anchors.leftMargin: Theme.space2
                    anchors.right: parent.right
                    anchors.rightMargin: Theme.space4

                    PlainText {
                        width: parent.width
                        text: finding.title
                        wrapMode: Text.Wrap
                        lineHeight: Theme.bodyLineHeight
                        lineHeightMode: Text.FixedHeight
                        Accessible.ignored: true
                    }

                    PlainText {
                        width: parent.width
                        visible: text !== ""
                        text: finding.detail
                        font: Theme.caption
                        color: Theme.text2
                        wrapMode: Text.Wrap
                        Accessible.ignored: true
                    }
                }
            }
        }
    }
}
