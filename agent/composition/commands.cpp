// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/commands.h"

#include "agent/api/api_keys.h"
#include "agent/api/api_server.h"
#include "agent/composition/agent.h"
#include "agent/service/log.h"
#include "agent/service/service_manager.h"
#include "agent/service/signals.h"
#include "agent/storage/open_store.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

#include <cstdio>

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

Json toJson(const store::ApiKeyRecord& key)
{
    return {{"prefix", key.prefix},
            {"name", key.name},
            {"role", store::toText(key.role)},
            {"createdAt", toRfc3339(key.createdAt)},
            {"revokedAt", key.revokedAt ? Json(toRfc3339(*key.revokedAt)) : Json()}};
}

std::string actorOf(const config::EnvironmentMap& environment)
{
    const auto user = environment.find("USER");
    return "cli:" + (user == environment.end() ? std::string("unknown") : user->second);
}

/// Waits for the storage thread. For commands only: they have no event loop that must not block.
template <class T>
T waitFor(QFuture<T> future)
{
    future.waitForFinished();
    return future.takeResult();
}

int createKey(const Invocation& invocation, OfflineStore& offline, const std::string& actor)
{
    const auto flag = [&](const char* name) {
        const auto found = invocation.flags.find(name);
        return found == invocation.flags.end() ? std::string{} : found->second;
    };
    const auto role = store::roleFrom(flag("role"));
    if (!role)
        return reportError(
            {ErrorCode::InvalidArgument, "the role is viewer, operator, approver, admin or service", "--role"});
    const auto made
        = waitFor(api::createApiKey(*offline.store, offline.clock, offline.random, flag("name"), *role, actor));
    if (!made)
        return reportError(made.error());
    if (!wantsJson(invocation))
        return succeed(made->text + "\n");
    Json answer = toJson(made->record);
    answer["key"] = made->text;
    return succeed(dumpJson(answer) + "\n");
}

int listKeys(const Invocation& invocation, OfflineStore& offline)
{
    const auto keys = waitFor(api::listApiKeys(*offline.store));
    if (!keys)
        return reportError(keys.error());
    Json items = Json::array();
    for (const store::ApiKeyRecord& key : *keys) {
        items.push_back(toJson(key));
        if (!wantsJson(invocation))
            print(key.prefix + "  " + padded(std::string(store::toText(key.role)), 10) + padded(key.name, 24)
                  + toRfc3339(key.createdAt) + (key.revokedAt ? "  revoked " + toRfc3339(*key.revokedAt) : "") + "\n");
    }
    return wantsJson(invocation) ? succeed(dumpJson({{"items", std::move(items)}}) + "\n") : 0;
}

int revokeKey(const Invocation& invocation, OfflineStore& offline, const std::string& actor)
{
    const auto revoked = waitFor(api::revokeApiKey(*offline.store, offline.clock, invocation.arguments.front(), actor));
    if (!revoked)
        return reportError(revoked.error());
    return succeed(wantsJson(invocation) ? dumpJson(toJson(*revoked)) + "\n" : "revoked " + revoked->prefix + "\n");
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

int verifyAuditChain(const Invocation& invocation, OfflineStore& offline)
{
    const auto verified = verifyAudit(*offline.store);
    if (!verified)
        return reportError(verified.error());
    return succeed(wantsJson(invocation) ? dumpJson({{"records", *verified}, {"ok", true}}) + "\n"
                                         : "The audit chain of " + std::to_string(*verified) + " records is whole.\n");
}

int runOffline(const Invocation& invocation, const config::Config& config, const config::EnvironmentMap& environment)
{
    auto offline = OfflineStore::open(config);
    if (!offline)
        return reportError(offline.error());
    if (invocation.command == "apikey create")
        return createKey(invocation, *offline, actorOf(environment));
    if (invocation.command == "apikey list")
        return listKeys(invocation, *offline);
    if (invocation.command == "apikey revoke")
        return revokeKey(invocation, *offline, actorOf(environment));
    return verifyAuditChain(invocation, *offline);
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
    return runOffline(invocation, *config, environment);
}

int reportError(const Error& error)
{
    const std::string where = error.where.empty() ? "" : " (" + error.where + ")";
    std::fputs(("fabric-agent: " + error.message + where + "\n").c_str(), stderr);
    return info(error.code).exitStatus;
}

} // namespace fabric::composition
