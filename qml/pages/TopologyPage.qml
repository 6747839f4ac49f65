// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console
import Fabric.View

/// The topology of the chosen runtime, and one level out the tiles of all. The picture is the answer, so there is no
/// heading.
ConsolePage {
    id: root

    property bool isFleet: false
    /// Esc and zooming out go where there is something to choose from; the button goes there always.
    readonly property bool hasFleet: Session.runtimes.count > 1

    function showFleet(): void {
        isFleet = true;
        view.canvas.fit();
        fleet.start();
    }

    function enter(runtimeId: string): void {
        Session.runtimeId = runtimeId;
        isFleet = false;
        view.canvas.forceActiveFocus();
    }

    function goBack(): bool {
        if (isFleet || !hasFleet || Navigation.selectedNodeId !== "")
            return false;
        showFleet();
        return true;
    }

    isAsking: editDialog.opened
    settled: isFleet ? Session.runtimesState !== Ui.Loading : Session.topologyState !== Ui.Loading

    Connections {
        function onSelectedNodeIdChanged(): void {
            if (Navigation.selectedNodeId !== "")
                root.isFleet = false; // the search found something
        }

        target: Navigation
    }

    PageStates {
        anchors.fill: parent
        visible: !root.isFleet
        enabled: visible
        pageState: Session.topologyState
        emptyTitle: Session.topologyEmptyTitle
        emptyText: Session.topologyText
        staleTitle: Session.topologyText
        failedTitle: Session.topologyProblem
        failedText: Session.topologyText
        failedDetail: Session.topologyDetail
        skeleton: TopologySkeleton {
            anchors.fill: parent
        }
        noticeTitle: Session.noticeTitle
        noticeText: Session.noticeText
        noticeTone: Session.noticeTone
        noticeAction: Session.noticeTone === Ui.Pending ? "" : qsTr("Show details")
        onNoticeTriggered: {
            Navigation.inspectedRuntimeId = Session.runtimeId;
            Navigation.page = "runtimes";
        }

        TopologyView {
            id: view

            anchors.fill: parent
            topology: Topology
            focus: true
            whyNotChange: Changes.whyNotChange
            onChangeAsked: {
                Changes.beginEdit(Navigation.selectedNodeId);
                editDialog.open();
            }
            onBackRequested: {
                if (!root.goBack())
                    Navigation.back();
            }
            onFleetRequested: root.showFleet()
            onZoomedOut: {
                if (root.hasFleet)
                    root.showFleet();
            }
        }
    }

    PageStates {
        anchors.fill: parent
        visible: root.isFleet
        enabled: visible
        pageState: Session.runtimesState
        emptyTitle: Session.emptyTitle
        emptyText: Session.emptyText

        FleetView {
            id: fleet

            anchors.fill: parent
            runtimes: Session.runtimes
            runtimeId: Session.runtimeId
            onEntered: runtimeId => root.enter(runtimeId)
        }
    }

    Connections {
        function onPlanOpened(): void {
            editDialog.close();
            Navigation.page = "plans";
        }

        target: Changes
    }

    EditDialog {
        id: editDialog

        draft: Changes.draft
        runtimeName: Session.runtimeName
        isBusy: Changes.isBusy
        problem: Changes.decisionProblem
        onPlanAsked: reason => Changes.planEdit(reason)
    }
}
