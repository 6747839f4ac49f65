// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/text_width.h"

#include <array>
#include <cstdint>

namespace fabric::view {

namespace {

/// Hundredths of the font's size from ' ' to '~', measured with QFontMetricsF on Debian's fonts-inter 4.0.
constexpr std::array<std::uint8_t, 95> kWidths{
    28, 28, 40, 63, 64, 81, 64, 22, 36, 36, 50, 66, 28, 46, 28, 36, 63, 46, 61, 64, 64, 61, 62, 57,
    62, 62, 28, 28, 66, 66, 66, 51, 94, 68, 65, 73, 72, 60, 59, 74, 74, 26, 54, 65, 56, 89, 75, 76,
    63, 76, 64, 64, 64, 74, 68, 95, 64, 66, 63, 36, 36, 36, 47, 45, 50, 56, 62, 56, 62, 58, 36, 61,
    59, 24, 24, 54, 24, 87, 59, 60, 61, 61, 37, 52, 36, 58, 56, 81, 54, 56, 54, 36, 33, 36, 66};
/// Other alphabets are about as wide as capitals; scripts from Hangul on fill a square.
constexpr float kOther = 65;
constexpr float kSquare = 100;
constexpr char16_t kFirstSquare = 0x1100;

} // namespace

float textWidth(QStringView text, float pixelSize)
{
    float hundredths = 0;
    for (const QChar letter : text) {
        const char16_t code = letter.unicode();
        if (code >= u' ' && code <= u'~')
            hundredths += kWidths[code - u' '];
        else
            hundredths += code < kFirstSquare ? kOther : kSquare;
    }
    return hundredths * pixelSize / 100;
}

} // namespace fabric::view
