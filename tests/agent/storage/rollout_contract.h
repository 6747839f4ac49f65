// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/store/store.h"

#include <QObject>

#include <functional>
#include <memory>

namespace fabric::test {

/// StoreContract for plans, rollouts, groups, evidence and repeated requests.
class RolloutContract : public QObject
{
    Q_OBJECT

public:
    explicit RolloutContract(std::function<std::unique_ptr<store::Store>()> makeEmpty)
        : m_makeEmpty(std::move(makeEmpty))
    {
    }

private Q_SLOTS:
    void init() { m_store = m_makeEmpty(); }
    void cleanup() { m_store.reset(); }

    void plan_isKeptOnceIsRenewedAndListedNewestFirst();
    void plan_isOneOfItsRuntime();
    void choosePlan_asksWhose_whereSeveralHaveIt();
    void plan_thatARolloutNamesStays();
    void rollout_roundTripKeepsEveryField();
    void rollout_needsItsPlanAndIsAloneOnItsRuntime();
    void rolloutPut_isRefusedForAnotherVersionOrAfterTheEnd();
    void rolloutList_filtersAndPages();
    void evidence_isNumberedPerRollout();
    void group_roundTripKeepsEveryField();
    void groupPut_isRefusedForAnotherVersionOrAfterTheEnd();
    void groupList_filtersAndPages();
    void groupEvidence_isNumberedPerGroup();
    void rollout_withoutTraceIsRefused();
    void reads_refuseEveryChange();
    void idempotency_givesTheFirstAnswerUntilItExpires();

private:
    std::function<std::unique_ptr<store::Store>()> m_makeEmpty;
    std::unique_ptr<store::Store> m_store;
};

} // namespace fabric::test
