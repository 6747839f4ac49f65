// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <functional>
#include <map>
#include <string>

namespace fabric::config {

using EnvironmentMap = std::map<std::string, std::string, std::less<>>;

/// Where a secret is read from at the moment of use. The secret itself is kept only if it stands inline.
struct SecretSource
{
    enum class Kind { None, Environment, File, Credential, Inline } kind = Kind::None;
    std::string name; ///< variable, path or credential name; the secret itself for Inline

    /// For people: `env OPENCLAW_GATEWAY_TOKEN`, `file /x`, `inline [masked]`, `none`.
    [[nodiscard]] std::string described() const;
    /// Reads it. A trailing newline of a file is dropped.
    /// @return NotFound if the variable is unset or the file is missing, FailedPrecondition if others can read the
    /// file, InvalidArgument if it is empty or larger than 16 KiB. Never quotes the secret.
    [[nodiscard]] Result<std::string> read(const EnvironmentMap& environment) const;
};

} // namespace fabric::config
