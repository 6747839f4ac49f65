// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/http_types.h"
#include "agent/runtimes/runtime_registry.h"
#include "core/base/random.h"
#include "core/events/event.h"
#include "core/store/store.h"
#include "core/wire/types.h"

#include <QHostAddress>
#include <QObject>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fabric::changes {
class ChangeService;
}
namespace fabric::rollouts {
class GroupService;
class RolloutService;
} // namespace fabric::rollouts

namespace fabric::api {

struct Route;

/// The agent's API: probes, metrics and everything under /api/v1, over TCP and a unix socket. docs/api.md says what the
/// routes do and who may call them.
///
/// Main thread only.
class ApiServer : public QObject
{
    Q_OBJECT

public:
    /// What the API serves. References must outlive the server; functions are called on the main thread for each request.
    struct Dependencies
    {
        store::Store& store;
        const runtimes::RuntimeDirectory& runtimes;
        runtimes::RuntimeRegistry& registry;
        changes::ChangeService& changes;
        rollouts::RolloutService& rollouts;
        rollouts::GroupService& groups;
        std::function<std::vector<wire::Provider>()> providers; ///< runtimeCount is filled in by the API
        const Clock& clock;
        Random& random;
        std::function<std::vector<wire::Service>()> services;
        std::string version;
        /// From a runtime's own announcement of a change to the served revision, of the last change; for /metrics.
        std::function<std::optional<std::chrono::milliseconds>()> freshness;
    };

    explicit ApiServer(Dependencies dependencies, HttpLimits limits = {});
    /// For tests: other routes.
    ApiServer(Dependencies dependencies, HttpLimits limits, std::span<const Route> routes);
    ~ApiServer() override;

    /// @p host: an IP address or `localhost`; it is also accepted in the Host field. @p port 0: any free one.
    /// @return the port. InvalidArgument for a host that is neither, Unavailable if it cannot be bound.
    [[nodiscard]] Result<quint16> listen(const QString& host, quint16 port);
    /// A unix socket (0600): who can open it needs no key and is admin. Conflict if somebody listens there.
    [[nodiscard]] Result<> listenLocal(const QString& path);

    /// To be called after each commit, on the main thread, with its events in order.
    void publish(const std::vector<events::Event>& events);

    /// Closes the listeners, ends streams, lets running answers finish for at most @p time. stopped() follows.
    void shutdown(std::chrono::milliseconds time);

    /// What the server's one timer does each second. Tests call it after moving their clock.
    void sweep();

Q_SIGNALS:
    void stopped();

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

/// The OpenAPI 3.1 document of the routes, for /api/v1/openapi.json and `fabric-agent openapi`.
[[nodiscard]] Json openApiDocument(const std::string& version);

} // namespace fabric::api
