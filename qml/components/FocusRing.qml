// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// Shows where the keyboard is.
Rectangle {
    required property bool active
    property int gap: 2

    anchors.fill: parent
    anchors.margins: -gap - Theme.focusWidth
    visible: active
    color: "transparent"
    radius: Theme.radiusControl + gap
    border.width: Theme.focusWidth
    border.color: Theme.accent
}
