// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.App
import Fabric.Console

/// What the search found.
ListView {
    id: root

    /// @param isDone the page that it went to has the keyboard now.
    signal chosen(bool isDone)

    implicitHeight: Session.search.count === 0 ? Theme.controlHeight : Math.min(contentHeight, Theme.scaled(380))
    clip: true
    model: Session.search
    currentIndex: Session.search.current
    Accessible.role: Accessible.List
    Accessible.name: qsTr("Results")
    delegate: ChoiceRow {
        required property string subtitle
        required property string kind
        readonly property var icons: ({
                "runtime": "server",
                "plan": "plan",
                "rollout": "rollout",
                "intent": "edit",
                "action": "arrow-right"
            })
        required property int index

        detail: subtitle
        iconName: icons[kind] ?? ""
        isMarked: index === root.currentIndex
        onHoveredChanged: {
            if (hovered)
                Session.search.current = index;
        }
        onClicked: {
            root.chosen(Session.search.activate(index));
        }
    }

    PlainText {
        x: Theme.space2
        height: Theme.controlHeight
        visible: Session.search.count === 0
        text: qsTr("Nothing is called that")
        color: Theme.text2
    }
}
