// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// A raised surface with a line around it.
Rectangle {
    color: Theme.surface
    radius: Theme.radiusCard
    border.width: Theme.lineWidth
    border.color: Theme.line
}
