// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/planning/field_diff.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>

namespace fabric::planning {

using provider::ResourceId;
using provider::Source;

namespace {

const Json* orAbsent(const Json* value)
{
    return value == nullptr || value->is_null() ? nullptr : value;
}

/// The reference tokens of a JSON pointer, unescaped.
std::vector<std::string> tokensOf(std::string_view pointer)
{
    std::vector<std::string> out;
    for (std::size_t i = 0; i < pointer.size(); ++i) {
        if (pointer[i] == '/') {
            out.emplace_back();
        } else if (!out.empty()) {
            const bool isEscape = pointer[i] == '~' && i + 1 < pointer.size();
            out.back().push_back(!isEscape ? pointer[i] : pointer[++i] == '1' ? '/' : '~');
        }
    }
    return out;
}

/// A member or an item; null if there is none.
const Json* childOf(const Json& value, const std::string& token)
{
    if (value.is_object()) {
        const auto found = value.find(token);
        return found == value.end() ? nullptr : &*found;
    }
    std::size_t index = 0;
    const char* end = token.data() + token.size();
    if (!value.is_array() || std::from_chars(token.data(), end, index).ptr != end || index >= value.size())
        return nullptr;
    return &value[index];
}

/// Finds out where in a document a provider keeps a resource. Most ids are the keys with dots between them; for others every
/// address of the document is noted, once.
class Locator
{
public:
    explicit Locator(const Json& document)
        : m_document(document)
    {
    }

    /// @return Internal if @p value is no part of the document.
    [[nodiscard]] Result<std::string> pointerOf(const ResourceId& id, const Json* value)
    {
        if (auto guess = byKeys(id.value(), value))
            return *std::move(guess);
        if (m_addresses.empty())
            note(m_document, {});
        const auto found = m_addresses.find(value);
        if (found == m_addresses.end())
            return fail(ErrorCode::Internal, "a resource is not in its document", id.value());
        return found->second;
    }

private:
    [[nodiscard]] std::optional<std::string> byKeys(std::string_view id, const Json* value) const
    {
        std::string pointer;
        const Json* at = &m_document;
        for (std::size_t start = 0; at != nullptr && start <= id.size();) {
            const std::size_t dot = std::min(id.find('.', start), id.size());
            const std::string key(id.substr(start, dot - start));
            at = childOf(*at, key);
            pointer = pointerTo(pointer, key);
            start = dot + 1;
        }
        return at == value ? std::optional(std::move(pointer)) : std::nullopt;
    }

    void note(const Json& value, const std::string& pointer) // NOLINT(misc-no-recursion): parsing bounds the depth
    {
        m_addresses.emplace(&value, pointer);
        if (value.is_object()) {
            for (auto it = value.begin(); it != value.end(); ++it)
                note(it.value(), pointerTo(pointer, it.key()));
        } else if (value.is_array()) {
            for (std::size_t i = 0; i < value.size(); ++i)
                note(value[i], pointerTo(pointer, std::to_string(i)));
        }
    }

    const Json& m_document;
    std::unordered_map<const Json*, std::string> m_addresses;
};

/// Looks into the two values of one resource.
class Comparer
{
public:
    Comparer(const Source& observed, const Source& desired, const provider::Configuration& configuration)
        : m_observed(observed)
        , m_desired(desired)
        , m_configuration(configuration)
        , m_observedPlaces(observed.document())
        , m_desiredPlaces(desired.document())
    {
    }

    [[nodiscard]] Result<ResourceDifference> compare(const ResourceId& id)
    {
        ResourceDifference out;
        out.id = id;
        out.observed = m_configuration.value(m_observed.document(), id);
        out.desired = m_configuration.value(m_desired.document(), id);
        if (out.desired != nullptr) {
            FABRIC_TRY(out.pointer, m_desiredPlaces.pointerOf(id, out.desired));
        } else {
            FABRIC_TRY(out.pointer, m_observedPlaces.pointerOf(id, out.observed));
        }
        compareFields(out.pointer, out.observed, out.desired, out.fields);
        std::sort(out.fields.begin(), out.fields.end(),
                  [](const FieldDifference& a, const FieldDifference& b) { return a.pointer < b.pointer; });
        return out;
    }

private:
    const Source& m_observed;
    const Source& m_desired;
    const provider::Configuration& m_configuration;
    Locator m_observedPlaces;
    Locator m_desiredPlaces;
};

} // namespace

const Json* valueAt(const Json& document, const std::string& pointer)
{
    const Json* at = &document;
    for (const std::string& token : tokensOf(pointer)) {
        at = childOf(*at, token);
        if (at == nullptr)
            return nullptr;
    }
    return orAbsent(at);
}

std::string obstacleTo(const Json& document, const std::string& pointer)
{
    for (std::size_t end = pointer.find('/', 1); end != std::string::npos; end = pointer.find('/', end + 1)) {
        std::string above = pointer.substr(0, end);
        const Json* value = valueAt(document, above);
        if (value == nullptr)
            return {};
        if (!value->is_object()) // an array is one field
            return above;
    }
    return {};
}

Result<> setAt(Json& document, const std::string& pointer, const Json* value)
{
    const std::vector<std::string> tokens = tokensOf(pointer);
    Json* at = &document;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const bool isLast = i + 1 == tokens.size();
        if (at->is_array()) {
            const Json* item = childOf(*at, tokens[i]);
            if (item == nullptr || (isLast && value == nullptr))
                return fail(ErrorCode::FailedPrecondition, "there is no such item of a list to set", pointer);
            at = &(*at)[static_cast<std::size_t>(item - &(*at)[0])];
            continue;
        }
        if (!at->is_object())
            return fail(ErrorCode::FailedPrecondition, "something on the way to a field is no object", pointer);
        if (value == nullptr && (isLast || !at->contains(tokens[i]))) {
            at->erase(tokens[i]);
            return {};
        }
        Json& child = (*at)[tokens[i]];
        if (!isLast && child.is_null())
            child = Json::object();
        at = &child;
    }
    *at = value == nullptr ? Json() : *value;
    return {};
}

Result<Digest> digestOf(const Json* value)
{
    if (orAbsent(value) == nullptr)
        return Digest();
    FABRIC_TRY(const std::string canonical, canonicalJson(*value));
    return sha256(canonical);
}

bool isWithin(const std::string& pointer, const std::string& ancestor)
{
    return pointer.starts_with(ancestor) && (pointer.size() == ancestor.size() || pointer[ancestor.size()] == '/');
}

bool holdsMask(const Json& value) // NOLINT(misc-no-recursion): parsing bounds the depth
{
    if (value.is_string())
        return value.get_ref<const std::string&>().find(provider::kMasked) != std::string::npos;
    return value.is_structured() && std::any_of(value.begin(), value.end(), holdsMask);
}

void compareFields(const std::string& pointer, const Json* observed, const Json* desired, // NOLINT(misc-no-recursion)
                   std::vector<FieldDifference>& out)
{
    observed = orAbsent(observed);
    desired = orAbsent(desired);
    static const Json kNothing = Json::object();
    const auto isObject = [](const Json* value) { return value != nullptr && value->is_object(); };
    const bool isLookedInto = isObject(observed) && isObject(desired)
        ? true
        : (observed == nullptr && isObject(desired) && !desired->empty())
            || (desired == nullptr && isObject(observed) && !observed->empty());
    if (!isLookedInto) {
        if (observed != desired && (observed == nullptr || desired == nullptr || *observed != *desired))
            out.push_back({pointer, observed, desired});
        return;
    }
    const Json& left = observed == nullptr ? kNothing : *observed;
    const Json& right = desired == nullptr ? kNothing : *desired;
    auto i = left.begin();
    auto j = right.begin();
    while (i != left.end() || j != right.end()) {
        const bool hasLeft = j == right.end() || (i != left.end() && i.key() <= j.key());
        const bool hasRight = i == left.end() || (j != right.end() && j.key() <= i.key());
        const std::string at = pointerTo(pointer, hasLeft ? i.key() : j.key());
        compareFields(at, hasLeft ? &*i : nullptr, hasRight ? &*j : nullptr, out);
        if (hasLeft)
            ++i;
        if (hasRight)
            ++j;
    }
}

Result<std::vector<ResourceDifference>> compareSources(const Source& observed, const Source& desired,
                                                       const provider::Configuration& configuration)
{
    std::vector<ResourceDifference> out;
    Comparer comparer(observed, desired, configuration);
    const auto left = observed.resources();
    const auto right = desired.resources();
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < left.size() || j < right.size()) {
        const int order = i == left.size() ? 1
            : j == right.size()            ? -1
                                           : left[i].id.value().compare(right[j].id.value());
        if (order != 0 || left[i].digest != right[j].digest) {
            FABRIC_TRY(ResourceDifference difference, comparer.compare(order > 0 ? right[j].id : left[i].id));
            out.push_back(std::move(difference));
        }
        if (order <= 0)
            ++i;
        if (order >= 0)
            ++j;
    }
    return out;
}

} // namespace fabric::planning
