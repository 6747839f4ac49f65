// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick

/// What every page is: an item that says when it is ready to be looked at (screenshots, tests).
FocusScope {
    property bool settled: true
    /// A question is open over the page: its keys are the question's.
    property bool isAsking: false

    /// One level back inside the page. @return false if there was none, and the window goes back.
    function goBack(): bool {
        return false;
    }

    focus: true
}
