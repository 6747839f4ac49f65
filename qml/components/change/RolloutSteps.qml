// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// The way of a rollout, state by state.
Card {
    id: root

    required property RolloutModel rollout
    property string runtimeName
    readonly property int currentStep: rollout.currentStep

    /// What happens now stays in sight, unless somebody looks at something else.
    function follow(): void {
        if (currentStep >= 0 && !pointer.hovered && !list.activeFocus)
            list.positionViewAtIndex(Math.min(currentStep + 1, list.count - 1), ListView.Contain);
    }

    onCurrentStepChanged: follow()
    onHeightChanged: follow()

    HoverHandler {
        id: pointer
    }

    PlainText {
        id: title

        x: Theme.space4
        y: Theme.space3
        width: deadline.x - x - Theme.space2
        height: Theme.bodyLineHeight
        text: root.runtimeName
        font: Theme.section
    }

    PlainText {
        id: deadline

        anchors.right: parent.right
        anchors.rightMargin: Theme.space4
        y: title.y
        height: title.height
        text: root.rollout.deadlineText
        font: Theme.caption
        color: Theme.text2
    }

    ListView {
        id: list

        anchors.fill: parent
        anchors.margins: 1
        anchors.topMargin: title.y + title.height + Theme.space3
        bottomMargin: Theme.space3
        clip: true
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        model: root.rollout.steps
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Steps")
        Keys.onUpPressed: flick(0, 600)
        Keys.onDownPressed: flick(0, -600)
        ScrollBar.vertical: ScrollBar {
        }
        delegate: StepRow {
            width: ListView.view.width
            isLast: index === ListView.view.count - 1
        }
    }

    FocusRing {
        active: list.activeFocus
    }
}
