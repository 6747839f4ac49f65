// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma ComponentBehavior: Bound
import QtQuick
import Fabric.Console

/// The headings of the runtimes table.
Item {
    id: root

    height: Theme.controlHeight

    component Heading: PlainText {
        height: root.height
        font: Theme.captionStrong
        color: Theme.text2
    }

    Row {
        x: Theme.space4

        Heading {
            width: RuntimeColumns.name(root.width)
            text: qsTr("Name")
        }

        Heading {
            width: RuntimeColumns.version
            visible: RuntimeColumns.showsVersion(root.width)
            text: qsTr("Version")
        }

        Heading {
            width: RuntimeColumns.size
            visible: RuntimeColumns.showsSize(root.width)
            text: qsTr("Size")
        }

        Heading {
            width: RuntimeColumns.mode
            visible: RuntimeColumns.showsMode(root.width)
            text: qsTr("Mode")
        }

        Heading {
            width: RuntimeColumns.health(root.width)
            text: qsTr("State")
        }

        Heading {
            width: RuntimeColumns.observed
            visible: RuntimeColumns.showsObserved(root.width)
            horizontalAlignment: Text.AlignRight
            text: qsTr("Observed")
        }
    }

    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: Theme.lineWidth
        color: Theme.line
    }
}
