// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_writer.h"

#include "agent/openclaw/config_file.h"
#include "agent/openclaw/own_state.h"
#include "agent/openclaw/runtime_control.h"
#include "agent/openclaw/version_table.h"
#include "agent/openclaw/write_answers.h"

#include <QTimer>

#include <algorithm>

namespace fabric::openclaw {

using provider::Backup;
using provider::Reading;
using provider::WriteAnswer;
using provider::WriteRequest;
using Verdict = provider::WriteAnswer::Verdict;

namespace {

constexpr std::chrono::seconds kMinute{60};

Error asReadError(const Error& error)
{
    if (error.code != ErrorCode::DeadlineExceeded)
        return error;
    return {ErrorCode::Unavailable, error.message, error.where};
}

Error refusedRead(WriterMethod method, const RpcError& error)
{
    const bool isBusy = error.code == "UNAVAILABLE";
    return {isBusy ? ErrorCode::Unavailable : ErrorCode::PermissionDenied,
            std::string(infoOf(method).name) + ": " + harmlessText(error.message),
            {}};
}

const Json& resolvedOf(const Json& payload)
{
    static const Json nothing;
    for (const char* name : {"sourceConfig", "resolved"}) {
        if (const auto found = payload.find(name); found != payload.end() && found->is_object())
            return *found;
    }
    return nothing;
}

WriteAnswer unknown(std::string message)
{
    WriteAnswer answer;
    answer.message = std::move(message);
    return answer;
}

} // namespace

OpenClawWriter::OpenClawWriter(Options options, const DeviceIdentity& device,
                               const provider::Configuration& configuration, const Clock& clock, Random& random,
                               FrameWorker& worker)
    : m_options(std::move(options))
    , m_configuration(configuration)
    , m_clock(clock)
    , m_backups(m_options.backups, random)
    , m_session({.endpoint = [this] { return endpoint(); },
                 .token = [this] { return tokenOf(m_options.access, [this] { return resolvedFile(); }); },
                 .clientVersion = m_options.clientVersion},
                device, clock, worker)
{
}

OpenClawWriter::~OpenClawWriter() = default;

template <class T>
void OpenClawWriter::post(Done<T> done, Result<T> result)
{
    const auto shared = std::make_shared<Result<T>>(std::move(result));
    QMetaObject::invokeMethod(
        this, [done = std::move(done), shared] { done(std::move(*shared)); }, Qt::QueuedConnection);
}

std::string OpenClawWriter::configPath() const
{
    const GatewayAccess& access = m_options.access;
    if (!access.config.configPath.empty())
        return absolutePath(access.config.configPath, access.paths.workingDirectory);
    if (!m_reportedPath.empty())
        return m_reportedPath;
    if (access.endpoint) // perhaps a tunnel: the file of this machine's own gateway is another one's
        return {};
    return pickConfigPath(configLocations(access.paths), SystemFileReader());
}

Json OpenClawWriter::resolvedFile() const
{
    const ConfigLocations locations = configLocations(m_options.access.paths);
    return readConfig(configPath(), SystemFileReader(), {m_options.access.paths.environment, locations.includeRoots})
        .resolved;
}

Result<QUrl> OpenClawWriter::endpoint() const
{
    std::optional<int> port;
    if (!m_options.access.endpoint) {
        const Json file = resolvedFile();
        if (file.is_object())
            port = portIn(file);
    }
    return endpointOf(m_options.access, port, configPath());
}

std::string OpenClawWriter::version() const
{
    return m_session.hello() ? m_session.hello()->version : std::string();
}

bool OpenClawWriter::offers(WriterMethod method) const
{
    if (!m_session.hello())
        return false;
    const std::vector<std::string>& methods = m_session.hello()->methods;
    return std::binary_search(methods.begin(), methods.end(), infoOf(method).name);
}

int OpenClawWriter::writesPerMinute() const
{
    return featuresOf(version()).writesPerMinute;
}

int OpenClawWriter::writesLeft() const
{
    const auto now = m_clock.monotonic();
    const auto recent = std::count_if(m_writes.begin(), m_writes.end(),
                                      [now](std::chrono::milliseconds at) { return now - at < kMinute; });
    return std::max(0, writesPerMinute() - static_cast<int>(recent));
}

bool OpenClawWriter::canReachFile() const
{
    const std::string path = configPath();
    const Result<QUrl> url = endpoint();
    const bool isNear = !url || isLoopback(url->host());
    return isNear && !path.empty() && hasFileAccess(path);
}

provider::WriterTraits OpenClawWriter::traits() const
{
    provider::WriterTraits traits;
    traits.configPath = configPath();
    traits.hasFileAccess = !m_hasNoBytes && canReachFile();
    traits.canStart = startCommandOf(m_options.access.config.control, traits.configPath).has_value();
    traits.writesPerMinute = writesPerMinute();
    return traits;
}

void OpenClawWriter::ask(WriterMethod method, Json params, Done<std::shared_ptr<const Json>> done)
{
    m_session.call(WriterCall{.method = method, .params = std::move(params)}, m_options.readLimit,
                   [method, done = std::move(done)](Result<ResponseFrame> frame) {
                       if (!frame)
                           done(tl::make_unexpected(asReadError(frame.error())));
                       else if (frame->error)
                           done(tl::make_unexpected(refusedRead(method, *frame->error)));
                       else
                           done(frame->payload);
                   });
}

void OpenClawWriter::look(Done<Look> done)
{
    ask(WriterMethod::Config, Json::object(), [this, done = std::move(done)](Result<std::shared_ptr<const Json>> got) {
        if (!got) {
            done(tl::make_unexpected(std::move(got).error()));
            return;
        }
        Result<ConfigAnswer> answer = parseConfigAnswer(**got);
        if (!answer) {
            done(tl::make_unexpected(std::move(answer).error()));
            return;
        }
        const Result<QUrl> url = endpoint();
        if (m_options.access.config.configPath.empty() && url && isLoopback(url->host())
            && SystemFileReader().exists(answer->path))
            m_reportedPath = answer->path;
        done(Look{*std::move(answer), *std::move(got)});
    });
}

/// The reads of one reading; what the gateway does not offer or answer is null.
struct OpenClawWriter::ReadRound
{
    Look look;
    std::array<std::shared_ptr<const Json>, kWriterMethods.size()> payloads;
    int pending = 0;
    Done<Reading> done;
    [[nodiscard]] const Json* of(WriterMethod method) const { return payloads[static_cast<std::size_t>(method)].get(); }
};

void OpenClawWriter::read(Done<Reading> done)
{
    look([this, done = std::move(done)](Result<Look> seen) {
        if (!seen) {
            done(tl::make_unexpected(std::move(seen).error()));
            return;
        }
        const auto round = std::make_shared<ReadRound>();
        round->look = *std::move(seen);
        round->done = done;
        for (const WriterMethod method :
             {WriterMethod::Health, WriterMethod::Channels, WriterMethod::Plugins, WriterMethod::Models}) {
            if (!offers(method))
                continue;
            ++round->pending;
            Json params = Json::object();
            if (method == WriterMethod::Models)
                params["view"] = "configured";
            ask(method, std::move(params), [this, round, method](Result<std::shared_ptr<const Json>> payload) {
                if (payload)
                    round->payloads[static_cast<std::size_t>(method)] = *std::move(payload);
                if (--round->pending == 0)
                    finishReading(round);
            });
        }
        if (round->pending == 0)
            finishReading(round);
    });
}

void OpenClawWriter::finishReading(const std::shared_ptr<ReadRound>& round)
{
    const ConfigAnswer& answer = round->look.answer;
    Reading reading;
    reading.hash = answer.hash;
    reading.exists = answer.exists;
    reading.isValid = answer.isValid;
    reading.isApplied = answer.isApplied();
    reading.bootId = m_session.hello() ? m_session.hello()->bootId : std::string();
    reading.writesLeft = writesLeft();
    reading.parts = partStatesOf({round->of(WriterMethod::Health), round->of(WriterMethod::Channels),
                                  round->of(WriterMethod::Plugins), round->of(WriterMethod::Models)});
    if (answer.exists && answer.isValid) {
        Result<provider::Source> source = m_options.makeSource(*round->look.payload, version());
        if (!source) {
            round->done(tl::make_unexpected(std::move(source).error()));
            return;
        }
        reading.source = *std::move(source);
    }
    round->done(std::move(reading));
}

void OpenClawWriter::send(WriterCall call, Answer done)
{
    const WriterMethodInfo& info = infoOf(call.method);
    if (info.takesBaseHash) {
        m_writes.push_back(m_clock.monotonic());
        while (m_clock.monotonic() - m_writes.front() >= kMinute)
            m_writes.pop_front();
    }
    m_session.call(call, m_options.writeLimit, [done = std::move(done)](Result<ResponseFrame> frame) {
        if (frame)
            done(writeAnswerOf(*frame));
        else
            done(lostAnswerOf(frame.error()));
    });
}

void OpenClawWriter::write(const WriteRequest& request, Done<WriteAnswer> done)
{
    if (request.baseHash.empty() || request.lease.value().empty())
        post<WriteAnswer>(std::move(done),
                          fail(ErrorCode::InvalidArgument, "a write needs a lease and the hash that it is based on"));
    else if (request.operation.kind == provider::Operation::Kind::Patch)
        patch(request, std::move(done));
    else
        changeAgent(request, std::move(done));
}

void OpenClawWriter::patch(const WriteRequest& request, Answer done)
{
    const Json& payload = request.operation.payload;
    const auto document = payload.find("patch");
    if (document == payload.end() || !document->is_object()) {
        post<WriteAnswer>(std::move(done), fail(ErrorCode::InvalidArgument, "the operation holds no patch", "/patch"));
        return;
    }
    WriterCall call{.method = WriterMethod::Patch, .lease = request.lease, .baseHash = request.baseHash};
    call.document = *document;
    if (const auto paths = payload.find("replacePaths");
        paths != payload.end() && paths->is_array() && !paths->empty() && featuresOf(version()).hasReplacePaths)
        call.params["replacePaths"] = *paths;
    if (!request.note.empty())
        call.params["note"] = request.note;
    send(std::move(call), std::move(done));
}

void OpenClawWriter::changeAgent(const WriteRequest& request, Answer done)
{
    const bool isCreate = request.operation.kind == provider::Operation::Kind::CreateAgent;
    WriterCall call{.method = isCreate ? WriterMethod::CreateAgent : WriterMethod::DeleteAgent, .lease = request.lease};
    call.params = request.operation.payload;
    if (!isCreate)
        call.params["deleteFiles"] = false;
    const auto id = call.params.find(isCreate ? "name" : "agentId");
    if (id == call.params.end() || !id->is_string()) {
        post<WriteAnswer>(std::move(done), fail(ErrorCode::InvalidArgument, "the operation names no agent"));
        return;
    }
    const std::string agentId = id->get<std::string>();
    look([this, call, agentId, isCreate, base = request.baseHash, done = std::move(done)](Result<Look> before) {
        if (!before) {
            done(tl::make_unexpected(std::move(before).error()));
            return;
        }
        if (before->answer.hash != base) {
            WriteAnswer stale;
            stale.verdict = Verdict::Stale;
            stale.message = "the configuration changed since it was read";
            done(std::move(stale));
            return;
        }
        send(call, [this, agentId, isCreate, was = before->payload, done](Result<WriteAnswer> answer) {
            if (!answer || answer->verdict != Verdict::Accepted) {
                done(std::move(answer));
                return;
            }
            const auto deadline = m_clock.monotonic() + m_options.applyLimit;
            awaitAgent(agentId, isCreate, deadline,
                       [agentId, was, done, restarts = answer->restarts](Result<Look> after) {
                           if (!after) {
                               done(unknown(after.error().message));
                               return;
                           }
                           if (!isOnlyAgent(resolvedOf(*was), resolvedOf(*after->payload), agentId)) {
                               done(unknown("somebody else changed the configuration at the same time"));
                               return;
                           }
                           WriteAnswer accepted;
                           accepted.verdict = Verdict::Accepted;
                           accepted.hash = after->answer.hash;
                           accepted.restarts = restarts;
                           done(std::move(accepted));
                       });
        });
    });
}

void OpenClawWriter::awaitAgent(const std::string& agentId, bool isWanted, std::chrono::milliseconds deadline,
                                Done<Look> done)
{
    ask(WriterMethod::Agents, Json::object(),
        [this, agentId, isWanted, deadline, done = std::move(done)](Result<std::shared_ptr<const Json>> listed) {
            const Result<std::vector<std::string>> ids = listed
                ? listedAgents(**listed)
                : Result<std::vector<std::string>>(tl::make_unexpected(listed.error()));
            const bool isListed = ids && std::binary_search(ids->begin(), ids->end(), agentId);
            look([this, agentId, isWanted, deadline, done, isThere = ids && isListed == isWanted](Result<Look> seen) {
                const auto roster = seen ? rosterOf(resolvedOf(*seen->payload)) : std::vector<std::string>();
                const bool isWritten = seen && std::binary_search(roster.begin(), roster.end(), agentId) == isWanted;
                if (isThere && isWritten && seen->answer.isValid && seen->answer.isApplied()) {
                    done(std::move(seen));
                } else if (m_clock.monotonic() >= deadline) {
                    done(fail(ErrorCode::DeadlineExceeded,
                              "the gateway took the change of an agent, and does not show it in time", agentId));
                } else {
                    QTimer::singleShot(m_options.applyPoll, this, [this, agentId, isWanted, deadline, done] {
                        awaitAgent(agentId, isWanted, deadline, done);
                    });
                }
            });
        });
}

void OpenClawWriter::writeAll(const provider::LeaseToken& lease, const std::string& base,
                              std::deque<provider::Operation> operations, Answer done)
{
    const WriteRequest request{lease, base, std::move(operations.front()), "fabric: undo"};
    operations.pop_front();
    write(
        request,
        [this, lease, operations = std::move(operations), done = std::move(done)](Result<WriteAnswer> answer) mutable {
            if (!answer || answer->verdict != Verdict::Accepted || operations.empty())
                done(std::move(answer));
            else
                writeAll(lease, answer->hash, std::move(operations), done);
        });
}

void OpenClawWriter::startRuntime(Done<bool> done)
{
    const Result<StartCommand> command = startCommandOf(m_options.access.config.control, configPath());
    if (command)
        runStart(*command, m_options.startLimit, this, std::move(done));
    else
        post<bool>(std::move(done), tl::make_unexpected(command.error()));
}

void OpenClawWriter::dropBackup(const Backup& backup, Done<bool> done)
{
    post<bool>(std::move(done), m_backups.drop(backup.id));
}

} // namespace fabric::openclaw
