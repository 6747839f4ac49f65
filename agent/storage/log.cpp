// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/log.h"

Q_LOGGING_CATEGORY(lcStorage, "fabric.storage", QtInfoMsg)
