// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/field_edits.h"

#include <nlohmann/json.hpp>

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

} // namespace

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
            try {
                const Json::json_pointer pointer(edit.pointer);
                if (isRemoval)
                    removeField(document, pointer);
                else
                    document[pointer] = edit.after;
            } catch (const Json::exception&) {
                return fail(ErrorCode::InvalidArgument, "a field of the plan does not fit the configuration",
                            edit.pointer);
            }
        }
    }
    return {};
}

} // namespace fabric::provider
