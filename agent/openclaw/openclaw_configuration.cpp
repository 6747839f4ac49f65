// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_configuration.h"

#include "agent/openclaw/configuration_compile.h"
#include "agent/openclaw/document_editor.h"
#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/runtime_picture.h"
#include "agent/openclaw/source_document.h"
#include "agent/openclaw/topology_map.h"

#include <algorithm>

namespace fabric::openclaw {

using provider::Resource;
using provider::ResourceId;

namespace {

constexpr const char* kProviderId = "openclaw";

std::string counted(std::size_t count, const char* one, const char* many)
{
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

/// True if @p value at @p path is or holds a URL of which a source shows the origin only.
bool holdsOrigin(Segments& path, const Json& value)
{
    if (value.is_string())
        return shownAt(path) == Shown::Origin && !isVariable(value.get_ref<const std::string&>());
    if (!value.is_structured())
        return false;
    bool isFound = false;
    std::size_t index = 0;
    for (const auto& [name, member] : value.items()) {
        path.push_back(value.is_array() ? std::to_string(index++) : name);
        isFound = isFound || holdsOrigin(path, member);
        path.pop_back();
    }
    return isFound;
}

} // namespace

std::string OpenClawConfiguration::provider() const
{
    return kProviderId;
}

Result<std::vector<Resource>> OpenClawConfiguration::resources(const Json& document) const
{
    std::vector<Resource> out;
    const auto values = resourceValues(document);
    out.reserve(values.size());
    for (const auto& item : values) {
        auto text = canonicalJson(*item.second);
        if (!text)
            return fail(text.error().code, text.error().message, item.first.value());
        out.push_back({item.first, sha256(*text)});
    }
    std::sort(out.begin(), out.end(), [](const Resource& a, const Resource& b) { return a.id < b.id; });
    return out;
}

const Json* OpenClawConfiguration::value(const Json& document, const ResourceId& id) const
{
    const Segments place = segmentsOfPath(id.value());
    const Json* found = place.empty() ? nullptr : findAt(document, place);
    if (found == nullptr || found->is_null() || resourceSegments(place) != place)
        return nullptr;
    if (found->is_object() && !found->empty()) {
        Segments inner = place;
        inner.push_back(found->begin().key());
        if (resourceSegments(inner) != place) // its members are the resources
            return nullptr;
    }
    return found;
}

Result<> OpenClawConfiguration::set(Json& document, const ResourceId& id, std::optional<Json> value) const
{
    return setResource(document, id, std::move(value));
}

Result<ResourceId> OpenClawConfiguration::resourceOf(const std::string& pointer) const
{
    FABRIC_TRY(const Segments place, segmentsOf(pointer));
    if (place.empty())
        return fail(ErrorCode::InvalidArgument, "the whole document is no resource", pointer);
    return resourceId(resourceSegments(place));
}

Result<topology::Graph> OpenClawConfiguration::graphOf(const provider::Source& source,
                                                       const topology::Graph& observed) const
{
    MapInput input;
    input.config = &source.document();
    input.version = source.parts().providerVersion;
    FABRIC_TRY(const MappedTopology mapped, mapTopology(input));
    return withRuntimeOnly(mapped.graph, observed);
}

Result<std::vector<std::string>> OpenClawConfiguration::apply(const provider::Edit& edit, Json& document,
                                                              const topology::Graph& graph) const
{
    if (!document.is_object())
        return fail(ErrorCode::InvalidArgument, "a document is an object");
    DocumentEditor editor(document, graph);
    FABRIC_CHECK(std::visit([&](const auto& one) { return applyTo(editor, one); }, edit));
    return editor.fields();
}

Result<Json> OpenClawConfiguration::import(std::string_view text, const Json& base) const
{
    return importDocument(text, base);
}

bool OpenClawConfiguration::isShownInPart(const std::string& pointer, const Json& value) const
{
    auto path = segmentsOf(pointer);
    return path && holdsOrigin(*path, value);
}

std::vector<ResourceId> OpenClawConfiguration::references(const ResourceId& id, const Json& value) const
{
    return referencesOf(id, value);
}

Result<provider::Compiled> OpenClawConfiguration::compile(const provider::Source& before,
                                                          const std::vector<provider::ResourceChange>& changes) const
{
    return compileChanges(before, changes);
}

std::vector<std::string> OpenClawConfiguration::restartInterrupts(const topology::Graph& graph) const
{
    std::size_t accounts = 0;
    std::size_t agents = 0;
    std::size_t jobs = 0;
    for (const topology::Node& node : graph.nodes()) {
        const bool isOn = node.attributes.value(topology::attribute::kEnabled, true) && !node.isDangling;
        accounts += node.kind == topology::NodeKind::Account && isOn ? 1 : 0;
        agents += node.kind == topology::NodeKind::Agent && isOn ? 1 : 0;
        jobs += node.kind == topology::NodeKind::CronJob && isOn ? 1 : 0;
    }
    std::vector<std::string> out{
        "Every connection to the gateway is cut, and every device and console connects again."};
    if (agents > 0)
        out.push_back("Running turns of " + counted(agents, "agent", "agents") + " stop.");
    if (accounts > 0)
        out.push_back(counted(accounts, "enabled account takes", "enabled accounts take")
                      + " no messages until the gateway is ready again.");
    if (jobs > 0)
        out.push_back(counted(jobs, "scheduled job that is", "scheduled jobs that are")
                      + " due meanwhile may be late.");
    return out;
}

} // namespace fabric::openclaw
