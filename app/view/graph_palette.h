// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/ink.h"

#include <QColor>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace fabric::view {

/// The theme's colours for the canvas. QML binds each to a token of Theme; a change redraws. GUI thread.
class GraphPalette : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QColor canvas READ canvas WRITE setCanvas NOTIFY changed)
    Q_PROPERTY(QColor surface READ surface WRITE setSurface NOTIFY changed)
    Q_PROPERTY(QColor raised READ raised WRITE setRaised NOTIFY changed)
    Q_PROPERTY(QColor hover READ hover WRITE setHover NOTIFY changed)
    Q_PROPERTY(QColor line READ line WRITE setLine NOTIFY changed)
    Q_PROPERTY(QColor lineStrong READ lineStrong WRITE setLineStrong NOTIFY changed)
    Q_PROPERTY(QColor text READ text WRITE setText NOTIFY changed)
    Q_PROPERTY(QColor text2 READ text2 WRITE setText2 NOTIFY changed)
    Q_PROPERTY(QColor text3 READ text3 WRITE setText3 NOTIFY changed)
    Q_PROPERTY(QColor accent READ accent WRITE setAccent NOTIFY changed)
    Q_PROPERTY(QColor accentBg READ accentBg WRITE setAccentBg NOTIFY changed)
    Q_PROPERTY(QColor ok READ ok WRITE setOk NOTIFY changed)
    Q_PROPERTY(QColor warn READ warn WRITE setWarn NOTIFY changed)
    Q_PROPERTY(QColor bad READ bad WRITE setBad NOTIFY changed)
    Q_PROPERTY(QColor badBg READ badBg WRITE setBadBg NOTIFY changed)
    Q_PROPERTY(QColor kindChannel READ kindChannel WRITE setKindChannel NOTIFY changed)
    Q_PROPERTY(QColor kindAgent READ kindAgent WRITE setKindAgent NOTIFY changed)
    Q_PROPERTY(QColor kindModel READ kindModel WRITE setKindModel NOTIFY changed)
    Q_PROPERTY(QColor kindTool READ kindTool WRITE setKindTool NOTIFY changed)
    Q_PROPERTY(QColor kindTrigger READ kindTrigger WRITE setKindTrigger NOTIFY changed)
    Q_PROPERTY(QColor kindGateway READ kindGateway WRITE setKindGateway NOTIFY changed)

public:
    using QObject::QObject;

    [[nodiscard]] QColor colour(Ink ink) const { return QColor::fromRgba(m_colours[static_cast<std::size_t>(ink)]); }
    [[nodiscard]] const InkColours& colours() const { return m_colours; }

// One reader and one writer per token; Qt properties cannot be made from a table.
#define FABRIC_INK(getter, setter, ink) \
    [[nodiscard]] QColor getter() const \
    {                                   \
        return colour(ink);             \
    }                                   \
    void setter(const QColor& value)    \
    {                                   \
        set(ink, value);                \
    }
    FABRIC_INK(canvas, setCanvas, Ink::Canvas)
    FABRIC_INK(surface, setSurface, Ink::Surface)
    FABRIC_INK(raised, setRaised, Ink::Raised)
    FABRIC_INK(hover, setHover, Ink::Hover)
    FABRIC_INK(line, setLine, Ink::Line)
    FABRIC_INK(lineStrong, setLineStrong, Ink::LineStrong)
    FABRIC_INK(text, setText, Ink::Text)
    FABRIC_INK(text2, setText2, Ink::Text2)
    FABRIC_INK(text3, setText3, Ink::Text3)
    FABRIC_INK(accent, setAccent, Ink::Accent)
    FABRIC_INK(accentBg, setAccentBg, Ink::AccentBg)
    FABRIC_INK(ok, setOk, Ink::Ok)
    FABRIC_INK(warn, setWarn, Ink::Warn)
    FABRIC_INK(bad, setBad, Ink::Bad)
    FABRIC_INK(badBg, setBadBg, Ink::BadBg)
    FABRIC_INK(kindChannel, setKindChannel, Ink::KindChannel)
    FABRIC_INK(kindAgent, setKindAgent, Ink::KindAgent)
    FABRIC_INK(kindModel, setKindModel, Ink::KindModel)
    FABRIC_INK(kindTool, setKindTool, Ink::KindTool)
    FABRIC_INK(kindTrigger, setKindTrigger, Ink::KindTrigger)
    FABRIC_INK(kindGateway, setKindGateway, Ink::KindGateway)
#undef FABRIC_INK

Q_SIGNALS:
    void changed();

private:
    void set(Ink ink, const QColor& value)
    {
        std::uint32_t& slot = m_colours[static_cast<std::size_t>(ink)];
        if (slot == value.rgba())
            return;
        slot = value.rgba();
        Q_EMIT changed();
    }

    InkColours m_colours{};
};

} // namespace fabric::view
