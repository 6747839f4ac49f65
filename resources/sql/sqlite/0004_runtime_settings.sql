-- SPDX-FileCopyrightText: 2026 Fabric contributors
-- SPDX-License-Identifier: Apache-2.0

-- The settings of a runtime that was added by the API, as core/provider/runtime_settings.h writes them: JSON with the
-- secret by reference. Null for one of the configuration file, which has its own.
ALTER TABLE runtime ADD COLUMN settings TEXT;
