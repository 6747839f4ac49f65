// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/api_keys.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/memory_store.h"

#include <nlohmann/json.hpp>

#include <QRegularExpression>
#include <QTest>

using namespace fabric;

class TestApiKeys : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void looksAsDocumented()
    {
        const auto key = api::makeApiKey("console", store::Role::Viewer, m_clock, m_random);
        QVERIFY(key);
        QVERIFY(QRegularExpression(QStringLiteral("^fab_[0-9a-f]{8}_[A-Za-z0-9_-]{43}$"))
                    .match(QString::fromStdString(key->text))
                    .hasMatch());
        QCOMPARE(api::prefixOfApiKey(key->text).value(), key->record.prefix);
        QVERIFY(api::matchesApiKey(key->record, key->text));
        QVERIFY(api::makeApiKey("console", store::Role::Viewer, m_clock, m_random)->text != key->text);
    }

    void matchesNoOtherText()
    {
        const auto key = api::makeApiKey("console", store::Role::Viewer, m_clock, m_random).value();
        for (std::size_t i = 0; i < key.text.size(); ++i) {
            std::string other = key.text;
            other[i] = other[i] == 'x' ? 'y' : 'x';
            QVERIFY(!api::matchesApiKey(key.record, other));
        }
        store::ApiKeyRecord otherSalt = key.record;
        otherSalt.salt[3] ^= std::byte{1};
        QVERIFY(!api::matchesApiKey(otherSalt, key.text));
    }

    void refusesNamesThatBreakALine_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("plain") << QByteArray("console of Ada") << true;
        QTest::newRow("UTF-8") << QByteArray("K\xc3\xb6ln") << true;
        QTest::newRow("64 bytes") << QByteArray(64, 'n') << true;
        QTest::newRow("65 bytes") << QByteArray(65, 'n') << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("line break") << QByteArray("a\nb") << false;
        QTest::newRow("delete") << QByteArray("a\x7f") << false;
        QTest::newRow("NUL") << QByteArray("a\0b", 3) << false;
        QTest::newRow("Latin-1") << QByteArray("K\xf6ln") << false;
    }
    void refusesNamesThatBreakALine()
    {
        QFETCH(QByteArray, name);
        QFETCH(bool, isGood);
        const auto key = api::makeApiKey(name.toStdString(), store::Role::Viewer, m_clock, m_random);
        QCOMPARE(key.has_value(), isGood);
        if (!key)
            QCOMPARE(key.error().where, std::string("/name"));
    }

    void storesTheSameKeyOnce()
    {
        test::MemoryStore store;
        const auto made = stored(store, store::Role::Viewer).value();
        QVERIFY(api::storeApiKey(store, made.record, "cli:ada").result());
        const auto events
            = store.read([](store::Session& session) { return session.outbox().list({}); }).result().value();
        QCOMPARE(events.size(), std::size_t{1});
        auto other = made.record;
        other.role = store::Role::Admin;
        QCOMPARE(api::storeApiKey(store, other, "cli:ada").result().error().code, ErrorCode::Conflict);
    }

    void storesKeyAuditAndEventTogetherAndNoSecret()
    {
        test::MemoryStore store;
        const auto made = stored(store, store::Role::Operator).value();
        const auto listed = api::listApiKeys(store).result().value();
        QCOMPARE(listed.size(), std::size_t{1});
        QCOMPARE(listed[0].name, std::string("console"));
        QCOMPARE(listed[0].role, store::Role::Operator);
        const std::string secret = made.text.substr(13);
        store
            .read([&](store::Session& session) -> Result<> {
                const auto audit = session.audit().last().value();
                [&] {
                    QVERIFY(audit);
                    QCOMPARE(audit->what.action, std::string("apikey.created"));
                    QCOMPARE(audit->what.actor, std::string("cli:ada"));
                    QCOMPARE(audit->what.subject, "apikey:" + made.record.prefix);
                    QCOMPARE(dumpJson(audit->what.details).find(secret), std::string::npos);
                    const auto events = session.outbox().list({}).value();
                    QCOMPARE(events.size(), std::size_t{1});
                    QCOMPARE(events[0].what.type, std::string("apikey.created"));
                    QCOMPARE(dumpJson(events[0].what.data).find(secret), std::string::npos);
                }();
                return {};
            })
            .waitForFinished();
    }

    void revokesOnceAndKeepsTheFirstTime()
    {
        test::MemoryStore store;
        const auto made = stored(store, store::Role::Viewer).value();
        m_clock.advance(std::chrono::seconds(5));
        const auto first = api::revokeApiKey(store, m_clock, made.record.prefix, "cli:bob").result().value();
        QVERIFY(first.revokedAt);
        m_clock.advance(std::chrono::seconds(5));
        const auto again = api::revokeApiKey(store, m_clock, made.record.prefix, "cli:bob").result().value();
        QVERIFY(again.revokedAt == first.revokedAt);
        const auto events
            = store.read([](store::Session& session) { return session.outbox().list({}); }).result().value();
        QCOMPARE(events.size(), std::size_t{2});
        QCOMPARE(events[1].what.type, std::string("apikey.revoked"));
        const auto nobody = api::revokeApiKey(store, m_clock, "00000000", "cli:bob").result();
        QCOMPARE(nobody.error().code, ErrorCode::NotFound);
    }

    void storesNothingWhenTheStoreFails()
    {
        test::MemoryStore store;
        store.failWith(Error{ErrorCode::Unavailable, "full", {}});
        QCOMPARE(stored(store, store::Role::Viewer).error().code, ErrorCode::Unavailable);
    }

private:
    /// A new key named "console", stored by "cli:ada".
    Result<api::NewApiKey> stored(store::Store& store, store::Role role)
    {
        FABRIC_TRY(api::NewApiKey made, api::makeApiKey("console", role, m_clock, m_random));
        FABRIC_TRY(made.record, api::storeApiKey(store, made.record, "cli:ada").result());
        return made;
    }

    test::FakeClock m_clock;
    test::FakeRandom m_random{11};
};

QTEST_GUILESS_MAIN(TestApiKeys)
#include "tst_api_keys.moc"
