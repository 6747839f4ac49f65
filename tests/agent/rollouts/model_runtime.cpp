// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/model_runtime.h"

#include <algorithm>

namespace fabric::test {

using namespace provider;
using Millis = std::chrono::milliseconds;
using Verdict = WriteAnswer::Verdict;

ModelRuntime::ModelRuntime(SimScheduler& scheduler, FakeClock& clock, std::uint64_t seed)
    : m_scheduler(scheduler)
    , m_clock(clock)
    , m_random(seed)
{
    writerTraits.hasFileAccess = true;
    writerTraits.configPath = "/model.json";
    setDocument(modelDocument(), false);
    m_rivals.clear();
    m_applied = m_hash;
    m_oldHash = m_hash;
    m_old = m_document;
}

// --- time and chance

Millis ModelRuntime::latency()
{
    return Millis(1 + m_random.below(800));
}

Fault ModelRuntime::fault()
{
    if (isHonest || faultsLeft <= 0 || !m_random.chance(faultPercent))
        return Fault::None;
    --faultsLeft;
    return static_cast<Fault>(1 + m_random.below(6));
}

void ModelRuntime::later(std::function<void()> work)
{
    static_cast<void>(m_scheduler.callAfter(latency(), std::move(work)));
}

template <class T>
void ModelRuntime::answer(const Done<T>& done, Result<T> value)
{
    later([done, value = std::move(value)] { done(value); });
}

int ModelRuntime::writesLeft()
{
    const Millis now = m_clock.monotonic();
    std::erase_if(m_writes, [&](Millis at) { return now - at > std::chrono::seconds(60); });
    return std::max(0, writesPerMinute - static_cast<int>(m_writes.size()));
}

// --- the disk

void ModelRuntime::setDocument(Json document, bool isOurs)
{
    for (const auto& [key, value] : m_document.items()) {
        const bool isChanged = !document.contains(key) || document[key] != value;
        if (isOurs && isChanged && m_rivals.contains(key)) {
            // Fields of ours in a resource that a rival changed too may go back; his must stay.
            for (const auto& [field, text] : value.items()) {
                const bool isHis = text.is_string() && text.get<std::string>().starts_with("rival");
                if (isHis && (!document.contains(key) || document[key].value(field, Json()) != text))
                    ++overwritten;
            }
        }
    }
    m_document = std::move(document);
    m_hash = sha256(dumpJson(m_document)).text().substr(7, 16);
    Source::Parts parts;
    parts.provider = "model";
    parts.providerVersion = "1";
    parts.document = m_document;
    parts.resources = m_configuration.resources(m_document).value();
    m_source = std::make_shared<const Source>(Source::create(std::move(parts)).value());
}

void ModelRuntime::rivalEdits(const std::string& key, const std::string& field)
{
    Json document = m_document;
    document[key][field] = "rival" + std::to_string(++m_rivalEdits);
    m_rivals.insert(key);
    setDocument(std::move(document), false);
    afterChange(false);
}

void ModelRuntime::change(const Operation& operation)
{
    Json document = m_document;
    if (operation.kind == Operation::Kind::CreateAgent)
        document["y"]["agentDir"] = "made by the runtime";
    std::size_t count = operation.changes.size();
    if (lies(Lie::WritesHalf))
        count = 1;
    for (std::size_t i = 0; i < count; ++i) {
        const FieldEdit& edit = operation.changes[i];
        const Json::json_pointer pointer(edit.pointer);
        if (edit.after.is_null())
            document[pointer.parent_pointer()].erase(pointer.back());
        else
            document[pointer] = lies(Lie::WritesSomethingElse) ? Json("odd") : edit.after;
    }
    if (operation.kind == Operation::Kind::DeleteAgent)
        m_hasDeleted = true;
    if (operation.kind == Operation::Kind::Patch && document.contains("y"))
        document["y"].erase("agentDir");
    if (lies(Lie::WritesMore)) {
        document["d"]["m"] = 7;
        m_rivals.insert("d"); // nobody asked for it: it counts as an edit of somebody else, which stays
    }
    m_old = m_document;
    m_oldHash = m_hash;
    setDocument(std::move(document), true);
    ++ownWrites;
}

void ModelRuntime::afterChange(bool restart)
{
    if (!m_isUp)
        return;
    if (restart)
        return crash(Millis(2000 + m_random.below(30'000)));
    applyLater();
}

void ModelRuntime::applyLater()
{
    if (ownWrites > 0 && lies(Lie::NeverApplies))
        return;
    static_cast<void>(m_scheduler.callAfter(Millis(300 + m_random.below(3000)), [this, life = m_life] {
        if (m_isUp && life == m_life)
            m_applied = m_hash;
    }));
}

void ModelRuntime::crash(std::optional<Millis> backAfter)
{
    m_isUp = false;
    ++m_life;
    if (backAfter)
        boot(*backAfter, true);
}

void ModelRuntime::boot(Millis after, bool isSupervised)
{
    static_cast<void>(m_scheduler.callAfter(after, [this, isSupervised, life = m_life] {
        if (m_isUp || life != m_life)
            return;
        if (diesWith && diesWith(m_document)) {
            if (isSupervised)
                boot(Millis(5000), true);
            return;
        }
        if (ownWrites > 0 && lies(Lie::ForgetsAtTheRestart))
            setDocument(m_old, false);
        m_isUp = true;
        ++m_boots;
        m_applied = m_hash;
    }));
}

void ModelRuntime::lieAfterwards()
{
    const auto in = [this](int seconds, std::function<void()> work) {
        static_cast<void>(m_scheduler.callAfter(std::chrono::seconds(seconds), std::move(work)));
    };
    if (lies(Lie::RestartsSilently)) {
        crash(Millis(2000));
    } else if (lies(Lie::DiesInTheSoak) || lie == Lie::RestoresNothing) {
        in(20, [this] { m_isPartDown = true; });
    } else if (lies(Lie::RevertsInTheSoak)) {
        in(20, [this] {
            setDocument(m_old, false);
            m_applied = m_hash;
        });
    } else if (lies(Lie::BreaksAPart)) {
        m_isPartDown = true;
    } else if (lies(Lie::BecomesInvalid)) {
        in(2, [this] { m_isValid = false; });
    }
}

bool ModelRuntime::lies(Lie which)
{
    hasLied = hasLied || lie == which;
    return lie == which;
}

// --- calls

void ModelRuntime::read(Done<Reading> done)
{
    later([this, done] {
        const Fault wrong = fault();
        if (wrong == Fault::Lost || wrong == Fault::LostAfter)
            return;
        if (!m_isUp || wrong != Fault::None)
            return done(fail(ErrorCode::Unavailable, "the runtime does not answer"));
        Reading reading;
        reading.hash = ownWrites > 0 && lies(Lie::ShowsTheNewUnderTheOldHash) ? m_oldHash : m_hash;
        reading.exists = true;
        reading.isValid = m_isValid;
        reading.isApplied = m_applied == m_hash;
        reading.bootId = "boot" + std::to_string(m_boots);
        if (m_isValid)
            reading.source = *m_source;
        const bool isBad = m_isPartDown || (isBadChange && m_document["a"]["m"] == 2);
        reading.parts
            = {{"account:t/ops", isBad ? PartHealth::Down : PartHealth::Ok, ""}, {"ready", PartHealth::Ok, ""}};
        reading.writesLeft = writesLeft();
        done(reading);
    });
}

void ModelRuntime::backUp(const std::string& id, const Reading& of, Done<Backup> done)
{
    later([this, id, hash = of.hash, done] {
        const Fault wrong = fault();
        if (wrong == Fault::Lost || wrong == Fault::LostAfter)
            return;
        if (!m_isUp || wrong != Fault::None)
            return done(fail(ErrorCode::Unavailable, "the runtime does not answer"));
        if (hash != m_hash)
            return done(fail(ErrorCode::FailedPrecondition, "the configuration changed meanwhile"));
        m_backups[id] = m_document;
        done(Backup{writerTraits.hasFileAccess ? Backup::Form::Bytes : Backup::Form::Parsed, id,
                    sha256(dumpJson(m_document)), lies(Lie::BacksUpAnotherState) ? "other" : m_hash});
    });
}

std::optional<WriteAnswer> ModelRuntime::refusal(const WriteRequest& request)
{
    if (writesLeft() <= 0)
        return WriteAnswer{Verdict::Limited, "", false, "30 per 60s", Millis(20'000)};
    m_writes.push_back(m_clock.monotonic());
    const Operation& operation = request.operation;
    if (request.baseHash != m_hash && !lies(Lie::IgnoresTheBaseHash))
        return WriteAnswer{Verdict::Stale, "", false, "config changed since last load", {}};
    if (operation.kind == Operation::Kind::Patch)
        return std::nullopt;
    const bool isThere = m_document.contains(operation.touches.front().value());
    if ((operation.kind == Operation::Kind::CreateAgent) == isThere)
        return WriteAnswer{Verdict::Refused, "", false, isThere ? "the agent exists" : "no such agent", {}};
    return std::nullopt;
}

void ModelRuntime::write(const WriteRequest& request, Done<WriteAnswer> done)
{
    if (onWrite)
        onWrite(request);
    ++writesOut;
    later([this, request, done] {
        --writesOut;
        process(request, done);
    });
}

void ModelRuntime::process(const WriteRequest& request, const Done<WriteAnswer>& done)
{
    const Fault wrong = fault();
    if (wrong == Fault::Lost)
        return;
    if (wrong == Fault::CrashBefore)
        crash(Millis(3000 + m_random.below(40'000)));
    if (!m_isUp)
        return answer<WriteAnswer>(done, fail(ErrorCode::Unavailable, "the socket is gone"));
    if (wrong == Fault::Refused)
        return answer<WriteAnswer>(done, WriteAnswer{Verdict::Refused, "", false, "invalid config", {}});
    if (wrong == Fault::Limited)
        return answer<WriteAnswer>(done, WriteAnswer{Verdict::Limited, "", false, "30 per 60s", Millis(5000)});
    if (auto no = refusal(request))
        return answer<WriteAnswer>(done, *no);
    const bool isPatch = request.operation.kind == Operation::Kind::Patch;
    const bool restart = restarts && isPatch && !lies(Lie::AnnouncesARestartThatNeverComes);
    if (!lies(Lie::DoesNotWrite))
        change(request.operation);
    WriteAnswer yes{Verdict::Accepted, m_hash, restarts && isPatch, "", {}};
    if (lies(Lie::TellsAnotherHash))
        yes.hash = "other";
    if (lies(Lie::AnnouncesARestartThatNeverComes))
        yes.restarts = true;
    if (lie == Lie::ForgetsAtTheRestart)
        yes.restarts = true;
    if (wrong == Fault::CrashAfter)
        crash(Millis(3000 + m_random.below(40'000)));
    else
        afterChange(restart || lie == Lie::ForgetsAtTheRestart);
    lieAfterwards();
    if (wrong == Fault::LostAfter)
        return;
    if (wrong == Fault::CrashAfter)
        return answer<WriteAnswer>(done, fail(ErrorCode::Unavailable, "the socket is gone"));
    answer<WriteAnswer>(done, yes);
}

void ModelRuntime::restore(const RestoreRequest& request, Done<WriteAnswer> done)
{
    if (onRestore)
        onRestore(request);
    ++writesOut;
    later([this, request, done] {
        --writesOut;
        processRestore(request, done);
    });
}

void ModelRuntime::processRestore(const RestoreRequest& request, const Done<WriteAnswer>& done)
{
    const Fault wrong = fault();
    if (wrong == Fault::Lost)
        return;
    if (wrong == Fault::CrashBefore && m_isUp)
        crash(Millis(3000 + m_random.below(40'000)));
    if ((!m_isUp && !writerTraits.hasFileAccess) || wrong == Fault::Refused || wrong == Fault::Limited)
        return answer<WriteAnswer>(done, fail(ErrorCode::Unavailable, "the runtime does not answer"));
    const auto backup = m_backups.find(request.backup.id);
    if (backup == m_backups.end())
        return answer<WriteAnswer>(done, fail(ErrorCode::NotFound, "no such backup"));
    if (lies(Lie::RestoresNothing))
        return answer<WriteAnswer>(done, WriteAnswer{Verdict::Accepted, "", false, "", {}});
    const auto& own = request.ownHashes;
    Json document = backup->second;
    if (std::find(own.begin(), own.end(), m_hash) == own.end()) {
        document = m_document;
        for (auto operation = request.operations.rbegin(); operation != request.operations.rend(); ++operation) {
            for (const FieldEdit& edit : operation->changes) {
                const Json::json_pointer pointer(edit.pointer);
                const Json now = document.contains(pointer) ? document[pointer] : Json();
                if (now != edit.after && now != edit.before) // one that is down may tell more when it is up
                    return answer<WriteAnswer>(
                        done, fail(m_isUp ? ErrorCode::FailedPrecondition : ErrorCode::Unavailable, edit.path));
                if (!edit.before.is_null())
                    document[pointer] = edit.before;
                else if (document.contains(pointer.parent_pointer()))
                    document[pointer.parent_pointer()].erase(pointer.back());
            }
            if (operation->kind == Operation::Kind::CreateAgent && !m_rivals.contains("y"))
                document.erase("y");
        }
    }
    if (!writerTraits.hasFileAccess)
        m_hasDeleted = false; // the way back by calls creates the agent
    m_isValid = true;
    m_goodAt = m_clock.monotonic() + Millis(2000 + m_random.below(1000));
    m_isPartDown = lie == Lie::DiesInTheSoak ? false : m_isPartDown;
    const bool isRestart = restarts && document["a"]["m"] != m_document["a"]["m"];
    setDocument(std::move(document), true);
    if (wrong == Fault::CrashAfter && m_isUp)
        crash(Millis(3000 + m_random.below(40'000)));
    else
        afterChange(isRestart);
    if (wrong != Fault::LostAfter)
        answer<WriteAnswer>(done, WriteAnswer{Verdict::Accepted, m_hash, isRestart, "", {}});
}

void ModelRuntime::isRestored(const RestoreRequest& request, const Reading& reading, Done<bool> done)
{
    const bool isBack = reading.hash == request.backup.hash;
    if (isBack && m_clock.monotonic() < m_goodAt)
        return answer<bool>(done, fail(ErrorCode::Unavailable, "the old state is not kept as good yet"));
    const bool hasDeleted
        = std::any_of(request.operations.begin(), request.operations.end(),
                      [](const auto& operation) { return operation.kind == Operation::Kind::DeleteAgent; });
    if (hasDeleted && remembersADeletion()) { // also beside edits of others
        if (isBack && m_random.chance(25))
            return answer<bool>(done, fail(ErrorCode::Unavailable, "the deletion is not forgotten yet"));
        m_hasDeleted = false;
    }
    answer<bool>(done, isBack);
}

void ModelRuntime::startRuntime(Done<bool> done)
{
    if (!writerTraits.canStart)
        return answer<bool>(done, fail(ErrorCode::FailedPrecondition, "there is no control"));
    if (!m_isUp)
        boot(Millis(5000 + m_random.below(20'000)), false);
    answer<bool>(done, true);
}

void ModelRuntime::dropBackup(const Backup& backup, Done<bool> done)
{
    m_backups.erase(backup.id);
    answer<bool>(done, true);
}

} // namespace fabric::test
