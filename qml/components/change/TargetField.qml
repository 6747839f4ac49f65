// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.App
import Fabric.Console

/// A labelled choice out of the draft's list.
Column {
    id: root

    required property string label
    required property string current
    required property string value
    required property RowListModel choices
    property alias button: choice

    signal chosen(string key)

    spacing: Theme.space1

    PlainText {
        text: root.label
        font: Theme.caption
        color: Theme.text2
    }

    ChoiceButton {
        id: choice

        width: parent.width
        maximumWidth: root.width
        enabled: root.choices.count > 0
        label: root.label
        showLabel: false
        value: root.value !== "" ? root.value : qsTr("Choose…")
        current: root.current
        model: root.choices
        onChosen: key => root.chosen(key)
        delegate: ChoiceRow {
            required property string key

            isCurrent: key === root.current
            onClicked: (ListView.view as ChoiceList).chosen(key)
        }
    }
}
