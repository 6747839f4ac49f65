// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import Fabric.Console
import Fabric.View

/// The theme's tokens, as the canvas takes them.
GraphPalette {
    canvas: Theme.canvas
    surface: Theme.surface
    raised: Theme.raised
    hover: Theme.hover
    line: Theme.line
    lineStrong: Theme.lineStrong
    text: Theme.text
    text2: Theme.text2
    text3: Theme.text3
    accent: Theme.accent
    accentBg: Theme.accentBg
    ok: Theme.ok
    warn: Theme.warn
    bad: Theme.bad
    badBg: Theme.badBg
    kindChannel: Theme.kindChannel
    kindAgent: Theme.kindAgent
    kindModel: Theme.kindModel
    kindTool: Theme.kindTool
    kindTrigger: Theme.kindTrigger
    kindGateway: Theme.kindGateway
}
