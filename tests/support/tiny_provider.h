// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/provider.h"
#include "tests/support/graph_parts.h"
#include "tests/support/no_configuration.h"

#include <map>

namespace fabric::test {

/// A made-up runtime with a roster of workers: "name:boss" pairs in one line of text, as `ada:,bob:ada`. It has no
/// gateway process, no channels and no file; it exists to show that the port takes any runtime.
class TinyProvider final : public provider::Provider
{
public:
    /// The text that each runtime answers with, by id. Changing one and refresh() is all that ever happens to it.
    std::map<RuntimeId, std::string> rosters;
    UnixMillis now{1'000};

    [[nodiscard]] std::string id() const override { return "tiny"; }
    [[nodiscard]] std::string displayName() const override { return "Tiny"; }
    [[nodiscard]] std::vector<std::string> supportedVersions() const override { return {"1"}; }
    [[nodiscard]] Result<std::unique_ptr<provider::RuntimeConnection>> open(const provider::RuntimeConfig& config,
                                                                            provider::RuntimeSink& sink) override
    {
        if (config.url.empty())
            return fail(ErrorCode::InvalidArgument, "a tiny runtime needs a url", "url");
        return std::make_unique<Connection>(*this, config, sink);
    }
    [[nodiscard]] Result<std::unique_ptr<provider::RuntimeWriter>>
    openWriter(const provider::RuntimeConfig& /*config*/) override
    {
        return fail(ErrorCode::Unimplemented, "tiny runtimes are only read");
    }
    [[nodiscard]] const provider::Configuration& configuration() const override { return m_configuration; }

    /// `ada:,bob:ada` -> two agents, of which ada may spawn bob.
    [[nodiscard]] static Result<topology::Graph> parse(std::string_view roster)
    {
        topology::GraphBuilder builder;
        for (std::size_t position = 0; !roster.empty(); ++position) {
            const std::string_view entry = roster.substr(0, roster.find(','));
            roster.remove_prefix(std::min(roster.size(), entry.size() + 1));
            const auto colon = entry.find(':');
            if (colon == std::string_view::npos)
                return fail(ErrorCode::InvalidArgument, "an entry of the roster has no ':'");
            topology::Node worker = node(topology::NodeKind::Agent, entry.substr(0, colon));
            worker.path = "line " + std::to_string(position + 1);
            builder.add(worker);
            if (const std::string boss(entry.substr(colon + 1)); !boss.empty())
                builder.add(edge(topology::EdgeKind::MaySpawn, "agent:" + boss, worker.id.value()));
        }
        return builder.build();
    }

private:
    class Connection final : public provider::RuntimeConnection
    {
    public:
        Connection(const TinyProvider& provider, const provider::RuntimeConfig& config, provider::RuntimeSink& sink)
            : m_provider(provider)
            , m_config(config)
            , m_sink(sink)
        {
        }

        void start() override { refresh(); }
        void stop() override { m_isStopped = true; }
        void refresh() override
        {
            if (m_isStopped)
                return;
            provider::RuntimeStatus status;
            status.endpoint = m_config.url;
            status.since = m_provider.now;
            const auto roster = m_provider.rosters.find(m_config.id);
            if (roster == m_provider.rosters.end()) {
                status.health = provider::HealthState::Down;
                m_sink.onStatus(m_config.id, status);
                return;
            }
            const auto graph = parse(roster->second);
            status.mode = provider::AccessMode::Gateway;
            status.health = graph ? provider::HealthState::Live : provider::HealthState::Degraded;
            if (!graph)
                status.problems = {{"config-invalid", graph.error().message, "Write name:boss.", ""}};
            m_sink.onStatus(m_config.id, status);
            if (graph)
                m_sink.onObservation(m_config.id,
                                     {.at = m_provider.now,
                                      .mode = status.mode,
                                      .graph = *graph,
                                      .providerVersion = "1",
                                      .sourceHash = {},
                                      .announcedAt = {}});
        }

    private:
        const TinyProvider& m_provider;
        provider::RuntimeConfig m_config;
        provider::RuntimeSink& m_sink;
        bool m_isStopped = false;
    };

    NoConfiguration m_configuration;
};

} // namespace fabric::test
