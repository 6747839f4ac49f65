// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
//
// Placeholders for what is being written elsewhere: to be dropped at the merge.

#include "core/base/names.h"
#include "core/base/object_reader.h"
#include "core/planning/plan.h"
#include "core/provider/configuration.h"
#include "core/provider/runtime_writer.h"
#include "core/provider/source.h"
#include "core/rollout/gate.h"

#include <algorithm>

namespace fabric::provider {
namespace {

constexpr auto kPartHealths = std::to_array<Named<PartHealth>>({
    {PartHealth::Ok, "ok"},
    {PartHealth::Off, "off"},
    {PartHealth::Degraded, "degraded"},
    {PartHealth::Down, "down"},
    {PartHealth::Unknown, "unknown"},
});

constexpr auto kVerdicts = std::to_array<Named<WriteAnswer::Verdict>>({
    {WriteAnswer::Verdict::Accepted, "accepted"},
    {WriteAnswer::Verdict::Stale, "stale"},
    {WriteAnswer::Verdict::Refused, "refused"},
    {WriteAnswer::Verdict::Limited, "limited"},
    {WriteAnswer::Verdict::Unknown, "unknown"},
});

} // namespace

std::string_view toText(PartHealth health)
{
    return nameOf(kPartHealths, health);
}

std::optional<PartHealth> partHealthFrom(std::string_view text)
{
    return valueOf(kPartHealths, text);
}

std::string_view toText(WriteAnswer::Verdict verdict)
{
    return nameOf(kVerdicts, verdict);
}

} // namespace fabric::provider

namespace fabric::provider {
namespace {

constexpr auto kOperationKinds = std::to_array<Named<Operation::Kind>>({
    {Operation::Kind::Patch, "patch"},
    {Operation::Kind::CreateAgent, "create-agent"},
    {Operation::Kind::DeleteAgent, "delete-agent"},
});

} // namespace

std::string_view toText(Operation::Kind kind)
{
    return nameOf(kOperationKinds, kind);
}

std::optional<Operation::Kind> operationKindFrom(std::string_view text)
{
    return valueOf(kOperationKinds, text);
}

} // namespace fabric::provider

namespace fabric::provider {
namespace {

constexpr auto kReloadKinds = std::to_array<Named<ReloadKind>>({
    {ReloadKind::None, "none"},
    {ReloadKind::Hot, "hot"},
    {ReloadKind::Restart, "restart"},
});

Json orNull(const Digest& digest)
{
    return digest.isNull() ? Json() : Json(digest.text());
}

/// Everything but the document, which the digests of the resources stand for.
Json headerOf(const Source::Parts& parts)
{
    Json resources = Json::array();
    for (const Resource& resource : parts.resources)
        resources.push_back({{"id", resource.id.value()}, {"digest", resource.digest.text()}});
    Json reloadKinds = Json::object();
    for (const auto& [path, kind] : parts.reloadKinds)
        reloadKinds[path] = toText(kind);
    Json former = Json::array();
    for (const ResourceId& id : parts.former)
        former.push_back(id.value());
    Json owned = Json::object();
    for (const auto& [pointer, digest] : parts.owned)
        owned[pointer] = orNull(digest);
    Json renames = Json::object();
    for (const auto& [from, to] : parts.renames)
        renames[from.value()] = to.value();
    return {{"format", Source::kFormatVersion},
            {"provider", parts.provider},
            {"providerVersion", parts.providerVersion},
            {"resources", std::move(resources)},
            {"reloadKinds", std::move(reloadKinds)},
            {"former", std::move(former)},
            {"owned", std::move(owned)},
            {"renames", std::move(renames)}};
}

} // namespace

std::string_view toText(ReloadKind kind)
{
    return nameOf(kReloadKinds, kind);
}

std::optional<ReloadKind> reloadKindFrom(std::string_view text)
{
    return valueOf(kReloadKinds, text);
}

struct Source::Data
{
    Parts parts;
    Digest digest;
};

Source::Source()
{
    static const std::shared_ptr<const Data> kEmpty
        = std::make_shared<const Data>(Data{Parts{}, sha256(canonicalJson(headerOf(Parts{})).value())});
    m_data = kEmpty;
}

Source::Source(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

Result<Source> Source::create(Parts parts)
{
    if (!parts.document.is_object())
        return fail(ErrorCode::InvalidArgument, "the document of a source must be an object", "/document");
    if (parts.former.size() > kMaxFormer)
        return fail(ErrorCode::TooLarge, "a source remembers too many former ids", "/former");
    if (parts.owned.size() > kMaxOwned)
        return fail(ErrorCode::TooLarge, "an intent owns too many fields", "/owned");
    const auto byId = [](const Resource& a, const Resource& b) { return a.id < b.id; };
    std::sort(parts.resources.begin(), parts.resources.end(), byId);
    const auto twice = std::adjacent_find(parts.resources.begin(), parts.resources.end(),
                                          [](const Resource& a, const Resource& b) { return a.id == b.id; });
    if (twice != parts.resources.end())
        return fail(ErrorCode::InvalidArgument, "the resource '" + twice->id.value() + "' is there twice",
                    "/resources");
    std::sort(parts.former.begin(), parts.former.end());
    parts.former.erase(std::unique(parts.former.begin(), parts.former.end()), parts.former.end());
    FABRIC_TRY(const std::string canonical, canonicalJson(headerOf(parts)));
    return Source(std::make_shared<const Data>(Data{std::move(parts), sha256(canonical)}));
}

const Source::Parts& Source::parts() const
{
    return m_data->parts;
}

const Resource* Source::find(const ResourceId& id) const
{
    const auto& all = m_data->parts.resources;
    const auto found = std::lower_bound(all.begin(), all.end(), id,
                                        [](const Resource& row, const ResourceId& wanted) { return row.id < wanted; });
    return found != all.end() && found->id == id ? &*found : nullptr;
}

const Digest& Source::digest() const
{
    return m_data->digest;
}

Json toJson(const Source& source)
{
    Json out = headerOf(source.parts());
    out["document"] = source.document();
    return out;
}

namespace {

Result<Resource> parseResource(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    Resource out;
    out.id = ResourceId(reader.string("id"));
    const std::string digest = reader.string("digest");
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(out.digest, Digest::parse(digest, pointerTo(path, "digest")));
    return out;
}

Result<> readMaps(const Json& reloadKinds, const Json& owned, const Json& renames, const std::string& path,
                  Source::Parts& out)
{
    for (const auto& [name, value] : reloadKinds.items()) {
        const auto kind = value.is_string() ? reloadKindFrom(value.get_ref<const std::string&>()) : std::nullopt;
        if (!kind)
            return fail(ErrorCode::InvalidArgument, "a reload kind is not a known name", path + "/reloadKinds");
        out.reloadKinds.emplace(name, *kind);
    }
    for (const auto& [pointer, value] : owned.items()) {
        Digest digest;
        if (!value.is_null()) {
            if (!value.is_string())
                return fail(ErrorCode::InvalidArgument, "a digest must be a string or null", path + "/owned");
            FABRIC_TRY(digest, Digest::parse(value.get_ref<const std::string&>(), path + "/owned"));
        }
        out.owned.emplace(pointer, digest);
    }
    for (const auto& [from, to] : renames.items()) {
        if (!to.is_string())
            return fail(ErrorCode::InvalidArgument, "a rename must name a resource", path + "/renames");
        out.renames.emplace(ResourceId(from), ResourceId(to.get<std::string>()));
    }
    return {};
}

} // namespace

Result<Source> parseSource(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    Source::Parts parts;
    static_cast<void>(reader.integer("format", Source::kFormatVersion, Source::kFormatVersion));
    parts.provider = reader.string("provider");
    parts.providerVersion = reader.string("providerVersion");
    const Json* document = reader.object("document");
    const Json* resources = reader.array("resources");
    const Json* reloadKinds = reader.object("reloadKinds");
    const Json* former = reader.array("former");
    const Json* owned = reader.object("owned");
    const Json* renames = reader.object("renames");
    FABRIC_CHECK(reader.finish());
    parts.document = *document;
    parts.resources.reserve(resources->size());
    for (std::size_t i = 0; i < resources->size(); ++i) {
        FABRIC_TRY(Resource resource, parseResource((*resources)[i], path + "/resources/" + std::to_string(i)));
        parts.resources.push_back(std::move(resource));
    }
    for (const Json& id : *former) {
        if (!id.is_string())
            return fail(ErrorCode::InvalidArgument, "a former id must be text", path + "/former");
        parts.former.emplace_back(id.get<std::string>());
    }
    FABRIC_CHECK(readMaps(*reloadKinds, *owned, *renames, path, parts));
    return Source::create(std::move(parts));
}

} // namespace fabric::provider

namespace fabric::planning {

namespace {

Json idsOf(const std::vector<provider::ResourceId>& ids)
{
    Json all = Json::array();
    for (const auto& id : ids)
        all.push_back(id.value());
    return all;
}

std::vector<provider::ResourceId> idsFrom(const Json& json)
{
    std::vector<provider::ResourceId> all;
    for (const Json& id : json)
        all.emplace_back(id.get<std::string>());
    return all;
}

} // namespace

bool Plan::widensAuthority() const
{
    return !reachability.gained.empty() || !reachability.directGrants.empty() || !reachability.widened.empty();
}

Json toJson(const Plan& plan)
{
    Json json{{"provider", plan.provider}, {"reload", toText(plan.reload)}, {"risk", static_cast<int>(plan.risk)}};
    for (const UsedResource& used : plan.resources)
        json["resources"].push_back({{"id", used.id.value()},
                                     {"digest", used.digest.isNull() ? Json() : Json(used.digest.text())},
                                     {"reads", used.use == Use::Reads}});
    for (const provider::Operation& operation : plan.operations) {
        Json changes = Json::array();
        for (const provider::FieldEdit& edit : operation.changes)
            changes.push_back(
                {{"pointer", edit.pointer}, {"path", edit.path}, {"before", edit.before}, {"after", edit.after}});
        json["operations"].push_back({{"kind", toText(operation.kind)},
                                      {"payload", operation.payload},
                                      {"touches", idsOf(operation.touches)},
                                      {"reads", idsOf(operation.reads)},
                                      {"changes", changes},
                                      {"reload", toText(operation.reload)}});
    }
    return json;
}

Result<Plan> parsePlan(const Json& json, const std::string&)
{
    Plan plan;
    plan.provider = json["provider"].get<std::string>();
    plan.reload = provider::reloadKindFrom(json["reload"].get<std::string>()).value();
    plan.risk = static_cast<RiskLevel>(json["risk"].get<int>());
    if (json.contains("resources"))
        for (const Json& used : json["resources"])
            plan.resources.push_back(
                {provider::ResourceId(used["id"].get<std::string>()),
                 used["digest"].is_null() ? Digest() : Digest::parse(used["digest"].get<std::string>()).value(),
                 used["reads"].get<bool>() ? Use::Reads : Use::Touches});
    if (json.contains("operations"))
        for (const Json& one : json["operations"]) {
            provider::Operation operation;
            operation.kind = provider::operationKindFrom(one["kind"].get<std::string>()).value();
            operation.payload = one["payload"];
            operation.touches = idsFrom(one["touches"]);
            operation.reads = idsFrom(one["reads"]);
            operation.reload = provider::reloadKindFrom(one["reload"].get<std::string>()).value();
            for (const Json& edit : one["changes"])
                operation.changes.push_back({edit["pointer"].get<std::string>(), edit["path"].get<std::string>(),
                                             edit["before"], edit["after"]});
            plan.operations.push_back(operation);
        }
    return plan;
}

Result<Digest> planId(const Plan& plan)
{
    FABRIC_TRY(const std::string text, canonicalJson(toJson(plan)));
    return sha256(text);
}

std::vector<provider::ResourceId> staleResources(const Plan& plan, const provider::Source& now)
{
    std::vector<provider::ResourceId> stale;
    for (const UsedResource& used : plan.resources) {
        const provider::Resource* found = now.find(used.id);
        if ((found == nullptr ? Digest() : found->digest) != used.digest)
            stale.push_back(used.id);
    }
    return stale;
}

} // namespace fabric::planning

namespace fabric::rollout {

GateDecision BuiltInGate::decide(const GateRequest& request) const
{
    if (request.role < store::Role::Operator)
        return {GateDecision::Verdict::Denied, "built-in", "a viewer may not run a plan"};
    return {GateDecision::Verdict::Allowed, "built-in", "low risk"};
}

} // namespace fabric::rollout
