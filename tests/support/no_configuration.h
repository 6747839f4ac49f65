// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/configuration.h"

namespace fabric::test {

/// Of a provider that is only read: documents without resources, nothing can be changed.
class NoConfiguration final : public provider::Configuration
{
public:
    [[nodiscard]] std::string provider() const override { return "none"; }
    [[nodiscard]] Result<std::vector<provider::Resource>> resources(const Json& /*document*/) const override
    {
        return std::vector<provider::Resource>();
    }
    [[nodiscard]] const Json* value(const Json& /*document*/, const provider::ResourceId& /*id*/) const override
    {
        return nullptr;
    }
    [[nodiscard]] Result<> set(Json& /*document*/, const provider::ResourceId& /*id*/,
                               std::optional<Json> /*value*/) const override
    {
        return nothing();
    }
    [[nodiscard]] Result<provider::ResourceId> resourceOf(const std::string& /*pointer*/) const override
    {
        return nothing();
    }
    [[nodiscard]] Result<topology::Graph> graphOf(const provider::Source& /*source*/,
                                                  const topology::Graph& observed) const override
    {
        return observed;
    }
    [[nodiscard]] Result<std::vector<std::string>> apply(const provider::Edit& /*edit*/, Json& /*document*/,
                                                         const topology::Graph& /*graph*/) const override
    {
        return nothing();
    }
    [[nodiscard]] Result<Json> import(std::string_view /*text*/, const Json& /*base*/) const override
    {
        return nothing();
    }
    [[nodiscard]] std::vector<provider::ResourceId> references(const provider::ResourceId& /*id*/,
                                                               const Json& /*value*/) const override
    {
        return {};
    }
    [[nodiscard]] Result<provider::Compiled>
    compile(const provider::Source& /*before*/, const std::vector<provider::ResourceChange>& /*changes*/) const override
    {
        return nothing();
    }
    [[nodiscard]] std::vector<std::string> restartInterrupts(const topology::Graph& /*graph*/) const override
    {
        return {};
    }

private:
    [[nodiscard]] static tl::unexpected<Error> nothing()
    {
        return fail(ErrorCode::Unimplemented, "this provider is only read");
    }
};

} // namespace fabric::test
