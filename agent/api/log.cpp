// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/log.h"

namespace fabric::api {

Q_LOGGING_CATEGORY(lcApi, "fabric.api", QtInfoMsg)

} // namespace fabric::api
