// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/own_state.h"

#include "agent/openclaw/config_include.h"
#include "agent/openclaw/config_paths.h"
#include "agent/openclaw/config_view.h"
#include "agent/openclaw/json5.h"
#include "core/provider/field_edits.h"

#include <algorithm>
#include <map>
#include <set>

namespace fabric::openclaw {
namespace {

using provider::FieldEdit;
using provider::Operation;

constexpr std::string_view kAgentPrefix = "agents.entries.";
constexpr std::size_t kMaxNamed = 5;

/// Files in memory.
class StoredReader final : public FileReader
{
public:
    explicit StoredReader(const std::vector<StoredFile>& files)
        : m_files(files)
    {
    }
    [[nodiscard]] bool exists(const std::string& path) const override { return find(path) != nullptr; }
    [[nodiscard]] FileAnswer read(const std::string& path, std::size_t maxBytes) const override
    {
        FileAnswer answer;
        const StoredFile* file = find(path);
        if (file == nullptr)
            return answer;
        answer.state = file->bytes.size() > maxBytes ? FileState::TooLarge : FileState::Ok;
        if (answer.state == FileState::Ok)
            answer.bytes = file->bytes;
        answer.realPath = path;
        return answer;
    }
    [[nodiscard]] std::optional<std::string> realPath(const std::string& path) const override
    {
        return find(path) == nullptr ? std::nullopt : std::optional<std::string>(path);
    }

private:
    [[nodiscard]] const StoredFile* find(const std::string& path) const
    {
        for (const StoredFile& file : m_files) {
            if (file.path == path)
                return &file;
        }
        return nullptr;
    }
    const std::vector<StoredFile>& m_files;
};

/// The value at a pointer; null for what is not there.
Json valueAt(const Json& document, const std::string& pointer)
{
    const Json::json_pointer place(pointer);
    return document.contains(place) ? document.at(place) : Json();
}

/// Null removes.
void setAt(Json& document, const std::string& pointer, const Json& value)
{
    if (!value.is_null()) {
        static_cast<void>(provider::setField(document, pointer, value)); // callers see to isUsable()
        return;
    }
    const Json::json_pointer place(pointer);
    if (!document.contains(place))
        return;
    Json& parent = document.at(place.parent_pointer());
    if (parent.is_object())
        parent.erase(place.back());
    else
        parent.erase(std::stoul(place.back()));
}

/// True if the pointer can be followed in an object tree: nlohmann throws for what cannot be made.
bool isUsable(const Json& document, const std::string& pointer)
{
    if (!pointer.starts_with('/'))
        return false;
    for (std::size_t i = pointer.find('~'); i != std::string::npos; i = pointer.find('~', i + 1)) {
        if (i + 1 == pointer.size() || (pointer[i + 1] != '0' && pointer[i + 1] != '1'))
            return false;
    }
    const Json* step = &document;
    Json::json_pointer place(pointer);
    std::vector<std::string> segments;
    for (; !place.empty(); place.pop_back())
        segments.insert(segments.begin(), place.back());
    for (const std::string& segment : segments) {
        if (step->is_array()) {
            const bool isIndex = !segment.empty() && segment.size() < 8
                && segment.find_first_not_of("0123456789") == std::string::npos;
            if (!isIndex || std::stoul(segment) >= step->size())
                return false;
            step = &(*step)[std::stoul(segment)];
            continue;
        }
        if (!step->is_object() && !step->is_null())
            return false;
        const auto found = step->is_object() ? step->find(segment) : step->end();
        if (!step->is_object() || found == step->end())
            return true; // the rest is made
        step = &*found;
    }
    return true;
}

/// Without `meta` of the root and without containers that are empty, or become so.
void prune(Json& value)
{
    if (!value.is_structured())
        return;
    for (auto it = value.begin(); it != value.end();) {
        prune(*it);
        const bool isGone = value.is_object() && it->is_structured() && it->empty();
        it = isGone ? value.erase(it) : std::next(it);
    }
}

Json comparable(Json document)
{
    if (document.is_object())
        document.erase("meta");
    // An agent without settings is an agent.
    const Json::json_pointer roster("/agents/entries");
    if (document.contains(roster) && document[roster].is_object()) {
        for (Json& entry : document[roster]) {
            if (entry.is_object())
                entry["#"] = true;
        }
    }
    prune(document);
    return document;
}

bool names(const Json& item, const std::string& agentId)
{
    if (item.is_string())
        return item == agentId;
    const auto found = item.is_object() ? item.find("agentId") : item.end();
    return item.is_object() && found != item.end() && *found == agentId;
}

/// Removes what names the agent below @p value: items of lists (allowAgents, bindings, broadcast ...) and owners.
void forgetMentions(Json& value, const std::string& agentId)
{
    if (!value.is_structured())
        return;
    for (auto it = value.begin(); it != value.end();) {
        const bool isOwner = value.is_object() && it.key() == "agentId" && *it == agentId;
        const bool isGone = isOwner || (value.is_array() && names(*it, agentId));
        if (!isGone)
            forgetMentions(*it, agentId);
        it = isGone ? value.erase(it) : std::next(it);
    }
}

/// Removes the agent and what a gateway removes with it (agents.delete of 2026.9.6).
void forgetAgent(Json& config, const std::string& agentId)
{
    setAt(config, pointerTo("/agents/entries", agentId), Json());
    const Json list = valueAt(config, "/agents/list");
    if (list.is_array()) {
        Json kept = Json::array();
        for (const Json& item : list) {
            if (!item.is_object() || item.value("id", Json()) != agentId)
                kept.push_back(item);
        }
        setAt(config, "/agents/list", kept);
    }
    for (const char* part : {"agents", "bindings", "tools", "hooks", "broadcast", "talk"}) {
        if (config.is_object() && config.contains(part))
            forgetMentions(config[part], agentId);
    }
}

/// What names the agent in @p value, each with its place: items of lists, and owners.
void collectMentions(const Json& value, const std::string& agentId, const std::string& place,
                     std::set<std::string>& out)
{
    if (!value.is_structured())
        return;
    for (auto it = value.begin(); it != value.end(); ++it) {
        const bool isOwner = value.is_object() && it.key() == "agentId" && *it == agentId;
        if (isOwner || (value.is_array() && names(*it, agentId)))
            out.insert(place + " " + dumpJson(*it));
        else
            collectMentions(*it, agentId, value.is_object() ? pointerTo(place, it.key()) : place, out);
    }
}

/// Somebody else named an agent of ours where neither the old state nor we ourselves do.
bool hasNewMentions(const Json& before, const Json& now, const std::string& agentId,
                    std::span<const Operation> operations)
{
    std::set<std::string> known;
    std::set<std::string> found;
    collectMentions(before, agentId, {}, known);
    collectMentions(now, agentId, {}, found);
    for (const Operation& operation : operations) {
        for (const FieldEdit& change : operation.changes)
            collectMentions(change.after, agentId, change.pointer, known);
    }
    return !std::includes(known.begin(), known.end(), found.begin(), found.end());
}

/// Agents that an operation creates or deletes by a call of its own.
std::vector<std::string> agentsOf(const Operation& operation)
{
    std::vector<std::string> ids;
    if (operation.kind == Operation::Kind::DeleteAgent) {
        const Json id = operation.payload.value("agentId", Json());
        if (id.is_string())
            ids.push_back(id.get<std::string>());
    } else if (operation.kind == Operation::Kind::CreateAgent) {
        for (const provider::ResourceId& touched : operation.touches) {
            if (touched.value().starts_with(kAgentPrefix))
                ids.push_back(touched.value().substr(kAgentPrefix.size()));
        }
    }
    return ids;
}

/// What became of one field over all operations.
struct FieldFate
{
    std::string path;
    Json before;
    std::vector<Json> after; ///< any of them may be what is there
};

std::map<std::string, FieldFate> fatesOf(std::span<const Operation> done)
{
    std::map<std::string, FieldFate> fates;
    for (const Operation& operation : done) {
        for (const FieldEdit& change : operation.changes) {
            if (isEmptied(change)) // its members come back on their own, beside what others put there
                continue;
            FieldFate& fate
                = fates.try_emplace(change.pointer, FieldFate{change.path, change.before, {}}).first->second;
            fate.after.push_back(change.after);
        }
    }
    return fates;
}

/// @p now with our fields as they were before.
Result<Json> withFieldsBack(const Json& now, const std::map<std::string, FieldFate>& fates)
{
    Json target = now;
    std::string conflicts;
    std::string first;
    std::size_t count = 0;
    for (const auto& [pointer, fate] : fates) {
        const Json current = isUsable(now, pointer) ? valueAt(now, pointer) : Json();
        const bool isOurs = std::find(fate.after.begin(), fate.after.end(), current) != fate.after.end();
        if (current == fate.before)
            continue;
        if (isOurs && isUsable(target, pointer)) {
            setAt(target, pointer, fate.before);
            continue;
        }
        first = first.empty() ? pointer : first;
        if (++count <= kMaxNamed)
            conflicts += (conflicts.empty() ? "" : ", ") + fate.path;
    }
    if (count > 0)
        return fail(ErrorCode::FailedPrecondition,
                    "somebody else changed what the rollout had changed, so that it was left as it is: " + conflicts
                        + (count > kMaxNamed ? ", ..." : ""),
                    first);
    return target;
}

} // namespace

Result<Json> authoredDocument(const std::vector<StoredFile>& files)
{
    if (files.empty())
        return fail(ErrorCode::NotFound, "there is no file");
    FABRIC_TRY(const Json root, parseJson5(files.front().bytes));
    const StoredReader reader(files);
    std::vector<std::string> roots;
    roots.reserve(files.size());
    for (const StoredFile& file : files)
        roots.push_back(file.path.substr(0, file.path.find_last_of('/')));
    return IncludeResolver(reader, files.front().path, roots).resolve(root);
}

bool isShownAs(const Json& plain, const Json& redacted)
{
    if (redacted.is_string() && redacted.get_ref<const std::string&>().find(kRedactedByGateway) != std::string::npos)
        return true;
    if (plain.is_object() && redacted.is_object()) {
        if (plain.size() != redacted.size())
            return false;
        for (const auto& [name, value] : plain.items()) {
            const auto found = redacted.find(name);
            if (found == redacted.end() || !isShownAs(value, *found))
                return false;
        }
        return true;
    }
    if (plain.is_array() && redacted.is_array())
        return std::equal(plain.begin(), plain.end(), redacted.begin(), redacted.end(), isShownAs);
    return plain == redacted;
}

bool isOwnState(const Json& before, const Json& now, std::span<const Operation> operations)
{
    Json expected = before;
    Json found = now;
    for (const Operation& operation : operations) {
        for (const std::string& agent : agentsOf(operation)) {
            if (hasNewMentions(before, now, agent, operations))
                return false;
            forgetAgent(expected, agent);
            forgetAgent(found, agent);
        }
    }
    for (const Operation& operation : operations) {
        for (const FieldEdit& change : operation.changes) {
            if (isUsable(found, change.pointer) && isUsable(expected, change.pointer)
                && valueAt(found, change.pointer) == change.after)
                setAt(expected, change.pointer, change.after);
        }
    }
    return comparable(std::move(expected)) == comparable(std::move(found));
}

bool isOnlyAgent(const Json& before, const Json& after, const std::string& agentId)
{
    Json one = before;
    Json other = after;
    forgetAgent(one, agentId);
    forgetAgent(other, agentId);
    return isSameBarMeta(std::move(one), std::move(other));
}

bool isSameBarMeta(Json one, Json other)
{
    return comparable(std::move(one)) == comparable(std::move(other));
}

std::vector<std::string> rosterOf(const Json& config)
{
    std::set<std::string> ids;
    const Json entries = valueAt(config, "/agents/entries");
    if (entries.is_object()) {
        for (const auto& [id, entry] : entries.items())
            ids.insert(id);
    }
    const Json list = valueAt(config, "/agents/list");
    for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
        const auto id = list[i].is_object() ? list[i].find("id") : list[i].end();
        if (list[i].is_object() && id != list[i].end() && id->is_string())
            ids.insert(id->get<std::string>());
    }
    return {ids.begin(), ids.end()};
}

Result<std::vector<Operation>> undoOperations(const provider::Configuration& configuration, const Json& before,
                                              const provider::Source& now, std::span<const Operation> done)
{
    FABRIC_TRY(const Json target, withFieldsBack(now.document(), fatesOf(done)));
    std::set<provider::ResourceId> touched;
    provider::Source::Parts parts = now.parts();
    for (const Operation& operation : done) {
        touched.insert(operation.touches.begin(), operation.touches.end());
        if (operation.kind == Operation::Kind::DeleteAgent) {
            for (const std::string& agent : agentsOf(operation))
                parts.former.emplace_back(std::string(kAgentPrefix) + agent);
        }
    }
    std::sort(parts.former.begin(), parts.former.end());
    parts.former.erase(std::unique(parts.former.begin(), parts.former.end()), parts.former.end());

    std::vector<provider::ResourceChange> changes;
    for (const provider::ResourceId& id : touched) {
        const auto valueIn = [&](const Json& document) {
            const Json* value = configuration.value(document, id);
            return value == nullptr ? std::nullopt : std::optional<Json>(*value);
        };
        const bool wasThere = configuration.value(before, id) != nullptr;
        const std::optional<Json> present = valueIn(now.document());
        // What we made goes whole, with what the gateway added to it.
        std::optional<Json> wanted = wasThere ? valueIn(target) : std::nullopt;
        if (present != wanted)
            changes.push_back({id, std::move(wanted)});
    }
    if (changes.empty())
        return std::vector<Operation>();
    FABRIC_TRY(const provider::Source source, provider::Source::create(std::move(parts)));
    FABRIC_TRY(provider::Compiled compiled, configuration.compile(source, changes));
    return std::move(compiled.operations);
}

} // namespace fabric::openclaw
