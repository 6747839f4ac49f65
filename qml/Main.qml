// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import QtQuick.Controls.Basic
import Fabric.App
import Fabric.Console

ApplicationWindow {
    id: window
    color: Theme.bg
    height: 900
    minimumHeight: 500
    minimumWidth: 800
    title: qsTr("Fabric")
    visible: true
    width: 1440

    Loader {
        anchors.fill: parent
        source: Qt.resolvedUrl("pages/" + Navigation.pageFile)
    }
}
