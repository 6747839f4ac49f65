// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console

/// Blends a picture from before to after; in the middle both are shown as one.
Item {
    id: root

    readonly property real both: 0.5
    property alias value: slider.value

    width: row.width
    height: Theme.controlHeight

    component End: PlainText {
        id: end

        required property real at

        anchors.verticalCenter: parent ? parent.verticalCenter : undefined
        font: Math.abs(slider.value - at) < root.both ? Theme.captionStrong : Theme.caption
        color: Math.abs(slider.value - at) < root.both ? Theme.text : Theme.text2
        Accessible.ignored: true

        TapHandler {
            onTapped: slider.value = end.at
        }
    }

    Row {
        id: row

        height: parent.height
        spacing: Theme.space2

        End {
            at: 0
            text: qsTr("Before")
        }

        Slider {
            id: slider

            anchors.verticalCenter: parent.verticalCenter
            width: Theme.scaled(120)
            height: Theme.hitSize
            value: root.both
            stepSize: 0.05
            focusPolicy: Qt.StrongFocus
            Accessible.name: qsTr("From before to after: %1 %").arg(Math.round(value * 100))
            Keys.onShortcutOverride: event => {
                event.accepted = event.key === Qt.Key_Escape && value !== root.both;
            }
            Keys.onEscapePressed: event => {
                event.accepted = value !== root.both;
                value = root.both;
            }
            Keys.onPressed: event => {
                event.accepted = event.key === Qt.Key_Home || event.key === Qt.Key_End;
                if (event.accepted)
                    value = event.key === Qt.Key_Home ? 0 : 1;
            }

            background: Rectangle {
                x: slider.leftPadding
                y: Math.round((slider.height - height) / 2)
                width: slider.availableWidth
                height: 4
                radius: 2
                color: Theme.lineStrong

                Rectangle {
                    anchors.centerIn: parent
                    width: 2
                    height: Theme.space3
                    radius: 1
                    color: Theme.lineStrong
                }
            }
            handle: Rectangle {
                x: slider.leftPadding + Math.round(slider.visualPosition * (slider.availableWidth - width))
                y: Math.round((slider.height - height) / 2)
                width: Theme.space4
                height: width
                radius: width / 2
                color: slider.pressed ? Theme.accent : Theme.surface
                border.width: Theme.focusWidth
                border.color: Theme.accent

                FocusRing {
                    active: slider.visualFocus
                }
            }
        }

        End {
            at: 1
            text: qsTr("After")
        }
    }
}
