// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/document_fields.h"

#include "agent/openclaw/map_context.h"

#include <algorithm>
#include <array>

namespace fabric::openclaw {

using provider::FieldEdit;
using provider::ResourceId;

namespace {

bool isAbsent(const Json* value)
{
    return value == nullptr || value->is_null();
}

const Json* memberOf(const Json* value, const std::string& name)
{
    if (value == nullptr || !value->is_object())
        return nullptr;
    const auto found = value->find(name);
    return found == value->end() ? nullptr : &*found;
}

class Difference
{
public:
    std::vector<FieldEdit> fields;

    void compare(const Json* before, const Json* after)
    {
        const bool isMap = before != nullptr && before->is_object();
        const bool willBeMap = after != nullptr && after->is_object();
        if (isMap && willBeMap) {
            if (after->empty() && !before->empty()
                && !m_path.empty()) // else it would look as if it went with its members
                add(before, after);
            if (*before != *after)
                members(*before, *after);
            return;
        }
        if (isAbsent(before) && isAbsent(after))
            return;
        if (before != nullptr && after != nullptr && *before == *after)
            return;
        // One side is looked into, so that removing and adding an object are told field by field.
        if (isMap && !before->empty() && isAbsent(after)) {
            members(*before, Json::object());
        } else if (willBeMap && !after->empty() && isAbsent(before)) {
            members(Json::object(), *after);
        } else {
            add(before, after);
        }
    }

private:
    void add(const Json* before, const Json* after)
    {
        fields.push_back({pointerOf(m_path), pathOf(m_path), before == nullptr ? Json() : *before,
                          after == nullptr ? Json() : *after});
    }
    void members(const Json& before, const Json& after)
    {
        for (const auto& [name, value] : before.items())
            member(name, &value, memberOf(&after, name));
        for (const auto& [name, value] : after.items()) {
            if (!before.contains(name))
                member(name, nullptr, &value);
        }
    }
    void member(const std::string& name, const Json* before, const Json* after)
    {
        m_path.push_back(name);
        compare(before, after);
        m_path.pop_back();
    }

    Segments m_path;
};

/// How many segments a resource below these has.
struct Depth
{
    std::string_view path; ///< `*` for one segment
    std::size_t segments;
};
constexpr std::array<Depth, 7> kDepths{{
    {"channels.*.accounts", 4},
    {"channels", 3},
    {"agents.entries", 3},
    {"models.providers", 3},
    {"mcp.servers", 3},
    {"plugins.entries", 3},
    {"bindings", 1},
}};
constexpr std::size_t kUsualDepth = 2;

bool startsWith(std::span<const std::string> segments, std::string_view path)
{
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const auto dot = path.find('.');
        const std::string_view part = path.substr(0, dot);
        if (part != "*" && part != segments[i])
            return false;
        if (dot == std::string_view::npos)
            return true;
        path.remove_prefix(dot + 1);
    }
    return false;
}

bool isIndex(const std::string& text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::size_t depthOf(std::span<const std::string> segments)
{
    for (const Depth& row : kDepths) {
        if (startsWith(segments, row.path))
            return row.segments;
    }
    // A section that is a list: `foo[0]` belongs to `foo`.
    return segments.size() >= kUsualDepth && isIndex(segments[1]) && segments[0] != "broadcast" ? 1 : kUsualDepth;
}

void collect(const Json& value, Segments& path, std::vector<std::pair<ResourceId, const Json*>>& out)
{
    if (value.is_null())
        return;
    if (!path.empty() && (path.size() >= depthOf(path) || !value.is_object() || value.empty())) {
        out.emplace_back(resourceId(path), &value);
        return;
    }
    for (const auto& [name, member] : value.items()) {
        path.push_back(name);
        collect(member, path, out);
        path.pop_back();
    }
}

} // namespace

Result<Segments> segmentsOf(std::string_view pointer)
{
    const auto refuse
        = [&] { return fail(ErrorCode::InvalidArgument, "this is no JSON pointer", std::string(pointer)); };
    Segments out;
    if (pointer.empty())
        return out;
    if (!pointer.starts_with('/'))
        return refuse();
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            out.emplace_back();
        } else if (pointer[i] != '~') {
            out.back().push_back(pointer[i]);
        } else {
            ++i;
            if (i == pointer.size() || (pointer[i] != '0' && pointer[i] != '1'))
                return refuse();
            out.back().push_back(pointer[i] == '0' ? '~' : '/');
        }
    }
    return out;
}

std::string pointerOf(std::span<const std::string> segments)
{
    std::string out;
    for (const std::string& segment : segments)
        out = pointerTo(out, segment);
    return out;
}

std::string pathOf(std::span<const std::string> segments)
{
    std::string out;
    for (const std::string& segment : segments)
        out = pathTo(out, segment);
    return out;
}

Segments segmentsOfPath(std::string_view path)
{
    const std::string_view whole = path;
    Segments out;
    while (!path.empty()) {
        if (path.starts_with("[\"")) {
            const auto end = path.find("\"]");
            if (end == std::string_view::npos)
                return {};
            out.emplace_back(path.substr(2, end - 2));
            path.remove_prefix(end + 2);
        } else {
            if (!out.empty()) {
                if (!path.starts_with('.'))
                    return {};
                path.remove_prefix(1);
            }
            const auto end = std::min(path.find_first_of(".["), path.size());
            out.emplace_back(path.substr(0, end));
            path.remove_prefix(end);
        }
    }
    return pathOf(out) == whole ? out : Segments{};
}

bool fitsPath(std::string_view pattern, std::span<const std::string> segments)
{
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const auto dot = pattern.find('.');
        const std::string_view part = pattern.substr(0, dot);
        if (part == "**")
            return true;
        if (part != "*" && part != segments[i])
            return false;
        if (dot == std::string_view::npos)
            return i + 1 == segments.size();
        pattern.remove_prefix(dot + 1);
    }
    return false;
}

const Json* findAt(const Json& document, std::span<const std::string> segments)
{
    const Json* place = &document;
    for (const std::string& segment : segments) {
        place = memberOf(place, segment);
        if (place == nullptr)
            return nullptr;
    }
    return place;
}

Json* findAt(Json& document, std::span<const std::string> segments)
{
    return const_cast<Json*>(findAt(std::as_const(document), segments));
}

void setAt(Json& document, std::span<const std::string> segments, Json value)
{
    Json* place = &document;
    for (const std::string& segment : segments) {
        if (!place->is_object())
            *place = Json::object();
        place = &(*place)[segment];
    }
    *place = std::move(value);
}

void removeAt(Json& document, std::span<const std::string> segments)
{
    if (segments.empty() || findAt(document, segments) == nullptr)
        return;
    while (!segments.empty()) {
        Json* parent = findAt(document, segments.first(segments.size() - 1));
        parent->erase(segments.back());
        segments = segments.first(segments.size() - 1);
        if (!parent->empty())
            return;
    }
}

Json excerptOf(const Json& document, std::vector<Segments> places)
{
    std::sort(places.begin(),
              places.end()); // an object before its members: what is there whole is never put there again
    Json out = Json::object();
    std::vector<std::pair<Json*, const Json*>> parts{
        {&out, &document}}; // objects that are not there whole, and the whole ones
    for (const Segments& place : places) {
        Json* part = &out;
        const Json* whole = &document;
        for (std::size_t i = 0; i < place.size(); ++i) {
            whole = memberOf(whole, place[i]);
            if (whole == nullptr)
                break;
            const bool isNew = !part->contains(place[i]);
            Json& member = (*part)[place[i]];
            if (isNew && (i + 1 == place.size() || !whole->is_object())) {
                member = *whole;
            } else if (isNew) {
                member = Json::object();
                parts.emplace_back(&member, whole);
            }
            part = &member;
        }
    }
    constexpr std::size_t kNeighbours = 2;
    for (const auto& [part, whole] : parts) {
        std::size_t taken = 0;
        for (auto at = whole->begin(); at != whole->end() && taken < kNeighbours; ++at) {
            if (part->contains(at.key()))
                continue;
            (*part)[at.key()] = at->is_structured() ? Json(at->type()) : *at;
            ++taken;
        }
    }
    return out;
}

std::vector<FieldEdit> fieldsBetween(const Json& before, const Json& after)
{
    Difference difference;
    difference.compare(&before, &after);
    std::sort(difference.fields.begin(), difference.fields.end(),
              [](const FieldEdit& a, const FieldEdit& b) { return a.pointer < b.pointer; });
    return std::move(difference.fields);
}

std::vector<std::string> fieldsOf(const Json& value, const Segments& segments)
{
    if (!value.is_object() || value.empty())
        return {pointerOf(segments)};
    std::vector<std::string> out;
    for (const auto& [name, member] : value.items()) {
        Segments inner = segments;
        inner.push_back(name);
        for (std::string& pointer : fieldsOf(member, inner))
            out.push_back(std::move(pointer));
    }
    return out;
}

Segments resourceSegments(std::span<const std::string> segments)
{
    const std::size_t count = std::min(segments.size(), depthOf(segments));
    return {segments.begin(), segments.begin() + static_cast<std::ptrdiff_t>(count)};
}

bool isEntry(std::span<const std::string> resource)
{
    constexpr std::array<std::string_view, 5> kPlaces{"agents.entries", "channels.*.accounts", "mcp.servers",
                                                      "models.providers", "plugins.entries"};
    return std::any_of(kPlaces.begin(), kPlaces.end(), [&](std::string_view place) {
        const auto above = static_cast<std::size_t>(std::count(place.begin(), place.end(), '.')) + 1;
        return resource.size() == above + 1 && startsWith(resource, place);
    });
}

ResourceId resourceId(std::span<const std::string> segments)
{
    return ResourceId(pathOf(segments));
}

std::vector<std::pair<ResourceId, const Json*>> resourceValues(const Json& document)
{
    std::vector<std::pair<ResourceId, const Json*>> out;
    Segments path;
    if (document.is_object())
        collect(document, path, out);
    return out;
}

Json withRosterAsMap(Json document)
{
    const Segments at{"agents", "list"};
    const Json* list = findAt(std::as_const(document), at);
    if (list == nullptr || !list->is_array()
        || findAt(std::as_const(document), Segments{"agents", "entries"}) != nullptr)
        return document;
    Json entries = Json::object();
    for (const Json& item : *list) {
        if (!item.is_object())
            return document;
        const Json* written = memberOf(&item, "id");
        const std::string text = written != nullptr && written->is_string() ? written->get<std::string>() : "agent";
        const std::string base = canonicalAgentId(text);
        std::string id = base.empty() ? "main" : base;
        for (int suffix = 2; entries.contains(id); ++suffix)
            id = base + "-" + std::to_string(suffix);
        Json entry = item;
        if (written != nullptr && *written == id)
            entry.erase("id");
        entries[id] = std::move(entry);
    }
    document["agents"].erase("list");
    document["agents"]["entries"] = std::move(entries);
    return document;
}

} // namespace fabric::openclaw
