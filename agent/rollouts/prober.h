// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <chrono>
#include <functional>
#include <string>

namespace fabric::rollouts {

/// Asks a URL how it is.
class Prober
{
public:
    virtual ~Prober() = default;
    /// One GET of an `http` or `https` URL (checkProbe()), without following it anywhere and without reading a body.
    /// Calls @p done once, on the driver's thread, never from inside the call: with the status code, or Unavailable;
    /// DeadlineExceeded after @p within.
    virtual void get(const std::string& url, std::chrono::milliseconds within, std::function<void(Result<int>)> done)
        = 0;
};

} // namespace fabric::rollouts
