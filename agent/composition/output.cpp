// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/output.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace fabric::composition {
namespace {

/// Characters of UTF-8 @p text: all bytes but those that continue one.
std::size_t widthOf(const std::string& text)
{
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

struct Call
{
    std::string program = "fabric-agent";
    std::string flags; ///< each with a space before it
};

Call& call()
{
    static Call set;
    return set;
}

} // namespace

void setCall(const std::string& program, const std::string& flags)
{
    call() = {quotedForShell(program), flags};
}

std::string callOf(const std::string& words)
{
    return call().program + " " + words + call().flags;
}

std::string quotedForShell(const std::string& text)
{
    constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
    if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos)
        return text;
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

int succeed(const std::string& text)
{
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
        return reportError({ErrorCode::Internal, "standard output did not take the answer", {}});
    return 0;
}

int succeedJson(const Json& document)
{
    return succeed(dumpJson(document) + "\n");
}

int reportError(const Error& error)
{
    const bool isSaid = error.where.empty() || error.message.find(error.where) != std::string::npos;
    warn(error.message + (isSaid ? "" : " (" + error.where + ")"));
    return info(error.code).exitStatus;
}

void warn(const std::string& sentence)
{
    std::fputs(("fabric-agent: " + printable(sentence) + "\n").c_str(), stderr);
}

std::string table(const std::vector<std::vector<std::string>>& rows)
{
    constexpr std::size_t kGap = 2;
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], widthOf(row[i]));
    }
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += printable(row[i]);
            if (i + 1 < row.size())
                text.append(widths[i] - widthOf(row[i]) + kGap, ' ');
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    return text;
}

std::string printable(std::string text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 || byte == 0x7f)
            text[i] = '?';
        else if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0)
            text.replace(i, 2, "?"); // U+0080 to U+009F: some terminals take these for escape sequences as well
    }
    return text;
}

} // namespace fabric::composition
