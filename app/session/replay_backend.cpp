// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/replay_backend.h"

#include "core/base/object_reader.h"

#include <QFile>
#include <QTimer>

namespace fabric::session {
namespace {

/// When `failure.when` is `later`: long enough to see the first answers, short enough to wait for.
constexpr int kLaterMs = 400;

template <class T>
QFuture<Result<T>> ready(Result<T> result)
{
    return QtFuture::makeReadyFuture(std::move(result));
}

/// Moves the text under every key that is `at` or ends in `At` by @p shiftMs.
void shiftTimes(Json& value, std::int64_t shiftMs)
{
    if (!value.is_object() && !value.is_array())
        return;
    for (auto& [key, member] : value.items()) {
        if (member.is_string() && (key.ends_with("At") || key == "at")) {
            if (const auto time = parseRfc3339(member.get_ref<const std::string&>()))
                member = toRfc3339({time->count + shiftMs});
        } else {
            shiftTimes(member, shiftMs);
        }
    }
}

Result<> readFailure(const Json& value, ReplayBackend::Recording& recording)
{
    ObjectReader reader(value, "/failure");
    const std::string when = reader.string("when");
    const std::string code = reader.string("code");
    FABRIC_CHECK(reader.finish());
    const auto row = std::find_if(kErrorCodes.begin(), kErrorCodes.end(),
                                  [&](const ErrorCodeInfo& known) { return known.name == code; });
    if (row == kErrorCodes.end())
        return fail(ErrorCode::InvalidArgument, "no such error code", "/failure/code");
    recording.failure = Error{row->code, "recorded failure", {}};
    recording.failsAtStart = when == "start";
    return {};
}

Result<> readSeen(const Json& value, ReplayBackend::Recording& recording)
{
    ObjectReader reader(value, "/seen");
    recording.seenConnection = reader.string("connection");
    recording.seenUrl = reader.string("url");
    const Json* topologies = reader.object("topologies");
    FABRIC_CHECK(reader.finish());
    ObjectReader times(*topologies, "/seen/topologies");
    for (const auto& [id, ignored] : topologies->items()) {
        FABRIC_TRY(const UnixMillis seenAt, parseRfc3339(times.string(id.c_str()), times.at(id.c_str())));
        recording.topologiesSeenAt.emplace(id, seenAt);
    }
    return times.finish();
}

/// An optional list of T under @p key.
template <class T>
Result<> readList(const Json& document, const char* key, std::vector<T>& into)
{
    const auto found = document.find(key);
    for (std::size_t i = 0; found != document.end() && i < found->size(); ++i) {
        FABRIC_TRY(T value, wire::parse<T>((*found)[i], pointerTo("", key) + '/' + std::to_string(i)));
        into.push_back(std::move(value));
    }
    return {};
}

/// An optional object of T by id under @p key.
template <class T>
Result<> readMap(const Json& document, const char* key, std::map<std::string, T>& into)
{
    const auto found = document.find(key);
    if (found == document.end())
        return {};
    for (const auto& [id, member] : found->items()) {
        FABRIC_TRY(T value, wire::parse<T>(member, pointerTo(pointerTo("", key), id)));
        into.emplace(id, std::move(value));
    }
    return {};
}

Result<> readHistory(const Json& document, ReplayBackend::Recording& recording)
{
    const auto found = document.find("desiredRevisions");
    if (found == document.end())
        return {};
    for (const auto& [id, list] : found->items()) {
        const std::string path = pointerTo("/desiredRevisions", id);
        if (!list.is_array())
            return fail(ErrorCode::InvalidArgument, "it must be a list", path);
        for (std::size_t i = 0; i < list.size(); ++i) {
            FABRIC_TRY(auto revision, wire::parse<wire::Revision>(list[i], path + '/' + std::to_string(i)));
            recording.desiredRevisions[id].push_back(std::move(revision));
        }
    }
    return {};
}

Result<> readChanges(const Json& document, ReplayBackend::Recording& recording)
{
    if (const auto self = document.find("self"); self != document.end()) {
        FABRIC_TRY(recording.self, wire::parse<wire::Self>(*self, "/self"));
    }
    FABRIC_CHECK(readHistory(document, recording));
    FABRIC_CHECK(readMap(document, "intents", recording.intents));
    FABRIC_CHECK(readList(document, "plans", recording.plans));
    FABRIC_CHECK(readMap(document, "planTexts", recording.planTexts));
    FABRIC_CHECK(readList(document, "rollouts", recording.rollouts));
    FABRIC_CHECK(readList(document, "rolloutGroups", recording.rolloutGroups));
    return readMap(document, "evidence", recording.evidence);
}

} // namespace

Result<ReplayBackend::Recording> ReplayBackend::load(const QString& path, std::optional<UnixMillis> present,
                                                     qint64 maxBytes)
{
    QFile file(path);
    const std::string where = path.toStdString();
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidArgument, file.errorString().toStdString(), where);
    const QByteArray bytes = file.read(maxBytes + 1);
    const JsonLimits limits{static_cast<std::size_t>(maxBytes), 64, 20'000'000};
    return parseJson({bytes.constData(), static_cast<std::size_t>(bytes.size())}, limits)
        .and_then([&](const Json& document) { return parse(document, present); });
}

Result<ReplayBackend::Recording> ReplayBackend::parse(const Json& original, std::optional<UnixMillis> present)
{
    Json document = original;
    ObjectReader head(original, {});
    if (head.optionalInteger("format", 1).value_or(kFormat) > kFormat)
        return fail(ErrorCode::Unimplemented, "this is of a newer console", "/format");
    FABRIC_TRY(const UnixMillis recordedAt, parseRfc3339(head.string("now"), "/now"));
    const Json* runtimes = head.array("runtimes");
    const Json* topologies = head.object("topologies");
    const Json* events = head.array("events", true);
    const Json* failure = head.object("failure", true);
    const Json* seen = head.object("seen", true);
    for (const char* key : {"plans", "rollouts", "rolloutGroups"})
        (void)head.array(key, true);
    for (const char* key : {"intents", "planTexts", "evidence", "self", "desiredRevisions"})
        (void)head.object(key, true);
    FABRIC_CHECK(head.finish());
    if (present)
        shiftTimes(document, present->count - recordedAt.count);

    Recording recording;
    recording.recordedAt = recordedAt;
    for (std::size_t i = 0; i < runtimes->size(); ++i) {
        FABRIC_TRY(auto runtime, wire::parse<wire::Runtime>(document["runtimes"][i], "/runtimes/" + std::to_string(i)));
        recording.runtimes.push_back(std::move(runtime));
    }
    for (const auto& [id, ignored] : topologies->items()) {
        FABRIC_TRY(auto topology,
                   wire::parse<wire::Topology>(document["topologies"][id], pointerTo("/topologies", id)));
        recording.topologies.emplace(id, std::move(topology));
    }
    for (std::size_t i = 0; events && i < events->size(); ++i) {
        FABRIC_TRY(auto event, wire::parse<wire::Event>(document["events"][i], "/events/" + std::to_string(i)));
        recording.events.push_back(std::move(event));
    }
    FABRIC_CHECK(readChanges(document, recording));
    if (failure)
        FABRIC_CHECK(readFailure(*failure, recording));
    if (seen)
        FABRIC_CHECK(readSeen(*seen, recording));
    return recording;
}

Json ReplayBackend::toJson(const Recording& recording)
{
    Json runtimes = Json::array();
    for (const wire::Runtime& runtime : recording.runtimes)
        runtimes.push_back(wire::toJson(runtime));
    Json topologies = Json::object();
    for (const auto& [id, topology] : recording.topologies)
        topologies[id] = wire::toJson(topology);
    Json seenAt = Json::object();
    for (const auto& [id, time] : recording.topologiesSeenAt)
        seenAt[id] = toRfc3339(time);
    return {
        {"format", kFormat},
        {"now", toRfc3339(recording.recordedAt)},
        {"runtimes", std::move(runtimes)},
        {"topologies", std::move(topologies)},
        {"seen",
         {{"connection", recording.seenConnection}, {"url", recording.seenUrl}, {"topologies", std::move(seenAt)}}}};
}

UnixMillis ReplayBackend::Recording::seenAt(const std::string& runtimeId) const
{
    const auto found = topologiesSeenAt.find(runtimeId);
    return found == topologiesSeenAt.end() ? recordedAt : found->second;
}

void ReplayBackend::Recording::dropOldestTopology()
{
    const auto oldest = std::min_element(topologies.begin(), topologies.end(), [this](const auto& a, const auto& b) {
        return seenAt(a.first) < seenAt(b.first);
    });
    topologiesSeenAt.erase(oldest->first);
    topologies.erase(oldest);
}

ReplayBackend::ReplayBackend(Recording recording, QObject* parent)
    : Backend(parent)
    , m_recording(std::move(recording))
{
}

QFuture<Result<std::vector<wire::Runtime>>> ReplayBackend::runtimes()
{
    return ready<std::vector<wire::Runtime>>(m_recording.runtimes);
}

QFuture<Result<wire::Runtime>> ReplayBackend::runtime(const std::string& id)
{
    for (const wire::Runtime& runtime : m_recording.runtimes) {
        if (runtime.id == id)
            return ready<wire::Runtime>(runtime);
    }
    return ready<wire::Runtime>(fail(ErrorCode::NotFound, "no such runtime in the recording"));
}

QFuture<Result<client::Versioned<wire::Topology>>> ReplayBackend::topology(const std::string& id,
                                                                           const std::string& etag)
{
    using Answer = client::Versioned<wire::Topology>;
    const auto found = m_recording.topologies.find(id);
    if (found == m_recording.topologies.end())
        return ready<Answer>(fail(ErrorCode::NotFound, "no topology of this runtime in the recording"));
    // As the agent's: the same graph read in another way is another answer.
    const wire::Topology& topology = found->second;
    const std::string current
        = '"' + topology.revision.digest + '-' + topology.mode + (topology.runtimeOnlyIsStale ? "-stale" : "") + '"';
    if (etag == current)
        return ready<Answer>(Answer{std::nullopt, current});
    return ready<Answer>(Answer{topology, current});
}

void ReplayBackend::startEvents()
{
    QTimer::singleShot(0, this, &ReplayBackend::play);
}

void ReplayBackend::retryNow()
{
    startEvents();
}

void ReplayBackend::play()
{
    if (m_recording.failure && m_recording.failsAtStart) {
        Q_EMIT streamLost(*m_recording.failure);
        return;
    }
    Q_EMIT streamOpened();
    for (const wire::Event& event : m_recording.events)
        Q_EMIT eventReceived(event);
    if (m_recording.failure)
        QTimer::singleShot(kLaterMs, this, [this] { Q_EMIT streamLost(*m_recording.failure); });
}

} // namespace fabric::session
