// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/runtimes/runtime_directory.h"
#include "core/provider/runtime_settings.h"

#include <functional>
#include <string>

namespace fabric::runtimes {

/// Adds and removes runtimes while the agent runs. Changes are made one after another, in the order of the calls; `then`
/// is called once, at once or later, when the change is durable and list() shows it. Main thread only.
class RuntimeRegistry
{
public:
    struct Added
    {
        RuntimeView view;
        bool isNew = false; ///< false: it was there with the same settings, nothing changed
    };

    virtual ~RuntimeRegistry() = default;

    /// @p actor: who asks, as the audit chain names it.
    /// Conflict (where = `/id`) if the id exists with other settings or stands in the configuration file;
    /// InvalidArgument (where = `/` and the member) for settings that the provider cannot work with.
    virtual void add(provider::RuntimeSettings settings, std::string actor,
                     std::function<void(const Result<Added>&)> then)
        = 0;
    /// The removal is durable before the connection is closed; revisions stay. Hands out what was removed.
    /// NotFound; Conflict if the runtime stands in the configuration file, or a rollout of it is not finished.
    virtual void remove(RuntimeId id, std::string actor, std::function<void(const Result<RuntimeView>&)> then) = 0;
};

} // namespace fabric::runtimes
