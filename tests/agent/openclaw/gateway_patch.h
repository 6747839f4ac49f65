// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>

// What `config.patch` of OpenClaw 2026.9.6 makes of a patch, written after its source (config/merge-patch.ts and the check of
// server-methods/config.ts) and not after ours: the other side of the property tests.

namespace gateway_patch {

using fabric::Json;
using Paths = std::set<std::string>;

inline std::string join(const std::string& path, const std::string& key)
{
    return path.empty() ? key : path + "." + key;
}

inline bool hasId(const Json& item)
{
    return item.is_object() && item.contains("id") && item["id"].is_string()
        && !item["id"].get_ref<const std::string&>().empty();
}

inline Json merged(const Json& base, const Json& patch, const Paths& replace, const std::string& path = {});

inline std::optional<Json> mergedById(const Json& base, const Json& patch, const Paths& replace,
                                      const std::string& path)
{
    if (!std::all_of(base.begin(), base.end(), hasId))
        return std::nullopt;
    Json out = base;
    for (const Json& entry : patch) {
        const auto found = hasId(entry)
            ? std::find_if(out.begin(), out.end(),
                           [&](const Json& item) { return hasId(item) && item["id"] == entry["id"]; })
            : out.end();
        if (found == out.end())
            out.push_back(entry);
        else
            *found = merged(*found, entry, replace, path + "[]");
    }
    return out;
}

inline Json merged(const Json& base, const Json& patch, const Paths& replace, const std::string& path)
{
    if (!patch.is_object())
        return patch;
    Json out = base.is_object() ? base : Json::object();
    for (const auto& [key, value] : patch.items()) {
        const std::string at = join(path, key);
        if (value.is_null()) {
            out.erase(key);
        } else if (value.is_array() && out.contains(key) && out[key].is_array() && !replace.contains(at)) {
            auto byId = mergedById(out[key], value, replace, at);
            out[key] = byId ? *byId : value;
        } else if (value.is_object()) {
            out[key] = merged(out.contains(key) ? out[key] : Json::object(), value, replace, at);
        } else {
            out[key] = value;
        }
    }
    return out;
}

inline void arraysBelow(const Json& base, const std::string& path, Paths& out)
{
    if (base.is_array())
        out.insert(path);
    else if (base.is_object())
        for (const auto& [key, value] : base.items())
            arraysBelow(value, join(path, key), out);
}

inline bool keepsEntries(const Json& base, const Json& now)
{
    Json left = now;
    return std::all_of(base.begin(), base.end(), [&](const Json& entry) {
        const auto found = std::find(left.begin(), left.end(), entry);
        if (found == left.end())
            return false;
        left.erase(found);
        return true;
    });
}

/// The last item of that id.
inline const Json* byId(const Json& list, const Json& id)
{
    const Json* found = nullptr;
    for (const Json& item : list) {
        if (hasId(item) && item["id"] == id)
            found = &item;
    }
    return found;
}

/// The arrays that lose an item: the gateway refuses the patch unless each is named.
inline void losing(const Json& base, const Json& patch, const Json& now, const std::string& path, Paths& out)
{
    for (const auto& [key, value] : patch.items()) {
        const std::string at = join(path, key);
        const Json was = base.contains(key) ? base[key] : Json();
        const Json is = now.is_object() && now.contains(key) ? now[key] : Json();
        if (was.is_array()) {
            if (!value.is_array()) {
                out.insert(at);
            } else if (std::all_of(was.begin(), was.end(), hasId)) {
                const bool keepsIds = std::all_of(was.begin(), was.end(),
                                                  [&](const Json& entry) { return byId(is, entry["id"]) != nullptr; });
                if (!keepsIds)
                    out.insert(at);
                for (const Json& change : value) {
                    if (keepsIds && hasId(change) && byId(was, change["id"]) != nullptr)
                        losing(*byId(was, change["id"]), change, *byId(is, change["id"]), at + "[]", out);
                }
            } else if (!keepsEntries(was, is)) {
                out.insert(at);
            }
        } else if (was.is_object() && !value.is_object()) {
            arraysBelow(was, at, out);
        } else if (value.is_object() && was.is_object()) {
            losing(was, value, is, at, out);
        }
    }
}

/// @return nothing if the gateway would refuse the patch.
inline std::optional<Json> patched(const Json& base, const Json& payload)
{
    Paths replace;
    for (const Json& path : payload.value("replacePaths", Json::array()))
        replace.insert(path.get<std::string>());
    Json out = merged(base, payload.at("patch"), replace);
    Paths lost;
    losing(base, payload.at("patch"), out, {}, lost);
    const bool isNamed
        = std::all_of(lost.begin(), lost.end(), [&](const std::string& path) { return replace.contains(path); });
    return isNamed ? std::optional(out) : std::nullopt;
}

} // namespace gateway_patch
