// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.App
import Fabric.Console

/// The history of rollouts, and the one that is open.
ConsolePage {
    id: root

    readonly property bool isOpen: Changes.rolloutId !== ""
    readonly property bool isReady: Changes.rollout.rolloutId !== ""
    readonly property string runtimeName: Session.nameOf(Changes.rollout.runtimeId)
    /// About what a decision is: a group is decided about as one.
    readonly property bool isForGroup: Changes.rollout.isInGroup
    readonly property string decided: isForGroup ? Changes.rollout.groupRuntimes : runtimeName
    readonly property string members: Changes.rollout.groupMembers === "" ? "" : "\n\n" + Changes.rollout.groupMembers
    /// The group of the open rollout is on its way.
    readonly property bool isGroupAwaited: isForGroup && !Changes.rollout.isGroupKnown && Changes.groupProblem === ""

    function goBack(): bool {
        if (!isOpen)
            return false;
        Changes.rolloutId = "";
        return true;
    }

    /// Somebody asked elsewhere for a decision: it is asked here first, if it is possible.
    function takeQuestion(): void {
        const question = Changes.question;
        if (question === "" || question === "plan" || isGroupAwaited)
            return;
        Changes.question = "";
        if (Changes.whyNotChange !== "")
            return;
        if (question === "confirm" && Changes.rollout.canConfirm)
            confirmDialog.open();
        else if (question === "cancel" && Changes.rollout.canCancel)
            cancelDialog.open();
        else if (question === "rollback" && Changes.rollout.canRollBack)
            rollBackDialog.open();
    }

    Component.onCompleted: later.restart()
    onIsGroupAwaitedChanged: later.restart()
    isAsking: cancelDialog.opened || confirmDialog.opened || rollBackDialog.opened || undoDialog.opened
    settled: Changes.rolloutsState !== Ui.Loading && (!isOpen || Changes.rolloutProblem !== "" || isReady && !isGroupAwaited)

    Timer {
        id: later

        interval: 0
        onTriggered: root.takeQuestion()
    }

    Connections {
        function onDecided(): void {
            cancelDialog.close();
            confirmDialog.close();
            rollBackDialog.close();
            undoDialog.close();
        }

        function onPlanOpened(): void {
            Navigation.page = "plans";
        }

        function onQuestionChanged(): void {
            later.restart();
        }

        target: Changes
    }

    Shortcut {
        sequences: ["Ctrl+Return", "Ctrl+Enter"]
        enabled: root.isOpen && Changes.rollout.canConfirm && !confirmDialog.visible && !rollBackDialog.visible && !cancelDialog.visible
        onActivated: confirmDialog.open()
    }

    PageStates {
        anchors.fill: parent
        pageState: Changes.rolloutsState
        emptyTitle: Changes.rollouts.headline
        emptyText: Changes.rollouts.headlineDetail
        failedTitle: Changes.rolloutsProblem
        failedText: Changes.rolloutsProblemAction
        failedDetail: Changes.rolloutsProblemDetail
        skeleton: RuntimesSkeleton {
            anchors.fill: parent
            name: qsTr("Loading the rollouts")
        }

        ChangeList {
            anchors.fill: parent
            visible: !root.isOpen
            enabled: visible
            focus: !root.isOpen
            headline: Changes.rollouts.headline
            evidence: Changes.rollouts.headlineDetail
            listName: qsTr("Rollouts")
            nothingText: qsTr("No rollout passes the filters")
            model: Changes.rollouts
            onOpened: row => Changes.rolloutId = Changes.rollouts.value(row, "rolloutId")
            filters: [
                ChoiceButton {
                    label: qsTr("Runtime")
                    value: current === "" ? qsTr("all") : current
                    current: Changes.rollouts.runtimeFilter
                    model: ["", ...Changes.rollouts.runtimes]
                    onChosen: key => Changes.rollouts.runtimeFilter = key
                    delegate: ChoiceRow {
                        required property string modelData

                        title: modelData === "" ? qsTr("All runtimes") : modelData
                        isCurrent: modelData === Changes.rollouts.runtimeFilter
                        onClicked: (ListView.view as ChoiceList).chosen(modelData)
                    }
                },
                ChoiceButton {
                    id: stateChoice

                    readonly property var words: ({
                            "": qsTr("all"),
                            "active": qsTr("under way"),
                            "succeeded": qsTr("succeeded"),
                            "rolled-back": qsTr("rolled back"),
                            "operator": qsTr("needs the operator"),
                            "cancelled": qsTr("cancelled")
                        })

                    label: qsTr("State")
                    value: words[current]
                    current: Changes.rollouts.stateFilter
                    model: Object.keys(words)
                    onChosen: key => Changes.rollouts.stateFilter = key
                    delegate: ChoiceRow {
                        required property string modelData

                        title: stateChoice.words[modelData]
                        isCurrent: modelData === Changes.rollouts.stateFilter
                        onClicked: (ListView.view as ChoiceList).chosen(modelData)
                    }
                }
            ]
            delegate: ChangeRow {
                required property string rolloutId
                required property string state
                required property int tone
                required property bool needsYou

                width: ListView.view.width
                word: state
                wordTone: tone
                secondWord: needsYou ? qsTr("needs you") : ""
                secondTone: Ui.Warn
                onClicked: Changes.rolloutId = rolloutId
            }
        }

        RolloutView {
            anchors.fill: parent
            visible: root.isOpen && root.isReady
            enabled: visible
            focus: root.isOpen
            rollout: Changes.rollout
            whyNot: Changes.whyNotChange
            isBusy: Changes.isBusy
            runtimeName: root.runtimeName
            problem: cancelDialog.visible || confirmDialog.visible || rollBackDialog.visible || undoDialog.visible ? "" : Changes.decisionProblem
            groupProblem: Changes.groupProblem
            evidenceProblem: Changes.evidenceProblem
            onBackAsked: Changes.rolloutId = ""
            onEvidenceAsked: Changes.loadEvidence()
            onMemberAsked: rolloutId => Changes.rolloutId = rolloutId
            onCancelAsked: cancelDialog.open()
            onConfirmAsked: confirmDialog.open()
            onRollBackAsked: rollBackDialog.open()
            onUndoAsked: undoDialog.open()
            onPlanAsked: {
                Changes.planId = Changes.rollout.planId;
                Navigation.page = "plans";
            }
        }

        StateMessage {
            anchors.fill: parent
            visible: root.isOpen && !root.isReady
            iconName: Changes.rolloutProblem === "" ? "clock" : "offline"
            title: Changes.rolloutProblem === "" ? qsTr("Loading the rollout") : qsTr("This rollout cannot be shown")
            text: Changes.rolloutProblem
            actionText: qsTr("All rollouts")
            onTriggered: Changes.rolloutId = ""
        }
    }

    DecisionDialog {
        id: cancelDialog

        title: qsTr("Cancel the rollout on %1?").arg(root.decided)
        consequence: root.isForGroup ? qsTr("Nothing was written on any of them yet. Where that begins before the agent hears of it, the state before is put back. Their plans stay.") + root.members : qsTr("Nothing was written yet. If that begins before the agent hears of it, the state before is put back. The plan stays.")
        actionText: qsTr("Cancel the rollout")
        isDanger: true
        isBusy: Changes.isBusy
        problem: Changes.decisionProblem
        onAboutToShow: Changes.forgetProblem()
        onDecided: Changes.cancelRollout()

        // What it asks is not what it says any more.
        readonly property bool isPossible: Changes.rollout.canCancel
        onIsPossibleChanged: if (!isPossible && !isBusy)
            close()
    }

    DecisionDialog {
        id: confirmDialog

        title: qsTr("Keep the change on %1?").arg(root.decided)
        consequence: root.isForGroup ? qsTr("None of them will go back by itself any more. To undo it then takes a new plan for each.") + root.members : qsTr("It will not go back by itself any more. To undo it then takes a new plan.")
        actionText: qsTr("Confirm")
        isBusy: Changes.isBusy
        problem: Changes.decisionProblem
        onAboutToShow: Changes.forgetProblem()
        onDecided: Changes.confirmRollout()
    }

    DecisionDialog {
        id: rollBackDialog

        title: qsTr("Roll back %1?").arg(root.decided)
        consequence: root.isForGroup ? qsTr("Wherever something was written, the state before is put back and proved; nothing more is begun. Messages that were sent in between stay sent.") + root.members : qsTr("The state before is put back and proved. Messages that were sent in between stay sent.")
        actionText: qsTr("Roll back")
        isDanger: true
        isBusy: Changes.isBusy
        problem: Changes.decisionProblem
        onAboutToShow: Changes.forgetProblem()
        onDecided: Changes.rollBackRollout()
    }

    DecisionDialog {
        id: undoDialog

        title: qsTr("Plan the way back on %1?").arg(root.runtimeName)
        consequence: qsTr("Wanted is then what runs, without what this rollout did; other changes that are wanted and do not run are dropped. Nothing is written before that plan is rolled out.")
        actionText: qsTr("Make the plan")
        isBusy: Changes.isBusy
        problem: Changes.decisionProblem
        onAboutToShow: Changes.forgetProblem()
        onDecided: Changes.planUndo()
    }
}
