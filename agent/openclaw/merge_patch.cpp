// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/merge_patch.h"

#include "agent/openclaw/source_document.h"

#include <algorithm>
#include <set>

namespace fabric::openclaw {
namespace {

/// As OpenClaw joins a path: without quotes, whatever the key is.
std::string joined(const std::string& path, const std::string& key)
{
    return path.empty() ? key : path + "." + key;
}

void arraysBelow(const Json& value, const std::string& path, std::vector<std::string>& out)
{
    if (value.is_array()) {
        out.push_back(path);
    } else if (value.is_object()) {
        for (const auto& [name, member] : value.items())
            arraysBelow(member, joined(path, name), out);
    }
}

/// The ids of an array that is merged by them; nothing if it is not.
std::optional<std::vector<std::string>> idsOf(const Json& list)
{
    std::vector<std::string> out;
    std::set<std::string> seen;
    for (const Json& item : list) {
        const auto id = item.is_object() ? item.find("id") : item.end();
        if (!item.is_object() || id == item.end() || !id->is_string() || id->get_ref<const std::string&>().empty()
            || !seen.insert(id->get<std::string>()).second)
            return std::nullopt;
        out.push_back(id->get<std::string>());
    }
    return out;
}

bool hasTwins(const Json& list)
{
    std::set<std::string> seen;
    return std::any_of(list.begin(), list.end(), [&](const Json& item) {
        const auto id = item.is_object() ? item.find("id") : item.end();
        return item.is_object() && id != item.end() && id->is_string() && !seen.insert(id->get<std::string>()).second;
    });
}

bool looksKeyed(const Json& list)
{
    return std::all_of(list.begin(), list.end(), [](const Json& item) {
        return item.is_object() && item.contains("id") && item["id"].is_string()
            && !item["id"].get_ref<const std::string&>().empty();
    });
}

/// Every item of @p before is still there, as often.
bool isKept(const Json& before, const Json& after)
{
    std::vector<bool> used(after.size(), false);
    return std::all_of(before.begin(), before.end(), [&](const Json& item) {
        for (std::size_t i = 0; i < after.size(); ++i) {
            if (!used[i] && after[i] == item) {
                used[i] = true;
                return true;
            }
        }
        return false;
    });
}

/// Without members that are null, which a merge patch cannot say.
Json withoutNull(const Json& value)
{
    if (value.is_object()) {
        Json out = Json::object();
        for (const auto& [name, member] : value.items()) {
            if (!member.is_null())
                out[name] = withoutNull(member);
        }
        return out;
    }
    return value;
}

class Maker
{
public:
    explicit Maker(const MergePatchOptions& options)
        : m_options(options)
    {
    }

    std::vector<std::string> replacePaths;

    Result<Json> objects(const Json& before, const Json& after, const std::string& path)
    {
        Json patch = Json::object();
        for (const auto& [name, value] : before.items()) {
            const auto found = after.find(name);
            if (value.is_null() || (found != after.end() && !found->is_null()))
                continue;
            patch[name] = nullptr;
            arraysBelow(value, joined(path, name), replacePaths);
        }
        for (const auto& [name, value] : after.items()) {
            const auto found = before.find(name);
            if (value.is_null() || (found != before.end() && *found == value))
                continue;
            const bool isNew = found == before.end() || found->is_null();
            FABRIC_TRY(Json change,
                       isNew ? sent(value, joined(path, name)) : changed(*found, value, joined(path, name)));
            patch[name] = std::move(change);
        }
        return patch;
    }

private:
    static Result<Json> sent(const Json& value, const std::string& path)
    {
        if (holdsMask(value))
            return fail(ErrorCode::FailedPrecondition,
                        "this would have to be written whole, and holds a text that is masked here", path);
        return withoutNull(value);
    }

    Result<Json> changed(const Json& before, const Json& after, const std::string& path)
    {
        if (before.is_object() && after.is_object())
            return objects(before, after, path);
        if (before.is_array() && after.is_array())
            return arrays(before, after, path);
        arraysBelow(before, path, replacePaths);
        return sent(after, path);
    }

    Result<Json> arrays(const Json& before, const Json& after, const std::string& path)
    {
        const auto oldIds = idsOf(before);
        const auto newIds = idsOf(after);
        if (oldIds && !oldIds->empty() && newIds && newIds->size() >= oldIds->size()
            && std::equal(oldIds->begin(), oldIds->end(), newIds->begin()))
            return items(before, after, path);
        const bool isKeyed = !before.empty() && looksKeyed(before);
        if (isKeyed && !m_options.canReplaceArrays)
            return fail(ErrorCode::FailedPrecondition,
                        "this version of OpenClaw cannot remove or reorder items of this list by a patch", path);
        // An empty array is merged by id too, so that of two items of one id the second would go into the first.
        const bool isAmbiguous = before.empty() && hasTwins(after);
        if (m_options.canReplaceArrays && (isKeyed || isAmbiguous || !isKept(before, after)))
            replacePaths.push_back(path);
        FABRIC_TRY(Json whole, sent(after, path));
        if (isKeyed)
            nameInItems(before, after, path);
        return whole;
    }

    /// The gateway looks into the items that stay, also where the whole array is replaced.
    void nameInItems(const Json& before, const Json& after, const std::string& path)
    {
        for (const Json& old : before) {
            for (const Json& item : after) {
                if (item.is_object() && item.value("id", Json()) == old["id"])
                    (void)objects(old, item, path + "[]").has_value(); // only for the arrays that it names
            }
        }
    }

    /// The items that changed or are new, each with its id.
    Result<Json> items(const Json& before, const Json& after, const std::string& path)
    {
        Json patch = Json::array();
        for (std::size_t i = 0; i < after.size(); ++i) {
            if (i >= before.size()) {
                FABRIC_TRY(Json item, sent(after[i], path));
                patch.push_back(std::move(item));
            } else if (before[i] != after[i]) {
                FABRIC_TRY(Json item, objects(before[i], after[i], path + "[]"));
                item["id"] = after[i]["id"];
                patch.push_back(std::move(item));
            }
        }
        return patch;
    }

    const MergePatchOptions& m_options;
};

} // namespace

Result<MergePatch> mergePatchBetween(const Json& before, const Json& after, const MergePatchOptions& options)
{
    Maker maker(options);
    MergePatch out;
    FABRIC_TRY(out.patch, maker.objects(before, after, {}));
    out.replacePaths = std::move(maker.replacePaths);
    std::sort(out.replacePaths.begin(), out.replacePaths.end());
    out.replacePaths.erase(std::unique(out.replacePaths.begin(), out.replacePaths.end()), out.replacePaths.end());
    if (!options.canReplaceArrays)
        out.replacePaths.clear();
    return out;
}

} // namespace fabric::openclaw
