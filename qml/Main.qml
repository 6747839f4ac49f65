// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic
import QtQuick.Templates as T
import Fabric.App
import Fabric.Console

ApplicationWindow {
    id: window

    readonly property bool isConnected: Session.state !== Session.NotConnected
    property bool isAskingForConnection: false
    readonly property bool showsConnectionPage: !isConnected || isAskingForConnection
    /// True once the page shows what it has to show; screenshots and tests wait for it.
    readonly property bool settled: !Connector.isReadingKey && (showsConnectionPage || (pageLoader.status === Loader.Ready && (pageLoader.page === null || pageLoader.page.settled) && Session.state !== Session.Connecting))

    function run(action: string): void {
        if (action.startsWith("page:"))
            Navigation.openList(action.slice(5));
        else if (action === "search")
            topBar.search();
        else if (action === "rail")
            rail.folded = !rail.folded;
        else if (action === "retry")
            Session.retry();
        else if (action === "shortcuts")
            shortcutsOverlay.open();
        else if (action === "back")
            window.goBack();
    }

    function goBack(): void {
        if (isAskingForConnection)
            isAskingForConnection = false;
        else if (!pageLoader.page?.goBack())
            Navigation.back();
    }

    width: 1440
    height: 900
    minimumWidth: 800
    minimumHeight: 500
    visible: true
    title: Session.runtimeName !== "" ? qsTr("%1 – Fabric").arg(Session.runtimeName) : qsTr("Fabric")
    color: Theme.bg
    palette.toolTipBase: Theme.raised
    palette.toolTipText: Theme.text
    palette.windowText: Theme.text
    palette.text: Theme.text

    TopBar {
        id: topBar

        width: parent.width
        railWidth: rail.width
        z: 2
        onNewConnectionAsked: window.isAskingForConnection = true
    }

    Banner {
        id: fileBanner

        anchors.top: topBar.bottom
        width: parent.width
        height: visible ? implicitHeight : 0
        visible: Connector.fileProblem !== ""
        tone: Ui.Bad
        title: Connector.fileProblemTitle
        text: Connector.fileProblem
        actionText: qsTr("Try again")
        onTriggered: Connector.saveAgain()
    }

    Banner {
        id: keyBanner

        anchors.top: fileBanner.bottom
        width: parent.width
        height: visible ? implicitHeight : 0
        visible: Connector.keyProblem !== ""
        tone: Ui.Bad
        title: Connector.keyProblemTitle
        text: Connector.keyProblem
        actionText: qsTr("Try again")
        onTriggered: Connector.tryKeyAgain()
    }

    Rail {
        id: rail

        anchors.top: keyBanner.bottom
        anchors.bottom: statusBar.top
        visible: !window.showsConnectionPage
        folded: window.width < Theme.scaled(1000)
    }

    Loader {
        id: pageLoader

        readonly property ConsolePage page: item as ConsolePage

        anchors.top: keyBanner.bottom
        anchors.bottom: statusBar.top
        anchors.left: rail.visible ? rail.right : parent.left
        anchors.right: parent.right
        focus: true
        source: window.showsConnectionPage ? "pages/ConnectionPage.qml" : "pages/" + Navigation.pageFile
    }

    StatusBar {
        id: statusBar

        anchors.bottom: parent.bottom
        width: parent.width
        onShortcutsAsked: shortcutsOverlay.open()
    }

    ShortcutsOverlay {
        id: shortcutsOverlay

        parent: T.Overlay.overlay
    }

    Instantiator {
        model: Navigation.shortcuts
        delegate: Shortcut {
            required property string action
            required property string keys

            sequence: keys
            enabled: action !== "" && !shortcutsOverlay.visible && !(pageLoader.page?.isAsking ?? false)
            onActivated: window.run(action)
        }
    }

    Connections {
        function onConnectionChanged(): void {
            window.isAskingForConnection = false;
        }

        function onLiveWanted(): void {
            if (Session.connectionName === "")
                window.isAskingForConnection = true;
        }

        target: Session
    }
}
