// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.App
import Fabric.Console

ConsolePage {
    id: root

    function inspect(row: int): void {
        list.currentIndex = row;
        Navigation.inspectedRuntimeId = Session.runtimes.idAt(row);
    }

    settled: Session.runtimesState !== Ui.Loading

    RuntimeDetails {
        id: inspected

        source: Session.runtimes
        runtimeId: Navigation.inspectedRuntimeId
    }

    PageStates {
        anchors.fill: parent
        pageState: Session.runtimesState
        emptyTitle: Session.emptyTitle
        emptyText: Session.emptyText
        skeleton: RuntimesSkeleton {
            anchors.fill: parent
        }

        Item {
            id: main

            anchors.top: parent.top
            anchors.bottom: parent.bottom
            anchors.left: parent.left
            anchors.right: panel.visible ? panel.left : parent.right
            anchors.margins: Theme.space6

            PlainText {
                id: headline

                width: parent.width
                height: Theme.titleLineHeight
                text: Session.runtimes.headline
                font: Theme.title
                Accessible.role: Accessible.Heading
            }

            PlainText {
                id: evidence

                anchors.top: headline.bottom
                width: parent.width
                height: Theme.bodyLineHeight
                text: Session.runtimes.headlineDetail
                color: Theme.text2
            }

            Card {
                anchors.top: evidence.bottom
                anchors.topMargin: Theme.space4
                width: parent.width
                height: Math.min(parent.height - y, head.height + list.contentHeight)

                TableHead {
                    id: head

                    width: parent.width
                }

                ListView {
                    id: list

                    anchors.fill: parent
                    anchors.topMargin: head.height
                    anchors.bottomMargin: 1
                    clip: true
                    focus: true
                    boundsBehavior: Flickable.StopAtBounds
                    keyNavigationEnabled: true
                    currentIndex: -1
                    model: Session.runtimes
                    Accessible.role: Accessible.List
                    Accessible.name: qsTr("Runtimes")
                    Keys.onReturnPressed: root.inspect(currentIndex)
                    Keys.onEnterPressed: root.inspect(currentIndex)
                    delegate: RuntimeRow {
                        required property int index
                        required property string runtimeId

                        width: ListView.view.width
                        isCurrent: runtimeId === Navigation.inspectedRuntimeId
                        onClicked: root.inspect(index)
                    }
                }
            }
        }

        RuntimePanel {
            id: panel

            anchors.top: parent.top
            anchors.bottom: parent.bottom
            anchors.right: parent.right
            width: Math.min(Theme.panelWidth, parent.width / 2)
            visible: inspected.isPresent
            details: inspected
            onCloseAsked: Navigation.inspectedRuntimeId = ""
            onOpenAsked: {
                Session.runtimeId = Navigation.inspectedRuntimeId;
                Navigation.page = "topology";
            }
        }
    }
}
