// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
import QtQuick
import Fabric.Console
import Fabric.View

/// The topology of the chosen runtime. The picture is the answer, so there is no heading.
TopologyView {
    topology: Topology
}
