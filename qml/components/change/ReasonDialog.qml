// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// A question that asks for a reason too.
DecisionDialog {
    id: root

    property bool needsReason: true

    signal reasoned(string reason)

    isComplete: !needsReason || reason.text.trim() !== ""
    firstFocus: reason
    onDecided: root.reasoned(reason.text.trim())
    onOpened: reason.text = ""

    Field {
        id: reason

        width: parent.width
        label: qsTr("Reason, for those who look later")
        placeholderText: label
        maximumLength: 1000
    }
}
