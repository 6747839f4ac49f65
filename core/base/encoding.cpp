// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/encoding.h"

#include <array>
#include <cstdint>

namespace fabric {
namespace {

constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kHex = "0123456789abcdef";

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

} // namespace

std::string toBase64Url(std::span<const std::byte> bytes)
{
    std::string text;
    text.reserve(bytes.size() * 4 / 3 + 3);
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const std::byte b : bytes) {
        buffer = buffer << 8 | std::to_integer<std::uint32_t>(b);
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            text.push_back(kBase64Url[buffer >> bits & 63U]);
        }
    }
    if (bits > 0)
        text.push_back(kBase64Url[buffer << (6 - bits) & 63U]);
    return text;
}

Result<std::vector<std::byte>> fromBase64Url(std::string_view text)
{
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = kBase64Url.find(c);
        if (value == std::string_view::npos)
            return fail(ErrorCode::InvalidArgument, "the text is not base64url without padding");
        buffer = buffer << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<std::byte>(buffer >> bits & 0xFFU));
        }
    }
    // RFC 4648 section 3.5: left-over bits must be zero, and a single left-over character encodes nothing.
    if (text.size() % 4 == 1 || (bits > 0 && (buffer & ((1U << bits) - 1U)) != 0))
        return fail(ErrorCode::InvalidArgument, "the text is not base64url without padding");
    return bytes;
}

std::string toHex(std::span<const std::byte> bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::byte b : bytes) {
        text.push_back(kHex[std::to_integer<unsigned>(b) >> 4U]);
        text.push_back(kHex[std::to_integer<unsigned>(b) & 15U]);
    }
    return text;
}

Result<std::vector<std::byte>> fromHex(std::string_view text)
{
    std::vector<std::byte> bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
        const int high = hexValue(text[i]);
        const int low = hexValue(text[i + 1]);
        if (high < 0 || low < 0)
            return fail(ErrorCode::InvalidArgument, "the text is not hexadecimal");
        bytes.push_back(static_cast<std::byte>(high << 4 | low));
    }
    if (text.size() % 2 != 0)
        return fail(ErrorCode::InvalidArgument, "hexadecimal text has an even number of digits");
    return bytes;
}

bool isCleanUtf8(std::string_view text)
{
    return text.find('\0') == std::string_view::npos && isUtf8(text);
}

bool isUtf8(std::string_view text)
{
    std::size_t i = 0;
    while (i < text.size()) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        std::size_t length = 0;
        std::uint32_t point = 0;
        std::uint32_t smallest = 0;
        if (lead >> 5U == 0x6) {
            length = 2;
            point = lead & 0x1FU;
            smallest = 0x80;
        } else if (lead >> 4U == 0xE) {
            length = 3;
            point = lead & 0x0FU;
            smallest = 0x800;
        } else if (lead >> 3U == 0x1E) {
            length = 4;
            point = lead & 0x07U;
            smallest = 0x10000;
        } else {
            return false;
        }
        if (i + length > text.size())
            return false;
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if (next >> 6U != 0x2)
                return false;
            point = point << 6U | (next & 0x3FU);
        }
        if (point < smallest || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
            return false;
        i += length;
    }
    return true;
}

} // namespace fabric
