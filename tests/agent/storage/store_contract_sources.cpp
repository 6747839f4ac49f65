// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/storage/store_contract.h"
#include "tests/agent/storage/store_samples.h"
#include "tests/support/source_parts.h"
#include "tests/support/verify_result.h"

#include <QTest>

// The part of the contract that is about the sources of revisions.

namespace fabric::test {

using namespace store;

void StoreContract::source_isStoredOncePerDigestAndMissesUnknown()
{
    const provider::Source source = sampleSource();
    RevisionRecord draft = sampleRevision("hq", 1);
    draft.sourceDigest = sha256("wrong");
    for (const char* workspace : {"/a", "/b"}) {
        const auto added
            = write([&](Session& session) { return addRevision(session, draft, sampleGraph(workspace), source); });
        FABRIC_VERIFY_RESULT(added);
        QVERIFY(added->sourceDigest == source.digest());
        const auto found = read([&](Session& session) { return session.revisions().find(added->number); });
        QVERIFY(found && found->has_value() && (*found)->sourceDigest == source.digest());
    }
    const auto back = read([&](Session& session) { return session.revisions().source(source.digest()); });
    FABRIC_VERIFY_RESULT(back);
    QVERIFY(*back == source && toJson(*back) == toJson(source));
    for (const Digest& absent : {sha256("nothing"), Digest(), sampleSource("other").digest()})
        FABRIC_VERIFY_ERROR(read([&](Session& session) { return session.revisions().source(absent); }),
                            ErrorCode::NotFound);

    // One topology may have several sources.
    const auto other = write(
        [&](Session& session) { return addRevision(session, draft, sampleGraph("/a"), sampleSource("other")); });
    FABRIC_VERIFY_RESULT(other);
    QVERIFY(other->sourceDigest == sampleSource("other").digest());
    QVERIFY(other->digest == sampleGraph("/a").digest());
}

void StoreContract::source_isNotNeeded()
{
    RevisionRecord draft = sampleRevision("hq", 1);
    draft.sourceDigest = sha256("wrong");
    const auto added = write([&](Session& session) { return addRevision(session, draft, sampleGraph("/a")); });
    FABRIC_VERIFY_RESULT(added);
    QVERIFY(added->sourceDigest.isNull());
    const auto found = read([](Session& session) { return session.revisions().list({}); });
    QVERIFY(found && found->size() == 1 && found->front().sourceDigest.isNull());
    FABRIC_VERIFY_ERROR(read([](Session& session) { return session.revisions().source(provider::Source().digest()); }),
                        ErrorCode::NotFound);
}

void StoreContract::source_isUndoneWithItsUnit()
{
    const provider::Source source = sampleSource();
    FABRIC_VERIFY_ERROR(write([&](Session& session) -> Result<> {
                            FABRIC_CHECK(addRevision(session, sampleRevision("hq", 1), sampleGraph("/a"), source));
                            return fail(ErrorCode::Conflict, "undo");
                        }),
                        ErrorCode::Conflict);
    FABRIC_VERIFY_ERROR(read([&](Session& session) { return session.revisions().source(source.digest()); }),
                        ErrorCode::NotFound);
}

} // namespace fabric::test
