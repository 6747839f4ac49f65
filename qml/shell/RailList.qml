// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.App
import Fabric.Console

/// The entries of the rail under their headings.
ListView {
    property bool folded: false

    interactive: contentHeight > height
    spacing: 2
    model: Navigation.pages
    section.property: "section"
    section.delegate: PlainText {
        required property string section
        readonly property bool isFolded: (ListView.view as RailList).folded

        width: ListView.view.width
        height: isFolded ? Theme.space2 : Theme.space8
        leftPadding: Theme.space2 + 2
        text: isFolded ? "" : section
        font: Theme.caption
        color: Theme.text3
    }
    delegate: RailItem {
        width: ListView.view.width
        folded: (ListView.view as RailList).folded
    }
}
