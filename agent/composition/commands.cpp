// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/commands.h"

#include "agent/api/api_server.h"
#include "agent/composition/agent.h"
#include "agent/composition/backup_commands.h"
#include "agent/composition/client_commands.h"
#include "agent/composition/offline_store.h"
#include "agent/composition/output.h"
#include "agent/composition/plan_commands.h"
#include "agent/composition/rollout_commands.h"
#include "agent/service/log.h"
#include "agent/service/service_manager.h"
#include "agent/service/signals.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>

namespace fabric::composition {
namespace {

int showConfig(const Invocation& invocation, const config::Config& config)
{
    const auto rows = config.rows();
    if (invocation.wantsJson()) {
        Json settings = Json::array();
        for (const auto& row : rows)
            settings.push_back({{"key", row.key}, {"value", row.value}, {"source", row.source}, {"where", row.where}});
        return succeedJson({{"file", config.file()}, {"settings", std::move(settings)}});
    }
    std::vector<std::vector<std::string>> lines;
    lines.reserve(rows.size());
    for (const auto& row : rows)
        lines.push_back({row.key, row.value, row.source + (row.where.empty() ? "" : " (" + row.where + ")")});
    return succeed(table(lines));
}

int serve(const Invocation& invocation, const config::Config& config, const config::EnvironmentMap& environment)
{
    service::installLog(config.value("agent.log_level"));
    service::raiseFileLimit();
    Agent agent(config, environment, [&] { return configOf(invocation, environment); });
    service::SignalWatcher signals;
    service::ServiceManager manager;
    int status = 0;
    std::string serving; // for the service manager
    QObject::connect(&signals, &service::SignalWatcher::terminationRequested, &agent, [&](int number) {
        qCInfo(service::lcService) << "stopping signal=" << number;
        manager.notifyStopping();
        agent.stop();
    });
    QObject::connect(&agent, &Agent::ready, &agent, [&](const QString& endpoint) {
        qCInfo(service::lcService).noquote() << "ready endpoint=" << endpoint;
        serving = "Serving " + endpoint.toStdString();
        manager.notifyReady(serving);
    });
    QObject::connect(&signals, &service::SignalWatcher::reloadRequested, &agent, &Agent::reload);
    QObject::connect(&agent, &Agent::reloading, &agent, [&] { manager.notifyReloading(); });
    QObject::connect(&agent, &Agent::reloaded, &agent, [&] { manager.notifyReady(serving); });
    QObject::connect(&agent, &Agent::failed, &agent, [&](const Error& error) {
        status = reportError(error);
        agent.stop();
    });
    QObject::connect(&agent, &Agent::stopped, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    QMetaObject::invokeMethod(&agent, &Agent::start, Qt::QueuedConnection);
    QCoreApplication::exec();
    return status;
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
    if (invocation.wantsJson())
        return succeedJson({{"records", *verified}, {"ok", true}});
    return succeed("The audit chain of " + std::to_string(*verified) + " records is whole.\n");
}

} // namespace

int runCommand(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    if (invocation.command == "help")
        return succeed(helpText(invocation.arguments.empty() ? std::string() : invocation.arguments.front()));
    if (invocation.command == "version")
        return invocation.wantsJson() ? succeedJson({{"version", FABRIC_VERSION}})
                                      : succeed("fabric-agent " FABRIC_VERSION "\n");
    if (invocation.command == "openapi")
        return succeed(api::openApiDocument(FABRIC_VERSION).dump(2) + "\n");
    if (invocation.command == "runtimes")
        return listRuntimes(invocation, environment);
    if (invocation.command.starts_with("runtimes "))
        return changeRuntimes(invocation, environment);
    if (invocation.command.starts_with("apikey "))
        return runKeyCommand(invocation, environment);
    if (invocation.command == "plan")
        return runPlan(invocation, environment);
    if (invocation.command.starts_with("plans"))
        return runPlans(invocation, environment);
    if (invocation.command == "apply")
        return runApply(invocation, environment);
    if (invocation.command == "rollback")
        return runRollback(invocation, environment);
    if (invocation.command.starts_with("rollouts"))
        return runRollouts(invocation, environment);
    if (invocation.command.starts_with("backups"))
        return runBackups(invocation, environment);
    const auto config = configOf(invocation, environment);
    if (!config)
        return reportError(config.error());
    if (invocation.command == "config show")
        return showConfig(invocation, *config);
    if (invocation.command == "serve")
        return serve(invocation, *config, environment);
    return verifyAuditChain(invocation, *config);
}

} // namespace fabric::composition
