// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/names.h"
#include "core/base/object_reader.h"
#include "core/planning/field_diff.h"
#include "core/planning/plan.h"

#include <algorithm>

// The form of a plan that is hashed, stored, served and parsed. Every member is always there; null stands for "none".

namespace fabric::planning {

using provider::FieldEdit;
using provider::Irreversible;
using provider::Operation;
using provider::ResourceId;
using topology::EdgeId;
using topology::NodeId;

namespace {

constexpr auto kUses = std::to_array<Named<Use>>({{Use::Touches, "touches"}, {Use::Reads, "reads"}});

Json orNull(const Digest& digest)
{
    return digest.isNull() ? Json() : Json(digest.text());
}

/// The texts of strong ids.
template <class Id>
Json idsToJson(const std::vector<Id>& ids)
{
    Json out = Json::array();
    for (const Id& id : ids)
        out.push_back(id.value());
    return out;
}

template <class T, class F>
Json listToJson(const std::vector<T>& items, F toJson)
{
    Json out = Json::array();
    for (const T& item : items)
        out.push_back(toJson(item));
    return out;
}

Json usedToJson(const UsedResource& used)
{
    return {{"id", used.id.value()}, {"digest", orNull(used.digest)}, {"use", nameOf(kUses, used.use)}};
}

Json editToJson(const FieldEdit& edit)
{
    return {{"pointer", edit.pointer}, {"path", edit.path}, {"before", edit.before}, {"after", edit.after}};
}

Json operationToJson(const Operation& operation)
{
    return {{"kind", toText(operation.kind)},
            {"payload", operation.payload},
            {"touches", idsToJson(operation.touches)},
            {"reads", idsToJson(operation.reads)},
            {"changes", listToJson(operation.changes, editToJson)},
            {"reload", toText(operation.reload)}};
}

Json riskToJson(const Risk& risk)
{
    return {{"rule", risk.rule},
            {"level", toText(risk.level)},
            {"subject", risk.subject},
            {"reason", risk.reason},
            {"operation", risk.operation ? Json(*risk.operation) : Json()}};
}

Json reachToJson(const Reach& reach)
{
    return {{"entry", reach.entry.value()},
            {"authority", reach.authority.value()},
            {"entryDisabled", reach.isEntryDisabled},
            {"path", idsToJson(reach.path)}};
}

Json wideningToJson(const Widening& widening)
{
    return {{"subject", widening.subject}, {"reason", widening.reason}};
}

Json irreversibleToJson(const Irreversible& item)
{
    return {{"code", item.code}, {"subject", item.subject}, {"message", item.message}};
}

Json notWrittenToJson(const NotWritten& field)
{
    return {
        {"pointer", field.pointer}, {"owner", field.owner}, {"conflict", field.isConflict}, {"reason", field.reason}};
}

Json renameToJson(const NodeRename& rename)
{
    return {{"from", rename.from.value()}, {"to", rename.to.value()}};
}

// Reading. Each function reads one object and refuses what it does not know.

Digest readDigest(ObjectReader& reader, const char* key)
{
    const std::string text = reader.string(key);
    if (reader.hasError())
        return {};
    auto digest = Digest::parse(text, reader.at(key));
    if (digest)
        return *digest;
    reader.note(digest.error().code, digest.error().message, reader.at(key));
    return {};
}

template <class E, class From>
E readName(ObjectReader& reader, const char* key, From from)
{
    const auto value = from(reader.string(key));
    if (!value)
        reader.note(ErrorCode::InvalidArgument, reader.at(key) + " is not a known name", reader.at(key));
    return value.value_or(E{});
}

std::vector<std::string> readTexts(ObjectReader& reader, const char* key)
{
    std::vector<std::string> out;
    const Json* items = reader.array(key);
    if (items == nullptr)
        return out;
    out.reserve(items->size());
    for (const Json& item : *items) {
        if (!item.is_string()) {
            reader.note(ErrorCode::InvalidArgument, reader.at(key) + " must be a list of text", reader.at(key));
            return {};
        }
        out.push_back(item.get<std::string>());
    }
    return out;
}

template <class Id>
std::vector<Id> readIds(ObjectReader& reader, const char* key)
{
    std::vector<Id> out;
    for (std::string& text : readTexts(reader, key))
        out.emplace_back(std::move(text));
    return out;
}

/// Reads a list with one reader for each item.
template <class T, class Parse>
void readList(ObjectReader& reader, const char* key, Parse parse, std::vector<T>& out)
{
    const Json* items = reader.array(key);
    if (items == nullptr || reader.hasError())
        return;
    out.reserve(items->size());
    for (std::size_t i = 0; i < items->size(); ++i) {
        ObjectReader item((*items)[i], pointerTo(reader.at(key), std::to_string(i)));
        out.push_back(parse(item));
        if (const auto finished = item.finish(); !finished) {
            reader.note(finished.error().code, finished.error().message, finished.error().where);
            return;
        }
    }
}

template <class T>
bool isRising(const std::vector<T>& items)
{
    return std::adjacent_find(items.begin(), items.end(), [](const T& a, const T& b) { return !(a < b); })
        == items.end();
}

/// Notes an error unless @p isTrue.
void require(ObjectReader& reader, const char* key, bool isTrue, const std::string& what)
{
    if (!isTrue && !reader.hasError())
        reader.note(ErrorCode::InvalidArgument, reader.at(key) + " " + what, reader.at(key));
}

UsedResource parseUsed(ObjectReader& reader)
{
    UsedResource out;
    out.id = ResourceId(reader.string("id"));
    const Json* digest = reader.value("digest");
    if (digest != nullptr && !digest->is_null())
        out.digest = readDigest(reader, "digest");
    out.use = readName<Use>(reader, "use", [](std::string_view text) { return valueOf(kUses, text); });
    return out;
}

FieldEdit parseEdit(ObjectReader& reader)
{
    FieldEdit out;
    out.pointer = reader.string("pointer");
    out.path = reader.string("path");
    if (const Json* before = reader.value("before"))
        out.before = *before;
    if (const Json* after = reader.value("after"))
        out.after = *after;
    return out;
}

Operation parseOperation(ObjectReader& reader)
{
    Operation out;
    out.kind = readName<Operation::Kind>(reader, "kind", provider::operationKindFrom);
    if (const Json* payload = reader.object("payload"))
        out.payload = *payload;
    require(reader, "payload", !holdsMask(out.payload), "must not hold a mask");
    out.touches = readIds<ResourceId>(reader, "touches");
    out.reads = readIds<ResourceId>(reader, "reads");
    readList(reader, "changes", parseEdit, out.changes);
    out.reload = readName<provider::ReloadKind>(reader, "reload", provider::reloadKindFrom);
    require(reader, "touches", isRising(out.touches), "must be sorted");
    require(reader, "reads", isRising(out.reads), "must be sorted");
    return out;
}

Risk parseRisk(ObjectReader& reader)
{
    Risk out;
    out.rule = reader.string("rule");
    out.level = readName<RiskLevel>(reader, "level", riskLevelFrom);
    out.subject = reader.string("subject");
    out.reason = reader.string("reason");
    if (const auto operation = reader.optionalInteger("operation", 0, 1'000'000))
        out.operation = static_cast<int>(*operation);
    return out;
}

Reach parseReach(ObjectReader& reader)
{
    Reach out;
    out.entry = NodeId(reader.string("entry"));
    out.authority = NodeId(reader.string("authority"));
    out.isEntryDisabled = reader.boolean("entryDisabled");
    out.path = readIds<EdgeId>(reader, "path");
    return out;
}

Widening parseWidening(ObjectReader& reader)
{
    Widening out;
    out.subject = reader.string("subject");
    out.reason = reader.string("reason");
    return out;
}

Irreversible parseIrreversible(ObjectReader& reader)
{
    Irreversible out;
    out.code = reader.string("code");
    out.subject = reader.string("subject");
    out.message = reader.string("message");
    return out;
}

NotWritten parseNotWritten(ObjectReader& reader)
{
    NotWritten out;
    out.pointer = reader.string("pointer");
    out.owner = reader.string("owner");
    out.isConflict = reader.boolean("conflict");
    out.reason = reader.string("reason");
    return out;
}

NodeRename parseRename(ObjectReader& reader)
{
    NodeRename out;
    out.from = NodeId(reader.string("from"));
    out.to = NodeId(reader.string("to"));
    return out;
}

/// Without triggers where there are none: a plan that was stored before they were named keeps its id.
Json blastRadiusToJson(const BlastRadius& radius)
{
    Json out = {{"agents", radius.agents}, {"routes", radius.routes}, {"channels", radius.channels}};
    if (!radius.triggers.empty())
        out["triggers"] = radius.triggers;
    return out;
}

Result<BlastRadius> parseBlastRadius(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    BlastRadius out;
    out.agents = readTexts(reader, "agents");
    out.routes = readTexts(reader, "routes");
    out.channels = readTexts(reader, "channels");
    if (value.contains("triggers"))
        out.triggers = readTexts(reader, "triggers");
    require(reader, "agents", isRising(out.agents), "must be sorted");
    require(reader, "routes", isRising(out.routes), "must be sorted");
    require(reader, "channels", isRising(out.channels), "must be sorted");
    require(reader, "triggers", isRising(out.triggers), "must be sorted");
    FABRIC_CHECK(reader.finish());
    return out;
}

Result<ReachabilityChange> parseReachability(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    ReachabilityChange out;
    readList(reader, "gained", parseReach, out.gained);
    readList(reader, "lost", parseReach, out.lost);
    out.directGrants = readIds<EdgeId>(reader, "directGrants");
    readList(reader, "widened", parseWidening, out.widened);
    FABRIC_CHECK(reader.finish());
    return out;
}

/// What is summed up must be the sum of what is listed: nobody signs a low risk over a critical finding.
void checkSums(ObjectReader& reader, const Plan& plan)
{
    RiskLevel risk = RiskLevel::Low;
    const auto isOperation = [&](const std::optional<int>& index) {
        return !index || static_cast<std::size_t>(*index) < plan.operations.size();
    };
    for (const Risk& item : plan.risks) {
        risk = std::max(risk, item.level);
        require(reader, "risks", isOperation(item.operation), "name an operation that is not there");
    }
    require(reader, "risk", risk == plan.risk, "is not the highest of the risks");
    provider::ReloadKind reload = provider::ReloadKind::None;
    for (const Operation& operation : plan.operations)
        reload = std::max(reload, operation.reload);
    require(reader, "reload", reload == plan.reload, "is not the strongest of the operations");
    std::vector<ResourceId> used;
    used.reserve(plan.resources.size());
    for (const UsedResource& resource : plan.resources)
        used.push_back(resource.id);
    require(reader, "resources", isRising(used), "must be sorted");
    const auto isUsed = [&](const ResourceId& id) { return std::binary_search(used.begin(), used.end(), id); };
    for (const Operation& operation : plan.operations) {
        const bool isComplete = std::all_of(operation.touches.begin(), operation.touches.end(), isUsed)
            && std::all_of(operation.reads.begin(), operation.reads.end(), isUsed);
        require(reader, "resources", isComplete, "lack one that an operation uses");
    }
}

void readLists(ObjectReader& reader, Plan& plan)
{
    readList(reader, "resources", parseUsed, plan.resources);
    readList(reader, "operations", parseOperation, plan.operations);
    readList(reader, "risks", parseRisk, plan.risks);
    readList(reader, "irreversible", parseIrreversible, plan.irreversible);
    readList(reader, "notWritten", parseNotWritten, plan.notWritten);
    readList(reader, "renames", parseRename, plan.renames);
}

} // namespace

Json toJson(const Plan& plan)
{
    const auto& reach = plan.reachability;
    return {{"format", Plan::kFormatVersion},
            {"ruleSet", plan.ruleSet},
            {"provider", plan.provider},
            {"providerVersion", plan.providerVersion},
            {"observedGraph", plan.observedGraph.text()},
            {"observedSource", plan.observedSource.text()},
            {"desiredGraph", plan.desiredGraph.text()},
            {"desiredSource", plan.desiredSource.text()},
            {"resultGraph", plan.resultGraph.text()},
            {"resources", listToJson(plan.resources, usedToJson)},
            {"operations", listToJson(plan.operations, operationToJson)},
            {"reload", toText(plan.reload)},
            {"interrupts", plan.interrupts},
            {"risk", toText(plan.risk)},
            {"risks", listToJson(plan.risks, riskToJson)},
            {"blastRadius", blastRadiusToJson(plan.blastRadius)},
            {"reachability",
             {{"gained", listToJson(reach.gained, reachToJson)},
              {"lost", listToJson(reach.lost, reachToJson)},
              {"directGrants", idsToJson(reach.directGrants)},
              {"widened", listToJson(reach.widened, wideningToJson)}}},
            {"irreversible", listToJson(plan.irreversible, irreversibleToJson)},
            {"notWritten", listToJson(plan.notWritten, notWrittenToJson)},
            {"renames", listToJson(plan.renames, renameToJson)},
            {"diff", topology::toJson(plan.diff)}};
}

Result<Plan> parsePlan(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    Plan plan;
    static_cast<void>(reader.integer("format", Plan::kFormatVersion, Plan::kFormatVersion));
    plan.ruleSet = static_cast<int>(reader.integer("ruleSet", 1, Plan::kRuleSetVersion));
    plan.provider = reader.string("provider");
    plan.providerVersion = reader.string("providerVersion");
    plan.observedGraph = readDigest(reader, "observedGraph");
    plan.observedSource = readDigest(reader, "observedSource");
    plan.desiredGraph = readDigest(reader, "desiredGraph");
    plan.desiredSource = readDigest(reader, "desiredSource");
    plan.resultGraph = readDigest(reader, "resultGraph");
    readLists(reader, plan);
    plan.reload = readName<provider::ReloadKind>(reader, "reload", provider::reloadKindFrom);
    plan.interrupts = readTexts(reader, "interrupts");
    plan.risk = readName<RiskLevel>(reader, "risk", riskLevelFrom);
    const Json* blastRadius = reader.object("blastRadius");
    const Json* reachability = reader.object("reachability");
    const Json* diff = reader.object("diff");
    checkSums(reader, plan);
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(plan.blastRadius, parseBlastRadius(*blastRadius, pointerTo(path, "blastRadius")));
    FABRIC_TRY(plan.reachability, parseReachability(*reachability, pointerTo(path, "reachability")));
    FABRIC_TRY(plan.diff, topology::parseDiff(*diff, pointerTo(path, "diff")));
    // Whatever one of the readers let pass (a member of a newer version, a set that is not in order) shows here.
    if (toJson(plan) != value)
        return fail(ErrorCode::InvalidArgument, "the plan is not in the form that Fabric writes", path);
    return plan;
}

} // namespace fabric::planning
