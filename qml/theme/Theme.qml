// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma Singleton
import QtQuick
import Fabric.App

/// Every colour, size and type style of the console. Three colour sets: dark, light, high contrast. The contrast of each
/// pair that can meet on screen is computed by tst_theme: 4.5 in dark and light, 7 in high contrast.
QtObject {
    id: theme

    /// True where dark surfaces carry light text (dark and high contrast).
    readonly property bool isDark: Appearance.scheme !== Appearance.Light
    readonly property bool isHighContrast: Appearance.scheme === Appearance.HighContrast
    readonly property bool reducedMotion: Appearance.reducedMotion

    // surfaces
    readonly property color bg: pick("#0e1217", "#eef1f5", "#000000")
    readonly property color canvas: pick("#11161c", "#f7f9fb", "#000000")
    readonly property color surface: pick("#161c24", "#ffffff", "#0a0a0a")
    readonly property color raised: pick("#1e2630", "#f3f6f9", "#141414")
    readonly property color hover: pick("#232d39", "#e8edf3", "#1f1f1f")
    readonly property color line: pick("#2a3542", "#d9e0e8", "#8c8c8c")
    readonly property color lineStrong: pick("#3a4757", "#bac6d3", "#d0d0d0")

    // text
    readonly property color text: pick("#e8edf3", "#17202a", "#ffffff")
    readonly property color text2: pick("#a3b0bf", "#475565", "#e6e6e6")
    readonly property color text3: pick("#95a3b4", "#566575", "#d0d0d0")

    // the one colour of actions and selection
    readonly property color accent: pick("#6fb1ff", "#1a63c6", "#8cc8ff")
    readonly property color accentBg: pick("#17324f", "#e3eefc", "#002b52")
    readonly property color accentText: pick("#07182a", "#ffffff", "#000000")

    // states
    readonly property color ok: pick("#4fca8f", "#0f7a4a", "#6cf0b0")
    readonly property color okBg: pick("#123024", "#e0f4ea", "#00331d")
    readonly property color warn: pick("#f2b74a", "#7f5000", "#ffd060")
    readonly property color warnBg: pick("#34270d", "#fdf0d6", "#332400")
    readonly property color bad: pick("#ff7d78", "#bf2a2a", "#ffa8a3")
    readonly property color badBg: pick("#3b1a1c", "#fde6e5", "#400c0c")
    readonly property color pending: pick("#b79aff", "#6a45c9", "#d3c1ff")
    readonly property color pendingBg: pick("#2a2140", "#efe9fd", "#241448")

    // kinds of things on the topology
    readonly property color kindChannel: pick("#4fc3c7", "#0a7076", "#6fe8ec")
    readonly property color kindAgent: pick("#6fb1ff", "#1a63c6", "#8cc8ff")
    readonly property color kindModel: pick("#b79aff", "#6a45c9", "#d3c1ff")
    readonly property color kindTool: pick("#f2b74a", "#7f5000", "#ffd060")
    readonly property color kindTrigger: pick("#f08fb4", "#b0306a", "#ffb0cf")
    readonly property color kindGateway: pick("#a3b0bf", "#475565", "#e6e6e6")

    // the 4 px grid
    readonly property int space1: 4
    readonly property int space2: 8
    readonly property int space3: 12
    readonly property int space4: 16
    readonly property int space6: 24
    readonly property int space8: 32

    // sizes in pixels; those that hold text grow with the font scale
    readonly property int radiusControl: 6
    readonly property int radiusCard: 10
    readonly property int lineWidth: 1
    readonly property int focusWidth: 2
    readonly property int railWidth: scaled(200)
    readonly property int railFoldedWidth: 52
    readonly property int topBarHeight: scaled(48)
    readonly property int statusBarHeight: scaled(26)
    readonly property int panelWidth: scaled(330)
    readonly property int controlHeight: scaled(32)
    /// Where the controls of a page's head stand: in the middle of caption and title, however long the rest is.
    readonly property int headControlY: Math.round((captionLineHeight + titleLineHeight - controlHeight) / 2)
    readonly property int toolbarControlHeight: scaled(28)
    /// The least side of anything that can be clicked.
    readonly property int hitSize: 28
    readonly property int rowHeight: scaled(37)
    readonly property int iconSize: scaled(16)
    readonly property int smallIconSize: scaled(12)

    // type, in pixels times the user's font scale; line heights in proportion
    readonly property string family: "Inter"
    readonly property string monoFamily: "JetBrains Mono"
    readonly property font title: style(20, Font.DemiBold)
    readonly property font section: style(14, Font.DemiBold)
    readonly property font body: style(13, Font.Normal)
    readonly property font bodyStrong: style(13, Font.Medium)
    readonly property font caption: style(12, Font.Normal)
    readonly property font captionStrong: style(12, Font.Medium)
    readonly property font mono: Qt.font({
            "family": theme.monoFamily,
            "pixelSize": theme.scaled(12)
        })
    readonly property int titleLineHeight: scaled(28)
    readonly property int bodyLineHeight: scaled(20)
    readonly property int captionLineHeight: scaled(16)

    // How long a change stays marked, and how long surfaces take to open (0 where motion is reduced).
    readonly property int changeRingMs: 1500
    readonly property int shortMotionMs: reducedMotion ? 0 : 120

    function toneColor(tone: int): color {
        switch (tone) {
        case Ui.Ok:
            return ok;
        case Ui.Warn:
            return warn;
        case Ui.Bad:
            return bad;
        case Ui.Pending:
            return pending;
        default:
            return text2;
        }
    }

    function toneBackground(tone: int): color {
        switch (tone) {
        case Ui.Ok:
            return okBg;
        case Ui.Warn:
            return warnBg;
        case Ui.Bad:
            return badBg;
        case Ui.Pending:
            return pendingBg;
        default:
            return hover;
        }
    }

    /// The sign that stands beside a state's word.
    function toneIcon(tone: int): string {
        switch (tone) {
        case Ui.Ok:
            return "check";
        case Ui.Warn:
            return "alert";
        case Ui.Bad:
            return "close";
        case Ui.Pending:
            return "clock";
        default:
            return "dot";
        }
    }

    /// A dotted path that may break before a part, not inside one.
    function breakable(path: string): string {
        return path.replace(/([.\[])/g, "\u200b$1");
    }

    function scaled(px: real): int {
        return Math.round(px * Appearance.fontScale);
    }

    function style(px: int, weight: int): font {
        return Qt.font({
                "family": theme.family,
                "pixelSize": scaled(px),
                "weight": weight
            });
    }

    function pick(dark: string, light: string, highContrast: string): color {
        if (Appearance.scheme === Appearance.HighContrast)
            return highContrast;
        return Appearance.scheme === Appearance.Light ? light : dark;
    }
}
