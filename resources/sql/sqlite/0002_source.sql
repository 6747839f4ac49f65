-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0
--
-- The configuration behind a topology (ADR 10), stored once per digest like it; body: see agent/storage/graph_codec.h.
-- Revisions from before have none.

CREATE TABLE source (
    source_id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    body BLOB NOT NULL
) STRICT;

ALTER TABLE revision ADD COLUMN source_digest BLOB REFERENCES source (digest);
