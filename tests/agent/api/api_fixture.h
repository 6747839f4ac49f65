// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/api_keys.h"
#include "agent/api/api_server.h"
#include "agent/api/route.h"
#include "agent/changes/change_service.h"
#include "agent/rollouts/group_service.h"
#include "agent/rollouts/qt_scheduler.h"
#include "agent/rollouts/rollout_service.h"
#include "agent/runtimes/runtime_registry.h"
#include "tests/agent/api/raw_client.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/memory_store.h"
#include "tests/support/toy_configuration.h"

#include <QObject>

#include <map>

namespace fabric::test {

/// Runtimes that a test puts together.
class FakeDirectory final : public runtimes::RuntimeDirectory
{
public:
    [[nodiscard]] std::vector<runtimes::RuntimeView> list() const override { return views; }
    [[nodiscard]] std::optional<runtimes::RuntimeView> find(const RuntimeId& id) const override;

    std::vector<runtimes::RuntimeView> views;
};

/// Adds to and removes from a directory; runtime `hq` stands in a file.
class FakeRegistry final : public runtimes::RuntimeRegistry
{
public:
    explicit FakeRegistry(FakeDirectory& directory)
        : m_directory(directory)
    {
    }

    void add(provider::RuntimeSettings settings, std::string actor,
             std::function<void(const Result<Added>&)> then) override;
    void remove(RuntimeId id, std::string actor,
                std::function<void(const Result<runtimes::RuntimeView>&)> then) override;
    /// Calls wait from now on, until release().
    void hold() { m_isHeld = true; }
    void release();

    std::vector<std::string> calls; ///< `add lab by apikey:1a2b3c4d`
    std::optional<Error> error; ///< of the next calls

private:
    void answer(std::function<void()> call);

    FakeDirectory& m_directory;
    bool m_isHeld = false;
    std::vector<std::function<void()>> m_held;
};

/// A real server on a free port with the in-memory store: runtime `hq` with revisions 1 and 2, runtime `new` that was
/// never observed, and one key per role. Commits are published as the agent does it, later on the main thread.
class ApiFixture : public QObject
{
public:
    ApiFixture();
    explicit ApiFixture(std::span<const api::Route> routes, api::HttpLimits limits = {});
    ~ApiFixture() override;

    [[nodiscard]] QByteArray key(store::Role role) const { return m_keys.at(role); }
    /// The header line that shows a key.
    [[nodiscard]] static QByteArray bearer(const QByteArray& key) { return "Authorization: Bearer " + key + "\r\n"; }
    /// One request on a connection of its own.
    std::optional<RawAnswer> get(const QByteArray& target, const QByteArray& fields = {},
                                 const QByteArray& method = "GET");
    /// One POST of a JSON document as @p role; @p fields: more header lines.
    std::optional<RawAnswer> post(const QByteArray& target, const QByteArray& body, const QByteArray& fields,
                                  store::Role role = store::Role::Admin);
    /// The same as viewer.
    std::optional<RawAnswer> view(const QByteArray& target, const QByteArray& fields = {});
    QByteArray makeKey(store::Role role);
    /// Makes @p count durable events about runtime `hq`.
    void addEvents(int count);
    void revoke(const QByteArray& key);
    /// Time passes and the server looks at its deadlines.
    void pass(std::chrono::milliseconds time);

    FakeClock clock;
    FakeRandom random{7};
    MemoryStore store{"e1"};
    std::optional<provider::WriterTraits> traits; ///< of every runtime
    FakeDirectory directory;
    FakeRegistry registry{directory};
    ToyConfiguration toy; ///< of the provider `toy`
    changes::Worker planner;
    rollout::BuiltInGate gate;
    rollouts::QtScheduler scheduler;
    std::unique_ptr<changes::ChangeService> changes;
    std::unique_ptr<rollouts::Driver> driver; ///< reaches no runtime
    std::unique_ptr<rollouts::GroupDriver> groupDriver;
    std::unique_ptr<rollouts::RolloutService> rollouts;
    std::unique_ptr<rollouts::GroupService> groups;
    std::vector<store::RevisionRecord> revisions;
    std::unique_ptr<api::ApiServer> server;
    quint16 port = 0;

private:
    void fill();
    std::map<store::Role, QByteArray> m_keys;
};

} // namespace fabric::test
