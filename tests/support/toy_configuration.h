// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/provider/configuration.h"

namespace fabric::test {

/// A made-up runtime's configuration, so that planning is tested without the words of any provider:
/// `{"agents":{"a":{"model":"m","tools":["read"],"deny":[],"spawns":["b"],"sandbox":"all","shell":true,"key":<masked>}},
///   "routes":[{"from":"chat/ops","to":"a"}],
///   "settings":{"models":["m"],"mcp":["docs"],"deny":["exec"],"open":["chat/ops"],"off":["chat/ops"],"port":1,...}}`.
/// Resources: `agents.<id>`, `routes`, `settings.<key>`. `spawns: ["*"]` is every other agent. A model that `settings.models`
/// does not name dangles, an agent that nothing defines too. A changed `settings.port` restarts.
class ToyConfiguration final : public provider::Configuration
{
public:
    [[nodiscard]] std::string provider() const override { return "toy"; }
    [[nodiscard]] Result<std::vector<provider::Resource>> resources(const Json& document) const override;
    [[nodiscard]] const Json* value(const Json& document, const provider::ResourceId& id) const override;
    [[nodiscard]] Result<> set(Json& document, const provider::ResourceId& id,
                               std::optional<Json> value) const override;
    [[nodiscard]] Result<provider::ResourceId> resourceOf(const std::string& pointer) const override;
    [[nodiscard]] Result<topology::Graph> graphOf(const provider::Source& source,
                                                  const topology::Graph& observed) const override;
    /// Knows AddAgent, RemoveAgent, RenameAgent, SetModel, AddRoute, SetTool, SetDelegation and the attribute sandbox.
    [[nodiscard]] Result<std::vector<std::string>> apply(const provider::Edit& edit, Json& document,
                                                         const topology::Graph& graph) const override;
    [[nodiscard]] Result<Json> import(std::string_view text, const Json& base) const override;
    [[nodiscard]] std::vector<provider::ResourceId> references(const provider::ResourceId& id,
                                                               const Json& value) const override;
    [[nodiscard]] Result<provider::Compiled>
    compile(const provider::Source& before, const std::vector<provider::ResourceChange>& changes) const override;
    [[nodiscard]] std::vector<std::string> restartInterrupts(const topology::Graph& graph) const override;
};

/// A revision of a toy document; ends the test program if it is none.
[[nodiscard]] planning::Content toyContent(Json document, provider::Source::Parts parts = {});

/// The same revision, but its fields @p owned by an intent that last applied what @p observed has there.
[[nodiscard]] planning::Content owning(const planning::Content& desired, const planning::Content& observed,
                                       const std::vector<std::string>& owned);

/// Two accounts, four agents that hand on to each other, tools, a job and settings.
[[nodiscard]] Json toyDocument();

/// One that has @p resources resources in all: agents in a tree, one account for every 20th, 50 tools.
[[nodiscard]] Json largeToyDocument(int resources);

} // namespace fabric::test
