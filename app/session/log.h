// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QLoggingCategory>

namespace fabric::session {
Q_DECLARE_LOGGING_CATEGORY(lcSession)
}
