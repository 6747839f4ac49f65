// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/storage/sqlite/api_key_repository.h"
#include "agent/storage/sqlite/audit_repository.h"
#include "agent/storage/sqlite/idempotency_repository.h"
#include "agent/storage/sqlite/outbox_repository.h"
#include "agent/storage/sqlite/revision_repository.h"
#include "agent/storage/sqlite/rollout_group_repository.h"
#include "agent/storage/sqlite/rollout_repository.h"
#include "agent/storage/sqlite/runtime_repository.h"

namespace fabric::storage {

/// The repositories of one unit of work. Borrows connection and ledger.
class SqliteSession final : public store::Session
{
public:
    SqliteSession(Connection& connection, store::UnitLedger& ledger)
        : m_runtimes(connection, ledger)
        , m_revisions(connection, ledger)
        , m_audit(connection, ledger)
        , m_outbox(connection, ledger)
        , m_apiKeys(connection, ledger)
        , m_plans(connection, ledger)
        , m_rollouts(connection, ledger)
        , m_rolloutGroups(connection, ledger)
        , m_idempotency(connection, ledger)
    {
    }

    store::RuntimeRepository& runtimes() override { return m_runtimes; }
    store::RevisionRepository& revisions() override { return m_revisions; }
    store::AuditRepository& audit() override { return m_audit; }
    store::OutboxRepository& outbox() override { return m_outbox; }
    store::ApiKeyRepository& apiKeys() override { return m_apiKeys; }
    store::PlanRepository& plans() override { return m_plans; }
    store::RolloutRepository& rollouts() override { return m_rollouts; }
    store::RolloutGroupRepository& rolloutGroups() override { return m_rolloutGroups; }
    store::IdempotencyRepository& idempotency() override { return m_idempotency; }

private:
    SqliteRuntimeRepository m_runtimes;
    SqliteRevisionRepository m_revisions;
    SqliteAuditRepository m_audit;
    SqliteOutboxRepository m_outbox;
    SqliteApiKeyRepository m_apiKeys;
    SqlitePlanRepository m_plans;
    SqliteRolloutRepository m_rollouts;
    SqliteRolloutGroupRepository m_rolloutGroups;
    SqliteIdempotencyRepository m_idempotency;
};

} // namespace fabric::storage
