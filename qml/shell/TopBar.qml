// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Layouts
import Fabric.App
import Fabric.Console

/// Which agent, which runtime, what kind of place; and the way to find things.
Rectangle {
    id: root

    property int railWidth: Theme.railWidth
    readonly property bool isNarrow: width < Theme.scaled(1100)

    signal newConnectionAsked

    function search(): void {
        searchBox.start();
    }

    height: Theme.topBarHeight
    color: Theme.surface

    Row {
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.space4
        spacing: Theme.space3

        AppIcon {
            anchors.verticalCenter: parent.verticalCenter
            name: "logo"
            size: Math.min(Theme.scaled(18), Theme.railFoldedWidth - 2 * Theme.space3)
            color: Theme.accent
        }

        PlainText {
            anchors.verticalCenter: parent.verticalCenter
            visible: root.railWidth > Theme.railFoldedWidth
            text: qsTr("Fabric")
            font: Theme.section
        }
    }

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: root.railWidth + Theme.space1
        anchors.rightMargin: Theme.space4
        spacing: Theme.space3

        ChoiceButton {
            Layout.preferredWidth: implicitWidth
            maximumWidth: Theme.scaled(220)
            visible: Session.connectionName !== ""
            label: qsTr("Connection")
            showLabel: false
            showDot: true
            tone: Session.tone
            value: Session.connectionName
            current: Session.connectionName
            model: Connector.saved
            onChosen: key => {
                if (key === "")
                    root.newConnectionAsked();
                else
                    Connector.connectTo(key);
            }
            delegate: ChoiceRow {
                required property string name
                required property string url

                title: name
                detail: url
                isCurrent: name === Session.connectionName
                onClicked: (ListView.view as ChoiceList).chosen(name)
            }
            footer: ChoiceRow {
                title: qsTr("Another agent…")
                iconName: "plus"
                width: ListView.view.width
                onClicked: (ListView.view as ChoiceList).chosen("")
            }
        }

        ChoiceButton {
            Layout.preferredWidth: implicitWidth
            maximumWidth: Theme.scaled(root.isNarrow ? 200 : 320)
            visible: Session.runtimeName !== ""
            label: qsTr("Runtime")
            showLabel: !root.isNarrow
            value: Session.runtimeName
            current: Session.runtimeId
            model: Session.runtimes
            onChosen: key => Session.runtimeId = key
            delegate: ChoiceRow {
                required property string runtimeId
                required property string name
                required property string health

                title: name
                detail: health
                isCurrent: runtimeId === Session.runtimeId
                onClicked: (ListView.view as ChoiceList).chosen(runtimeId)
            }
        }

        Pill {
            Layout.preferredWidth: Math.min(implicitWidth, Theme.scaled(140))
            visible: Session.environment !== ""
            text: Session.environment
            iconName: ""
            tone: Session.isProduction ? Ui.Warn : Ui.Neutral
        }

        Item {
            Layout.fillWidth: true
        }

        SearchBox {
            id: searchBox

            Layout.preferredWidth: Theme.scaled(300)
            Layout.minimumWidth: Theme.scaled(140)
            Layout.maximumWidth: Theme.scaled(300)
            Layout.fillWidth: true
            visible: Session.state !== Session.NotConnected
        }

        PlainText {
            Layout.preferredWidth: Math.min(implicitWidth, Theme.scaled(160))
            Layout.leftMargin: Theme.space1
            visible: Session.userName !== "" && !root.isNarrow
            text: Session.userName
        }

        Pill {
            visible: Session.role !== ""
            text: Session.role
            iconName: ""
        }

        AppearanceButton {
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }
}
