// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// Where something will be: a quiet block of its size.
Rectangle {
    id: root

    implicitHeight: Theme.space4
    radius: 4
    color: Theme.hover
    Accessible.ignored: true

    SequentialAnimation on opacity  {
        running: root.visible && !Theme.reducedMotion
        loops: Animation.Infinite

        NumberAnimation {
            from: 1
            to: 0.45
            duration: 900
        }

        NumberAnimation {
            from: 0.45
            to: 1
            duration: 900
        }
    }
}
