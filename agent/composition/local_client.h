// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <string>

namespace fabric::composition {

/// Asks the agent that holds a data folder, over its unix socket; for the command line, so it blocks (10 s at most).
/// Whoever can open the socket needs no key.
class LocalClient
{
public:
    /// @p socketPath: `<data folder>/agent.sock`.
    explicit LocalClient(std::string socketPath)
        : m_socketPath(std::move(socketPath))
    {
    }

    /// @p body null: none. @return the answer's document; its error with the code that the agent gave; Unavailable if
    /// nobody listens or the answer is not complete.
    [[nodiscard]] Result<Json> call(const std::string& method, const std::string& path,
                                    const Json* body = nullptr) const;

private:
    std::string m_socketPath;
};

} // namespace fabric::composition
