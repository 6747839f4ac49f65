// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console
import Fabric.View

/// Bottom right: what is shown and how large.
Row {
    id: root

    required property GraphCanvas canvas
    required property TopologyModel topology
    required property GraphPalette colours
    property bool isListShown: false

    signal listToggled
    signal fleetRequested

    spacing: Theme.space2

    CanvasButton {
        text: qsTr("Fleet")
        hint: qsTr("Show all gateways")
        onClicked: root.fleetRequested()
    }

    CanvasButton {
        text: qsTr("List")
        hint: qsTr("Show everything as a list")
        checked: root.isListShown
        onClicked: root.listToggled()
    }

    CanvasButton {
        id: kinds

        text: root.topology.hiddenKinds === 0 ? qsTr("All kinds ▾") : qsTr("Some kinds ▾")
        hint: qsTr("Choose the kinds that are shown")
        onClicked: menu.open()

        KindMenu {
            id: menu

            y: -height - Theme.space1
            x: kinds.width - width
            topology: root.topology
            colours: root.colours
        }
    }

    CanvasButton {
        text: qsTr("Fit")
        hint: qsTr("Fit everything into the window")
        shortcutText: "F"
        onClicked: root.canvas.fit()
    }

    CanvasButton {
        text: "−"
        hint: qsTr("Zoom out")
        onClicked: root.canvas.zoomOut()
    }

    CanvasButton {
        implicitWidth: Theme.scaled(64)
        text: qsTr("%1 %").arg(Math.round(root.canvas.zoom * 100))
        hint: qsTr("Zoom to 100 %")
        onClicked: root.canvas.resetZoom()
    }

    CanvasButton {
        text: "+"
        hint: qsTr("Zoom in")
        onClicked: root.canvas.zoomIn()
    }
}
