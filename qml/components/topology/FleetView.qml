// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// The topology from furthest away: a tile per gateway. Enter, a click or zooming in goes into one.
FocusScope {
    id: root

    required property RuntimeListModel runtimes
    /// The gateway whose topology is on the level below.
    required property string runtimeId

    signal entered(string runtimeId)

    function enter(row: int): void {
        const id = runtimes.idAt(row);
        if (id !== "")
            root.entered(id);
    }

    /// The keyboard starts on the gateway that one came from.
    function start(): void {
        grid.currentIndex = Math.max(0, runtimes.rowOf(runtimeId));
        grid.forceActiveFocus();
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.canvas
    }

    PlainText {
        id: headline

        x: Theme.space6
        y: Theme.space6
        width: parent.width - x * 2
        height: Theme.titleLineHeight
        text: root.runtimes.headline
        font: Theme.title
        Accessible.role: Accessible.Heading
    }

    PlainText {
        id: evidence

        anchors.top: headline.bottom
        x: Theme.space6
        width: headline.width
        height: Theme.bodyLineHeight
        text: root.runtimes.headlineDetail
        color: Theme.text2
    }

    GridView {
        id: grid

        readonly property int perRow: Math.max(1, Math.floor(width / Theme.scaled(300)))

        anchors.top: evidence.bottom
        anchors.topMargin: Theme.space4
        anchors.bottom: parent.bottom
        // Half of the gap between tiles stands on each side of one.
        x: Theme.space6 - Theme.space2
        width: parent.width - x * 2
        cellWidth: Math.min(width / perRow, Theme.scaled(420))
        cellHeight: Theme.scaled(176) + Theme.space4
        clip: true
        focus: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        keyNavigationEnabled: true
        model: root.runtimes
        ScrollBar.vertical: ScrollBar {
        }
        Accessible.role: Accessible.List
        Accessible.name: qsTr("All gateways")
        Keys.onReturnPressed: root.enter(currentIndex)
        Keys.onEnterPressed: root.enter(currentIndex)
        Keys.onSpacePressed: root.enter(currentIndex)
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Plus || event.key === Qt.Key_Equal) {
                root.enter(currentIndex);
                event.accepted = true;
            }
        }
        delegate: Item {
            id: cell

            required property int index
            required property string runtimeId
            required property string name
            required property string health
            required property int tone
            required property string mode
            required property string content
            required property string lastObserved
            required property string problem
            required property string summary

            width: grid.cellWidth
            height: grid.cellHeight

            FleetTile {
                anchors.fill: parent
                anchors.margins: Theme.space2
                name: cell.name
                health: cell.health
                tone: cell.tone
                mode: cell.mode
                content: cell.content
                lastObserved: cell.lastObserved
                problem: cell.problem
                summary: cell.summary
                isShown: cell.runtimeId === root.runtimeId
                isCurrent: cell.GridView.isCurrentItem && grid.activeFocus
                onClicked: root.enter(cell.index)
            }
        }

        WheelHandler {
            acceptedModifiers: grid.contentHeight > grid.height ? Qt.ControlModifier : Qt.KeyboardModifierMask // else it scrolls
            onWheel: event => {
                const under = grid.indexAt(event.x, event.y);
                if (event.angleDelta.y > 0)
                    root.enter(under < 0 ? Math.max(grid.currentIndex, 0) : under);
            }
        }
    }
}
