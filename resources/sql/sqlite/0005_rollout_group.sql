-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0

-- Changes over several runtimes, and their evidence. Their members are rollouts (rollout.group_id). Bodies are JSON.

-- version rises with every change: who holds an older one may not write any more.
CREATE TABLE rollout_group (
    group_row INTEGER PRIMARY KEY,
    group_id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL CHECK (version >= 1),
    state TEXT NOT NULL,
    is_finished INTEGER NOT NULL CHECK (is_finished IN (0, 1)),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX rollout_group_active ON rollout_group (created_at) WHERE is_finished = 0;

CREATE INDEX rollout_group_by_time ON rollout_group (created_at, group_row);

-- Append-only.
CREATE TABLE rollout_group_evidence (
    evidence_row INTEGER PRIMARY KEY,
    group_id TEXT NOT NULL REFERENCES rollout_group (group_id),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (group_id, sequence)
) STRICT;
