// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/topology_map.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace fabric::openclaw {

/// One place in the configuration: a value (null pointer if absent) and how OpenClaw writes its path. Reading never
/// throws; a wrong type is noted in the notes that all places of one mapping share.
class Place
{
public:
    /// What went wrong so far: problems cost an attribute, a failure costs the mapping.
    struct Notes
    {
        std::vector<provider::Problem> problems;
        std::optional<Error> failure;
    };

    Place(const Json* value, std::string path, Notes& notes)
        : m_value(value)
        , m_path(std::move(path))
        , m_notes(&notes)
    {
    }

    [[nodiscard]] bool exists() const { return m_value != nullptr; }
    [[nodiscard]] const Json* value() const { return m_value; }
    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] bool isText() const { return m_value != nullptr && m_value->is_string(); }
    [[nodiscard]] bool isArray() const { return m_value != nullptr && m_value->is_array(); }
    [[nodiscard]] bool isObject() const { return m_value != nullptr && m_value->is_object(); }

    /// The member, absent if this is no object (which member() of a text shorthand wants) or the member is null.
    [[nodiscard]] Place member(std::string_view name) const;
    [[nodiscard]] Place operator[](std::string_view name) const { return member(name); }
    /// The members, or nothing if absent; any other type fails the mapping.
    [[nodiscard]] std::vector<std::pair<std::string, Place>> members() const;
    /// The items, or nothing if absent; any other type fails the mapping.
    [[nodiscard]] std::vector<Place> items() const;

    /// Text as it stands; nothing if absent, redacted, not text (a problem) or too long for a graph (a problem).
    [[nodiscard]] std::optional<std::string> text() const;
    [[nodiscard]] std::optional<bool> boolean() const;
    [[nodiscard]] std::optional<std::int64_t> integer() const; ///< a whole number within 2^53
    /// An array of text for an attribute; anything else is a problem.
    [[nodiscard]] std::optional<std::vector<std::string>> texts() const;
    /// Text or a number, as OpenClaw takes ids of peers and guilds.
    [[nodiscard]] std::optional<std::string> id() const;
    /// Text that names an element: absence of a value that is there fails the mapping. Trimmed.
    [[nodiscard]] std::optional<std::string> reference() const;
    /// A list of references; empty if absent.
    [[nodiscard]] std::vector<std::pair<std::string, Place>> references() const;

    void note(std::string message) const;
    void fail(std::string message) const;

private:
    const Json* m_value;
    std::string m_path;
    Notes* m_notes;
};

/// Everything that the parts of one mapping share.
struct MapContext
{
    Place root;
    topology::GraphBuilder& builder;
    const MapInput& input;
    Place::Notes& notes;

    /// One agent: its entry, and the settings that it falls back to.
    struct Agent
    {
        std::string id;
        Place entry;
        topology::Origin origin;
    };
    std::vector<Agent> agents; ///< in the order of the configuration
    std::set<std::string> agentIds;
    std::optional<std::string> soleAgent; ///< takes what nothing else takes: the only agent, or the marked default
    std::map<std::string, std::string> modelAliases; ///< alias -> model reference
    std::set<std::string> modelsAdded;
    std::set<std::string> toolsAdded;
    std::set<std::string> pluginsAdded;
};

/// OpenClaw's canonical form of an agent id: `Data Analyst` -> `data-analyst`. A `${VAR}` reference stays as it is.
[[nodiscard]] std::string canonicalAgentId(std::string_view text);
/// The same for accounts of a channel; empty text is `default`.
[[nodiscard]] std::string canonicalAccountId(std::string_view text);
[[nodiscard]] std::string lowerAscii(std::string_view text);
[[nodiscard]] std::string trimmedCopy(std::string_view text);
/// As OpenClaw compares names in lists of agents and tools: exact with their case, patterns with '*' without.
[[nodiscard]] bool matchesPattern(std::string_view pattern, std::string_view name);
/// Scheme, host and port of a URL. Nothing if there is a user, a query, a fragment or a bot token in the path, for then
/// the gateway may hide the whole value, and both modes must show the same.
[[nodiscard]] std::optional<std::string> safeOrigin(std::string_view url);
/// `base.key`, or `base["key"]` if the key is not a plain word.
[[nodiscard]] std::string pathTo(std::string_view base, std::string_view key);

/// Sets @p name if there is a value.
template <class T>
void set(Json& attributes, const char* name, const std::optional<T>& value)
{
    if (value)
        attributes[name] = *value;
}

/// A node whose name is the last part of its id.
[[nodiscard]] topology::Node nodeOf(topology::NodeKind kind, std::string_view name, std::string path,
                                    topology::Origin origin = topology::Origin::Configured);
[[nodiscard]] topology::Edge edgeOf(topology::EdgeKind kind, topology::NodeId from, topology::NodeId to,
                                    std::string path, topology::Origin origin = topology::Origin::Configured,
                                    std::string key = {});

/// Makes the node of a model and that of its provider, once; @p reference is `provider/model` or an alias.
/// @return the model's id, nothing for empty text.
[[nodiscard]] std::optional<topology::NodeId> useModel(MapContext& context, std::string_view reference,
                                                       const std::string& path);
/// Makes the node of a tool, once.
[[nodiscard]] topology::NodeId useTool(MapContext& context, std::string_view name, const std::string& path);

/// Whether the tool lists that apply to an agent leave it a shell. Lists by model provider and by sender are not looked
/// at: they narrow what is allowed here.
[[nodiscard]] bool mayRunCommands(const MapContext& context, const MapContext::Agent& agent);

/// The parts, each for some sections of the configuration.
void readAgents(MapContext& context); ///< fills agents, agentIds, soleAgent
void mapGateway(MapContext& context);
void mapModels(MapContext& context); ///< models.providers, agents.defaults.models
void mapAgents(MapContext& context);
void mapAgentLinks(MapContext& context); ///< spawning, agent to agent
void mapTools(MapContext& context);
void mapChannels(MapContext& context);
void mapBindings(MapContext& context);
void mapBroadcast(MapContext& context);
void mapHooks(MapContext& context);
void mapMcp(MapContext& context);
void mapPlugins(MapContext& context);
void mapRuntime(MapContext& context); ///< cron jobs, devices, nodes

} // namespace fabric::openclaw
