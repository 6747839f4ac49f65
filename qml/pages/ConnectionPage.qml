// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Layouts
import Fabric.App
import Fabric.Console

/// Asks which agent to look at.
ConsolePage {
    id: root

    property string problem

    function connectNow(): void {
        problem = Connector.add(nameField.text, urlField.text, keyField.text);
    }

    Card {
        anchors.centerIn: parent
        width: Math.min(parent.width - Theme.space8, Theme.scaled(460))
        height: column.implicitHeight + Theme.space6 * 2

        ColumnLayout {
            id: column

            anchors.fill: parent
            anchors.margins: Theme.space6
            spacing: Theme.space3

            PlainText {
                Layout.fillWidth: true
                text: qsTr("Which agent do you want to look at?")
                font: Theme.title
                wrapMode: Text.Wrap
                Accessible.role: Accessible.Heading
            }

            PlainText {
                Layout.fillWidth: true
                text: qsTr("A Fabric agent runs on the host of your runtimes. Make a key there with fabric-agent apikey create --role viewer.")
                color: Theme.text2
                wrapMode: Text.Wrap
            }

            Repeater {
                model: Connector.saved
                delegate: ChoiceRow {
                    required property string name
                    required property string url

                    Layout.fillWidth: true
                    focusPolicy: Qt.StrongFocus
                    title: name
                    detail: url
                    iconName: "plug"
                    onClicked: root.problem = Connector.connectTo(name)
                }
            }

            PlainText {
                Layout.fillWidth: true
                visible: text !== ""
                text: Connector.keyPlace
                color: Connector.keyPlaceTone === Ui.Neutral ? Theme.text3 : Theme.toneColor(Connector.keyPlaceTone)
                font: Theme.caption
                wrapMode: Text.Wrap
            }

            PlainText {
                text: qsTr("Address")
                color: Theme.text2
                font: Theme.captionStrong
            }

            Field {
                id: urlField

                Layout.fillWidth: true
                focus: true
                label: qsTr("Address")
                text: "http://127.0.0.1:7420"
                onAccepted: keyField.forceActiveFocus()
            }

            PlainText {
                text: qsTr("Key")
                color: Theme.text2
                font: Theme.captionStrong
            }

            Field {
                id: keyField

                Layout.fillWidth: true
                label: qsTr("Key")
                placeholderText: "fab_…"
                echoMode: TextInput.Password
                onAccepted: root.connectNow()
            }

            PlainText {
                text: qsTr("Name (how it is called here)")
                color: Theme.text2
                font: Theme.captionStrong
            }

            Field {
                id: nameField

                Layout.fillWidth: true
                label: qsTr("Name")
                placeholderText: qsTr("the host's name")
                onAccepted: root.connectNow()
            }

            Pill {
                Layout.maximumWidth: column.width
                visible: root.problem !== ""
                tone: Ui.Bad
                text: root.problem
            }

            ActionButton {
                Layout.alignment: Qt.AlignRight
                kind: ActionButton.Primary
                text: qsTr("Connect")
                enabled: urlField.text !== "" && keyField.text !== ""
                onClicked: root.connectNow()
            }
        }
    }
}
