// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QStringView>

namespace fabric::view {

/// The width of a text in Inter Regular, to a few percent: a scene has no fonts, and still has to divide its cards the
/// same way on every machine.
[[nodiscard]] float textWidth(QStringView text, float pixelSize);

} // namespace fabric::view
