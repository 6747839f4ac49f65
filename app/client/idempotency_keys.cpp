// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/idempotency_keys.h"

#include <QUuid>

namespace fabric::client {

std::string IdempotencyKeys::keyFor(const std::string& decision)
{
    std::string& key = m_open[decision];
    if (key.empty())
        key = QUuid::createUuid()
                  .toString(QUuid::WithoutBraces)
                  .toStdString(); // 122 random bits of the system's generator
    return key;
}

void IdempotencyKeys::answered(const std::string& decision, const Error* error)
{
    if (error == nullptr || !isLost(*error))
        m_open.erase(decision);
}

bool IdempotencyKeys::isLost(const Error& error)
{
    // The agent's word for "the first request with this key is still being answered".
    const bool isRunning = error.code == ErrorCode::Conflict && error.where == "/header/Idempotency-Key";
    return isRunning || error.code == ErrorCode::Unavailable || error.code == ErrorCode::DeadlineExceeded;
}

} // namespace fabric::client
