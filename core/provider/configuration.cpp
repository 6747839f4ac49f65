// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/configuration.h"

#include "core/base/names.h"

namespace fabric::provider {
namespace {

constexpr auto kOperationKinds = std::to_array<Named<Operation::Kind>>({
    {Operation::Kind::Patch, "patch"},
    {Operation::Kind::CreateAgent, "create-agent"},
    {Operation::Kind::DeleteAgent, "delete-agent"},
});

} // namespace

std::string_view toText(Operation::Kind kind)
{
    return nameOf(kOperationKinds, kind);
}

std::optional<Operation::Kind> operationKindFrom(std::string_view text)
{
    return valueOf(kOperationKinds, text);
}

} // namespace fabric::provider
