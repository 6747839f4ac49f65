// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// The open list of a choice.
ListView {
    required property string label

    signal chosen(string key)

    implicitHeight: Math.min(contentHeight, Theme.scaled(360))
    clip: true
    focus: true
    keyNavigationEnabled: true
    Accessible.role: Accessible.List
    Accessible.name: label
}
