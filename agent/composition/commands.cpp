// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/commands.h"

#include "agent/api/api_keys.h"
#include "agent/api/api_server.h"
#include "agent/api/local_user.h"
#include "agent/composition/agent.h"
#include "agent/composition/agent_client.h"
#include "agent/service/log.h"
#include "agent/service/service_manager.h"
#include "agent/service/signals.h"
#include "agent/storage/open_store.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QUrl>

#include <cstdio>

#include <unistd.h>

namespace fabric::composition {
namespace {

bool wantsJson(const Invocation& invocation)
{
    return invocation.flags.contains("json");
}

void print(const std::string& text)
{
    std::fputs(text.c_str(), stdout);
}

int succeed(const std::string& text)
{
    print(text);
    return 0;
}

std::string padded(std::string text, std::size_t width)
{
    if (text.size() < width)
        text.resize(width, ' ');
    return text;
}

int showConfig(const Invocation& invocation, const config::Config& config)
{
    const auto rows = config.rows();
    if (wantsJson(invocation)) {
        Json settings = Json::array();
        for (const auto& row : rows)
            settings.push_back({{"key", row.key}, {"value", row.value}, {"source", row.source}, {"where", row.where}});
        return succeed(dumpJson({{"file", config.file()}, {"settings", std::move(settings)}}) + "\n");
    }
    std::size_t keyWidth = 0;
    std::size_t valueWidth = 0;
    for (const auto& row : rows) {
        keyWidth = std::max(keyWidth, row.key.size());
        valueWidth = std::max(valueWidth, row.value.size());
    }
    for (const auto& row : rows)
        print(padded(row.key, keyWidth + 2) + padded(row.value, valueWidth + 2) + row.source
              + (row.where.empty() ? "" : " (" + row.where + ")") + "\n");
    return 0;
}

int serve(const config::Config& config, const config::EnvironmentMap& environment)
{
    service::installLog(config.value("agent.log_level"));
    service::raiseFileLimit();
    Agent agent(config, environment);
    service::SignalWatcher signals;
    service::ServiceManager manager;
    int status = 0;
    QObject::connect(&signals, &service::SignalWatcher::terminationRequested, &agent, [&](int number) {
        qCInfo(service::lcService) << "stopping signal=" << number;
        manager.notifyStopping();
        agent.stop();
    });
    QObject::connect(&agent, &Agent::ready, &agent, [&](const QString& endpoint) {
        qCInfo(service::lcService).noquote() << "ready endpoint=" << endpoint;
        manager.notifyReady("Serving " + endpoint.toStdString());
    });
    QObject::connect(&agent, &Agent::failed, &agent, [&](const Error& error) {
        status = reportError(error);
        agent.stop();
    });
    QObject::connect(&agent, &Agent::stopped, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&agent, &Agent::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    return status;
}

/// The store of a data folder that no agent holds; for commands that work offline.
struct OfflineStore
{
    SystemClock clock;
    SystemRandom random;
    storage::DataFolder folder;
    std::unique_ptr<store::Store> store;

    static Result<OfflineStore> open(const config::Config& config)
    {
        FABRIC_TRY(storage::DataFolder folder, storage::DataFolder::open(config.dataDir()));
        OfflineStore offline{{}, {}, std::move(folder), nullptr};
        FABRIC_TRY(offline.store,
                   storage::openStore(config.value("storage.url"), offline.folder, offline.clock, offline.random));
        return offline;
    }
};

/// Waits for the storage thread. For commands only: they have no event loop that must not block.
template <class T>
T waitFor(QFuture<T> future)
{
    future.waitForFinished();
    return future.takeResult();
}

/// API keys, where they are: at the agent that holds the data folder, or in the folder itself.
class KeyRing
{
public:
    static Result<KeyRing> open(const config::Config& config, std::string actor)
    {
        KeyRing ring;
        ring.m_actor = std::move(actor);
        auto offline = OfflineStore::open(config);
        if (offline)
            ring.m_offline = std::make_unique<OfflineStore>(*std::move(offline));
        else if (offline.error().code == ErrorCode::Conflict)
            ring.m_agent = AgentClient::atSocket(config.dataDir() + "/" + Agent::kSocketName);
        else
            return tl::make_unexpected(std::move(offline).error());
        return ring;
    }

    /// The secret is made here and goes nowhere: the agent only gets its salted hash.
    Result<api::NewApiKey> create(std::string name, store::Role role)
    {
        SystemRandom random;
        FABRIC_TRY(api::NewApiKey made, api::makeApiKey(std::move(name), role, SystemClock(), random));
        if (m_agent) {
            const Json registration = api::registrationOf(made.record);
            FABRIC_CHECK(m_agent->call("PUT", pathOf(made.record.prefix), &registration));
        } else {
            FABRIC_TRY(made.record, waitFor(api::storeApiKey(*m_offline->store, made.record, m_actor)));
        }
        return made;
    }

    Result<Json> list()
    {
        if (m_agent)
            return m_agent->call("GET", "/api/v1/apikeys");
        FABRIC_TRY(const auto keys, waitFor(api::listApiKeys(*m_offline->store)));
        Json items = Json::array();
        for (const store::ApiKeyRecord& key : keys)
            items.push_back(api::toJson(key));
        return Json{{"items", std::move(items)}, {"nextCursor", Json()}};
    }

    Result<Json> revoke(const std::string& prefix)
    {
        if (m_agent)
            return m_agent->call("DELETE", pathOf(prefix));
        FABRIC_TRY(const auto key, waitFor(api::revokeApiKey(*m_offline->store, m_offline->clock, prefix, m_actor)));
        return api::toJson(key);
    }

private:
    static std::string pathOf(const std::string& prefix)
    {
        return "/api/v1/apikeys/" + QUrl::toPercentEncoding(QString::fromStdString(prefix)).toStdString();
    }

    std::string m_actor;
    std::unique_ptr<OfflineStore> m_offline; ///< null if an agent holds the folder
    std::optional<AgentClient> m_agent;
};

int createKey(const Invocation& invocation, KeyRing& ring)
{
    const auto flag = [&](const char* name) {
        const auto found = invocation.flags.find(name);
        return found == invocation.flags.end() ? std::string{} : found->second;
    };
    const auto role = store::roleFrom(flag("role"));
    if (!role)
        return reportError(
            {ErrorCode::InvalidArgument, "the role is viewer, operator, approver, admin or service", "--role"});
    const auto made = ring.create(flag("name"), *role);
    if (!made)
        return reportError(made.error());
    if (!wantsJson(invocation))
        return succeed(made->text + "\n");
    Json answer = api::toJson(made->record);
    answer["key"] = made->text;
    return succeed(dumpJson(answer) + "\n");
}

/// One key in columns.
std::string keyLine(const Json& key)
{
    const auto column
        = [&](const char* name, std::size_t width) { return padded(key.value(name, std::string()), width); };
    const Json revoked = key.value("revokedAt", Json());
    return column("prefix", 10) + column("role", 10) + column("name", 24) + " " + column("createdAt", 0)
        + (revoked.is_string() ? "  revoked " + revoked.get<std::string>() : "") + "\n";
}

int listKeys(const Invocation& invocation, KeyRing& ring)
{
    const auto keys = ring.list();
    if (!keys)
        return reportError(keys.error());
    if (wantsJson(invocation))
        return succeed(dumpJson(*keys) + "\n");
    for (const Json& key : keys->value("items", Json::array()))
        print(keyLine(key));
    return 0;
}

int revokeKey(const Invocation& invocation, KeyRing& ring)
{
    const auto revoked = ring.revoke(invocation.arguments.front());
    if (!revoked)
        return reportError(revoked.error());
    return succeed(wantsJson(invocation) ? dumpJson(*revoked) + "\n" : "revoked " + keyLine(*revoked));
}

int runKeyCommand(const Invocation& invocation, const config::Config& config)
{
    auto ring = KeyRing::open(config, api::localActor(::getuid()));
    if (!ring)
        return reportError(ring.error());
    if (invocation.command == "apikey create")
        return createKey(invocation, *ring);
    if (invocation.command == "apikey list")
        return listKeys(invocation, *ring);
    return revokeKey(invocation, *ring);
}

/// Walks the whole chain in pages, so that its length does not matter.
Result<std::int64_t> verifyAudit(store::Store& store)
{
    constexpr int kPage = 1000;
    std::optional<audit::Record> last;
    for (;;) {
        const std::int64_t after = last ? last->sequence : 0;
        FABRIC_TRY(auto page, waitFor(store.read([after](store::Session& s) { return s.audit().list(after, kPage); })));
        if (page.empty())
            return after;
        FABRIC_CHECK(audit::verifyChain(page, last ? &*last : nullptr));
        last = std::move(page.back());
    }
}

int verifyAuditChain(const Invocation& invocation, const config::Config& config)
{
    auto offline = OfflineStore::open(config);
    if (!offline)
        return reportError(offline.error());
    const auto verified = verifyAudit(*offline->store);
    if (!verified)
        return reportError(verified.error());
    return succeed(wantsJson(invocation) ? dumpJson({{"records", *verified}, {"ok", true}}) + "\n"
                                         : "The audit chain of " + std::to_string(*verified) + " records is whole.\n");
}

} // namespace

int runCommand(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    if (invocation.command == "help")
        return succeed(helpText());
    if (invocation.command == "version")
        return succeed("fabric-agent " FABRIC_VERSION "\n");
    if (invocation.command == "openapi")
        return succeed(api::openApiDocument(FABRIC_VERSION).dump(2) + "\n");
    const auto config = config::Config::load({invocation.flags, environment});
    if (!config)
        return reportError(config.error());
    if (invocation.command == "config show")
        return showConfig(invocation, *config);
    if (invocation.command == "serve")
        return serve(*config, environment);
    if (invocation.command == "audit verify")
        return verifyAuditChain(invocation, *config);
    return runKeyCommand(invocation, *config);
}

int reportError(const Error& error)
{
    const std::string where = error.where.empty() ? "" : " (" + error.where + ")";
    std::fputs(("fabric-agent: " + error.message + where + "\n").c_str(), stderr);
    return info(error.code).exitStatus;
}

} // namespace fabric::composition
