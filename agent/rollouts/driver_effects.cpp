// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/failpoints/failpoints.h"
#include "agent/rollouts/driver.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace fabric::rollouts {

using namespace rollout;

namespace {

constexpr const char* kActor = "agent";

} // namespace

template <class T, class ToEvent>
std::function<void(Result<T>)> Driver::expect(const RunningPtr& running, Effect::Kind kind,
                                              std::chrono::milliseconds timeout, ToEvent toEvent)
{
    const auto isSettled = std::make_shared<bool>(false); // shared by answer and time-out
    const auto settle
        = [this, alive = std::weak_ptr(m_alive), weak = std::weak_ptr(running), isSettled, toEvent](Result<T> answer) {
              const auto still = weak.lock();
              if (alive.expired() || !still || std::exchange(*isSettled, true))
                  return;
              put(still, {toEvent(*still, std::move(answer)), kActor, {}});
          };
    m_ports.scheduler.cancel(running->timeout); // one call is waited for; an older one lost its meaning
    const Scheduler::Handle handle = m_ports.scheduler.callAfter(timeout, [settle, kind] {
        settle(fail(ErrorCode::DeadlineExceeded, std::string(toText(kind)) + " gave no answer in time"));
    });
    running->timeout = handle;
    return
        [this, alive = std::weak_ptr(m_alive), weak = std::weak_ptr(running), handle, settle, kind](Result<T> answer) {
            if (alive.expired())
                return;
            if (const auto still = weak.lock())
                FABRIC_FAILPOINT(toText(still->record.state), toText(kind), "answered");
            static_cast<void>(kind);
            m_ports.scheduler.cancel(handle);
            settle(std::move(answer));
        };
}

void Driver::run(const RunningPtr& running, const Effect& effect)
{
    FABRIC_FAILPOINT(toText(running->record.state), toText(effect.kind), "before");
    const Request& request = running->record.request;
    if (effect.kind == Effect::Kind::DecideGate) {
        auto id = request.plan;
        put(running,
            {GateDecided{m_ports.gate.decide({running->plan, id, request.actor, request.role, request.typedDigits})},
             kActor,
             {}});
        FABRIC_FAILPOINT(toText(running->record.state), toText(effect.kind), "after");
        return;
    }
    provider::RuntimeWriter* writer = m_ports.writerOf(request.runtime);
    const Error gone{ErrorCode::Unavailable, "the runtime " + request.runtime.value() + " is not known", ""};
    const std::int64_t serial = effect.serial;
    switch (effect.kind) {
    case Effect::Kind::DecideGate: break;
    case Effect::Kind::Report: break; // the listener hears of every durable step
    case Effect::Kind::Read:
        if (writer != nullptr)
            read(running, *writer, serial);
        else
            put(running, {LookTaken{serial, tl::make_unexpected(gone), tl::make_unexpected(gone)}, kActor, {}});
        break;
    case Effect::Kind::BackUp: {
        const auto done = expect<provider::Backup>(running, effect.kind, m_settings.backUpTimeout,
                                                   [serial](Running&, Result<provider::Backup> backup) -> Event {
                                                       return BackedUp{serial, std::move(backup)};
                                                   });
        if (writer == nullptr || !running->reading)
            m_ports.scheduler.post([done, gone] { done(tl::make_unexpected(gone)); });
        else
            writer->backUp(running->record.id.value() + "-" + std::to_string(running->version) + "-"
                               + std::to_string(++running->backups),
                           *running->reading, done);
        break;
    }
    case Effect::Kind::Write:
        if (writer != nullptr)
            write(running, *writer, serial);
        else
            put(running, {WriteAnswered{serial, tl::make_unexpected(gone)}, kActor, {}});
        break;
    case Effect::Kind::Restore:
        if (writer != nullptr)
            restore(running, *writer, serial);
        else
            put(running, {RestoreAnswered{serial, tl::make_unexpected(gone)}, kActor, {}});
        break;
    case Effect::Kind::CheckRestored: {
        const auto done = expect<bool>(running, effect.kind, m_settings.readTimeout,
                                       [serial](Running&, Result<bool> answer) -> Event {
                                           return RestoreChecked{serial, std::move(answer)};
                                       });
        if (writer == nullptr || !running->reading || !running->record.backup)
            m_ports.scheduler.post([done, gone] { done(tl::make_unexpected(gone)); });
        else
            writer->isRestored(restoreOf(*running), *running->reading, done);
        break;
    }
    case Effect::Kind::StartRuntime: {
        const auto done = expect<bool>(running, effect.kind, m_settings.startTimeout,
                                       [serial](Running&, Result<bool> answer) -> Event {
                                           return StartAnswered{serial, std::move(answer)};
                                       });
        if (writer == nullptr)
            m_ports.scheduler.post([done, gone] { done(tl::make_unexpected(gone)); });
        else
            writer->startRuntime(done);
        break;
    }
    case Effect::Kind::RunProbes: probe(running, serial); break;
    case Effect::Kind::DropBackup:
        if (writer != nullptr && running->record.backup)
            writer->dropBackup(*running->record.backup, [](const Result<bool>&) {}); // retention gets what stays
        break;
    }
    FABRIC_FAILPOINT(toText(running->record.state), toText(effect.kind), "after");
}

void Driver::read(const RunningPtr& running, provider::RuntimeWriter& writer, std::int64_t serial)
{
    writer.read(expect<provider::Reading>(
        running, Effect::Kind::Read, m_settings.readTimeout,
        [this, serial](Running& still, Result<provider::Reading> reading) -> Event {
            if (!reading)
                return LookTaken{serial, tl::make_unexpected(reading.error()), tl::make_unexpected(reading.error())};
            LookTaken event{serial, lookAt(still.plan, *reading), fail(ErrorCode::Internal, "not asked for")};
            const State state = still.record.state;
            if (state == State::Preflight || state == State::BackingUp) {
                if (const auto* configuration = m_ports.configurationOf(still.plan.provider); configuration != nullptr)
                    event.expected = expectations(still.plan, reading->source, *configuration);
                else
                    event.expected = fail(ErrorCode::FailedPrecondition, "unknown provider " + still.plan.provider);
            }
            still.reading = *std::move(reading);
            return event;
        }));
}

void Driver::write(const RunningPtr& running, provider::RuntimeWriter& writer, std::int64_t serial)
{
    const Record& record = running->record;
    writer.write({record.lease, record.writeBase, running->plan.operations[static_cast<std::size_t>(record.operation)],
                  "fabric rollout " + record.id.value()},
                 expect<provider::WriteAnswer>(running, Effect::Kind::Write, m_settings.writeTimeout,
                                               [serial](Running&, Result<provider::WriteAnswer> answer) -> Event {
                                                   return WriteAnswered{serial, std::move(answer)};
                                               }));
}

void Driver::restore(const RunningPtr& running, provider::RuntimeWriter& writer, std::int64_t serial)
{
    const Record& record = running->record;
    const auto done = expect<provider::WriteAnswer>(running, Effect::Kind::Restore, m_settings.writeTimeout,
                                                    [serial](Running&, Result<provider::WriteAnswer> answer) -> Event {
                                                        return RestoreAnswered{serial, std::move(answer)};
                                                    });
    if (!record.backup) { // cannot be: nothing is written before there is one
        m_ports.scheduler.post([done] { done(fail(ErrorCode::Internal, "there is no backup")); });
        return;
    }
    writer.restore(restoreOf(*running), done);
}

provider::RestoreRequest Driver::restoreOf(const Running& running)
{
    const Record& record = running.record;
    const auto begin = running.plan.operations.begin();
    return {record.lease,
            record.backup.value_or(provider::Backup()),
            {begin, begin + record.operation + 1},
            record.ownHashes};
}

/// All at once; one answer when the last one is there.
void Driver::probe(const RunningPtr& running, std::int64_t serial)
{
    using Statuses = std::vector<Result<int>>;
    struct Round
    {
        Statuses statuses;
        std::size_t left = 0;
        std::function<void(Result<Statuses>)> done;
    };
    const auto round = std::make_shared<Round>(); // shared by the answers
    std::vector<Probe> wanted;
    std::chrono::milliseconds longest{0};
    for (const Probe& probe : running->record.request.probes) {
        if (probe.kind != Probe::Kind::Http)
            continue;
        wanted.push_back(probe);
        longest = std::max(longest, probe.within);
    }
    const Error silent{ErrorCode::Unavailable, "no answer", ""};
    round->statuses.assign(wanted.size(), tl::make_unexpected(silent));
    round->left = wanted.size();
    round->done = expect<Statuses>(running, Effect::Kind::RunProbes, longest + m_settings.probeSlack,
                                   [serial, silence = round->statuses](Running&, Result<Statuses> statuses) -> Event {
                                       return ProbesAnswered{serial, statuses ? *std::move(statuses) : silence};
                                   });
    if (m_ports.prober == nullptr || wanted.empty()) {
        m_ports.scheduler.post([round] { round->done(round->statuses); });
        return;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        m_ports.prober->get(wanted[i].target, wanted[i].within, [round, i](const Result<int>& status) {
            round->statuses[i] = status;
            if (--round->left == 0)
                round->done(round->statuses);
        });
    }
}

} // namespace fabric::rollouts
