-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0
--
-- Placeholder: what the API needs of the migration of this number, until that one is merged.

CREATE TABLE idempotency (
    principal TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    body BLOB NOT NULL CHECK (length(body) = 32),
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (principal, route, key)
) STRICT;
