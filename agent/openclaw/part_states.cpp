// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/map_context.h"
#include "agent/openclaw/write_answers.h"
#include "core/topology/types.h"

#include <algorithm>
#include <map>

namespace fabric::openclaw {
namespace {

using provider::PartHealth;
using provider::PartState;
using topology::nodeId;
using topology::NodeKind;

constexpr std::size_t kMaxNameBytes = 256;

const Json* memberOf(const Json* object, const char* name)
{
    if (object == nullptr || !object->is_object())
        return nullptr;
    const auto found = object->find(name);
    return found == object->end() ? nullptr : &*found;
}

std::string textOf(const Json* object, const char* name)
{
    const Json* text = memberOf(object, name);
    return text != nullptr && text->is_string() ? text->get<std::string>() : std::string();
}

std::optional<bool> flagOf(const Json* object, const char* name)
{
    const Json* flag = memberOf(object, name);
    return flag != nullptr && flag->is_boolean() ? std::optional<bool>(flag->get<bool>()) : std::nullopt;
}

/// Gathers states by subject; the first one that speaks of a subject counts.
class Parts
{
public:
    void add(std::string subject, PartHealth health, const std::string& detail)
    {
        if (m_states.size() < kMaxParts && subject.size() <= kMaxNameBytes)
            m_states.try_emplace(std::move(subject), health, harmlessText(detail));
    }
    [[nodiscard]] std::vector<PartState> sorted() const
    {
        std::vector<PartState> out;
        out.reserve(m_states.size());
        for (const auto& [subject, state] : m_states)
            out.push_back({subject, state.first, state.second});
        return out;
    }

private:
    std::map<std::string, std::pair<PartHealth, std::string>> m_states;
};

void addReady(Parts& parts, const Json& health)
{
    const bool isOk = flagOf(&health, "ok").value_or(false);
    const std::string reload = textOf(memberOf(&health, "configReload"), "hotReloadStatus");
    if (!isOk)
        parts.add("ready", PartHealth::Down, "the gateway says that it is not well");
    else if (!reload.empty() && reload != "active")
        parts.add("ready", PartHealth::Degraded, "the gateway does not reload its configuration: " + reload);
    else
        parts.add("ready", PartHealth::Ok, {});
}

void addAccount(Parts& parts, const std::string& channel, const Json& account)
{
    const std::string id = textOf(&account, "accountId");
    if (id.empty())
        return;
    const std::string subject = nodeId(NodeKind::Account, channel + "/" + canonicalAccountId(id)).value();
    std::string detail = textOf(&account, "stateReason");
    if (detail.empty())
        detail = textOf(&account, "lastError");
    if (!flagOf(&account, "enabled").value_or(true)) {
        parts.add(subject, PartHealth::Off, detail);
    } else if (!flagOf(&account, "configured").value_or(true) || !flagOf(&account, "running").value_or(true)) {
        parts.add(subject, PartHealth::Down, detail);
    } else if (!flagOf(&account, "connected").value_or(true)) {
        const std::string lifecycle = textOf(&account, "lifecycle");
        parts.add(subject, PartHealth::Degraded, detail.empty() ? "not connected: " + lifecycle : detail);
    } else {
        parts.add(subject, PartHealth::Ok, {});
    }
}

/// channels.status lists accounts, health has them in a map; only health tells of one that is not configured.
void addAccounts(Parts& parts, const Json* channels, const Json* health)
{
    if (const Json* byChannel = memberOf(channels, "channelAccounts"); byChannel != nullptr && byChannel->is_object()) {
        for (const auto& [channel, accounts] : byChannel->items()) {
            for (std::size_t i = 0; accounts.is_array() && i < accounts.size(); ++i)
                addAccount(parts, channel, accounts[i]);
        }
    }
    if (const Json* byChannel = memberOf(health, "channels"); byChannel != nullptr && byChannel->is_object()) {
        for (const auto& [channel, state] : byChannel->items()) {
            const Json* accounts = memberOf(&state, "accounts");
            if (accounts == nullptr || !accounts->is_object())
                continue;
            for (const auto& [id, account] : accounts->items())
                addAccount(parts, channel, account);
        }
    }
}

void addPlugin(Parts& parts, const Json& plugin)
{
    const std::string id = textOf(&plugin, "id");
    if (id.empty())
        return;
    const std::string subject = nodeId(NodeKind::Plugin, id).value();
    const Json* runtime = memberOf(&plugin, "runtime");
    const std::string state = textOf(runtime, "state");
    const std::string error = textOf(runtime, "error");
    if (state == "service-failed" || !error.empty())
        parts.add(subject, PartHealth::Down, error.empty() ? state : error);
    else if (!flagOf(&plugin, "enabled").value_or(true) || state == "disabled")
        parts.add(subject, PartHealth::Off, {});
    else if (state == "active" || state == "unloaded") // the latter: one that nothing needs now
        parts.add(subject, PartHealth::Ok, {});
    else
        parts.add(subject, PartHealth::Unknown, state);
}

/// `health.plugins.errors`: plug-ins that failed to load.
void addPluginErrors(Parts& parts, const Json& health)
{
    const Json* errors = memberOf(memberOf(&health, "plugins"), "errors");
    for (std::size_t i = 0; errors != nullptr && errors->is_array() && i < errors->size(); ++i) {
        const Json& error = (*errors)[i];
        std::string id = error.is_string() ? error.get<std::string>() : textOf(&error, "id");
        if (id.empty())
            id = textOf(&error, "pluginId");
        std::string detail = textOf(&error, "error");
        if (detail.empty())
            detail = textOf(&error, "message");
        if (!id.empty())
            parts.add(nodeId(NodeKind::Plugin, cleanText(id, kMaxNameBytes)).value(), PartHealth::Down, detail);
    }
}

/// A provider is as well as the best of its models.
void addModels(Parts& parts, const Json& answer)
{
    std::map<std::string, std::vector<PartHealth>> byProvider;
    const Json* models = memberOf(&answer, "models");
    for (std::size_t i = 0; models != nullptr && models->is_array() && i < models->size(); ++i) {
        const Json& model = (*models)[i];
        const std::string id = textOf(&model, "id");
        const std::string provider = textOf(&model, "provider");
        if (id.empty() || provider.empty())
            continue;
        const auto isAvailable = flagOf(&model, "available");
        const PartHealth health = !isAvailable ? PartHealth::Unknown : *isAvailable ? PartHealth::Ok : PartHealth::Down;
        parts.add(nodeId(NodeKind::Model, provider + "/" + id).value(), health,
                  health == PartHealth::Down ? "the gateway says that it is not available" : "");
        byProvider[provider].push_back(health);
    }
    for (const auto& [provider, healths] : byProvider) {
        const auto has
            = [&all = healths](PartHealth health) { return std::find(all.begin(), all.end(), health) != all.end(); };
        const PartHealth health = has(PartHealth::Ok) ? (has(PartHealth::Down) ? PartHealth::Degraded : PartHealth::Ok)
            : has(PartHealth::Down)                   ? PartHealth::Down
                                                      : PartHealth::Unknown;
        parts.add(nodeId(NodeKind::ModelProvider, provider).value(), health, {});
    }
}

} // namespace

std::vector<PartState> partStatesOf(const PartAnswers& answers)
{
    Parts parts;
    if (answers.health != nullptr) {
        addReady(parts, *answers.health);
        addPluginErrors(parts, *answers.health);
    } else {
        parts.add("ready", PartHealth::Unknown, "the gateway does not tell");
    }
    addAccounts(parts, answers.channels, answers.health);
    const Json* plugins = memberOf(answers.plugins, "plugins");
    for (std::size_t i = 0; plugins != nullptr && plugins->is_array() && i < plugins->size(); ++i)
        addPlugin(parts, (*plugins)[i]);
    if (answers.models != nullptr)
        addModels(parts, *answers.models);
    return parts.sorted();
}

} // namespace fabric::openclaw
