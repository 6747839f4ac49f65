// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/icon_provider.h"

#include <QColor>
#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace fabric::model {
namespace {

constexpr int kGrid = 16; ///< the icons' own size in pixels

} // namespace

IconProvider::IconProvider()
    : QQuickImageProvider(QQuickImageProvider::Image)
{
}

QImage IconProvider::requestImage(const QString& id, QSize* size, const QSize& requestedSize)
{
    const QSize wanted = requestedSize.isValid() ? requestedSize.boundedTo({1024, 1024}) : QSize(kGrid, kGrid);
    if (size)
        *size = wanted;
    const QColor color(QLatin1Char('#') + id.section(QLatin1Char('/'), 1, 1));
    QFile file(QLatin1String(":/icons/") + id.section(QLatin1Char('/'), 0, 0) + QLatin1String(".svg"));
    if (!color.isValid() || !file.open(QIODevice::ReadOnly))
        return {}; // the engine reports the missing image
    QSvgRenderer renderer(file.readAll().replace("currentColor", color.name().toLatin1()));
    QImage image(wanted, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    renderer.render(&painter);
    return image;
}

} // namespace fabric::model
