// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_view.h"

#include "agent/openclaw/map_context.h"

namespace fabric::openclaw {
namespace {

constexpr const char* kInclude = "$include";
/// More than the parsers let through; only values made by hand are deeper.
constexpr std::size_t kMaxDepth = 128;

Result<Json> viewAt(const Json& authored, const Json* resolved, const std::string& path, std::size_t depth)
{
    if (depth > kMaxDepth)
        return fail(ErrorCode::TooLarge, "the configuration is nested too deeply", path);
    if (authored.is_object() && authored.contains(kInclude)) {
        if (resolved == nullptr)
            return fail(ErrorCode::FailedPrecondition, "what is included here is not known", path);
        return *resolved;
    }
    if (authored.is_object()) {
        Json out = Json::object();
        for (const auto& [name, value] : authored.items()) {
            const Json* inner = nullptr;
            if (resolved != nullptr && resolved->is_object()) {
                const auto found = resolved->find(name);
                inner = found == resolved->end() ? nullptr : &*found;
            }
            FABRIC_TRY(out[name], viewAt(value, inner, pathTo(path, name), depth + 1));
        }
        return out;
    }
    if (authored.is_array()) {
        Json out = Json::array();
        for (std::size_t i = 0; i < authored.size(); ++i) {
            const bool isThere = resolved != nullptr && resolved->is_array() && i < resolved->size();
            FABRIC_TRY(Json item,
                       viewAt(authored[i], isThere ? &(*resolved)[i] : nullptr, path + "[" + std::to_string(i) + "]",
                              depth + 1));
            out.push_back(std::move(item));
        }
        return out;
    }
    return authored;
}

void collectPoints(const Json& authored, const std::string& path, std::vector<std::string>& points)
{
    if (authored.is_object() && authored.contains(kInclude)) {
        points.push_back(path);
    } else if (authored.is_object()) {
        for (const auto& [name, value] : authored.items())
            collectPoints(value, pathTo(path, name), points);
    } else if (authored.is_array()) {
        for (std::size_t i = 0; i < authored.size(); ++i)
            collectPoints(authored[i], path + "[" + std::to_string(i) + "]", points);
    }
}

} // namespace

std::vector<std::string> includePoints(const Json& authored)
{
    std::vector<std::string> points;
    collectPoints(authored, {}, points);
    return points;
}

Result<Json> viewOfAnswer(const Json& payload)
{
    const auto part = [&payload](const char* name) -> const Json* {
        const auto found = payload.is_object() ? payload.find(name) : payload.end();
        return found != payload.end() && found->is_object() ? &*found : nullptr;
    };
    const auto says = [&payload](const char* name) {
        const auto found = payload.is_object() ? payload.find(name) : payload.end();
        return found != payload.end() && *found == true;
    };
    const Json* authored = part("parsed");
    const Json* resolved = part("sourceConfig") != nullptr ? part("sourceConfig") : part("resolved");
    if (!says("exists") || !says("valid") || authored == nullptr || resolved == nullptr)
        return fail(ErrorCode::FailedPrecondition, "the gateway shows no valid configuration");
    return viewOf(*authored, *resolved);
}

Result<Json> viewOf(const Json& authored, const Json& resolved)
{
    return viewAt(authored, &resolved, {}, 0);
}

} // namespace fabric::openclaw
