-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0
--
-- Placeholder: dropped at the merge, where the real 0002 is.
CREATE TABLE placeholder (placeholder_id INTEGER PRIMARY KEY) STRICT;
