// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/version_table.h"

#include <QTest>

using namespace fabric::openclaw;

class TestVersionTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsVersion_withAndWithoutSuffix()
    {
        QVERIFY((parseVersion("2026.9.6") == Version{2026, 9, 6}));
        QVERIFY((parseVersion("2026.10.1-beta.2") == Version{2026, 10, 1}));
        QVERIFY((parseVersion("2026.9.6 (eb377ac)") == Version{2026, 9, 6}));
    }

    void refusesVersion_thatIsNone()
    {
        for (const char* text : {"", "2026", "2026.9", "2026.9.", ".9.6", "v2026.9.6", "20261.9.6", "2026.-9.6", "dev"})
            QVERIFY2(!parseVersion(text), text);
    }

    void findsFeatures_ofMeasuredVersions()
    {
        const VersionFeatures& march = featuresOf("2026.3.13");
        QCOMPARE(march.protocol, 3);
        QVERIFY(march.roster == RosterKey::List);
        QVERIFY(march.hash == HashKind::FileSha256);
        QVERIFY(!march.hasAppliedHash);
        QVERIFY(!march.agentToAgentByDefault);

        const VersionFeatures& june = featuresOf("2026.6.11");
        QCOMPARE(june.protocol, 4);
        QVERIFY(june.roster == RosterKey::List);
        QVERIFY(!june.hasConfigChangedEvent);
        QVERIFY(!june.agentToAgentByDefault);

        const VersionFeatures& september = featuresOf("2026.9.6");
        QVERIFY(september.roster == RosterKey::Entries);
        QVERIFY(september.hash == HashKind::KeyedHmac);
        QVERIFY(september.hasAppliedHash);
        QVERIFY(september.hasConfigChangedEvent);
        QVERIFY(september.agentToAgentByDefault);
    }

    void usesNewestRow_forUnknownVersion()
    {
        const VersionFeatures& newest = versionTable().back();
        QCOMPARE(&featuresOf("2027.1.0"), &newest);
        QCOMPARE(&featuresOf("nightly"), &newest);
        QVERIFY(isUntested("2027.1.0"));
        QVERIFY(isUntested("nightly"));
        QVERIFY(!isUntested("2026.9.6"));
    }

    void usesOldestRow_forOlderVersion() { QCOMPARE(&featuresOf("2025.1.1"), &versionTable().front()); }

    void rowsRise_byVersion()
    {
        const auto rows = versionTable();
        for (std::size_t i = 1; i < rows.size(); ++i)
            QVERIFY(rows[i - 1].from < rows[i].from);
    }
};

QTEST_GUILESS_MAIN(TestVersionTable)
#include "tst_openclaw_version_table.moc"
