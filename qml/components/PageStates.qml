// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// The five states of a page: a skeleton while loading, words and a way out when empty or failed, a banner over the content
/// when it is stale, the content.
Item {
    id: root

    required property int pageState
    /// What is shown while nothing is there; laid out like the content.
    property alias skeleton: skeletonHolder.data
    required property string emptyTitle
    required property string emptyText
    /// From when stale content is.
    property string staleTitle: Session.staleText
    property string failedTitle: Session.problem
    property string failedText: Session.problemAction
    property string failedDetail: Session.problemDetail
    /// What is wrong with the content although it is shown; empty if nothing is. Else a stale page says why it is stale.
    property string noticeTitle
    property string noticeText
    property int noticeTone: Ui.Warn
    property string noticeAction
    readonly property bool hasContent: pageState === Ui.Ready || pageState === Ui.Stale
    readonly property int bannerHeight: banner.visible ? banner.height : 0
    readonly property bool hasNotice: noticeTitle !== ""
    readonly property bool isOffline: Session.state === Session.Cached
    default property alias content: holder.data

    signal noticeTriggered

    Item {
        id: holder

        anchors.fill: parent
        anchors.topMargin: root.bannerHeight
        visible: root.hasContent
        enabled: visible
    }

    Item {
        id: skeletonHolder

        anchors.fill: parent
        visible: root.pageState === Ui.Loading
    }

    Banner {
        id: banner

        visible: root.hasContent && (root.hasNotice || root.pageState === Ui.Stale)
        width: parent.width
        title: root.hasNotice ? root.noticeTitle : root.staleTitle
        text: root.hasNotice ? root.noticeText : Session.staleDetail
        tone: root.hasNotice ? root.noticeTone : Ui.Warn
        iconName: root.hasNotice && root.noticeTone !== Ui.Pending ? "alert" : "clock"
        actionText: root.hasNotice ? root.noticeAction : root.isOffline ? qsTr("Connect") : ""
        onTriggered: root.hasNotice ? root.noticeTriggered() : Session.retry()
    }

    StateMessage {
        anchors.fill: parent
        visible: root.pageState === Ui.Empty
        iconName: "empty"
        title: root.emptyTitle
        text: root.emptyText
        detail: root.isOffline ? Session.problemDetail : ""
        actionText: root.isOffline ? qsTr("Connect") : ""
        onTriggered: Session.retry()
    }

    StateMessage {
        anchors.fill: parent
        visible: root.pageState === Ui.Failed
        iconName: "offline"
        title: root.failedTitle
        text: root.failedText
        detail: root.failedDetail
        actionText: root.isOffline ? qsTr("Connect") : qsTr("Try again")
        onTriggered: Session.retry()
    }
}
