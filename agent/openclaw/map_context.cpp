// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"

#include "agent/openclaw/config_view.h"
#include "core/base/encoding.h"
#include "core/provider/source.h"

#include <cmath>

namespace fabric::openclaw {
namespace {

/// Bounds of a graph's texts (core/topology/schema.h) with room for what an id is made of.
constexpr std::size_t kMaxValueBytes = 4096;
constexpr std::size_t kMaxNameBytes = 1024;
constexpr std::size_t kMaxSetItems = 1000;
constexpr std::size_t kMaxSetBytes = 64 * 1024;
/// A configuration with more than this many wrong values is not described better by more of them.
constexpr std::size_t kMaxProblems = 100;
constexpr double kMaxExact = 9007199254740992.0; // 2^53

/// A mask stands here, the gateway's or ours.
bool isHidden(std::string_view text)
{
    return text == kRedactedByGateway || text == provider::kMasked;
}

bool isWord(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

std::string_view trimmedView(std::string_view text)
{
    constexpr std::string_view kSpace = " \t\n\r\f\v";
    const auto first = text.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// OpenClaw 2026.9.6, agent-id and account-id: lower case, runs of other characters become one '-', none at the ends.
std::string canonicalId(std::string_view text)
{
    constexpr std::size_t kMaxIdBytes = 64;
    const std::string lower = lowerAscii(trimmedView(text));
    if (lower.find("${") != std::string::npos)
        return std::string(trimmedView(text));
    std::string out;
    for (const char c : lower) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-')
            out.push_back(c);
        else if (out.empty() || out.back() != '-')
            out.push_back('-');
    }
    const auto first = out.find_first_not_of('-');
    if (first == std::string::npos)
        return {};
    out = out.substr(first, out.find_last_not_of('-') - first + 1);
    return out.substr(0, kMaxIdBytes);
}

} // namespace

std::string lowerAscii(std::string_view text)
{
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

std::string trimmedCopy(std::string_view text)
{
    return std::string(trimmedView(text));
}

std::string canonicalAgentId(std::string_view text)
{
    return canonicalId(text);
}

std::string canonicalAccountId(std::string_view text)
{
    std::string id = canonicalId(text);
    return id.empty() ? "default" : id;
}

topology::Node nodeOf(topology::NodeKind kind, std::string_view name, std::string path, topology::Origin origin)
{
    topology::Node node;
    node.id = topology::nodeId(kind, name);
    node.kind = kind;
    node.origin = origin;
    node.name = name;
    node.path = std::move(path);
    return node;
}

topology::Edge edgeOf(topology::EdgeKind kind, topology::NodeId from, topology::NodeId to, std::string path,
                      topology::Origin origin, std::string key)
{
    topology::Edge edge;
    edge.kind = kind;
    edge.from = std::move(from);
    edge.to = std::move(to);
    edge.key = std::move(key);
    edge.origin = origin;
    edge.path = std::move(path);
    return edge;
}

std::string pathTo(std::string_view base, std::string_view key)
{
    if (!isWord(key))
        return std::string(base) + "[\"" + std::string(key) + "\"]";
    return base.empty() ? std::string(key) : std::string(base) + "." + std::string(key);
}

bool matchesPattern(std::string_view pattern, std::string_view id)
{
    if (pattern.find('*') == std::string_view::npos)
        return pattern == id;
    const std::string lower = lowerAscii(pattern);
    std::string_view rest = id;
    std::size_t start = 0;
    for (bool isFirst = true;; isFirst = false) {
        const std::size_t star = std::string_view(lower).find('*', start);
        const std::string_view part = std::string_view(lower).substr(start, star - start);
        if (star == std::string::npos)
            return rest.size() >= part.size() && rest.ends_with(part);
        const std::size_t found = isFirst ? (rest.starts_with(part) ? 0 : std::string_view::npos) : rest.find(part);
        if (found == std::string_view::npos)
            return false;
        rest.remove_prefix(found + part.size());
        start = star + 1;
    }
}

std::optional<std::string> safeOrigin(std::string_view url)
{
    const std::string_view text = trimmedView(url);
    if (text.empty() || text.find_first_of("@?#\\ \t\n") != std::string_view::npos)
        return std::nullopt;
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos)
        return text.starts_with("${") && text.find('}') == text.size() - 1 ? std::optional(std::string(text))
                                                                           : std::nullopt;
    if (const auto bot = text.find("/bot");
        bot != std::string_view::npos && text.substr(bot).find(':') != std::string_view::npos)
        return std::nullopt;
    return std::string(text.substr(0, text.find('/', scheme + 3)));
}

Place Place::member(std::string_view name) const
{
    const Json* found = nullptr;
    if (isObject()) {
        const auto it = m_value->find(name);
        if (it != m_value->end() && !it->is_null())
            found = &*it;
    }
    return {found, pathTo(m_path, name), *m_notes};
}

std::vector<std::pair<std::string, Place>> Place::members() const
{
    std::vector<std::pair<std::string, Place>> out;
    if (!exists())
        return out;
    if (!isObject()) {
        fail("a map is expected here");
        return out;
    }
    out.reserve(m_value->size());
    for (const auto& [name, value] : m_value->items()) {
        if (name.empty() || name.size() > kMaxNameBytes || !isCleanUtf8(name)) {
            fail("a key here is empty, too long or not text");
            return {};
        }
        out.emplace_back(name, Place(value.is_null() ? nullptr : &value, pathTo(m_path, name), *m_notes));
    }
    return out;
}

std::vector<Place> Place::items() const
{
    std::vector<Place> out;
    if (!exists())
        return out;
    if (!isArray()) {
        fail("a list is expected here");
        return out;
    }
    out.reserve(m_value->size());
    for (std::size_t i = 0; i < m_value->size(); ++i)
        out.emplace_back(&(*m_value)[i], m_path + "[" + std::to_string(i) + "]", *m_notes);
    return out;
}

std::optional<std::string> Place::text() const
{
    if (!exists())
        return std::nullopt;
    if (!isText()) {
        note("text is expected here");
        return std::nullopt;
    }
    const auto& text = m_value->get_ref<const std::string&>();
    if (text.size() > kMaxValueBytes || !isCleanUtf8(text)) {
        note("the text is too long or not clean UTF-8");
        return std::nullopt;
    }
    if (isHidden(text))
        return std::nullopt;
    return text;
}

std::optional<bool> Place::boolean() const
{
    if (!exists())
        return std::nullopt;
    if (!m_value->is_boolean()) {
        note("true or false is expected here");
        return std::nullopt;
    }
    return m_value->get<bool>();
}

std::optional<std::int64_t> Place::integer() const
{
    if (!exists())
        return std::nullopt;
    const double value = m_value->is_number() ? m_value->get<double>() : 0.5;
    if (std::trunc(value) != value || std::abs(value) > kMaxExact) {
        note("a whole number is expected here");
        return std::nullopt;
    }
    return static_cast<std::int64_t>(value);
}

std::optional<std::vector<std::string>> Place::texts() const
{
    if (!exists())
        return std::nullopt;
    if (!isArray()) {
        note("a list of text is expected here");
        return std::nullopt;
    }
    std::vector<std::string> out;
    std::size_t bytes = 0;
    for (const Place& item : items()) {
        if (auto text = item.id()) {
            bytes += text->size();
            out.push_back(*std::move(text));
        }
    }
    if (out.size() > kMaxSetItems || bytes > kMaxSetBytes) {
        note("the list is too long to be shown");
        return std::nullopt;
    }
    return out;
}

std::optional<std::string> Place::id() const
{
    if (exists() && m_value->is_number_integer())
        return std::to_string(m_value->get<std::int64_t>());
    return text();
}

std::optional<std::string> Place::reference() const
{
    if (!exists())
        return std::nullopt;
    if (!isText() || m_value->get_ref<const std::string&>().size() > kMaxNameBytes
        || !isCleanUtf8(m_value->get_ref<const std::string&>())) {
        fail("the name of something is expected here");
        return std::nullopt;
    }
    std::string name = trimmedCopy(m_value->get_ref<const std::string&>());
    if (name.empty() || isHidden(name))
        return std::nullopt;
    return name;
}

std::vector<std::pair<std::string, Place>> Place::references() const
{
    std::vector<std::pair<std::string, Place>> out;
    for (const Place& item : items()) {
        if (auto name = item.reference())
            out.emplace_back(*std::move(name), item);
    }
    return out;
}

void Place::note(std::string message) const
{
    if (m_notes->problems.size() < kMaxProblems)
        m_notes->problems.push_back({"config-unexpected-value", std::move(message),
                                     "Check this value; it is left out of the topology.", m_path.substr(0, 500)});
}

void Place::fail(std::string message) const
{
    if (!m_notes->failure)
        m_notes->failure = Error{ErrorCode::InvalidArgument, std::move(message), m_path.substr(0, 500)};
}

} // namespace fabric::openclaw
