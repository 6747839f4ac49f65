// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/store/records.h"

#include "core/base/names.h"

namespace fabric::store {
namespace {

constexpr auto kRevisionKinds = std::to_array<Named<RevisionKind>>({
    {RevisionKind::Observed, "observed"},
    {RevisionKind::Desired, "desired"},
});

constexpr auto kRoles = std::to_array<Named<Role>>({
    {Role::Viewer, "viewer"},
    {Role::Operator, "operator"},
    {Role::Approver, "approver"},
    {Role::Admin, "admin"},
    {Role::Service, "service"},
});

} // namespace

std::string_view toText(RevisionKind kind)
{
    return nameOf(kRevisionKinds, kind);
}

std::optional<RevisionKind> revisionKindFrom(std::string_view text)
{
    return valueOf(kRevisionKinds, text);
}

std::string_view toText(Role role)
{
    return nameOf(kRoles, role);
}

std::optional<Role> roleFrom(std::string_view text)
{
    return valueOf(kRoles, text);
}

} // namespace fabric::store
