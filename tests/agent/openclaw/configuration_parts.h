// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/agent_references.h"
#include "agent/openclaw/openclaw_configuration.h"
#include "agent/openclaw/reload_table.h"
#include "agent/openclaw/source_document.h"
#include "tests/agent/openclaw/gateway_patch.h"
#include "tests/agent/openclaw/samples.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <set>
#include <string>
#include <vector>

// What tests of OpenClaw's configuration port share.

namespace fabric::openclaw::test {

inline constexpr const char* kVersion = "2026.9.6";

inline Json realistic()
{
    return maskedDocument(sample("openclaw.realistic.json"));
}

inline provider::Source sourceOf(const Json& document, const std::string& version = kVersion,
                                 std::vector<provider::ResourceId> former = {})
{
    provider::Source::Parts parts;
    parts.provider = "openclaw";
    parts.providerVersion = version;
    parts.document = document;
    auto resources = OpenClawConfiguration().resources(document);
    if (!resources)
        qFatal("%s", resources.error().message.c_str());
    parts.resources = *std::move(resources);
    parts.reloadKinds = builtInReloadKinds(version);
    parts.former = std::move(former);
    auto source = provider::Source::create(std::move(parts));
    if (!source)
        qFatal("%s", source.error().message.c_str());
    return *std::move(source);
}

inline topology::Graph graphOf(const Json& document, const std::string& version = kVersion)
{
    auto graph = OpenClawConfiguration().graphOf(sourceOf(document, version), topology::Graph());
    if (!graph)
        qFatal("%s at %s", graph.error().message.c_str(), graph.error().where.c_str());
    return *std::move(graph);
}

/// The resources in which two documents differ, as the planner finds them.
inline std::vector<provider::ResourceChange> changesBetween(const Json& before, const Json& after)
{
    const OpenClawConfiguration configuration;
    std::set<provider::ResourceId> ids;
    for (const Json* document : {&before, &after}) {
        const auto resources = configuration.resources(*document);
        for (const auto& resource : *resources)
            ids.insert(resource.id);
    }
    const auto valueIn = [&](const Json& document, const provider::ResourceId& id) {
        const Json* value = configuration.value(document, id);
        return value == nullptr ? std::nullopt : std::optional<Json>(*value);
    };
    std::vector<provider::ResourceChange> changes;
    for (const provider::ResourceId& id : ids) {
        auto value = valueIn(after, id);
        if (value != valueIn(before, id))
            changes.push_back({id, std::move(value)});
    }
    return changes;
}

inline Result<provider::Compiled> compiled(const Json& before, const Json& after, const std::string& version = kVersion,
                                           std::vector<provider::ResourceId> former = {})
{
    return OpenClawConfiguration().compile(sourceOf(before, version, std::move(former)), changesBetween(before, after));
}

/// What a gateway of 2026.8 and up makes of the operations; nothing if it would refuse one.
inline std::optional<Json> carriedOut(Json document, const std::vector<provider::Operation>& operations)
{
    using Kind = provider::Operation::Kind;
    for (const provider::Operation& operation : operations) {
        const Json& payload = operation.payload;
        if (operation.kind == Kind::CreateAgent) {
            Json entry = payload;
            entry["agentDir"] = "~/.openclaw/agents/x";
            entry["identity"] = {{"name", payload.at("name")}};
            document["agents"]["entries"][payload.at("name").get<std::string>()] = entry;
            continue;
        }
        if (operation.kind == Kind::DeleteAgent) {
            document = withoutAgent(document, payload.at("agentId").get<std::string>(), RosterKey::Entries);
            continue;
        }
        auto next = gateway_patch::patched(document, payload);
        if (!next)
            return std::nullopt;
        document = *std::move(next);
    }
    return document;
}

/// @p document after one edit; aborts the test program if it is refused.
inline Json edited(Json document, const provider::Edit& edit)
{
    const auto done = OpenClawConfiguration().apply(edit, document, graphOf(document));
    if (!done)
        qFatal("%s at %s", done.error().message.c_str(), done.error().where.c_str());
    return document;
}

/// The error of one edit; aborts the test program if it is taken.
inline Error refusal(Json document, const provider::Edit& edit)
{
    const auto done = OpenClawConfiguration().apply(edit, document, graphOf(document));
    if (done)
        qFatal("the edit was taken");
    return done.error();
}

inline Json at(const Json& document, const char* pointer)
{
    const Json::json_pointer place(pointer);
    return document.contains(place) ? document[place] : Json();
}

inline topology::NodeId agent(const std::string& id)
{
    return topology::nodeId(topology::NodeKind::Agent, id);
}

inline topology::NodeId model(const std::string& name)
{
    return topology::nodeId(topology::NodeKind::Model, name);
}

} // namespace fabric::openclaw::test
