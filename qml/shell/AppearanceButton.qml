// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// Theme, motion and text size, until there is a settings page.
ActionButton {
    id: root

    kind: ActionButton.Ghost
    iconName: "appearance"
    hint: qsTr("Appearance")
    onClicked: popup.open()

    Popup {
        id: popup

        y: root.height + Theme.space1
        x: root.width - width
        width: Theme.scaled(240)
        padding: Theme.space1
        focus: true

        background: Card {
            border.color: Theme.lineStrong
        }
        contentItem: Column {
            ChoiceRow {
                width: parent.width
                focusPolicy: Qt.StrongFocus
                focus: true
                title: qsTr("As the system")
                isCurrent: Appearance.choice === Appearance.FollowSystem
                onClicked: Appearance.choice = Appearance.FollowSystem
            }

            ChoiceRow {
                width: parent.width
                focusPolicy: Qt.StrongFocus
                title: qsTr("Light")
                isCurrent: Appearance.choice === Appearance.AlwaysLight
                onClicked: Appearance.choice = Appearance.AlwaysLight
            }

            ChoiceRow {
                width: parent.width
                focusPolicy: Qt.StrongFocus
                title: qsTr("Dark")
                isCurrent: Appearance.choice === Appearance.AlwaysDark
                onClicked: Appearance.choice = Appearance.AlwaysDark
            }

            ChoiceRow {
                width: parent.width
                focusPolicy: Qt.StrongFocus
                title: qsTr("High contrast")
                isCurrent: Appearance.choice === Appearance.AlwaysHighContrast
                onClicked: Appearance.choice = Appearance.AlwaysHighContrast
            }

            Rectangle {
                width: parent.width
                height: Theme.lineWidth
                color: Theme.line
            }

            ChoiceRow {
                width: parent.width
                focusPolicy: Qt.StrongFocus
                title: qsTr("Less motion")
                isCurrent: Appearance.reducedMotion
                onClicked: Appearance.reducedMotion = !Appearance.reducedMotion
            }

            ChoiceRow {
                width: parent.width
                focusPolicy: Qt.StrongFocus
                title: qsTr("Larger text")
                detail: qsTr("%1 %").arg(Math.round(Appearance.fontScale * 100))
                iconName: "plus"
                onClicked: Appearance.fontScale = Appearance.fontScale >= 2 ? 1 : Appearance.fontScale + 0.25
            }
        }
    }
}
