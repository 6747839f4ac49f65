// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// A list page: the sentence that answers, the evidence, filters if any, the list in a card.
FocusScope {
    id: root

    required property string headline
    required property string evidence
    required property string listName
    property alias model: list.model
    property alias delegate: list.delegate
    property alias count: list.count
    /// Controls right of the headline.
    property alias filters: filterRow.data
    /// Where the list has nothing, because of the filters.
    property string nothingText

    signal opened(int row)

    PlainText {
        id: headlineText

        x: Theme.space6
        y: Theme.space6
        width: parent.width - 2 * Theme.space6 - filterRow.width
        height: Theme.titleLineHeight
        text: root.headline
        font: Theme.title
        Accessible.role: Accessible.Heading
    }

    PlainText {
        id: evidenceText

        x: Theme.space6
        anchors.top: headlineText.bottom
        width: headlineText.width
        height: Theme.bodyLineHeight
        text: root.evidence
        color: Theme.text2
    }

    Row {
        id: filterRow

        anchors.right: parent.right
        anchors.rightMargin: Theme.space6
        anchors.verticalCenter: headlineText.bottom
        spacing: Theme.space2
    }

    Card {
        x: Theme.space6
        anchors.top: evidenceText.bottom
        anchors.topMargin: Theme.space4
        width: parent.width - 2 * Theme.space6
        height: Math.min(parent.height - y - Theme.space6, Math.max(list.contentHeight, Theme.rowHeight) + 2)

        PlainText {
            anchors.centerIn: parent
            visible: list.count === 0
            text: root.nothingText
            color: Theme.text2
        }

        ListView {
            id: list

            anchors.fill: parent
            anchors.margins: 1
            clip: true
            focus: true
            boundsBehavior: Flickable.StopAtBounds
            keyNavigationEnabled: true
            currentIndex: 0
            Accessible.role: Accessible.List
            Accessible.name: root.listName
            Keys.onReturnPressed: root.opened(currentIndex)
            Keys.onEnterPressed: root.opened(currentIndex)
            ScrollBar.vertical: ScrollBar {
            }
        }
    }
}
