// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/store/actors.h"
#include "tests/support/memory_store.h"

#include <QTest>

using namespace fabric;

class TestActors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesKeys_thatAreKnown_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("named");
        const auto row = [](const char* text, const char* named) {
            QTest::newRow(text) << std::string(text) << std::string(named);
        };
        row("", "");
        row("agent", "agent");
        row("cli:root", "cli:root");
        row("apikey:0a1b2c3d", "Ada");
        row("cancelled by apikey:0a1b2c3d", "cancelled by Ada");
        row("apikey:0a1b2c3d asked, apikey:5d0e91aa confirmed", "Ada asked, Grace confirmed");
        row("apikey:ffffffff", "apikey:ffffffff"); // nobody knows it
        row("apikey:apikey:0a1b2c3d", "apikey:Ada");
        row("apikey:0a1b2c3", "apikey:0a1b2c3"); // it ends too early
        row("apikey:", "apikey:");
    }
    void namesKeys_thatAreKnown()
    {
        QFETCH(std::string, text);
        QFETCH(std::string, named);
        test::MemoryStore store;
        auto told = store.write([&](store::Session& session) -> Result<std::string> {
            for (const auto& [prefix, name] : {std::pair{"0a1b2c3d", "Ada"}, std::pair{"5d0e91aa", "Grace"}}) {
                store::ApiKeyRecord key;
                key.prefix = prefix;
                key.name = name;
                FABRIC_CHECK(session.apiKeys().add(key));
            }
            FABRIC_CHECK(session.audit().append({UnixMillis{1}, "tester", "keys", "apikey:0a1b2c3d"}));
            FABRIC_CHECK(session.outbox().append({UnixMillis{1}, "keys", "apikey:0a1b2c3d"}));
            return store::withNames(session, text);
        });
        told.waitForFinished();
        QVERIFY(told.result());
        QCOMPARE(*told.result(), named);
    }

    void theActorOfAKey_isFoundAgain() { QCOMPARE(store::apiKeyActor("0a1b2c3d"), std::string("apikey:0a1b2c3d")); }
};

QTEST_APPLESS_MAIN(TestActors)
#include "tst_actors.moc"
