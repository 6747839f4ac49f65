// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_writer.h"

#include "agent/openclaw/own_state.h"
#include "agent/openclaw/version_table.h"
#include "agent/openclaw/write_answers.h"

#include <QLoggingCategory>
#include <QTimer>

#include <algorithm>
#include <string_view>

#include <fcntl.h>
#include <sys/stat.h>

namespace fabric::openclaw {

using provider::Backup;
using provider::Operation;
using provider::Reading;
using provider::WriteAnswer;
using Verdict = provider::WriteAnswer::Verdict;

namespace {

Q_LOGGING_CATEGORY(lcRestore, "fabric.openclaw.writer", QtInfoMsg)

constexpr int kSettleTries = 3;
constexpr std::string_view kThereAlready = "already exists"; ///< a gateway's no to agents.create

Json memberOf(const Json& payload, std::initializer_list<const char*> names)
{
    for (const char* name : names) {
        if (const auto found = payload.find(name); found != payload.end() && found->is_object())
            return *found;
    }
    return {};
}

/// The root file as the gateway shows it.
Json writtenIn(const Json& payload)
{
    return memberOf(payload, {"parsed"});
}

/// With its includes, and variables replaced.
Json resolvedIn(const Json& payload)
{
    return memberOf(payload, {"sourceConfig", "resolved"});
}

WriteAnswer accepted(std::string message, std::string hash = {})
{
    WriteAnswer answer;
    answer.verdict = Verdict::Accepted;
    answer.message = std::move(message);
    answer.hash = std::move(hash);
    return answer;
}

bool holdsInclude(const Json& value)
{
    if (value.is_object() && value.contains("$include"))
        return true;
    return value.is_structured() && std::any_of(value.begin(), value.end(), holdsInclude);
}

std::deque<std::string> deletedIn(const std::vector<Operation>& operations)
{
    std::deque<std::string> agents;
    for (const Operation& operation : operations) {
        if (operation.kind != Operation::Kind::DeleteAgent)
            continue;
        if (const auto id = operation.payload.find("agentId"); id != operation.payload.end() && id->is_string())
            agents.push_back(id->get<std::string>());
    }
    return agents;
}

Operation agentCall(Operation::Kind kind, const std::string& id)
{
    Operation operation;
    operation.kind = kind;
    if (kind == Operation::Kind::CreateAgent)
        operation.payload = {{"name", id}};
    else
        operation.payload = {{"agentId", id}};
    return operation;
}

} // namespace

/// One restore on its way.
struct OpenClawWriter::Restoring
{
    provider::RestoreRequest request;
    BackupContent content;
    Answer done;
    int tries = 0;

    [[nodiscard]] bool isOwn(const std::string& hash) const
    {
        return hash == content.hash
            || std::find(request.ownHashes.begin(), request.ownHashes.end(), hash) != request.ownHashes.end();
    }
};

Result<std::vector<StoredFile>> OpenClawWriter::filesOf(const Look& look) const
{
    const auto other = fail(ErrorCode::FailedPrecondition, "the file is not the one that the gateway shows");
    if (!canReachFile())
        return other;
    FABRIC_TRY(std::vector<StoredFile> files, copyFiles(configPath(), m_options.access.paths));
    if (changedAtOf(files) > m_clock.now().count - m_options.fileSettle.count())
        return fail(ErrorCode::Unavailable, "the configuration was changed a moment ago");
    if (featuresOf(version()).hash == HashKind::FileSha256)
        return sha256(files.front().bytes).text() == "sha256:" + look.answer.hash
            ? Result<std::vector<StoredFile>>(files)
            : other;
    FABRIC_TRY(const Json plain, authoredDocument({files.begin(), files.end()}));
    // With includes the gateway shows only the resolved form, variables replaced: the root has no text to compare then.
    const Json parsed = writtenIn(*look.payload);
    if (!holdsInclude(parsed) && !isShownAs(plain, parsed))
        return other;
    return files;
}

void OpenClawWriter::backUp(const std::string& id, const Reading& of, Done<Backup> done)
{
    look([this, id, of, done = std::move(done)](Result<Look> seen) {
        if (!seen)
            done(tl::make_unexpected(std::move(seen).error()));
        else if (!of.exists || !of.isValid || seen->answer.hash != of.hash || of.hash.empty())
            done(fail(ErrorCode::FailedPrecondition, "the configuration changed since it was read, or is not valid"));
        else
            backUpOnce(id, *seen, of.source.document(), 0, done);
    });
}

void OpenClawWriter::backUpOnce(const std::string& id, const Look& first, Json document, int tries, Done<Backup> done)
{
    Result<std::vector<StoredFile>> files = filesOf(first);
    if (!files && files.error().code == ErrorCode::Unavailable && tries < kSettleTries) {
        QTimer::singleShot(m_options.fileSettle, this,
                           [this, id, first, document = std::move(document), tries, done = std::move(done)] {
                               backUpOnce(id, first, document, tries + 1, done);
                           });
        return;
    }
    // Looked at once more: only what was there before and after the copy is what it says.
    look([this, id, first, document = std::move(document), files = std::move(files),
          done = std::move(done)](Result<Look> seen) mutable {
        if (!seen) {
            done(tl::make_unexpected(std::move(seen).error()));
            return;
        }
        const Result<std::vector<StoredFile>> again = filesOf(*seen);
        const bool areStill = files.has_value() == again.has_value() && (!files || haveSameBytes(*files, *again));
        if (seen->answer.hash != first.answer.hash || !areStill) {
            done(fail(ErrorCode::FailedPrecondition, "the configuration changed while it was copied"));
            return;
        }
        const bool isPromised = traits().hasFileAccess; // by the plan
        const Result<> proven = proveBytes(again);
        m_hasNoBytes = !proven && proven.error().code != ErrorCode::Unavailable;
        if (!proven && isPromised) {
            done(tl::make_unexpected(proven.error()));
            return;
        }
        BackupContent content;
        content.hash = first.answer.hash;
        content.document = std::move(document);
        content.parsed = writtenIn(*first.payload);
        content.resolved = resolvedIn(*first.payload);
        if (proven) {
            if (const Result<> kept = keepLeftovers(*files); !kept) {
                done(tl::make_unexpected(kept.error()));
                return;
            }
            content.files = *std::move(files);
        }
        done(m_backups.put(id, content));
    });
}

Result<> OpenClawWriter::proveBytes(const Result<std::vector<StoredFile>>& files) const
{
    Result<> proven = files ? Result<>() : Result<>(tl::make_unexpected(files.error()));
    for (std::size_t i = 0; files && proven && i < files->size(); ++i)
        proven = m_options.canExchange((*files)[i]);
    if (proven)
        return {};
    if (proven.error().code == ErrorCode::Unavailable)
        return proven;
    return fail(ErrorCode::FailedPrecondition,
                "the configuration file could not be brought back byte for byte (" + proven.error().message
                    + "): make the plan again, it says what a rollback brings back instead",
                proven.error().where);
}

void OpenClawWriter::isRestored(const provider::RestoreRequest& request, const Reading& reading, Done<bool> done)
{
    const Backup& backup = request.backup;
    const Result<BackupContent> content = m_backups.get(backup);
    if (!content) {
        post<bool>(std::move(done), tl::make_unexpected(content.error()));
        return;
    }
    bool isSame = reading.exists && reading.isValid && reading.isApplied;
    if (backup.form == Backup::Form::Parsed) {
        isSame = isSame && !reading.source.isEmpty() && isSameBarMeta(reading.source.document(), content->document);
    } else {
        const Result<std::vector<FilePlace>> places = placesOf(content->files);
        if (!places) {
            post<bool>(std::move(done), tl::make_unexpected(places.error()));
            return;
        }
        isSame = isSame && reading.hash == backup.hash
            && std::all_of(places->begin(), places->end(),
                           [](const FilePlace& place) { return place.present == place.wanted.bytes; })
            && !hasLeftovers(content->files); // another restore ends what was cut off
        if (!isSame) {
            m_back.clear();
            m_forgotten.clear(); // a deletion whose answer was lost may come as late as now
        } else if (const std::string& root = content->files.front().path; !isKept(backup, root)) {
            post<bool>(
                std::move(done),
                fail(ErrorCode::Unavailable, "the old state runs, but the gateway would not start with it yet", root));
            return;
        }
    }
    // Also where somebody else changed other parts since: what matters is that the agents are there again.
    std::deque<std::string> agents;
    if (backup.form == Backup::Form::Bytes && reading.isApplied && !reading.source.isEmpty() && m_forgotten != backup.id
        && featuresOf(version()).remembersDeletedAgents)
        agents = deletedIn(request.operations);
    const std::vector<std::string> roster = rosterOf(reading.source.document());
    std::erase_if(agents,
                  [&](const std::string& agent) { return !std::binary_search(roster.begin(), roster.end(), agent); });
    if (agents.empty())
        post<bool>(std::move(done), isSame);
    else
        forgetDeletions(request, std::move(agents), isSame, std::move(done));
}

void OpenClawWriter::forgetDeletions(const provider::RestoreRequest& request, std::deque<std::string> agents,
                                     bool isRestored, Done<bool> done)
{
    if (agents.empty()) {
        m_forgotten = request.backup.id;
        done(isRestored);
        return;
    }
    const std::string agent = agents.front();
    agents.pop_front();
    WriterCall call{.method = WriterMethod::CreateAgent, .lease = request.lease};
    call.params["name"] = agent;
    send(std::move(call),
         [this, request, agent, agents = std::move(agents), isRestored,
          done = std::move(done)](const Result<WriteAnswer>& answer) mutable {
             const std::string said = answer ? answer->message : answer.error().message;
             const bool isForgotten
                 = answer && answer->verdict == Verdict::Refused && said.find(kThereAlready) != std::string::npos;
             const bool isLate = m_clock.monotonic() - m_backSince >= m_options.goodLimit;
             if (!isForgotten && isRestored && isLate) // the old state is back all the same
                 qCWarning(lcRestore) << "the gateway still remembers that it deleted an agent:"
                                      << qUtf8Printable(QString::fromStdString(said));
             if (isForgotten || (isRestored && isLate))
                 forgetDeletions(request, std::move(agents), isRestored, std::move(done));
             else if (!isRestored)
                 done(false);
             else
                 done(fail(ErrorCode::Unavailable,
                           "the old state runs, but the gateway still remembers that it deleted an agent: " + said,
                           agent));
         });
}

void OpenClawWriter::restore(const provider::RestoreRequest& request, Done<WriteAnswer> done)
{
    if (request.lease.value().empty()) {
        post<WriteAnswer>(std::move(done), fail(ErrorCode::InvalidArgument, "a change needs the lease of its rollout"));
        return;
    }
    if (!m_restoring.expired()) { // several calls may take longer than their rollout waits for them
        post<WriteAnswer>(std::move(done), fail(ErrorCode::Unavailable, "the last restore is still being carried out"));
        return;
    }
    Result<BackupContent> content = m_backups.get(request.backup);
    if (!content) {
        post<WriteAnswer>(std::move(done), tl::make_unexpected(std::move(content).error()));
        return;
    }
    if (const Result<> cleared = clearLeftovers(*content, request.operations); !cleared) {
        post<WriteAnswer>(std::move(done), tl::make_unexpected(cleared.error()));
        return;
    }
    const auto job = std::make_shared<Restoring>(Restoring{request, *std::move(content), std::move(done)});
    m_restoring = job;
    look([this, job](Result<Look> seen) {
        if (!job->content.files.empty())
            restoreFiles(job, seen ? std::optional<Look>(*std::move(seen)) : std::nullopt);
        else if (seen)
            restoreParsed(job, *seen);
        else
            job->done(tl::make_unexpected(std::move(seen).error()));
    });
}

void OpenClawWriter::restoreFiles(const std::shared_ptr<Restoring>& job, std::optional<Look> seen)
{
    const Result<std::vector<FilePlace>> places = placesOf(job->content.files);
    if (!places) {
        if (seen) // the files cannot be reached any more, but the gateway can
            restoreParsed(job, *seen);
        else
            job->done(tl::make_unexpected(places.error()));
        return;
    }
    const bool isThere = std::all_of(places->begin(), places->end(),
                                     [](const FilePlace& place) { return place.present == place.wanted.bytes; });
    if (isThere) {
        // A gateway misses an edit that comes right after a reload (measured on 2026.9.6): a new time of the file wakes it.
        if (seen && seen->answer.hash != job->request.backup.hash)
            static_cast<void>(::utimensat(AT_FDCWD, places->front().wanted.path.c_str(), nullptr, 0));
        job->done(accepted("the old files are in place already"));
    } else if (areOurs(job->content, *places, job->request.operations, m_options.access.paths)
               || wasSwapped(*places, configPath())) {
        // Right after a write of its own a gateway may lose sight of its file for good (measured on 2026.9.6).
        if (seen && job->tries < kSettleTries && !isSettled(places->front().wanted.path))
            restoreLater(job);
        else
            exchangeFiles(job, *places);
    } else if (seen && job->isOwn(seen->answer.hash))
        restoreByHash(job, *seen);
    else if (seen)
        undo(job, *seen);
    else
        job->done(fail(ErrorCode::Unavailable,
                       "the gateway is down, and somebody else changed its configuration file; it was left as it is",
                       places->front().wanted.path));
}

bool OpenClawWriter::isKept(const Backup& backup, const std::string& file)
{
    if (m_back != backup.id) {
        m_back = backup.id;
        m_backSince = m_clock.monotonic();
    }
    return isTakenForGood(file, configPath()) || m_clock.monotonic() - m_backSince >= m_options.goodLimit;
}

bool OpenClawWriter::isSettled(const std::string& path) const
{
    const Result<StoredFile> file = readStoredFile(path, kMaxFrameBytes);
    return !file || file->changedAt <= m_clock.now().count - m_options.fileSettle.count();
}

void OpenClawWriter::restoreLater(const std::shared_ptr<Restoring>& job)
{
    ++job->tries;
    QTimer::singleShot(m_options.fileSettle, this, [this, job] {
        look([this, job](Result<Look> again) {
            restoreFiles(job, again ? std::optional<Look>(*std::move(again)) : std::nullopt);
        });
    });
}

/// The bytes do not tell, the hash does: if the file is old enough that the hash is surely of these bytes.
void OpenClawWriter::restoreByHash(const std::shared_ptr<Restoring>& job, const Look& seen)
{
    const Result<std::vector<StoredFile>> files = filesOf(seen);
    if (!files && files.error().code == ErrorCode::Unavailable && job->tries < kSettleTries) {
        restoreLater(job);
        return;
    }
    const Result<std::vector<FilePlace>> places = placesOf(job->content.files);
    const bool isSame = files && places && !places->empty() && places->front().present == files->front().bytes;
    if (isSame)
        exchangeFiles(job, *places);
    else
        undo(job, seen);
}

void OpenClawWriter::exchangeFiles(const std::shared_ptr<Restoring>& job, const std::vector<FilePlace>& places)
{
    const Result<> put = putBack(places, m_options.beforeExchange);
    if (put) {
        job->done(accepted("the old files are in place"));
        return;
    }
    Error error = put.error();
    // Somebody else was faster: the next try goes by what is there then.
    if (error.code == ErrorCode::FailedPrecondition)
        error.code = ErrorCode::Unavailable;
    job->done(tl::make_unexpected(std::move(error)));
}

void OpenClawWriter::restoreParsed(const std::shared_ptr<Restoring>& job, const Look& seen)
{
    // What it shows counts, not its hash alone.
    const Json now = writtenIn(*seen.payload);
    if (isSameBarMeta(now, job->content.parsed)
        && (!holdsInclude(now) || isSameBarMeta(resolvedIn(*seen.payload), job->content.resolved))) {
        job->done(accepted("the old state is in place already", seen.answer.hash));
        return;
    }
    // Or a state that an earlier restore was cut off in, with its agents only.
    const bool isOurs = job->isOwn(seen.answer.hash)
        || (!holdsInclude(now) && isOwnState(job->content.parsed, now, job->request.operations));
    if (!isOurs) {
        undo(job, seen);
        return;
    }
    // The roster first: an apply cannot drop agents, and one that was deleted must be created by a call of its own.
    const std::vector<std::string> there = rosterOf(resolvedIn(*seen.payload));
    const std::vector<std::string> before = rosterOf(job->content.resolved);
    std::deque<Operation> calls;
    for (const std::string& id : there) {
        if (!std::binary_search(before.begin(), before.end(), id))
            calls.push_back(agentCall(Operation::Kind::DeleteAgent, id));
    }
    for (const std::string& id : before) {
        if (!std::binary_search(there.begin(), there.end(), id))
            calls.push_back(agentCall(Operation::Kind::CreateAgent, id));
    }
    if (calls.empty()) {
        applyParsed(job, seen);
        return;
    }
    writeAll(job->request.lease, seen.answer.hash, std::move(calls), [this, job](Result<WriteAnswer> answer) {
        if (!answer || answer->verdict != Verdict::Accepted) {
            job->done(std::move(answer));
            return;
        }
        look([this, job, hash = answer->hash](Result<Look> again) {
            if (!again)
                job->done(tl::make_unexpected(std::move(again).error()));
            else if (again->answer.hash != hash)
                job->done(fail(ErrorCode::Unavailable, "the configuration changed while agents were brought back"));
            else
                applyParsed(job, *again);
        });
    });
}

void OpenClawWriter::applyParsed(const std::shared_ptr<Restoring>& job, const Look& seen)
{
    const bool isIncluding = holdsInclude(job->content.parsed);
    const Json masked = isIncluding ? resolvedIn(*seen.payload) : writtenIn(*seen.payload);
    WriterCall call{.method = WriterMethod::Apply, .lease = job->request.lease, .baseHash = seen.answer.hash};
    call.document = isIncluding ? job->content.resolved : job->content.parsed;
    call.masked = &masked;
    call.params["note"] = "fabric: restore";
    send(std::move(call), [job](Result<WriteAnswer> answer) { job->done(std::move(answer)); });
}

void OpenClawWriter::undo(const std::shared_ptr<Restoring>& job, const Look& seen)
{
    const auto give = [job](const Error& error) { job->done(tl::make_unexpected(error)); };
    if (!seen.answer.exists || !seen.answer.isValid) {
        give({ErrorCode::FailedPrecondition,
              "somebody else changed the configuration, and it is missing or not valid; it was left as it is",
              seen.answer.path});
        return;
    }
    const Result<provider::Source> source = m_options.makeSource(*seen.payload, version());
    if (!source) {
        give(source.error());
        return;
    }
    Result<std::vector<Operation>> operations
        = undoOperations(m_configuration, job->content.document, *source, job->request.operations);
    if (!operations)
        give(operations.error());
    else if (operations->empty())
        job->done(accepted("nothing of the rollout is there; what somebody else changed was left as it is"));
    else
        writeAll(job->request.lease, seen.answer.hash, {operations->begin(), operations->end()},
                 [job](Result<WriteAnswer> answer) { job->done(std::move(answer)); });
}

} // namespace fabric::openclaw
