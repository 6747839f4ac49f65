-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0
--
-- A plan is known by its id and its runtime (ADR 12): two runtimes whose configurations are the same have plans with the
-- same id. Before, the id alone was unique, so every row fits.

CREATE TABLE plan_of_runtime (
    plan_row INTEGER PRIMARY KEY,
    plan_id BLOB NOT NULL CHECK (length(plan_id) = 32),
    runtime_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    summary TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (plan_id, runtime_id)
) STRICT;

INSERT INTO plan_of_runtime (plan_row, plan_id, runtime_id, created_at, author, reason, summary, body)
SELECT plan_row, plan_id, runtime_id, created_at, author, reason, summary, body FROM plan;

DROP TABLE plan;

ALTER TABLE plan_of_runtime RENAME TO plan;

CREATE INDEX plan_by_runtime ON plan (runtime_id, created_at);

-- A plan stays as long as a rollout on its runtime names it.
CREATE TABLE rollout_of_plan (
    rollout_row INTEGER PRIMARY KEY,
    rollout_id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL CHECK (version >= 1),
    runtime_id TEXT NOT NULL,
    plan_id BLOB NOT NULL,
    group_id TEXT NOT NULL,
    state TEXT NOT NULL,
    is_finished INTEGER NOT NULL CHECK (is_finished IN (0, 1)),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    FOREIGN KEY (plan_id, runtime_id) REFERENCES plan (plan_id, runtime_id)
) STRICT;

INSERT INTO rollout_of_plan (rollout_row, rollout_id, version, runtime_id, plan_id, group_id, state, is_finished,
    created_at, changed_at, body)
SELECT rollout_row, rollout_id, version, runtime_id, plan_id, group_id, state, is_finished, created_at, changed_at, body
FROM rollout;

DROP TABLE rollout;

ALTER TABLE rollout_of_plan RENAME TO rollout;

-- One writer per runtime.
CREATE UNIQUE INDEX rollout_active ON rollout (runtime_id) WHERE is_finished = 0;

CREATE INDEX rollout_by_time ON rollout (created_at, rollout_row);

CREATE INDEX rollout_by_plan ON rollout (plan_id, runtime_id);
