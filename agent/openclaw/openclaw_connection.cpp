// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_connection.h"

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/gateway_access.h"
#include "agent/openclaw/topology_map.h"
#include "agent/openclaw/version_table.h"

namespace fabric::openclaw {
namespace {

constexpr std::size_t kMaxWatchedIncludes = 100;
constexpr std::size_t kMaxPathBytes = 4096;

const Json* memberOf(const Json& object, const char* name)
{
    const auto found = object.is_object() ? object.find(name) : object.end();
    return object.is_object() && found != object.end() ? &*found : nullptr;
}

std::string textIn(const Json* object, const char* name, std::size_t maxBytes)
{
    const Json* found = object == nullptr ? nullptr : memberOf(*object, name);
    return found == nullptr || !found->is_string() ? std::string()
                                                   : cleanText(found->get_ref<const std::string&>(), maxBytes);
}

std::vector<std::string> includedPathsIn(const Json& payload)
{
    std::vector<std::string> paths;
    const Json* list = memberOf(payload, "includedPaths");
    for (std::size_t i = 0; list != nullptr && list->is_array() && i < list->size() && i < kMaxWatchedIncludes; ++i) {
        const Json& path = (*list)[i];
        if (path.is_string() && path.get_ref<const std::string&>().size() <= kMaxPathBytes)
            paths.push_back(path.get<std::string>());
    }
    return paths;
}

/// The configuration of a config.get answer in the form that both modes share.
Result<Json> viewIn(const Json& payload)
{
    const Json* parsed = memberOf(payload, "parsed");
    const Json* source = memberOf(payload, "sourceConfig");
    if (source == nullptr)
        source = memberOf(payload, "resolved"); // 2026.3
    if (parsed == nullptr || source == nullptr || !parsed->is_object() || !source->is_object())
        return fail(ErrorCode::InvalidArgument, "the answer of config.get holds no configuration", "/payload/parsed");
    return viewOf(*parsed, *source);
}

provider::Problem unmapped(const Error& error)
{
    return {"topology-not-understood", "The configuration cannot be turned into a topology: " + error.message + ".",
            "Correct the configuration, or update Fabric; the topology of before is shown.", error.where};
}

provider::Problem untested(const std::string& version)
{
    const Version newest = versionTable().back().from;
    const std::string known
        = std::to_string(newest.year) + "." + std::to_string(newest.month) + "." + std::to_string(newest.patch);
    return {"version-untested",
            "OpenClaw " + version + " is newer than " + known
                + ", the newest one that this Fabric was tested with; it is read as if it were that.",
            "Nothing, if what is shown is right; else update Fabric.",
            {}};
}

session::Settings sessionSettingsFor(const OpenClawConnection::Options& options)
{
    session::Settings settings = options.session;
    if (options.config.lastGraph)
        settings.firstReadPatience = session::Millis(0);
    return settings;
}

} // namespace

OpenClawConnection::OpenClawConnection(Options options, const DeviceIdentity& device, const Clock& clock,
                                       FrameWorker& worker, provider::RuntimeSink& sink)
    : m_options(std::move(options))
    , m_deviceId(device.id())
    , m_clock(clock)
    , m_sink(sink)
    , m_client({[this] { return endpoint(); }, [this] { return token(); }, m_options.clientVersion,
                sessionSettingsFor(m_options)},
               device, clock, worker)
    , m_jitter(m_options.session.jitterSeed)
    , m_lastSource(m_options.config.lastSource.value_or(provider::Source()))
    , m_lastGraph(m_options.config.lastGraph)
{
    connect(&m_client, &GatewayClient::stepped, this, &OpenClawConnection::onStepped);
    connect(&m_client, &GatewayClient::observed, this, &OpenClawConnection::onReads);
    connect(&m_watch, &ConfigWatch::changed, this, &OpenClawConnection::onFileChanged);
    m_filePoll.setSingleShot(true);
    m_filePoll.callOnTimeout(this, [this] {
        m_file = FileSight::NotRead;
        onStepped();
    });
}

OpenClawConnection::~OpenClawConnection()
{
    m_isStarted = false;
}

void OpenClawConnection::start()
{
    m_isStarted = true;
    const ConfigReading reading = loadFile();
    learn(reading);
    watchFiles(reading.includedPaths);
    m_client.start();
}

void OpenClawConnection::stop()
{
    m_isStarted = false;
    m_watch.setPaths({});
    m_filePoll.stop();
    m_client.stop();
}

void OpenClawConnection::refresh()
{
    if (!m_isStarted)
        return;
    m_file = FileSight::NotRead;
    m_client.refresh();
}

std::string OpenClawConnection::configPath() const
{
    if (!m_options.config.configPath.empty())
        return absolutePath(m_options.config.configPath, m_options.paths.workingDirectory);
    if (!m_reportedPath.empty())
        return m_reportedPath;
    return pickConfigPath(configLocations(m_options.paths), m_files);
}

Result<QUrl> OpenClawConnection::endpoint() const
{
    return endpointOf({m_options.config, m_options.endpoint, m_options.paths}, m_filePort, configPath());
}

std::string OpenClawConnection::endpointText() const
{
    const Result<QUrl> url = endpoint();
    return url ? url->toString().toStdString() : std::string();
}

Result<std::string> OpenClawConnection::token() const
{
    return tokenOf({m_options.config, m_options.endpoint, m_options.paths}, [this] { return loadFile().resolved; });
}

void OpenClawConnection::onStepped()
{
    if (!m_isStarted)
        return;
    const session::Reach reach = session::reachOf(m_client.state());
    if (reach != session::Reach::Ready)
        m_hasSession = false;
    if (!wantsFile(reach, m_hadGateway)) {
        m_file = FileSight::NotRead;
        m_filePoll.stop();
        m_fileProblems.clear();
    } else if (m_file == FileSight::NotRead) {
        observeFile();
    }
    report();
}

void OpenClawConnection::onReads(const session::Reads& reads)
{
    const Json& payload = *reads.of(ReadKind::Config);
    m_gatewayDeviceId = textIn(reads.of(ReadKind::Identity), "deviceId", 128);
    m_gatewayVersion = m_client.state().hello->version;
    if (m_options.config.configPath.empty() && isLoopback(endpoint().value_or(QUrl()).host())
        && m_files.exists(reads.config.path) && m_reportedPath != reads.config.path) {
        m_reportedPath = reads.config.path;
        learn(loadFile());
    }
    watchFiles(includedPathsIn(payload));

    m_gatewayProblems.clear();
    const Result<Json> view = viewIn(payload);
    Result<MappedTopology> mapped = view
        ? mapTopology({&*view, reads.of(ReadKind::CronJobs), reads.of(ReadKind::PairedDevices),
                       reads.of(ReadKind::Nodes), m_gatewayVersion})
        : tl::make_unexpected(view.error());
    if (!mapped) {
        m_gatewayProblems.push_back(unmapped(mapped.error()));
        return;
    }
    const Result<bool> isStale = reads.isPartial ? addLastRuntimeOnly(mapped->graph) : false;
    if (!isStale) {
        m_gatewayProblems.push_back(unmapped(isStale.error()));
        return;
    }
    m_gatewayProblems = std::move(mapped->problems);
    m_hasSession = true;
    m_hadGateway = true;
    m_lastGraph = mapped->graph;
    provider::Observation observation;
    observation.at = m_clock.now();
    observation.mode = provider::AccessMode::Gateway;
    observation.graph = std::move(mapped->graph);
    observation.source
        = makeSource({*view, payload.at("parsed"), m_gatewayVersion,
                      knownReloadKinds(reads.reloadKinds, reads.hasAllReloadKinds, m_gatewayVersion, m_lastSource)},
                     m_gatewayProblems);
    observation.providerVersion = m_gatewayVersion;
    observation.sourceHash = reads.config.hash;
    observation.announcedAt = reads.announcedAt;
    observation.runtimeOnlyIsStale = *isStale;
    m_sink.onObservation(m_options.config.id, observation);
}

void OpenClawConnection::onFileChanged()
{
    if (!m_isStarted)
        return;
    // In gateway mode the gateway says what became of the edit; in file mode the file itself does.
    m_file = FileSight::NotRead;
    learn(loadFile());
    m_client.refresh();
}

ConfigReading OpenClawConnection::loadFile() const
{
    const ConfigLocations locations = configLocations(m_options.paths);
    return readConfig(configPath(), m_files, {m_options.paths.environment, locations.includeRoots});
}

void OpenClawConnection::learn(const ConfigReading& reading)
{
    m_fileRealPath = reading.isLink ? reading.realPath : std::string();
    if (reading.state == ConfigState::Ok)
        m_filePort = portIn(reading.resolved);
}

void OpenClawConnection::armFilePoll()
{
    const auto base = static_cast<int>(m_options.filePoll.count());
    m_filePoll.start(std::uniform_int_distribution<int>(base - base / 10, base + base / 10)(m_jitter));
}

void OpenClawConnection::observeFile()
{
    armFilePoll();
    const ConfigReading reading = loadFile();
    learn(reading);
    watchFiles(reading.includedPaths);
    m_fileProblems = reading.problems;
    m_file = FileSight::Failed;
    if (reading.state != ConfigState::Ok)
        return;
    m_fileVersion = reading.touchedVersion;
    MapInput input;
    input.config = &reading.view;
    input.version = m_gatewayVersion.empty() ? m_fileVersion : m_gatewayVersion;
    Result<MappedTopology> mapped = mapTopology(input);
    if (!mapped) {
        m_fileProblems.push_back(unmapped(mapped.error()));
        return;
    }
    m_fileProblems.insert(m_fileProblems.end(), mapped->problems.begin(), mapped->problems.end());
    onFileGraph(std::move(mapped->graph), reading);
}

Result<bool> OpenClawConnection::addLastRuntimeOnly(topology::Graph& graph) const
{
    if (!m_lastGraph || !hasRuntimeOnly(*m_lastGraph))
        return false;
    Result<topology::Graph> merged = withRuntimeOnly(graph, *m_lastGraph);
    if (!merged)
        return tl::make_unexpected(merged.error());
    graph = *std::move(merged);
    return true;
}

void OpenClawConnection::onFileGraph(topology::Graph graph, const ConfigReading& reading)
{
    const Result<bool> isStale = addLastRuntimeOnly(graph);
    if (!isStale) {
        m_fileProblems.push_back(unmapped(isStale.error()));
        return;
    }
    m_file = FileSight::Read;
    provider::Observation observation;
    observation.at = m_clock.now();
    observation.mode = provider::AccessMode::File;
    observation.graph = std::move(graph);
    // What only a gateway can tell stays as it told it, so that a change of mode is no change of the configuration.
    const std::string version = m_lastSource.isEmpty() ? m_fileVersion : m_lastSource.parts().providerVersion;
    observation.source = makeSource(
        {reading.view, reading.authored, version, knownReloadKinds({}, false, version, m_lastSource)}, m_fileProblems);
    observation.providerVersion = m_fileVersion;
    observation.sourceHash = "sha256:" + reading.sha256;
    observation.runtimeOnlyIsStale = *isStale;
    m_sink.onObservation(m_options.config.id, observation);
}

provider::Source OpenClawConnection::makeSource(const SourceInput& input, std::vector<provider::Problem>& problems)
{
    Result<provider::Source> source = sourceOf(input, m_lastSource);
    if (!source) {
        problems.push_back(
            {"source-not-understood", "No plan can be made of this configuration: " + source.error().message + ".",
             "Correct the configuration, or update Fabric; its topology is shown.", source.error().where});
        return {};
    }
    m_lastSource = *source;
    return *std::move(source);
}

void OpenClawConnection::watchFiles(const std::vector<std::string>& included)
{
    std::vector<std::string> paths{configPath()};
    paths.insert(paths.end(), included.begin(), included.end());
    m_watch.setPaths(std::move(paths));
}

void OpenClawConnection::report()
{
    provider::RuntimeStatus status = composeStatus();
    status.since = m_status && m_status->health == status.health ? m_status->since : m_clock.now();
    if (m_status && *m_status == status)
        return;
    m_status = status;
    m_sink.onStatus(m_options.config.id, status);
}

provider::RuntimeStatus OpenClawConnection::composeStatus() const
{
    const session::State& state = m_client.state();
    Sight sight;
    sight.reach = session::reachOf(state);
    sight.hasSession = m_hasSession;
    sight.hadGateway = m_hadGateway;
    sight.file = m_file;
    sight.hasProblems = !session::problemsOf(state).empty() || !m_gatewayProblems.empty();
    const Picture picture = pictureOf(sight);

    provider::RuntimeStatus status;
    status.mode = picture.mode;
    status.health = picture.health;
    status.detail = detailIn(picture);
    status.identity = identityIn(picture.mode);
    status.configPath = configPath();
    status.configRealPath = m_fileRealPath;
    status.endpoint = endpointText();
    status.problems = problemsIn(picture);
    if (state.hello) {
        // The row stays at the gateway when we are gone, so it stays shown.
        status.pairedDeviceId = m_deviceId;
        status.grantedScopes = state.hello->scopes.value_or(m_options.session.scopes);
    }
    return status;
}

std::vector<provider::Problem> OpenClawConnection::problemsIn(const Picture& picture) const
{
    std::vector<provider::Problem> problems = session::problemsOf(m_client.state());
    if (session::reachOf(m_client.state()) == session::Reach::Unreachable)
        problems.push_back({"gateway-unreachable", session::detailOf(m_client.state()) + ".",
                            "Start the gateway, or correct the URL of this runtime.", endpointText()});
    if (picture.mode == provider::AccessMode::Gateway)
        problems.insert(problems.end(), m_gatewayProblems.begin(), m_gatewayProblems.end());
    problems.insert(problems.end(), m_fileProblems.begin(), m_fileProblems.end());
    // A notice: it says nothing about the runtime's health.
    if (const std::string version = identityIn(picture.mode).version; !version.empty() && isUntested(version))
        problems.push_back(untested(version));
    return problems;
}

provider::Identity OpenClawConnection::identityIn(provider::AccessMode mode) const
{
    provider::Identity identity;
    const auto& hello = m_client.state().hello;
    if (mode == provider::AccessMode::Gateway && hello) {
        identity.deviceId = m_gatewayDeviceId;
        identity.version = hello->version;
        identity.bootId = hello->bootId;
        identity.protocol = hello->protocol;
        identity.capabilities = hello->methods;
    } else if (mode == provider::AccessMode::File) {
        identity.version = m_fileVersion;
    }
    return identity;
}

std::string OpenClawConnection::detailIn(const Picture& picture) const
{
    std::string detail = session::detailOf(m_client.state());
    if (picture.mode == provider::AccessMode::Gateway && !m_gatewayProblems.empty()
        && session::problemsOf(m_client.state()).empty())
        detail = m_gatewayProblems.front().message;
    if (picture.mode == provider::AccessMode::File)
        detail += "; reading its configuration file";
    else if (picture.health == provider::HealthState::Down && m_hadGateway)
        detail += "; the last topology is kept";
    return detail;
}

} // namespace fabric::openclaw
