// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/store/unit_ledger.h"

namespace fabric::store {

Result<> UnitLedger::noteObservation() const
{
    if (m_access == Access::Read)
        return fail(ErrorCode::FailedPrecondition, "a read of the store tried to change it");
    return {};
}

Result<> UnitLedger::noteChange()
{
    FABRIC_CHECK(noteObservation());
    m_hasChange = true;
    return {};
}

Result<> UnitLedger::noteAudit()
{
    FABRIC_CHECK(noteObservation());
    m_hasAudit = true;
    return {};
}

Result<> UnitLedger::notePublication()
{
    FABRIC_CHECK(noteObservation());
    m_hasPublication = true;
    return {};
}

Result<> UnitLedger::finish() const
{
    if (m_hasChange && !m_hasAudit)
        return fail(ErrorCode::Internal, "a unit of work changed state without an audit record");
    if (m_hasChange && !m_hasPublication)
        return fail(ErrorCode::Internal, "a unit of work changed state without an outbox event");
    return {};
}

} // namespace fabric::store
