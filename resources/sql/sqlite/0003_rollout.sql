-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0
--
-- Plans, rollouts, their evidence, and the answers to repeated requests. Bodies are JSON.

-- plan_id is the digest of the plan's canonical form. A plan stays as long as a rollout names it.
CREATE TABLE plan (
    plan_row INTEGER PRIMARY KEY,
    plan_id BLOB NOT NULL UNIQUE CHECK (length(plan_id) = 32),
    runtime_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX plan_by_runtime ON plan (runtime_id, created_at);

-- version rises with every change: who holds an older one may not write any more.
CREATE TABLE rollout (
    rollout_row INTEGER PRIMARY KEY,
    rollout_id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL CHECK (version >= 1),
    runtime_id TEXT NOT NULL,
    plan_id BLOB NOT NULL REFERENCES plan (plan_id),
    group_id TEXT NOT NULL,
    state TEXT NOT NULL,
    is_finished INTEGER NOT NULL CHECK (is_finished IN (0, 1)),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

-- One writer per runtime.
CREATE UNIQUE INDEX rollout_active ON rollout (runtime_id) WHERE is_finished = 0;

CREATE INDEX rollout_by_time ON rollout (created_at, rollout_row);

CREATE INDEX rollout_by_plan ON rollout (plan_id);

-- Append-only.
CREATE TABLE rollout_evidence (
    evidence_row INTEGER PRIMARY KEY,
    rollout_id TEXT NOT NULL REFERENCES rollout (rollout_id),
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    step TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (rollout_id, sequence)
) STRICT;

CREATE TABLE idempotency (
    principal TEXT NOT NULL,
    route TEXT NOT NULL,
    request_key TEXT NOT NULL,
    body_digest BLOB NOT NULL CHECK (length(body_digest) = 32),
    status INTEGER NOT NULL,
    answer TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (principal, route, request_key)
) STRICT;

CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);
