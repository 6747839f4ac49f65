// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/client_commands.h"

#include "agent/api/api_keys.h"
#include "agent/api/local_user.h"
#include "agent/composition/client_support.h"
#include "agent/composition/offline_store.h"
#include "agent/composition/output.h"
#include "core/base/object_reader.h"
#include "core/wire/types.h"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <map>

namespace fabric::composition {
namespace {

/// 50 runtimes a page; more than 100 pages is not a list that a person can read, but a server gone wrong.
constexpr int kMaxPages = 100;

/// All pages of a list as one, as the agent gave them.
Result<Json> wholeList(const AgentClient& agent, const std::string& path)
{
    Json items = Json::array();
    std::string query;
    for (int pages = 0; pages < kMaxPages; ++pages) {
        FABRIC_TRY(const Json page, agent.call("GET", path + query));
        ObjectReader reader(page, "", UnknownFields::Ignore);
        const Json* more = reader.array("items");
        const auto cursor = reader.optionalString("nextCursor");
        if (const auto read = reader.finish(); !read)
            return tl::make_unexpected(notUnderstood(read.error()));
        items.insert(items.end(), more->begin(), more->end());
        if (!cursor)
            return Json{{"items", std::move(items)}, {"nextCursor", Json()}};
        query = "?cursor=" + escaped(*cursor);
    }
    return fail(ErrorCode::TooLarge, "the agent's list does not end", path);
}

std::string orDash(const std::string& text)
{
    return text.empty() ? "-" : text;
}

std::string wordsOf(const provider::Problem& problem)
{
    return problem.message + (problem.action.empty() ? "" : " ") + problem.action
        + (problem.where.empty() ? "" : " (" + problem.where + ")");
}

/// One line for each runtime, and one for each further problem that it has.
Result<std::string> runtimeTable(const Json& list)
{
    FABRIC_TRY(const auto page, wire::parsePage<wire::Runtime>(list));
    if (page.items.empty())
        return "This agent has no runtimes: add a [[runtime]] to its configuration file and reload it, or use "
               "'runtimes add'.\n";
    std::vector<std::vector<std::string>> rows{{"RUNTIME", "STATE", "MODE", "VERSION", "OBSERVED", "PROBLEM"}};
    for (const wire::Runtime& runtime : page.items) {
        const provider::RuntimeStatus& status = runtime.status;
        const bool isFine = status.health == provider::HealthState::Live;
        rows.push_back({runtime.id, std::string(toText(status.health)), std::string(toText(status.mode)),
                        orDash(status.identity.version), runtime.lastObservedAt.value_or("never"),
                        orDash(isFine ? "" : status.detail)});
        for (std::size_t i = 0; i < status.problems.size(); ++i) {
            if (i > 0)
                rows.push_back({"", "", "", "", "", ""});
            rows.back().back() = wordsOf(status.problems[i]);
        }
    }
    return table(rows);
}

/// What is posted to add a runtime: only what the command line says. The agent checks it.
Result<Json> runtimeToAdd(const Invocation& invocation)
{
    Json body{{"id", invocation.arguments.front()}, {"provider", "openclaw"}};
    for (const auto& [flag, member] : std::map<std::string, std::string>{{"provider", "provider"},
                                                                         {"environment", "environment"},
                                                                         {"config-path", "configPath"},
                                                                         {"endpoint", "url"},
                                                                         {"control", "control"}}) {
        if (invocation.flags.contains(flag))
            body[member] = invocation.flag(flag);
    }
    if (invocation.flags.contains("device-lists"))
        body["listsDevices"] = true;
    for (const char* kind : {"env", "file", "credential"}) {
        const std::string flag = std::string("token-") + kind;
        if (!invocation.flags.contains(flag))
            continue;
        if (body.contains("token"))
            return fail(ErrorCode::InvalidArgument, "a token has one source", "--" + flag);
        body["token"] = {{kind, invocation.flag(flag)}};
    }
    return body;
}

Result<Json> runtimeChange(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    constexpr const char* kPath = "/api/v1/runtimes";
    if (invocation.command == "runtimes remove") {
        FABRIC_TRY(const AgentClient agent, meantAgent(invocation, environment));
        return agent.call("DELETE", std::string(kPath) + "/" + escaped(invocation.arguments.front()));
    }
    FABRIC_TRY(const Json body, runtimeToAdd(invocation));
    FABRIC_TRY(const AgentClient agent, meantAgent(invocation, environment));
    return agent.call("POST", kPath, &body);
}

Result<Json> runtimeList(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    constexpr const char* kPath = "/api/v1/runtimes";
    FABRIC_TRY(const AgentClient agent, meantAgent(invocation, environment));
    return wholeList(agent, kPath);
}

/// API keys, where they are: at an agent, or in a data folder that none holds.
class KeyRing
{
public:
    static Result<KeyRing> open(const Invocation& invocation, const config::EnvironmentMap& environment)
    {
        KeyRing ring;
        FABRIC_TRY(ring.m_agent, namedAgent(invocation, environment));
        if (ring.m_agent)
            return ring;
        FABRIC_TRY(const config::Config config, configOf(invocation, environment));
        auto offline = OfflineStore::open(config);
        if (offline)
            ring.m_offline = std::make_unique<OfflineStore>(*std::move(offline));
        else if (offline.error().code == ErrorCode::Conflict)
            ring.m_agent = agentOf(config);
        else
            return tl::make_unexpected(std::move(offline).error());
        return ring;
    }

    /// Only the salted hash of a key goes to the agent. What is returned is the key as it is stored.
    Result<Json> add(const store::ApiKeyRecord& record)
    {
        if (!m_agent)
            return shown(waitFor(api::storeApiKey(*m_offline->store, record, m_actor)));
        const Json registration = api::registrationOf(record);
        auto stored = m_agent->call("PUT", pathOf(record.prefix), &registration);
        if (stored)
            return stored;
        Error error = stored.error();
        if (error.code == ErrorCode::Unavailable || error.code == ErrorCode::DeadlineExceeded)
            error.message += "; if 'apikey list' shows the key " + record.prefix + ", revoke it: nobody has it";
        return tl::make_unexpected(std::move(error));
    }

    Result<Json> list()
    {
        if (m_agent)
            return wholeList(*m_agent, "/api/v1/apikeys");
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
        return shown(waitFor(api::revokeApiKey(*m_offline->store, m_offline->clock, prefix, m_actor)));
    }

private:
    static Result<Json> shown(const Result<store::ApiKeyRecord>& key) { return key.map(&api::toJson); }

    static std::string pathOf(const std::string& prefix) { return "/api/v1/apikeys/" + escaped(prefix); }

    std::string m_actor = api::localActor(::getuid()); ///< offline; an agent knows by itself who asks
    std::unique_ptr<OfflineStore> m_offline; ///< null if an agent is asked
    std::optional<AgentClient> m_agent;
};

int createKey(const Invocation& invocation, KeyRing& ring)
{
    const auto role = store::roleFrom(invocation.flag("role"));
    if (!role)
        return reportError(
            {ErrorCode::InvalidArgument, "the role is viewer, operator, approver, admin or service", "--role"});
    SystemRandom random;
    const auto made = api::makeApiKey(invocation.flag("name"), *role, SystemClock(), random);
    if (!made)
        return reportError({made.error().code, made.error().message, "--name"});
    const auto stored = ring.add(made->record);
    if (!stored)
        return reportError(stored.error());
    if (!invocation.wantsJson())
        return succeed(made->text + "\n");
    Json document = api::toJson(made->record);
    if (stored->is_object())
        document.update(*stored); // the agent's own time of creation
    document["key"] = made->text;
    return succeedJson(document);
}

/// One key in columns: prefix, role, name, creation and, if it is no more, revocation.
Result<std::vector<std::string>> keyRow(const Json& key)
{
    ObjectReader reader(key, "", UnknownFields::Ignore);
    std::vector<std::string> row{reader.string("prefix"), reader.string("role"), reader.string("name"),
                                 reader.string("createdAt")};
    const auto revokedAt = reader.optionalString("revokedAt");
    row.push_back(revokedAt ? "revoked " + *revokedAt : "");
    if (const auto read = reader.finish(); !read)
        return tl::make_unexpected(notUnderstood(read.error()));
    return row;
}

Result<std::string> keyTable(const Json& keys)
{
    std::vector<std::vector<std::string>> rows;
    rows.reserve(keys.size());
    for (const Json& key : keys) {
        FABRIC_TRY(auto row, keyRow(key));
        rows.push_back(std::move(row));
    }
    return table(rows);
}

} // namespace

int listRuntimes(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    return answer(invocation, runtimeList(invocation, environment),
                  [](const Json& list) { return runtimeTable(list).map_error(&notUnderstood); });
}

int changeRuntimes(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    const bool isRemoval = invocation.command == "runtimes remove";
    return answer(invocation, runtimeChange(invocation, environment),
                  [isRemoval](const Json& runtime) -> Result<std::string> {
                      ObjectReader reader(runtime, "", UnknownFields::Ignore);
                      const std::string id = reader.string("id");
                      if (const auto read = reader.finish(); !read)
                          return tl::make_unexpected(notUnderstood(read.error()));
                      return (isRemoval ? "removed " : "added ") + printable(id) + "\n";
                  });
}

int runKeyCommand(const Invocation& invocation, const config::EnvironmentMap& environment)
{
    auto ring = KeyRing::open(invocation, environment);
    if (!ring)
        return reportError(ring.error());
    if (invocation.command == "apikey create")
        return createKey(invocation, *ring);
    if (invocation.command == "apikey list")
        return answer(invocation, ring->list(), [](const Json& list) { return keyTable(list.at("items")); });
    return answer(invocation, ring->revoke(invocation.arguments.front()), [](const Json& key) {
        return keyTable(Json::array({key})).map([](const std::string& line) { return "revoked " + line; });
    });
}

} // namespace fabric::composition
