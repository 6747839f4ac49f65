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
    property string failedTitle: Session.problem
    property string failedText: Session.problemAction
    property string failedDetail: Session.problemDetail
    readonly property bool hasContent: pageState === Ui.Ready || pageState === Ui.Stale
    readonly property int bannerHeight: banner.visible ? banner.height : 0
    default property alias content: holder.data

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

    StaleBanner {
        id: banner

        visible: root.pageState === Ui.Stale
        width: parent.width
    }

    StateMessage {
        anchors.fill: parent
        visible: root.pageState === Ui.Empty
        iconName: "empty"
        title: root.emptyTitle
        text: root.emptyText
    }

    StateMessage {
        anchors.fill: parent
        visible: root.pageState === Ui.Failed
        iconName: "offline"
        title: root.failedTitle
        text: root.failedText
        detail: root.failedDetail
        actionText: qsTr("Try again")
        onTriggered: Session.retry()
    }
}
