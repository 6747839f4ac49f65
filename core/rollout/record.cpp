// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/record.h"

#include "core/base/names.h"
#include "core/base/object_reader.h"

namespace fabric::rollout {
namespace {

using provider::Backup;
using provider::WriteAnswer;

constexpr auto kStages = std::to_array<Named<Stage>>({
    {Stage::None, "none"},
    {Stage::Intended, "intended"},
    {Stage::Answered, "answered"},
});

constexpr auto kForms = std::to_array<Named<Backup::Form>>({
    {Backup::Form::Bytes, "bytes"},
    {Backup::Form::Parsed, "parsed"},
});

constexpr auto kVerdicts = std::to_array<WriteAnswer::Verdict>({
    WriteAnswer::Verdict::Accepted,
    WriteAnswer::Verdict::Stale,
    WriteAnswer::Verdict::Refused,
    WriteAnswer::Verdict::Limited,
    WriteAnswer::Verdict::Unknown,
});

std::optional<WriteAnswer::Verdict> verdictFrom(std::string_view text)
{
    for (const WriteAnswer::Verdict verdict : kVerdicts) {
        if (toText(verdict) == text)
            return verdict;
    }
    return std::nullopt;
}

// --- out

Json timeOf(const std::optional<UnixMillis>& time)
{
    return time ? Json(time->count) : Json();
}

Json textOf(const Digest& digest)
{
    return digest.isNull() ? Json() : Json(digest.text());
}

Json jsonOf(const Request& request)
{
    Json json{{"plan", request.plan.text()},  {"runtime", request.runtime.value()}, {"actor", request.actor},
              {"role", toText(request.role)}, {"typedDigits", request.typedDigits}, {"title", request.title},
              {"reason", request.reason},     {"soakMillis", request.soak.count()}};
    if (request.confirmWithin)
        json["confirmMillis"] = request.confirmWithin->count();
    Json probes = Json::array();
    for (const Probe& probe : request.probes)
        probes.push_back(
            {{"kind", toText(probe.kind)}, {"target", probe.target}, {"withinMillis", probe.within.count()}});
    json["probes"] = std::move(probes);
    json["greenMillis"] = request.green.count();
    if (request.group)
        json["group"] = request.group->value();
    if (request.groupDeadline)
        json["groupDeadline"] = request.groupDeadline->count;
    if (request.planMadeAt)
        json["planMadeAt"] = request.planMadeAt->count;
    return json;
}

Json jsonOf(const std::vector<provider::PartState>& parts)
{
    Json all = Json::array();
    for (const provider::PartState& part : parts)
        all.push_back({{"subject", part.subject}, {"health", toText(part.health)}, {"detail", part.detail}});
    return all;
}

Json jsonOf(const std::vector<ExpectedOperation>& operations)
{
    Json all = Json::array();
    for (const ExpectedOperation& operation : operations) {
        Json touches = Json::array();
        for (const Touched& touched : operation.touches)
            touches.push_back(
                {{"id", touched.id.value()}, {"before", textOf(touched.before)}, {"after", textOf(touched.after)}});
        all.push_back({{"kind", toText(operation.kind)}, {"touches", std::move(touches)}});
    }
    return all;
}

Json jsonOf(const std::vector<ProbeState>& probes)
{
    Json all = Json::array();
    for (const ProbeState& probe : probes)
        all.push_back({{"outcome", toText(probe.outcome)}, {"detail", probe.detail}});
    return all;
}

Json jsonOf(const Backup& backup)
{
    return {{"form", nameOf(kForms, backup.form)},
            {"id", backup.id},
            {"digest", backup.digest.text()},
            {"hash", backup.hash}};
}

// --- in

/// An enum that is stored by name.
template <class E, class From>
E named(ObjectReader& reader, const char* key, From from)
{
    const std::string text = reader.string(key);
    const auto value = from(text);
    if (!value && !reader.hasError())
        reader.note(ErrorCode::InvalidArgument, std::string("no such ") + key + ": " + text, reader.at(key));
    return value.value_or(E{});
}

Digest digest(ObjectReader& reader, const char* key, bool mayBeNull = true)
{
    const auto text = reader.optionalString(key);
    if (!text) {
        if (!mayBeNull)
            reader.note(ErrorCode::InvalidArgument, "a digest is missing", reader.at(key));
        return {};
    }
    auto value = Digest::parse(*text, reader.at(key));
    if (!value)
        reader.note(value.error().code, value.error().message, value.error().where);
    return value.value_or(Digest());
}

std::optional<UnixMillis> time(ObjectReader& reader, const char* key)
{
    const auto count = reader.optionalInteger(key);
    return count ? std::optional(UnixMillis{*count}) : std::nullopt;
}

int small(ObjectReader& reader, const char* key)
{
    return static_cast<int>(reader.integer(key, 0, 1'000'000));
}

std::vector<std::string> texts(ObjectReader& reader, const char* key)
{
    std::vector<std::string> all;
    const Json* array = reader.array(key);
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        if (!(*array)[i].is_string()) {
            reader.note(ErrorCode::InvalidArgument, "must be a string", reader.at(key));
            return all;
        }
        all.push_back((*array)[i].get<std::string>());
    }
    return all;
}

/// Every object of an array, by @p parse (ObjectReader& -> T).
template <class T, class Parse>
std::vector<T> objects(ObjectReader& reader, const char* key, Parse parse)
{
    std::vector<T> all;
    const Json* array = reader.array(key);
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        ObjectReader inner((*array)[i], reader.at(key) + "/" + std::to_string(i));
        all.push_back(parse(inner));
        if (auto done = inner.finish(); !done)
            reader.note(done.error().code, done.error().message, done.error().where);
    }
    return all;
}

Request requestFrom(ObjectReader& reader, std::int64_t format)
{
    Request request;
    request.plan = digest(reader, "plan", false);
    request.runtime = RuntimeId(reader.string("runtime"));
    request.actor = reader.string("actor");
    request.role = named<store::Role>(reader, "role", &store::roleFrom);
    request.typedDigits = reader.string("typedDigits");
    if (format >= 3)
        request.title = reader.string("title");
    request.reason = reader.string("reason");
    request.soak = std::chrono::milliseconds(reader.integer("soakMillis", 0));
    if (const auto millis = reader.optionalInteger("confirmMillis", 0))
        request.confirmWithin = std::chrono::milliseconds(*millis);
    if (format >= 2) {
        request.probes = objects<Probe>(reader, "probes", [](ObjectReader& inner) {
            return Probe{named<Probe::Kind>(inner, "kind", &probeKindFrom), inner.string("target"),
                         std::chrono::milliseconds(inner.integer("withinMillis", 0))};
        });
        request.green = std::chrono::milliseconds(reader.integer("greenMillis", 0));
    }
    if (auto group = reader.optionalString("group"))
        request.group = GroupId(*std::move(group));
    request.groupDeadline = time(reader, "groupDeadline");
    request.planMadeAt = time(reader, "planMadeAt");
    return request;
}

provider::PartState partFrom(ObjectReader& reader)
{
    return {reader.string("subject"), named<provider::PartHealth>(reader, "health", &provider::partHealthFrom),
            reader.string("detail")};
}

ExpectedOperation operationFrom(ObjectReader& reader)
{
    ExpectedOperation operation;
    operation.kind = named<provider::Operation::Kind>(reader, "kind", &provider::operationKindFrom);
    operation.touches = objects<Touched>(reader, "touches", [](ObjectReader& inner) {
        return Touched{provider::ResourceId(inner.string("id")), digest(inner, "before"), digest(inner, "after")};
    });
    return operation;
}

Backup backupFrom(ObjectReader& reader)
{
    Backup backup;
    backup.form = named<Backup::Form>(reader, "form", [](std::string_view text) { return valueOf(kForms, text); });
    backup.id = reader.string("id");
    backup.digest = digest(reader, "digest", false);
    backup.hash = reader.string("hash");
    return backup;
}

/// An object under a key, read by @p parse.
template <class Parse>
auto object(ObjectReader& reader, const char* key, Parse parse)
{
    static const Json kNone = Json::object();
    const Json* value = reader.object(key);
    ObjectReader inner(value != nullptr ? *value : kNone, reader.at(key));
    auto parsed = parse(inner);
    if (auto done = inner.finish(); !done)
        reader.note(done.error().code, done.error().message, done.error().where);
    return parsed;
}

void readProgress(ObjectReader& reader, Record& record)
{
    record.baseHash = reader.string("baseHash");
    record.baseBoot = reader.string("baseBoot");
    record.baseRest = digest(reader, "baseRest");
    record.baseline = objects<provider::PartState>(reader, "baseline", &partFrom);
    record.operations = objects<ExpectedOperation>(reader, "operations", &operationFrom);
    if (const Json* backup = reader.value("backup", true); backup != nullptr && !backup->is_null())
        record.backup = object(reader, "backup", &backupFrom);
    record.lease = provider::LeaseToken(reader.string("lease"));
    record.confirmDeadline = time(reader, "confirmDeadline");
    record.operation = small(reader, "operation");
    record.stage = named<Stage>(reader, "stage", &stageFrom);
    record.attempts = small(reader, "attempts");
    record.writeBase = reader.string("writeBase");
    record.verdict = named<WriteAnswer::Verdict>(reader, "verdict", &verdictFrom);
    record.saidHash = reader.string("saidHash");
    record.isRestartExpected = reader.optionalBoolean("isRestartExpected");
    record.hasLostAnswer = reader.boolean("hasLostAnswer");
    record.ownHashes = texts(reader, "ownHashes");
    record.bootId = reader.string("bootId");
    record.restoreAttempts = small(reader, "restoreAttempts");
    record.startAttempts = small(reader, "startAttempts");
    record.wasRestoredBlind = reader.boolean("wasRestoredBlind");
}

} // namespace

std::string_view toText(Stage stage)
{
    return nameOf(kStages, stage);
}

std::optional<Stage> stageFrom(std::string_view text)
{
    return valueOf(kStages, text);
}

Json toJson(const Record& record)
{
    Json json{{"format", Record::kFormat},           {"id", record.id.value()},
              {"request", jsonOf(record.request)},   {"state", toText(record.state)},
              {"createdAt", record.createdAt.count}, {"enteredAt", record.enteredAt.count},
              {"deadline", record.deadline.count},   {"isRestartPredicted", record.isRestartPredicted}};
    json["baseHash"] = record.baseHash;
    json["baseBoot"] = record.baseBoot;
    json["baseRest"] = textOf(record.baseRest);
    json["baseline"] = jsonOf(record.baseline);
    json["operations"] = jsonOf(record.operations);
    json["backup"] = record.backup ? jsonOf(*record.backup) : Json();
    json["lease"] = record.lease.value();
    json["confirmDeadline"] = timeOf(record.confirmDeadline);
    json["operation"] = record.operation;
    json["stage"] = toText(record.stage);
    json["attempts"] = record.attempts;
    json["writeBase"] = record.writeBase;
    json["verdict"] = toText(record.verdict);
    json["saidHash"] = record.saidHash;
    json["isRestartExpected"] = record.isRestartExpected ? Json(*record.isRestartExpected) : Json();
    json["hasLostAnswer"] = record.hasLostAnswer;
    json["ownHashes"] = record.ownHashes;
    json["bootId"] = record.bootId;
    json["restoreAttempts"] = record.restoreAttempts;
    json["startAttempts"] = record.startAttempts;
    json["wasRestoredBlind"] = record.wasRestoredBlind;
    json["cancelledBy"] = record.cancelledBy;
    json["confirmedBy"] = record.confirmedBy;
    json["rolledBackBy"] = record.rolledBackBy;
    json["reason"] = record.reason;
    json["outcome"] = record.outcome;
    json["operatorAction"] = record.operatorAction;
    json["probes"] = jsonOf(record.probes);
    json["notes"] = record.notes;
    return json;
}

Result<Record> parseRecord(const Json& value, const std::string& path)
{
    if (value.is_object() && value.contains("format") && value["format"].is_number_integer()
        && value["format"].get<std::int64_t>() > Record::kFormat)
        return fail(ErrorCode::FailedPrecondition,
                    "a rollout was written by a newer Fabric (format " + dumpJson(value["format"]) + ", this one knows "
                        + std::to_string(Record::kFormat)
                        + "): install that version, or let it finish the rollout first",
                    path + "/format");
    ObjectReader reader(value, path);
    Record record;
    const std::int64_t format = reader.integer("format", 1, Record::kFormat);
    record.id = RolloutId(reader.string("id"));
    record.request = object(reader, "request", [format](ObjectReader& inner) { return requestFrom(inner, format); });
    record.state = named<State>(reader, "state", &stateFrom);
    record.createdAt = {reader.integer("createdAt")};
    record.enteredAt = {reader.integer("enteredAt")};
    record.deadline = {reader.integer("deadline")};
    record.isRestartPredicted = reader.boolean("isRestartPredicted");
    readProgress(reader, record);
    record.cancelledBy = reader.string("cancelledBy");
    record.confirmedBy = reader.string("confirmedBy");
    record.rolledBackBy = reader.string("rolledBackBy");
    record.reason = reader.string("reason");
    record.outcome = reader.string("outcome");
    record.operatorAction = reader.string("operatorAction");
    record.notes = texts(reader, "notes");
    if (format >= 2)
        record.probes = objects<ProbeState>(reader, "probes", [](ObjectReader& inner) {
            return ProbeState{named<ProbeState::Outcome>(inner, "outcome", &probeOutcomeFrom), inner.string("detail")};
        });
    FABRIC_CHECK(reader.finish());
    if (!record.probes.empty() && record.probes.size() != record.request.probes.size())
        return fail(ErrorCode::DataLoss, "the stored rollout tells of other probes than it has", path + "/probes");
    if (record.operation != 0 && record.operation >= std::ssize(record.operations))
        return fail(ErrorCode::DataLoss, "the stored rollout names an operation that its plan does not have",
                    path + "/operation");
    return record;
}

store::RolloutRecord rowOf(const Record& record, std::int64_t version, UnixMillis changedAt)
{
    return {.id = record.id,
            .version = version,
            .runtime = record.request.runtime,
            .plan = record.request.plan,
            .group = record.request.group ? record.request.group->value() : std::string(),
            .state = std::string(toText(record.state)),
            .isFinished = isTerminal(record.state),
            .createdAt = record.createdAt,
            .changedAt = changedAt,
            .body = toJson(record)};
}

} // namespace fabric::rollout
