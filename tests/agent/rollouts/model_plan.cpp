// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/model_runtime.h"

#include <algorithm>

namespace fabric::test {

using provider::FieldEdit;
using provider::Operation;
using provider::ResourceId;

// --- configuration

Result<std::vector<provider::Resource>> ModelConfiguration::resources(const Json& document) const
{
    std::vector<provider::Resource> all;
    all.reserve(document.size());
    for (const auto& [key, value] : document.items())
        all.push_back({ResourceId(key), sha256(dumpJson(value))});
    return all;
}

const Json* ModelConfiguration::value(const Json& document, const ResourceId& id) const
{
    const auto at = document.find(id.value());
    return at == document.end() ? nullptr : &*at;
}

Result<> ModelConfiguration::set(Json& document, const ResourceId& id, std::optional<Json> value) const
{
    if (value)
        document[id.value()] = *std::move(value);
    else
        document.erase(id.value());
    return {};
}

Result<ResourceId> ModelConfiguration::resourceOf(const std::string& pointer) const
{
    return ResourceId(pointer.substr(1, pointer.find('/', 1) - 1));
}

Result<topology::Graph> ModelConfiguration::graphOf(const provider::Source&, const topology::Graph&) const
{
    return topology::Graph();
}

Result<std::vector<std::string>> ModelConfiguration::apply(const provider::Edit&, Json&, const topology::Graph&) const
{
    return fail(ErrorCode::Unimplemented, "the model takes no edits");
}

Result<Json> ModelConfiguration::import(std::string_view, const Json&) const
{
    return fail(ErrorCode::Unimplemented, "the model imports nothing");
}

std::vector<ResourceId> ModelConfiguration::references(const ResourceId&, const Json&) const
{
    return {};
}

Result<provider::Compiled> ModelConfiguration::compile(const provider::Source&,
                                                       const std::vector<provider::ResourceChange>&) const
{
    return fail(ErrorCode::Unimplemented, "the model's plans are made by hand");
}

std::vector<std::string> ModelConfiguration::restartInterrupts(const topology::Graph&) const
{
    return {};
}

// --- plans

Json modelDocument()
{
    return {{"a", {{"m", 1}, {"n", 1}}},
            {"b", {{"m", 1}, {"n", 1}}},
            {"c", {{"m", 1}}},
            {"d", {{"m", 1}}},
            {"x", {{"name", "x"}}}};
}

planning::Plan modelPlan(ModelPlan kind, bool restarts)
{
    const auto reload = restarts ? provider::ReloadKind::Restart : provider::ReloadKind::Hot;
    Operation patch;
    patch.payload = {{"a", {{"m", 2}}}, {"b", {{"m", 2}}}};
    patch.touches = {ResourceId("a"), ResourceId("b")};
    patch.changes = {{"/a/m", "a.m", 1, 2}, {"/b/m", "b.m", 1, 2}};
    patch.reads = {ResourceId("c")};
    patch.reload = reload;
    planning::Plan plan;
    plan.provider = "model";
    plan.reload = reload;
    plan.blastRadius.channels = {"channel:t"};
    if (kind == ModelPlan::CreateAndPatch) {
        Operation create;
        create.kind = Operation::Kind::CreateAgent;
        create.payload = {{"name", "y"}};
        create.touches = {ResourceId("y")};
        create.changes = {{"/y/name", "y.name", nullptr, "y"}};
        patch.touches.emplace_back("y");
        patch.changes.push_back({"/y/model", "y.model", nullptr, "big"});
        plan.operations = {create, patch};
    } else if (kind == ModelPlan::PatchAndDelete) {
        Operation remove;
        remove.kind = Operation::Kind::DeleteAgent;
        remove.payload = {{"agentId", "x"}};
        remove.touches = {ResourceId("x")};
        remove.changes = {{"/x", "x", Json{{"name", "x"}}, nullptr}};
        plan.operations = {patch, remove};
    } else {
        plan.operations = {patch};
    }
    const ModelConfiguration configuration;
    const auto known = configuration.resources(modelDocument()).value();
    std::set<std::string> used{"a", "b", "c"};
    if (kind != ModelPlan::Patch)
        used.insert(kind == ModelPlan::CreateAndPatch ? "y" : "x");
    for (const std::string& key : used) {
        const auto at = std::find_if(known.begin(), known.end(),
                                     [&](const provider::Resource& one) { return one.id.value() == key; });
        plan.resources.push_back({ResourceId(key), at == known.end() ? Digest() : at->digest,
                                  key == "c" ? planning::Use::Reads : planning::Use::Touches});
    }
    return plan;
}

bool isPlanned(const planning::Plan& plan, const Json& document, bool isNew)
{
    for (const Operation& operation : plan.operations) {
        for (const FieldEdit& edit : operation.changes) {
            const Json::json_pointer pointer(edit.pointer);
            const Json now = document.contains(pointer) ? document.at(pointer) : Json();
            if (now != (isNew ? edit.after : edit.before))
                return false;
        }
    }
    return true;
}

} // namespace fabric::test
