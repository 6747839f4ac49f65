// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <functional>

namespace fabric::store {

class Session;

/// What also belongs into a unit of work, given what it made: all of it is durable, or nothing. Runs on the storage thread.
/// Empty: nothing.
template <class T>
using Also = std::function<Result<>(Session&, const T&)>;

template <class T>
[[nodiscard]] Result<> run(const Also<T>& also, Session& session, const T& made)
{
    return also ? also(session, made) : Result<>();
}

} // namespace fabric::store
