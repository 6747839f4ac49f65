// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console
import Fabric.View

/// The topology of the chosen runtime. The picture is the answer, so there is no heading.
ConsolePage {
    id: root

    settled: Session.topologyState !== Ui.Loading

    PageStates {
        anchors.fill: parent
        pageState: Session.topologyState
        emptyTitle: qsTr("Nothing was observed yet")
        emptyText: Session.topologyText
        failedTitle: Session.topologyProblem
        failedText: Session.topologyText
        skeleton: TopologySkeleton {
            anchors.fill: parent
        }

        TopologyView {
            anchors.fill: parent
            topology: Topology
            focus: true
            onBackRequested: Navigation.back()
        }
    }
}
