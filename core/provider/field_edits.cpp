// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/field_edits.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <vector>

namespace fabric::provider {
namespace {

void removeField(Json& document, Json::json_pointer pointer)
{
    if (!document.contains(pointer))
        return;
    while (!pointer.empty()) {
        const std::string name = pointer.back();
        pointer.pop_back();
        Json& parent = document.at(pointer);
        parent.erase(name);
        if (!parent.empty())
            return;
    }
}

/// The item of a list; null if it has none of this index.
Json* itemOf(Json& list, const std::string& index)
{
    std::size_t at = 0;
    const char* end = index.data() + index.size();
    const bool isIndex = !index.empty() && std::from_chars(index.data(), end, at).ptr == end;
    return isIndex && at < list.size() ? &list[at] : nullptr;
}

} // namespace

Result<> setField(Json& document, const std::string& pointer, const Json& value)
{
    const auto refuse = [&] {
        return fail(ErrorCode::InvalidArgument, "a field of the plan does not fit the configuration", pointer);
    };
    std::vector<std::string> names;
    try {
        for (Json::json_pointer place(pointer); !place.empty(); place.pop_back())
            names.push_back(place.back());
    } catch (const Json::exception&) {
        return refuse();
    }
    Json* at = &document;
    for (auto name = names.rbegin(); name != names.rend(); ++name) {
        if (at->is_null())
            *at = Json::object();
        if (at->is_array())
            at = itemOf(*at, *name);
        else
            at = at->is_object() ? &(*at)[*name] : nullptr;
        if (at == nullptr)
            return refuse();
    }
    *at = value;
    return {};
}

bool isEmptied(const FieldEdit& edit)
{
    return edit.before.is_object() && !edit.before.empty() && edit.after.is_object() && edit.after.empty();
}

Result<> applyEdits(Json& document, std::span<const FieldEdit> edits)
{
    for (const bool isRemoval : {true, false}) {
        for (const FieldEdit& edit : edits) {
            if (edit.after.is_null() != isRemoval)
                continue;
            if (!isRemoval) {
                FABRIC_CHECK(setField(document, edit.pointer, edit.after));
                continue;
            }
            try {
                removeField(document, Json::json_pointer(edit.pointer));
            } catch (const Json::exception&) {
                return fail(ErrorCode::InvalidArgument, "a field of the plan does not fit the configuration",
                            edit.pointer);
            }
        }
    }
    return {};
}

} // namespace fabric::provider
