// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/api/api_fixture.h"

#include "tests/support/source_parts.h"
#include "tests/support/wire_samples.h"

#include <QCoreApplication>

namespace fabric::test {
namespace {

/// The sample without one agent: the revision before.
topology::Graph smallerGraph()
{
    topology::GraphBuilder builder;
    const topology::Graph graph = sampleGraph();
    for (const topology::Node& node : graph.nodes()) {
        if (node.id != topology::NodeId("agent:coder"))
            builder.add(node);
    }
    for (const topology::Edge& edge : graph.edges()) {
        if (edge.to != topology::NodeId("agent:coder"))
            builder.add(edge);
    }
    return builder.build().value();
}

Result<> tell(store::Session& session, UnixMillis at, const char* type, const Json& data)
{
    FABRIC_CHECK(session.audit().append({at, "agent", type, "runtime:hq", data}));
    FABRIC_CHECK(session.outbox().append({at, type, "runtime:hq", data}));
    return {};
}

} // namespace

std::optional<runtimes::RuntimeView> FakeDirectory::find(const RuntimeId& id) const
{
    for (const runtimes::RuntimeView& view : views) {
        if (view.record.id == id)
            return view;
    }
    return std::nullopt;
}

void FakeRegistry::answer(std::function<void()> call)
{
    if (m_isHeld)
        m_held.push_back(std::move(call));
    else
        call();
}

void FakeRegistry::release()
{
    m_isHeld = false;
    for (const auto& call : std::exchange(m_held, {}))
        call();
}

void FakeRegistry::add(provider::RuntimeSettings settings, std::string actor,
                       std::function<void(const Result<Added>&)> then)
{
    calls.push_back("add " + settings.id.value() + " by " + actor);
    answer([this, settings = std::move(settings), then = std::move(then)] {
        const auto known = m_directory.find(settings.id);
        if (error)
            then(tl::make_unexpected(*error));
        else if (known && known->record.settings != settings)
            then(fail(ErrorCode::Conflict, "it exists with other settings", "/id"));
        else if (known)
            then(Added{*known, false});
        else {
            runtimes::RuntimeView view;
            view.record = sampleRuntimeRecord(settings.id.value());
            view.record.currentRevision.reset();
            view.record.settings = settings;
            m_directory.views.push_back(view);
            then(Added{view, true});
        }
    });
}

void FakeRegistry::remove(RuntimeId id, std::string actor,
                          std::function<void(const Result<runtimes::RuntimeView>&)> then)
{
    calls.push_back("remove " + id.value() + " by " + actor);
    answer([this, id = std::move(id), then = std::move(then)] {
        const auto known = m_directory.find(id);
        if (!known)
            then(fail(ErrorCode::NotFound, "there is no such runtime", "/id"));
        else if (!known->record.settings)
            then(fail(ErrorCode::Conflict, "it stands in the file", "/id"));
        else {
            std::erase_if(m_directory.views, [&](const runtimes::RuntimeView& view) { return view.record.id == id; });
            then(*known);
        }
    });
}

ApiFixture::ApiFixture()
    : ApiFixture(api::apiRoutes())
{
}

ApiFixture::ApiFixture(std::span<const api::Route> routes, api::HttpLimits limits)
{
    store.setCommitListener([this](const std::vector<events::Event>& events) {
        QMetaObject::invokeMethod(
            this,
            [this, events] {
                if (server)
                    server->publish(events);
            },
            Qt::QueuedConnection);
    });
    fill();
    changes = std::make_unique<changes::ChangeService>(changes::ChangeService::Dependencies{
        .store = store,
        .runtimes = directory,
        .clock = clock,
        .worker = planner,
        .configurationOf = [this](const std::string& provider) { return provider == "toy" ? &toy : nullptr; },
        .traitsOf = [this](const RuntimeId&) { return traits; },
    });
    const rollouts::Ports ports{
        .store = store,
        .gate = gate,
        .clock = clock,
        .random = random,
        .scheduler = scheduler,
        .writerOf = [](const RuntimeId&) { return nullptr; },
        .configurationOf = [this](const std::string& provider) { return provider == "toy" ? &toy : nullptr; },
    };
    driver = std::make_unique<rollouts::Driver>(ports);
    groupDriver = std::make_unique<rollouts::GroupDriver>(ports, *driver);
    groups = std::make_unique<rollouts::GroupService>(store, *groupDriver, gate, clock);
    rollouts = std::make_unique<rollouts::RolloutService>(store, *driver, gate, clock);
    api::ApiServer::Dependencies with{
        .store = store,
        .runtimes = directory,
        .registry = registry,
        .changes = *changes,
        .rollouts = *rollouts,
        .groups = *groups,
        .providers =
            [] {
                return std::vector{wire::Provider{"openclaw", "OpenClaw", {"2026.9.6"}, 0}};
            },
        .clock = clock,
        .random = random,
        .services =
            [this] {
                return std::vector{wire::Service{"store", "database", "ok", toRfc3339(clock.now()), "in memory"},
                                   wire::Service{"hq", "runtime", "degraded", toRfc3339(clock.now()), "slow"}};
            },
        .version = "0.1.0",
        .freshness = [] { return std::chrono::milliseconds(250); },
    };
    server = std::make_unique<api::ApiServer>(std::move(with), limits, routes);
    port = server->listen(QStringLiteral("127.0.0.1"), 0).value();
}

ApiFixture::~ApiFixture() = default;

void ApiFixture::fill()
{
    auto work = store.write([this](store::Session& session) -> Result<> {
        for (const topology::Graph& graph : {smallerGraph(), sampleGraph()}) {
            const auto number = static_cast<RevisionNumber>(revisions.size()) + 1;
            store::RevisionRecord record = sampleRevisionRecord(graph, number);
            record.createdAt.count += number * 60'000;
            const auto source = number == 1 ? provider::Source() : test::sampleSource();
            FABRIC_TRY(record, session.revisions().add(record, graph, source));
            revisions.push_back(record);
            FABRIC_CHECK(tell(session, record.createdAt, events::type::kRevisionObserved, {{"revision", number}}));
        }
        FABRIC_CHECK(session.runtimes().put(sampleRuntimeRecord()));
        return {};
    });
    if (!work.result())
        qFatal("%s", work.result().error().message.c_str());
    store::RuntimeRecord unseen = sampleRuntimeRecord("new");
    unseen.lastObservedAt.reset();
    unseen.currentRevision.reset();
    directory.views = {{sampleRuntimeRecord(), revisions.back(), sampleGraph(), sampleSource()}, {unseen, {}, {}}};
    for (const store::Role role :
         {store::Role::Viewer, store::Role::Operator, store::Role::Approver, store::Role::Admin, store::Role::Service})
        m_keys[role] = makeKey(role);
}

QByteArray ApiFixture::makeKey(store::Role role)
{
    const auto made = api::makeApiKey("test", role, clock, random).value();
    if (const auto stored = api::storeApiKey(store, made.record, "cli:test").result(); !stored)
        qFatal("%s", stored.error().message.c_str());
    return QByteArray::fromStdString(made.text);
}

void ApiFixture::revoke(const QByteArray& key)
{
    const auto done = api::revokeApiKey(store, clock, key.mid(4, 8).toStdString(), "cli:test").result();
    if (!done)
        qFatal("%s", done.error().message.c_str());
    QCoreApplication::processEvents();
}

void ApiFixture::addEvents(int count)
{
    const auto done
        = store
              .write([this, count](store::Session& session) -> Result<> {
                  for (int i = 0; i < count; ++i)
                      FABRIC_CHECK(tell(session, clock.now(), events::type::kRuntimeStatusChanged, {{"n", i}}));
                  return {};
              })
              .result();
    if (!done)
        qFatal("%s", done.error().message.c_str());
}

std::optional<RawAnswer> ApiFixture::get(const QByteArray& target, const QByteArray& fields, const QByteArray& method)
{
    RawClient client(port);
    const bool hasHost = fields.toLower().contains("host:");
    client.send(method + " " + target + " HTTP/1.1\r\n" + (hasHost ? "" : "Host: localhost\r\n") + fields + "\r\n");
    return client.answer(method != "HEAD");
}

std::optional<RawAnswer> ApiFixture::post(const QByteArray& target, const QByteArray& body, const QByteArray& fields,
                                          store::Role role)
{
    RawClient client(port);
    client.send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\n" + bearer(key(role)) + fields
                + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    return client.answer();
}

std::optional<RawAnswer> ApiFixture::view(const QByteArray& target, const QByteArray& fields)
{
    return get(target, bearer(key(store::Role::Viewer)) + fields);
}

void ApiFixture::pass(std::chrono::milliseconds time)
{
    QCoreApplication::processEvents();
    clock.advance(time);
    server->sweep();
}

} // namespace fabric::test
