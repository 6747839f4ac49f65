// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

/// One rollout: where it is, what happens if nobody acts, then steps, group and what was observed.
Flickable {
    id: root

    required property RolloutModel rollout
    required property string whyNot
    property bool isBusy: false
    property string runtimeName
    property string problem
    property string groupProblem
    property string evidenceProblem
    property bool isEvidenceShown: false
    readonly property string shownId: rollout.rolloutId
    readonly property bool isWide: width >= Theme.scaled(900)

    signal backAsked
    signal planAsked
    signal evidenceAsked
    signal cancelAsked
    signal rollBackAsked
    signal undoAsked
    signal confirmAsked
    signal memberAsked(string rolloutId)

    onShownIdChanged: isEvidenceShown = false // it was that of another one
    contentHeight: Math.max(height, column.y + column.height + Theme.space6)
    clip: true
    boundsBehavior: Flickable.StopAtBounds

    Column {
        id: column

        x: Theme.space6
        y: Theme.space6
        width: root.width - 2 * Theme.space6
        spacing: Theme.space4

        RolloutHead {
            width: parent.width
            rollout: root.rollout
            whyNot: root.whyNot
            isBusy: root.isBusy
            isEvidenceShown: root.isEvidenceShown
            onBackAsked: root.backAsked()
            onPlanAsked: root.planAsked()
            onCancelAsked: root.cancelAsked()
            onRollBackAsked: root.rollBackAsked()
            onUndoAsked: root.undoAsked()
            onConfirmAsked: root.confirmAsked()
            onEvidenceToggled: {
                root.isEvidenceShown = !root.isEvidenceShown;
                if (root.isEvidenceShown)
                    root.evidenceAsked();
            }
        }

        RolloutBanner {
            width: parent.width
            rollout: root.rollout
        }

        PlanCallout {
            width: parent.width
            visible: root.rollout.operatorAction !== ""
            isLoud: true
            title: qsTr("What you must do now")
            text: root.rollout.operatorAction
        }

        PlanCallout {
            width: parent.width
            visible: root.groupProblem !== "" && !root.rollout.isAgentAway
            title: qsTr("The group of this rollout cannot be shown")
            text: root.groupProblem
        }

        PlanCallout {
            width: parent.width
            visible: root.problem !== ""
            title: root.problem
            text: ""
        }

        Item {
            width: parent.width
            height: Math.max(Theme.scaled(root.isWide ? 420 : 820), root.height - y - column.y - Theme.space6)

            RolloutSteps {
                id: steps

                width: root.isWide ? Math.floor((parent.width - Theme.space4) * 0.49) : parent.width
                height: root.isWide ? parent.height : Math.floor((parent.height - Theme.space4) / 2)
                rollout: root.rollout
                runtimeName: root.runtimeName
            }

            Item {
                anchors.right: parent.right
                anchors.bottom: parent.bottom
                width: root.isWide ? parent.width - steps.width - Theme.space4 : parent.width
                height: steps.height

                GroupCard {
                    id: group

                    width: parent.width
                    height: visible ? Math.min(implicitHeight, parent.height * (root.isEvidenceShown ? 0.4 : 0.55)) : 0
                    visible: root.rollout.group.count > 0
                    rollout: root.rollout
                    onMemberAsked: rolloutId => root.memberAsked(rolloutId)
                }

                RolloutFacts {
                    anchors.fill: parent
                    anchors.topMargin: group.visible ? group.height + Theme.space4 : 0
                    visible: !root.isEvidenceShown
                    rollout: root.rollout
                }

                Card {
                    anchors.fill: parent
                    anchors.topMargin: group.visible ? group.height + Theme.space4 : 0
                    visible: root.isEvidenceShown

                    PlainText {
                        id: evidenceHead

                        x: Theme.space4
                        height: Theme.scaled(42)
                        text: qsTr("Evidence")
                        font: Theme.section
                    }

                    PlainText {
                        anchors.centerIn: parent
                        width: parent.width - 2 * Theme.space6
                        visible: evidenceList.count === 0
                        horizontalAlignment: Text.AlignHCenter
                        wrapMode: Text.Wrap
                        text: root.evidenceProblem !== "" ? root.evidenceProblem : qsTr("Loading the evidence")
                        color: Theme.text2
                    }

                    ListView {
                        id: evidenceList

                        anchors.fill: parent
                        anchors.margins: 1
                        anchors.topMargin: evidenceHead.height
                        clip: true
                        activeFocusOnTab: true
                        boundsBehavior: Flickable.StopAtBounds
                        model: root.rollout.evidence
                        Accessible.role: Accessible.List
                        Accessible.name: evidenceHead.text
                        Keys.onUpPressed: flick(0, 600)
                        Keys.onDownPressed: flick(0, -600)
                        ScrollBar.vertical: ScrollBar {
                        }
                        delegate: EvidenceRow {
                            width: ListView.view.width
                        }
                    }
                }
            }
        }
    }
}
