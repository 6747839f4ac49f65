// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Fabric.Console

/// Asks before something is done that others will feel: what, on which runtime, with what consequence. Nothing is decided by
/// Enter alone when it opens: the keyboard starts on the way back, or on what must be typed. Ctrl+Enter decides.
Popup {
    id: root

    required property string title
    required property string consequence
    required property string actionText
    property bool isDanger: false
    property bool isBusy: false
    property bool isComplete: true
    property string problem
    /// What has the keyboard first; null: the way back.
    property Item firstFocus: null
    readonly property Item start: firstFocus ? firstFocus : body.wayBack
    default property alias content: body.fields

    signal decided

    function decide(): void {
        if (isComplete && !isBusy)
            decided();
    }

    anchors.centerIn: parent
    width: Math.min(Theme.scaled(520), (parent ? parent.width : 0) - Theme.space8)
    contentHeight: body.implicitHeight
    padding: Theme.space6
    modal: true
    focus: true
    onOpened: start.forceActiveFocus(Qt.TabFocusReason)

    background: Card {
        border.color: Theme.lineStrong
    }
    T.Overlay.modal: Rectangle {
        color: Theme.isDark ? "#99000000" : "#66000000"
    }

    DecisionBody {
        id: body

        width: root.availableWidth
        title: root.title
        consequence: root.consequence
        actionText: root.actionText
        isDanger: root.isDanger
        isBusy: root.isBusy
        isComplete: root.isComplete
        problem: root.problem
        onLeaving: root.close()
        onDecided: root.decide()
    }
}
