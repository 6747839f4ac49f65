// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// The configuration before and after, as text.
Item {
    id: root

    required property TextDiffModel texts
    /// Why there is nothing; empty: the texts are on their way, or there.
    property string problem

    PlainText {
        anchors.centerIn: parent
        width: parent.width - 2 * Theme.space6
        visible: list.count === 0
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: root.problem !== "" ? root.problem : qsTr("Loading the texts")
        color: Theme.text2
    }

    ListView {
        id: list

        anchors.fill: parent
        topMargin: Theme.space2
        bottomMargin: Theme.space2
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        currentIndex: -1
        highlightMoveDuration: 0
        reuseItems: true
        model: root.texts
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Difference of the texts, %1").arg(root.texts.summary)
        Keys.onReturnPressed: root.texts.unfold(currentIndex)
        Keys.onEnterPressed: root.texts.unfold(currentIndex)
        ScrollBar.vertical: ScrollBar {
        }
        delegate: DiffLineRow {
            required property int index

            width: ListView.view.width
            isSplit: root.texts.isSplit
            onClicked: root.texts.unfold(index)
        }
    }

    FocusRing {
        active: list.activeFocus
        gap: -2
    }
}
