// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// Says that what is below is not current.
Rectangle {
    height: Theme.controlHeight
    color: Theme.warnBg
    Accessible.role: Accessible.AlertMessage
    Accessible.name: Session.staleText

    Row {
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.space4
        spacing: Theme.space2

        AppIcon {
            anchors.verticalCenter: parent.verticalCenter
            name: "clock"
            color: Theme.warn
        }

        PlainText {
            anchors.verticalCenter: parent.verticalCenter
            text: Session.staleText
            color: Theme.warn
            font: Theme.bodyStrong
        }

        PlainText {
            anchors.verticalCenter: parent.verticalCenter
            text: Session.problem
            color: Theme.warn
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }
}
