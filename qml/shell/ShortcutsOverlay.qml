// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Fabric.App
import Fabric.Console

/// Every key, from the same table that makes them work.
Popup {
    id: root

    anchors.centerIn: parent
    width: Math.min(Theme.scaled(440), parent.width - Theme.space8)
    height: Math.min(implicitContentHeight + padding * 2, parent.height - Theme.space8)
    padding: Theme.space6
    modal: true
    focus: true

    background: Card {
        border.color: Theme.lineStrong
    }
    T.Overlay.modal: Rectangle {
        color: Theme.isDark ? "#99000000" : "#66000000"
    }
    contentItem: ShortcutsList {
    }
}
