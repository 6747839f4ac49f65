// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// All plans, and the one that is open.
ConsolePage {
    id: root

    readonly property bool isOpen: Changes.planId !== ""
    readonly property bool isReady: Changes.plan.planId !== ""

    function goBack(): bool {
        if (!isOpen)
            return false;
        Changes.planId = "";
        return true;
    }

    function ask(): void {
        if (isOpen && Changes.whyNotStart === "")
            startDialog.open();
    }

    isAsking: startDialog.opened
    settled: Changes.plansState !== Ui.Loading && (!isOpen || isReady || Changes.planProblem !== "") && (!isReady || Changes.plan.texts.count > 0 || Changes.textsProblem !== "")

    Connections {
        function onDecided(): void {
            startDialog.close();
        }

        function onRolloutOpened(): void {
            Navigation.page = "rollouts";
        }

        target: Changes
    }

    Shortcut {
        sequences: ["Ctrl+Return", "Ctrl+Enter"]
        enabled: root.isOpen && !startDialog.visible
        onActivated: root.ask()
    }

    PageStates {
        anchors.fill: parent
        pageState: Changes.plansState
        emptyTitle: Changes.plans.headline
        emptyText: Changes.plans.headlineDetail
        failedTitle: Changes.plansProblem
        failedText: Changes.plansProblemAction
        failedDetail: Changes.plansProblemDetail
        skeleton: RuntimesSkeleton {
            anchors.fill: parent
            name: qsTr("Loading the plans")
        }

        ChangeList {
            anchors.fill: parent
            visible: !root.isOpen
            enabled: visible
            focus: !root.isOpen
            headline: Changes.plans.headline
            evidence: Changes.plans.headlineDetail
            listName: qsTr("Plans")
            model: Changes.plans
            onOpened: row => Changes.planId = Changes.plans.value(row, "planId")
            delegate: ChangeRow {
                required property string planId
                required property string risk
                required property int riskTone

                width: ListView.view.width
                word: risk
                wordTone: riskTone
                onClicked: Changes.planId = planId
            }
        }

        PlanView {
            anchors.fill: parent
            visible: root.isOpen && root.isReady
            enabled: visible
            focus: root.isOpen
            plan: Changes.plan
            whyNot: Changes.whyNotChange
            whyNotStart: Changes.whyNotStart
            isBusy: Changes.isBusy
            runtimeName: Session.nameOf(Changes.plan.runtimeId)
            textsProblem: Changes.textsProblem
            problem: startDialog.visible ? "" : Changes.decisionProblem
            onBackAsked: Changes.planId = ""
            onReplanAsked: Changes.replan()
            onStartAsked: root.ask()
            onIntentAsked: {
                Session.runtimeId = Changes.plan.runtimeId;
                Navigation.page = "intent";
            }
            onRolloutAsked: {
                Changes.rolloutId = Changes.plan.lastRollout;
                Navigation.page = "rollouts";
            }
        }

        StateMessage {
            anchors.fill: parent
            visible: root.isOpen && !root.isReady
            iconName: Changes.planProblem === "" ? "clock" : "offline"
            title: Changes.planProblem === "" ? qsTr("Loading the plan") : qsTr("This plan cannot be shown")
            text: Changes.planProblem
            actionText: qsTr("All plans")
            onTriggered: Changes.planId = ""
        }
    }

    StartDialog {
        id: startDialog

        plan: Changes.plan
        runtimeName: Session.nameOf(Changes.plan.runtimeId)
        isProduction: Session.isProductionRuntime(Changes.plan.runtimeId)
        isBusy: Changes.isBusy
        problem: Changes.decisionProblem
        onAboutToShow: Changes.forgetProblem()
        onStartAsked: (reason, digits, confirmSeconds) => Changes.startRollout(reason, digits, confirmSeconds)
    }
}
