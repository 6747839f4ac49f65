// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
pragma Singleton
import QtQuick
import Fabric.Console

/// Widths of the runtimes table, shared by its heading and its rows. What does not fit is dropped from the right.
QtObject {
    readonly property int version: Theme.scaled(96)
    readonly property int size: Theme.scaled(84)
    readonly property int mode: Theme.scaled(76)
    readonly property int healthMaximum: Theme.scaled(236)
    readonly property int observed: Theme.scaled(104)
    readonly property int nameMinimum: Theme.scaled(150)

    /// The state gives way where not even name and state have room.
    function health(total: int): int {
        return Math.min(healthMaximum, total - Theme.space4 * 2 - nameMinimum);
    }

    function name(total: int): int {
        const rest = total - Theme.space4 * 2 - health(total);
        const optional = (showsVersion(total) ? version : 0) + (showsSize(total) ? size : 0) + (showsMode(total) ? mode : 0) + (showsObserved(total) ? observed : 0);
        return Math.max(nameMinimum, rest - optional);
    }

    function showsObserved(total: int): bool {
        return total > nameMinimum + healthMaximum + observed + Theme.space8;
    }

    function showsVersion(total: int): bool {
        return total > nameMinimum + healthMaximum + observed + version + Theme.space8;
    }

    function showsMode(total: int): bool {
        return total > nameMinimum + healthMaximum + observed + version + mode + Theme.space8;
    }

    function showsSize(total: int): bool {
        return total > nameMinimum + healthMaximum + observed + version + mode + size + Theme.space8;
    }
}
