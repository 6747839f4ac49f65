-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0
--
-- Times are UTC milliseconds. Digests are their 32 bytes. Never edited after release: add a file instead.

-- One topology per digest, however many revisions have it. body: see agent/storage/graph_codec.h. With rowid: rows
-- above 1 KB would take overflow pages in a table without.
CREATE TABLE graph (
    graph_id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    body BLOB NOT NULL
) STRICT;

CREATE TABLE revision (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    digest BLOB NOT NULL REFERENCES graph (digest),
    configured_digest BLOB NOT NULL CHECK (length(configured_digest) = 32),
    runtime_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('observed', 'desired')),
    created_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    provider_version TEXT NOT NULL,
    parent INTEGER REFERENCES revision (number),
    node_count INTEGER NOT NULL,
    edge_count INTEGER NOT NULL,
    added_count INTEGER NOT NULL,
    removed_count INTEGER NOT NULL,
    changed_count INTEGER NOT NULL
) STRICT;

CREATE INDEX revision_by_runtime ON revision (runtime_id, kind, number);

CREATE INDEX revision_by_digest ON revision (digest, number);

-- status is the JSON of agent/storage/status_json.h. No key from revision to runtime: revisions outlive it.
CREATE TABLE runtime (
    runtime_id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    environment TEXT NOT NULL,
    added_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    last_observed_at INTEGER,
    current_revision INTEGER REFERENCES revision (number),
    is_runtime_only_stale INTEGER NOT NULL CHECK (is_runtime_only_stale IN (0, 1))
) STRICT;

-- One row per unbroken run of looks at the same revision in the same mode.
CREATE TABLE observation (
    observation_id INTEGER PRIMARY KEY,
    runtime_id TEXT NOT NULL,
    revision INTEGER NOT NULL REFERENCES revision (number),
    mode TEXT NOT NULL CHECK (mode IN ('none', 'gateway', 'file')),
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    look_count INTEGER NOT NULL CHECK (look_count >= 1)
) STRICT;

CREATE INDEX observation_by_runtime ON observation (runtime_id, observation_id);

-- The hash chain of core/audit; previous is null for the first row only.
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    previous BLOB CHECK (length(previous) = 32),
    digest BLOB NOT NULL CHECK (length(digest) = 32)
) STRICT;

-- The one row that numbers the outbox, so that numbers go on after rows are pruned. epoch is made with the database.
CREATE TABLE outbox_stream (
    stream_id INTEGER PRIMARY KEY CHECK (stream_id = 1),
    epoch TEXT NOT NULL,
    last_sequence INTEGER NOT NULL
) STRICT;

CREATE TABLE outbox (
    sequence INTEGER PRIMARY KEY CHECK (sequence >= 1),
    at INTEGER NOT NULL,
    type TEXT NOT NULL,
    subject TEXT NOT NULL,
    data TEXT NOT NULL
) STRICT;

CREATE INDEX outbox_by_subject ON outbox (subject, sequence);

-- Never the key itself: hash is SHA-256(salt || key text).
CREATE TABLE api_key (
    prefix TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'operator', 'approver', 'admin', 'service')),
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    created_at INTEGER NOT NULL,
    revoked_at INTEGER
) STRICT, WITHOUT ROWID;
