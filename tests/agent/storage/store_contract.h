// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/store/store.h"
#include "tests/agent/storage/store_samples.h"

#include <QObject>

#include <functional>
#include <memory>

namespace fabric::test {

/// What every backend of store::Store must do, one slot per promise. A backend joins with a main() of its own.
class StoreContract : public QObject
{
    Q_OBJECT

public:
    /// @p makeEmpty gives a new empty store for each slot.
    explicit StoreContract(std::function<std::unique_ptr<store::Store>()> makeEmpty)
        : m_makeEmpty(std::move(makeEmpty))
    {
    }

private Q_SLOTS:
    void init();
    void cleanup();

    void runtimeRoundTrip_keepsEveryField();
    void runtimes_areListedById();
    void runtimePut_replacesAndRefusesUnknownRevision();
    void runtimeRemove_keepsItsRevisionsAndMissesUnknown();

    void revisionAdd_numbersFromOneAndTakesDigestsFromTheGraph();
    void revisionFind_byNumberAndNewestByDigest();
    void revisionNewest_isPerRuntimeAndKind();
    void revisionList_pagesNewestFirst();
    void revisionList_filters_data();
    void revisionList_filters();
    void revisionAdd_refusesUnknownParent();
    void graph_isStoredOncePerDigestAndMissesUnknown();
    void source_isStoredOncePerDigestAndMissesUnknown();
    void source_isNotNeeded();
    void source_isUndoneWithItsUnit();
    void observe_lengthensARunAndBeginsANewOne();
    void observe_needsNoTraceButAStoredRevision();

    void audit_isAChainFromTheFirstRecord();
    void audit_listsAfterACursor();
    void outbox_numbersWithoutAGap();
    void outboxList_filters();

    void apiKey_roundTripConflictAndOrder();
    void apiKeyRevoke_keepsTheFirstTimeAndMissesUnknown();

    void write_thatFailsLeavesNothing();
    void write_withoutTraceIsRefused_data();
    void write_withoutTraceIsRefused();
    void read_refusesEveryChange();
    void input_isCheckedAlike_data();
    void input_isCheckedAlike();
    void group_isolatesAFailingUnit();
    void futures_finishInOrderAndReadsSeeWhatIsCommitted();
    void listener_getsEventsInOrder();
    void listener_isCalledAfterTheFutures();
    void outbox_isGaplessUnderManyThreads();

private:
    template <class F>
    auto read(F work)
    {
        return await(m_store->read(std::move(work)));
    }
    template <class F>
    auto write(F work)
    {
        return await(m_store->write(std::move(work)));
    }

    std::function<std::unique_ptr<store::Store>()> m_makeEmpty;
    std::unique_ptr<store::Store> m_store;
};

} // namespace fabric::test
