// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// What is wanted of the chosen runtime, next to what runs.
ConsolePage {
    id: root

    readonly property IntentModel intent: Intents.intent
    readonly property string runtimeName: Session.runtimeName
    readonly property bool isDropping: intent.pendingCount + intent.conflictCount > 0

    function ask(): void {
        if (intent.whyNotPlan === "" && Changes.whyNotChange === "")
            planDialog.open();
    }

    /// Somebody asked elsewhere for a plan: it is asked here, once the intent is here.
    function takeQuestion(): void {
        if (Changes.question !== "plan" || !settled || intent.runtimeId !== Session.runtimeId)
            return;
        Changes.question = "";
        ask();
    }

    onSettledChanged: later.restart()
    isAsking: adoptDialog.opened || planDialog.opened
    settled: Intents.state !== Ui.Loading
    Component.onCompleted: {
        Intents.isWatched = true;
        later.restart();
    }
    Component.onDestruction: Intents.isWatched = false

    Timer {
        id: later

        interval: 0
        onTriggered: root.takeQuestion()
    }

    Connections {
        function onDecided(): void {
            adoptDialog.close();
            planDialog.close();
        }

        function onQuestionChanged(): void {
            later.restart();
        }

        function onPlanOpened(): void {
            Navigation.page = "plans";
        }

        target: Changes
    }

    Shortcut {
        sequences: ["Ctrl+Return", "Ctrl+Enter"]
        enabled: !adoptDialog.visible && !planDialog.visible
        onActivated: root.ask()
    }

    PageStates {
        anchors.fill: parent
        pageState: Intents.state
        emptyTitle: Session.runtimeName === "" ? Session.emptyTitle : qsTr("%1 was not observed yet").arg(root.runtimeName)
        emptyText: Session.runtimeName === "" ? Session.emptyText : qsTr("Once Fabric has read what runs there, it can be adopted, and changes start from it.")
        failedTitle: Intents.problem
        failedText: Intents.problemAction
        failedDetail: Intents.problemDetail
        skeleton: IntentSkeleton {
            anchors.fill: parent
        }

        IntentView {
            anchors.fill: parent
            visible: root.intent.isAdopted
            enabled: visible
            focus: true
            intent: root.intent
            whyNot: Changes.whyNotChange
            isBusy: Changes.isBusy
            runtimeName: root.runtimeName
            historyProblem: Intents.historyProblem
            problem: root.isAsking ? "" : Changes.decisionProblem
            onTopologyAsked: Navigation.page = "topology"
            onAdoptAsked: adoptDialog.open()
            onPlanAsked: root.ask()
        }

        StateMessage {
            anchors.fill: parent
            visible: root.intent.isLoaded && !root.intent.isAdopted
            iconName: "edit"
            title: qsTr("Nothing is wanted of %1 yet").arg(root.runtimeName)
            text: Changes.whyNotChange === "" ? root.intent.headlineDetail : root.intent.headlineDetail + " " + Changes.whyNotChange
            actionText: Changes.whyNotChange === "" ? qsTr("Adopt what runs…") : ""
            onTriggered: adoptDialog.open()
        }
    }

    ReasonDialog {
        id: adoptDialog

        title: root.isDropping ? qsTr("Drop what is wanted of %1?").arg(root.runtimeName) : qsTr("Adopt what runs on %1?").arg(root.runtimeName)
        consequence: root.isDropping ? qsTr("What runs becomes the intent, and every change that is wanted is dropped. Nothing is written to the runtime; the revisions before stay in the history.") : qsTr("What runs becomes the intent, and changes start from it. Nothing is written to the runtime.")
        actionText: root.isDropping ? qsTr("Drop it") : qsTr("Adopt it")
        isDanger: root.isDropping
        isBusy: Changes.isBusy
        problem: Changes.decisionProblem
        onAboutToShow: Changes.forgetProblem()
        onReasoned: reason => Intents.adopt(reason)
    }

    ReasonDialog {
        id: planDialog

        title: qsTr("Plan what is wanted of %1?").arg(root.runtimeName)
        consequence: qsTr("The plan says what it would mean. Nothing is written before it is rolled out.")
        actionText: qsTr("Make a plan")
        needsReason: false
        isBusy: Changes.isBusy
        problem: Changes.decisionProblem
        onAboutToShow: Changes.forgetProblem()
        onReasoned: reason => Intents.plan(reason)
    }
}
