// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/audit/record.h"
