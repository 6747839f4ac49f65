// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/configuration.h"

namespace fabric::openclaw {

/// What Fabric knows about configurations of OpenClaw without touching a gateway. Documents are those of maskedDocument().
///
/// Resources: an agent (`agents.entries.<id>`, whatever form the roster has), an account, one setting of a channel, a server of
/// tools, a provider of models, a plugin; `bindings` and any other section's single settings (`hooks.mappings`, `plugins.slots`,
/// `broadcast.<key>`). An object that is empty where its members would be resources is one itself.
///
/// Thread-safety: no state. Cost: apply() and graphOf() read the whole document.
class OpenClawConfiguration final : public provider::Configuration
{
public:
    [[nodiscard]] std::string provider() const override;
    [[nodiscard]] Result<std::vector<provider::Resource>> resources(const Json& document) const override;
    [[nodiscard]] const Json* value(const Json& document, const provider::ResourceId& id) const override;
    [[nodiscard]] Result<> set(Json& document, const provider::ResourceId& id,
                               std::optional<Json> value) const override;
    [[nodiscard]] Result<provider::ResourceId> resourceOf(const std::string& pointer) const override;
    [[nodiscard]] Result<topology::Graph> graphOf(const provider::Source& source,
                                                  const topology::Graph& observed) const override;
    [[nodiscard]] Result<std::vector<std::string>> apply(const provider::Edit& edit, Json& document,
                                                         const topology::Graph& graph) const override;
    [[nodiscard]] Result<Json> import(std::string_view text, const Json& base) const override;
    [[nodiscard]] bool isShownInPart(const std::string& pointer, const Json& value) const override;
    [[nodiscard]] std::vector<provider::ResourceId> references(const provider::ResourceId& id,
                                                               const Json& value) const override;
    [[nodiscard]] Result<provider::Compiled>
    compile(const provider::Source& before, const std::vector<provider::ResourceChange>& changes) const override;
    [[nodiscard]] std::vector<std::string> restartInterrupts(const topology::Graph& graph) const override;
};

/// Configuration::import(): @p text is JSON5.
[[nodiscard]] Result<Json> importDocument(std::string_view text, const Json& base);

} // namespace fabric::openclaw
