// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QQuickImageProvider>

namespace fabric::model {

/// `image://icon/<name>/<rrggbb>`: an icon of resources/icons in one colour, sharp at any size.
///
/// Called on the scene graph's loader threads; has no state.
class IconProvider : public QQuickImageProvider
{
public:
    IconProvider();
    [[nodiscard]] QImage requestImage(const QString& id, QSize* size, const QSize& requestedSize) override;
};

} // namespace fabric::model
