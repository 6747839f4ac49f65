// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/role_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string_view>

namespace fabric::model {
namespace {

struct RoleWords
{
    Q_DECLARE_TR_FUNCTIONS(fabric::model::RoleWords)
};

/// Lowest first; each includes the ones before (docs/api.md, "Keys and roles").
constexpr std::array<std::string_view, 4> kRoles{"viewer", "operator", "approver", "admin"};

bool isAtLeast(const std::string& role, std::string_view lowest)
{
    const auto have = std::find(kRoles.begin(), kRoles.end(), role);
    return have != kRoles.end() && have >= std::find(kRoles.begin(), kRoles.end(), lowest);
}

bool isKnown(const std::string& role)
{
    return role == "service" || std::find(kRoles.begin(), kRoles.end(), role) != kRoles.end();
}

QString nameOf(const wire::Self& self)
{
    return QString::fromStdString(self.name);
}

} // namespace

QString whyRoleMayNotChange(const std::optional<wire::Self>& self)
{
    if (!self || !isKnown(self->role) || isAtLeast(self->role, "operator"))
        return {};
    if (self->role == "service")
        return RoleWords::tr(
                   "“%1” is the key of a service. Connect with a key of the role operator to change something.")
            .arg(nameOf(*self));
    return RoleWords::tr("“%1” may only look. Ask an admin of the agent for a key with the role operator.")
        .arg(nameOf(*self));
}

QString whyRoleMayNotWiden(const std::optional<wire::Self>& self)
{
    if (!self || !isKnown(self->role) || isAtLeast(self->role, "admin"))
        return {};
    if (const QString why = whyRoleMayNotChange(self); !why.isEmpty())
        return why;
    return RoleWords::tr("It widens an authority, so an admin must roll it out: “%1” has the role %2.")
        .arg(nameOf(*self), QString::fromStdString(self->role));
}

} // namespace fabric::model
