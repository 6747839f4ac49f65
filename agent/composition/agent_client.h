// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <QUrl>

#include <string>

namespace fabric::composition {

/// Asks a running agent; for the command line, so it blocks (10 s at most; twice that for a POST whose answer broke off:
/// it is sent once more under the same Idempotency-Key).
class AgentClient
{
public:
    /// The agent that holds a data folder. Whoever can open its socket needs no key: the agent asks the kernel who it is.
    /// @p path: `<data folder>/agent.sock`.
    [[nodiscard]] static AgentClient atSocket(std::string path);
    /// An agent anywhere, by its address and an API key (a secret: it goes into one header and nowhere else).
    /// @return InvalidArgument (where = the flag) for anything but an absolute http(s) URL without user, query and
    /// fragment, for http to another machine (it would show the key to the network), and for what is no API key.
    [[nodiscard]] static Result<AgentClient> atUrl(const std::string& url, std::string key);

    /// @p path: from the root of the agent, percent-encoded. @p body null: none.
    /// @return the answer's document; its error with the code that the agent gave; Unavailable if no agent is there or
    /// the answer is not whole, DeadlineExceeded if it takes too long, TooLarge beyond 32 MiB.
    [[nodiscard]] Result<Json> call(const std::string& method, const std::string& path,
                                    const Json* body = nullptr) const;

private:
    AgentClient(std::string place, QUrl url, std::string key);

    std::string m_place; ///< the socket's path or the URL, to be shown
    QUrl m_url; ///< empty for a unix socket
    std::string m_key; ///< empty for a unix socket
};

} // namespace fabric::composition
