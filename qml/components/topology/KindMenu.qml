// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console
import Fabric.View

/// Which kinds of things are shown. Hidden ones keep their place, so nothing jumps.
Popup {
    id: root

    required property TopologyModel topology
    required property GraphPalette colours

    padding: Theme.space1
    width: Theme.scaled(232)

    background: Rectangle {
        radius: Theme.radiusCard
        color: Theme.surface
        border.width: Theme.lineWidth
        border.color: Theme.lineStrong
    }
    contentItem: ListView {
        implicitHeight: contentHeight
        keyNavigationEnabled: true
        focus: true
        interactive: false
        model: root.visible ? root.topology.presentKinds() : []
        Accessible.role: Accessible.List
        Accessible.name: qsTr("Kinds that are shown")
        delegate: KindChoice {
            required property int modelData

            width: ListView.view.width
            focus: true
            text: root.topology.kindTitle(modelData)
            count: root.topology.kindCount(modelData)
            checked: (root.topology.hiddenKinds & (1 << modelData)) === 0
            onToggled: root.topology.setKindShown(modelData, checked)
        }
    }
}
