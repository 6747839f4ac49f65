-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0
--
-- Placeholder: keeps the numbering without a gap until the migration of this number is merged.

DROP INDEX IF EXISTS placeholder;
