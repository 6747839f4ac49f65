// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/input_file.h"

#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

namespace fabric::composition {
namespace {

constexpr std::size_t kPieceBytes = 65'536;

Result<std::string> readAll(std::istream& from, const std::string& path, std::size_t maxBytes)
{
    std::string text;
    std::array<char, kPieceBytes> piece{};
    while (from.good()) {
        from.read(piece.data(), piece.size());
        text.append(piece.data(), static_cast<std::size_t>(from.gcount()));
        if (text.size() > maxBytes)
            return fail(ErrorCode::TooLarge, "more than " + std::to_string(maxBytes) + " bytes", path);
    }
    if (!from.eof())
        return fail(ErrorCode::InvalidArgument, "this cannot be read as a file", path);
    return text;
}

} // namespace

Result<std::string> readInput(const std::string& path, std::size_t maxBytes)
{
    if (path == "-")
        return readAll(std::cin, "standard input", maxBytes);
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file.is_open())
        return fail(ErrorCode::InvalidArgument,
                    std::string("the file cannot be read: ") + std::strerror(errno == 0 ? EIO : errno), path);
    return readAll(file, path, maxBytes);
}

Result<Json> readJsonInput(const std::string& path, const JsonLimits& limits)
{
    FABRIC_TRY(const std::string text, readInput(path, limits.maxBytes));
    auto value = parseJson(text, limits);
    if (!value)
        return fail(value.error().code, value.error().message, path + " " + value.error().where);
    return value;
}

} // namespace fabric::composition
