// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console

/// An icon of the set in one colour. Decoration: whoever uses it says in words what it means.
Image {
    id: root

    required property string name
    property color color: Theme.text2
    property int size: Theme.iconSize

    width: size
    height: size
    sourceSize.width: size
    sourceSize.height: size
    source: name === "" ? "" : "image://icon/" + name + "/" + color.toString().slice(1)
    Accessible.ignored: true
}
