// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/agent.h"

#include "agent/api/api_server.h"
#include "agent/changes/change_service.h"
#include "agent/config/config_changes.h"
#include "agent/openclaw/openclaw_provider.h"
#include "agent/rollouts/group_service.h"
#include "agent/rollouts/qt_prober.h"
#include "agent/rollouts/qt_scheduler.h"
#include "agent/rollouts/rollout_log.h"
#include "agent/rollouts/rollout_service.h"
#include "agent/runtimes/runtime_service.h"
#include "agent/service/log.h"
#include "agent/storage/open_store.h"

#include <QDir>

namespace fabric::composition {
namespace {

/// The provider port's settings of one configured runtime.
provider::RuntimeConfig toProviderConfig(const config::RuntimeSettings& settings,
                                         const config::EnvironmentMap& environment)
{
    provider::RuntimeConfig config;
    config.id = settings.id;
    config.provider = settings.provider;
    config.environment = settings.environment;
    config.configPath = settings.configPath;
    config.url = settings.url;
    config.control = settings.control;
    config.listsDevices = settings.deviceLists;
    if (settings.token.kind != config::SecretSource::Kind::None)
        config.token = [source = settings.token, environment] { return source.read(environment); };
    return config;
}

config::SecretSource toSource(const provider::SecretReference& token)
{
    using From = provider::SecretReference::Kind;
    using To = config::SecretSource::Kind;
    switch (token.kind) {
    case From::None: return {};
    case From::Environment: return {To::Environment, token.name};
    case From::File: return {To::File, token.name};
    case From::Credential: return {To::Credential, token.name};
    }
    return {};
}

/// The same of one that was added by the API.
provider::RuntimeConfig toProviderConfig(const provider::RuntimeSettings& stored,
                                         const config::EnvironmentMap& environment)
{
    config::RuntimeSettings settings;
    settings.id = stored.id;
    settings.provider = stored.provider;
    settings.environment = stored.environment;
    settings.configPath = stored.configPath;
    settings.url = stored.url;
    settings.control = stored.control;
    settings.deviceLists = stored.listsDevices;
    settings.token = toSource(stored.token);
    return toProviderConfig(settings, environment);
}

std::vector<provider::RuntimeConfig> toProviderConfigs(const config::Config& config,
                                                       const config::EnvironmentMap& environment)
{
    std::vector<provider::RuntimeConfig> configs;
    configs.reserve(config.runtimes().size());
    for (const config::RuntimeSettings& settings : config.runtimes())
        configs.push_back(toProviderConfig(settings, environment));
    return configs;
}

std::string listOf(const std::vector<RuntimeId>& ids)
{
    std::string out;
    for (const RuntimeId& id : ids)
        out += (out.empty() ? "" : ",") + id.value();
    return out.empty() ? "-" : out;
}

/// A setting that a provider refused, with its place in the file.
Error placed(Error error, const config::Config& config)
{
    for (const config::RuntimeSettings& runtime : config.runtimes()) {
        const std::string prefix = "runtime." + runtime.id.value() + ".";
        if (!error.where.starts_with(prefix))
            continue;
        const auto place = runtime.places.find(error.where.substr(prefix.size()));
        error.message += " (" + error.where + ")";
        error.where = place == runtime.places.end() ? runtime.where : place->second;
        break;
    }
    return error;
}

wire::Provider toWire(const provider::Provider& provider)
{
    return {provider.id(), provider.displayName(), provider.supportedVersions(), 0};
}

/// How a runtime's health reads as the state of a service.
std::string serviceStateOf(provider::HealthState health)
{
    switch (health) {
    case provider::HealthState::Live: return "ok";
    case provider::HealthState::Connecting:
    case provider::HealthState::Restarting:
    case provider::HealthState::Degraded:
    case provider::HealthState::FileOnly: return "degraded";
    case provider::HealthState::Down:
    case provider::HealthState::Refused: return "down";
    }
    return "down";
}

} // namespace

/// In the order of building; destroyed in the reverse one.
struct Agent::Parts
{
    Parts(storage::DataFolder opened, UnixMillis at)
        : folder(std::move(opened))
        , startedAt(at)
    {
    }

    storage::DataFolder folder;
    std::unique_ptr<store::Store> store;
    std::unique_ptr<openclaw::OpenClawProvider> openclaw;
    std::unique_ptr<runtimes::RuntimeService> runtimes;
    rollout::BuiltInGate gate;
    changes::Worker planner;
    std::unique_ptr<changes::ChangeService> changes;
    std::unique_ptr<rollouts::QtScheduler> scheduler;
    std::unique_ptr<rollouts::QtProber> prober;
    rollouts::RolloutLog rolloutLog;
    std::unique_ptr<rollouts::Driver> driver;
    std::unique_ptr<rollouts::GroupDriver> groupDriver;
    std::unique_ptr<rollouts::RolloutService> rollouts;
    std::unique_ptr<rollouts::GroupService> groups;
    std::unique_ptr<api::ApiServer> api;
    UnixMillis startedAt;

    [[nodiscard]] std::vector<wire::Service> services() const
    {
        const std::string since = toRfc3339(startedAt);
        const std::string& error = runtimes->storeError();
        std::vector<wire::Service> rows;
        rows.push_back({"sqlite", "database", error.empty() ? "ok" : "down", since, error});
        rows.push_back({"outbox", "outbox", error.empty() ? "ok" : "down", since, "kept; no broker is configured"});
        for (const runtimes::RuntimeView& view : runtimes->list()) {
            const provider::RuntimeStatus& status = view.record.status;
            rows.push_back({view.record.id.value(), "runtime", serviceStateOf(status.health), toRfc3339(status.since),
                            status.detail});
        }
        rows.push_back({"jetstream", "broker", "off", since, "not configured"});
        rows.push_back({"dapr", "sidecar", "off", since, "not configured"});
        return rows;
    }
};

Agent::Agent(config::Config config, config::EnvironmentMap environment, ReadConfig readAgain)
    : m_config(std::move(config))
    , m_environment(std::move(environment))
    , m_readAgain(std::move(readAgain))
{
    connect(&m_pruning, &QTimer::timeout, this, &Agent::pruneBackups);
}

Agent::~Agent() = default;

void Agent::start()
{
    if (auto opened = open(); !opened) {
        Q_EMIT failed(opened.error());
        return;
    }
    connect(m_parts->runtimes.get(), &runtimes::RuntimeService::failed, this, &Agent::failed);
    connect(m_parts->runtimes.get(), &runtimes::RuntimeService::started, this, [this] {
        // What an earlier agent began goes on before anybody can begin anything new.
        const auto then = [this](auto next) {
            return [this, next](const Result<int>& recovered) {
                if (recovered)
                    next();
                else
                    Q_EMIT failed(recovered.error());
            };
        };
        m_parts->driver->recover(then([this, then] {
            m_parts->groupDriver->recover(then([this] {
                m_parts->changes->noteAllApplied();
                serve();
            }));
        }));
    });
    m_parts->runtimes->start(toProviderConfigs(m_config, m_environment));
}

void Agent::pruneBackups()
{
    const openclaw::BackupStore::Retention retention{
        .keep = std::stoul(m_config.value("backups.keep")),
        .maxAge = std::chrono::hours(24 * std::stol(m_config.value("backups.days"))),
    };
    const auto removed = m_parts->openclaw->pruneBackups(
        retention, [this](const std::string& id) { return m_parts->driver->needsBackup(id); });
    if (!removed)
        qCWarning(service::lcService, "old states are not removed error=%s", removed.error().message.c_str());
    else if (*removed > 0)
        qCInfo(service::lcService, "old states removed count=%zu", *removed);
}

void Agent::serve()
{
    pruneBackups();
    m_pruning.start(kPruneEvery);
    auto endpoint = listen();
    m_isReady = endpoint.has_value();
    if (endpoint)
        Q_EMIT ready(*endpoint);
    else
        Q_EMIT failed(endpoint.error());
    if (m_isReloadWanted)
        reload();
}

Result<> Agent::open()
{
    FABRIC_TRY(storage::DataFolder folder, storage::DataFolder::open(m_config.dataDir()));
    m_parts = std::make_unique<Parts>(std::move(folder), m_clock.now());
    FABRIC_TRY(m_parts->store, storage::openStore(m_config.value("storage.url"), m_parts->folder, m_clock, m_random));
    const openclaw::OpenClawProvider::Options options{
        .dataFolder = m_parts->folder.path(),
        .paths = {.environment = m_environment,
                  .systemHome = QDir::homePath().toStdString(),
                  .workingDirectory = QDir::currentPath().toStdString()},
        .clientVersion = FABRIC_VERSION,
    };
    m_parts->openclaw = std::make_unique<openclaw::OpenClawProvider>(options, m_clock, m_random);
    m_parts->runtimes = std::make_unique<runtimes::RuntimeService>(*m_parts->store, m_clock);
    m_parts->runtimes->addProvider(*m_parts->openclaw);
    m_parts->runtimes->setFile(m_config.file());
    m_parts->runtimes->setConfigOf([environment = m_environment](const provider::RuntimeSettings& settings) {
        return toProviderConfig(settings, environment);
    });
    openChanges();
    m_parts->api = std::make_unique<api::ApiServer>(api::ApiServer::Dependencies{
        .store = *m_parts->store,
        .runtimes = *m_parts->runtimes,
        .registry = *m_parts->runtimes,
        .changes = *m_parts->changes,
        .rollouts = *m_parts->rollouts,
        .groups = *m_parts->groups,
        .providers =
            [this] {
                std::vector<wire::Provider> rows;
                for (const provider::Provider* provider : m_parts->runtimes->providers())
                    rows.push_back(toWire(*provider));
                return rows;
            },
        .clock = m_clock,
        .random = m_random,
        .services = [this] { return m_parts->services(); },
        .version = FABRIC_VERSION,
        .freshness = [this] { return m_parts->runtimes->lastFreshness(); },
    });
    // The listener is called on the storage thread after the futures of the commit are finished, and both reach this
    // thread's queue in that order: whoever hears of a revision can read it.
    m_parts->store->setCommitListener([this](const std::vector<events::Event>& events) {
        QMetaObject::invokeMethod(
            this,
            [this, events] {
                if (m_parts && m_parts->api)
                    m_parts->api->publish(events);
            },
            Qt::QueuedConnection);
    });
    return {};
}

void Agent::openChanges()
{
    const auto configurationOf
        = [this](const std::string& provider) { return m_parts->runtimes->configurationOf(provider); };
    m_parts->changes = std::make_unique<changes::ChangeService>(changes::ChangeService::Dependencies{
        .store = *m_parts->store,
        .runtimes = *m_parts->runtimes,
        .clock = m_clock,
        .worker = m_parts->planner,
        .configurationOf = configurationOf,
        .traitsOf = [this](const RuntimeId& id) -> std::optional<provider::WriterTraits> {
            const provider::RuntimeWriter* writer = m_parts->runtimes->writerOf(id);
            return writer == nullptr ? std::nullopt : std::optional(writer->traits());
        },
    });
    m_parts->scheduler = std::make_unique<rollouts::QtScheduler>();
    m_parts->prober = std::make_unique<rollouts::QtProber>();
    const rollouts::Ports ports{
        .store = *m_parts->store,
        .gate = m_parts->gate,
        .clock = m_clock,
        .random = m_random,
        .scheduler = *m_parts->scheduler,
        .writerOf = [this](const RuntimeId& id) { return m_parts->runtimes->writerOf(id); },
        .configurationOf = configurationOf,
        .prober = m_parts->prober.get(),
    };
    m_parts->driver = std::make_unique<rollouts::Driver>(ports);
    m_parts->groupDriver = std::make_unique<rollouts::GroupDriver>(ports, *m_parts->driver);
    m_parts->driver->setListener([this](const rollout::Record& record) {
        m_parts->rolloutLog.note(record);
        if (record.state == rollout::State::Succeeded)
            m_parts->changes->noteApplied(record.request.runtime, record.request.plan, record.id.value());
        if (rollout::isTerminal(record.state))
            pruneBackups();
    });
    connect(m_parts->runtimes.get(), &runtimes::RuntimeService::changed, m_parts->changes.get(),
            &changes::ChangeService::onRuntimeChanged);
    m_parts->rollouts
        = std::make_unique<rollouts::RolloutService>(*m_parts->store, *m_parts->driver, m_parts->gate, m_clock);
    m_parts->groups
        = std::make_unique<rollouts::GroupService>(*m_parts->store, *m_parts->groupDriver, m_parts->gate, m_clock);
}

Result<QString> Agent::listen()
{
    FABRIC_CHECK(m_parts->api->listenLocal(QString::fromStdString(m_parts->folder.file(kSocketName))));
    const QString host = QString::fromStdString(m_config.listenHost());
    FABRIC_TRY(const quint16 port, m_parts->api->listen(host, static_cast<quint16>(m_config.listenPort())));
    const bool isIpv6 = host.contains(QLatin1Char(':'));
    return QString(QStringLiteral("http://") % (isIpv6 ? QString(QLatin1Char('[') % host % QLatin1Char(']')) : host)
                   % QLatin1Char(':') % QString::number(port));
}

void Agent::reload()
{
    m_isReloadWanted = true;
    if (!m_isReady || m_isReloading || m_isStopping)
        return;
    m_isReloadWanted = false;
    m_isReloading = true;
    Q_EMIT reloading();
    if (const auto begun = beginReload(); !begun)
        endReload(begun);
}

Result<> Agent::beginReload()
{
    FABRIC_TRY(const config::Config next, m_readAgain());
    FABRIC_TRY(const config::ConfigChanges changes, config::compare(m_config, next));
    m_parts->runtimes->reload(
        toProviderConfigs(next, m_environment), changes.changedRuntimes,
        [this, next, changes](const Result<runtimes::RuntimeService::Reloaded>& done) {
            if (!done) {
                endReload(tl::make_unexpected(placed(done.error(), next)));
                return;
            }
            m_config.takeRuntimes(next);
            m_parts->runtimes->setFile(next.file());
            for (const RuntimeId& id : done->kept)
                qCWarning(
                    service::lcService,
                    "a runtime is not in the file any more, but a rollout of it is not finished: it is kept until the "
                    "settings are read again after that runtime=%s",
                    id.value().c_str());
            qCInfo(service::lcService, "settings read again added=%s changed=%s removed=%s",
                   listOf(done->added).c_str(), listOf(done->changed).c_str(), listOf(done->removed).c_str());
            for (const std::string& name : changes.needRestart)
                qCWarning(service::lcService, "a changed setting needs a restart setting=%s", name.c_str());
            endReload({});
        });
    return {};
}

void Agent::endReload(const Result<>& outcome)
{
    if (!outcome)
        qCWarning(service::lcService, "settings not read again, nothing changed error=%s where=%s",
                  outcome.error().message.c_str(), outcome.error().where.c_str());
    m_isReloading = false;
    Q_EMIT reloaded();
    if (m_isReloadWanted)
        reload();
}

void Agent::stop()
{
    if (std::exchange(m_isStopping, true))
        return;
    if (!m_parts || !m_parts->api) {
        Q_EMIT stopped();
        return;
    }
    m_parts->runtimes->stop();
    connect(m_parts->api.get(), &api::ApiServer::stopped, this, &Agent::stopped);
    m_parts->api->shutdown(kStopDeadline);
}

} // namespace fabric::composition
