// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.Console
import Fabric.View

/// The canvas with everything that floats on it.
FocusScope {
    id: root

    required property TopologyModel topology
    readonly property bool isPanelShown: topology.selectedId !== ""
    property bool isListShown: false
    property alias canvas: canvas
    property string whyNotChange

    signal changeAsked
    signal backRequested
    /// All gateways, by a control; or by zooming out beyond this one.
    signal fleetRequested
    signal zoomedOut

    ThemePalette {
        id: colours
    }

    Rectangle {
        anchors.fill: parent
        color: Theme.canvas
    }

    GraphCanvas {
        id: canvas

        anchors.fill: parent
        anchors.leftMargin: outline.visible ? outline.width : 0
        model: root.topology
        palette: colours
        rightInset: root.isPanelShown ? panel.width : 0
        focus: true
        Accessible.role: Accessible.Graphic
        Accessible.name: qsTr("Topology")
        Accessible.description: summary
        Accessible.focusable: true
        onBackRequested: root.backRequested()
        onZoomedOut: root.zoomedOut()

        PinchHandler {
            property real last: 1

            target: null
            onActiveChanged: last = 1
            onActiveScaleChanged: {
                canvas.zoomBy(activeScale / last, centroid.position);
                last = activeScale;
            }
        }

        Item {
            x: canvas.panX
            y: canvas.panY
            scale: canvas.zoom
            transformOrigin: Item.TopLeft

            Repeater {
                model: canvas.labels

                GraphLabel {
                    zoom: canvas.zoom
                }
            }
        }
    }

    Rectangle {
        anchors.fill: canvas
        visible: canvas.isFocusVisible
        color: "transparent"
        border.width: Theme.focusWidth
        border.color: Theme.accent
    }

    GraphTooltip {
        canvas: canvas
    }

    TopologyLegend {
        anchors.left: canvas.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space4
        room: Math.max(0, controls.x - canvas.x - 2 * Theme.space4)
        styles: canvas.shownStyles
        colours: colours
    }

    GraphMinimap {
        anchors.right: controls.right
        anchors.bottom: controls.top
        anchors.bottomMargin: Theme.space2
        width: 176
        height: 112
        visible: canvas.hasScene && !canvas.isFitted
        canvas: canvas

        Rectangle {
            anchors.fill: parent
            z: -1
            radius: Theme.radiusControl
            color: Theme.surface
            border.width: Theme.lineWidth
            border.color: Theme.lineStrong
        }
    }

    TopologyControls {
        id: controls

        anchors.right: panel.left
        anchors.bottom: parent.bottom
        anchors.margins: Theme.space4
        canvas: canvas
        topology: root.topology
        colours: colours
        isListShown: root.isListShown
        onFleetRequested: root.fleetRequested()
        onListToggled: root.isListShown = !root.isListShown
    }

    TopologyOutline {
        id: outline

        width: Theme.scaled(264)
        height: parent.height
        visible: root.isListShown
        topology: root.topology
        colours: colours
    }

    TopologyPanel {
        id: panel

        x: root.isPanelShown ? parent.width - width : parent.width
        width: Theme.panelWidth
        height: parent.height
        visible: root.isPanelShown
        topology: root.topology
        colours: colours
        whyNotChange: root.whyNotChange
        onChangeAsked: root.changeAsked()
    }

    Keys.onPressed: event => {
        if (event.key !== Qt.Key_E || event.modifiers !== Qt.NoModifier || !topology.isChangeable || whyNotChange !== "")
            return;
        event.accepted = true;
        root.changeAsked();
    }
}
