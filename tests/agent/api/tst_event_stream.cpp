// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/api/event_streams.h"
#include "tests/agent/api/api_fixture.h"
#include "tests/support/json_schema.h"

#include <nlohmann/json.hpp>

#include <QRegularExpression>
#include <QTest>

using namespace fabric;
using namespace std::chrono_literals;
using fabric::test::ApiFixture;
using fabric::test::RawClient;

namespace {

/// The fixture's own events: two revisions and five keys.
constexpr int kFixtureEvents = 7;

/// The ids of the events (not of resets and bare ids) that a client got so far, in order.
std::vector<int> sequencesIn(const QByteArray& received)
{
    std::vector<int> out;
    static const QRegularExpression pattern(QStringLiteral("id: e1-(\\d+)\nevent: (?!reset)"));
    auto matches = pattern.globalMatch(QString::fromUtf8(received));
    while (matches.hasNext())
        out.push_back(matches.next().captured(1).toInt());
    return out;
}

std::vector<int> range(int from, int to)
{
    std::vector<int> out;
    for (int i = from; i <= to; ++i)
        out.push_back(i);
    return out;
}

} // namespace

class TestEventStream : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<RawClient> open(const QByteArray& lastEventId = {}, const QByteArray& key = {})
    {
        auto client = std::make_unique<RawClient>(m_api->port);
        client->send("GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n"
                     + ApiFixture::bearer(key.isEmpty() ? m_api->key(store::Role::Viewer) : key)
                     + (lastEventId.isEmpty() ? QByteArray() : "Last-Event-ID: " + lastEventId + "\r\n") + "\r\n");
        return client;
    }

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
        m_api = std::make_unique<ApiFixture>();
        QCoreApplication::processEvents();
    }
    void cleanup() { m_api.reset(); }

    void tellsWhatHappensFromNowOn()
    {
        const auto client = open();
        QVERIFY(client->waitForText("id: e1-7\n\n"));
        QVERIFY(client->received().startsWith("HTTP/1.1 200 OK\r\n"));
        QVERIFY(client->received().contains("Content-Type: text/event-stream\r\n"));
        QVERIFY(!client->received().contains("Content-Length"));
        m_api->addEvents(2);
        QVERIFY(client->waitForText("id: e1-9\nevent: runtime.status.changed\ndata: {"));
        QTRY_COMPARE(sequencesIn(client->received()), range(8, 9));
        const QByteArray all = client->received();
        const auto start = all.lastIndexOf("data: ") + 6;
        const auto event = parseJson(all.mid(start, all.indexOf('\n', start) - start).toStdString());
        QVERIFY(event);
        const Json document = api::openApiDocument("1");
        QVERIFY(test::schemaFindings(*event, document.at("components").at("schemas").at("Event"), document).empty());
        QCOMPARE(wire::parse<wire::Event>(*event)->subject, std::string("runtime:hq"));
    }

    void resumesAfterTheLastEvent()
    {
        m_api->addEvents(1'200); // more than two pages
        const auto client = open("e1-5");
        QVERIFY(client->waitForText("id: e1-1207\n"));
        QCOMPARE(sequencesIn(client->received()), range(6, 1'207));
        m_api->addEvents(1);
        QVERIFY(client->waitForText("id: e1-1208\n"));
        QCOMPARE(sequencesIn(client->received()), range(6, 1'208));
        const auto upToDate = open("e1-1208");
        QVERIFY(upToDate->waitForText(": resumed\n\n"));
        QVERIFY(sequencesIn(upToDate->received()).empty());
        QVERIFY(!upToDate->received().contains("reset"));
    }

    void losesAndDoublesNothingAtTheSwitchToLive()
    {
        // Events are committed while clients catch up, in every phase of their reading.
        std::vector<std::unique_ptr<RawClient>> clients;
        int total = kFixtureEvents;
        for (int round = 0; round < 12; ++round) {
            clients.push_back(open("e1-" + QByteArray::number(round % 3)));
            for (int i = 0; i < 4; ++i) {
                m_api->addEvents(23);
                total += 23;
                QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
            }
        }
        const QByteArray last = "id: e1-" + QByteArray::number(total) + "\n";
        for (std::size_t i = 0; i < clients.size(); ++i) {
            QVERIFY(clients[i]->waitForText(last));
            QCOMPARE(sequencesIn(clients[i]->received()), range(static_cast<int>(i % 3) + 1, total));
        }
    }

    void noticesAGapInWhatIsPublished()
    {
        const auto client = open();
        QVERIFY(client->waitForText("id: e1-7\n\n"));
        // The publication of one commit is lost; the next one shows it.
        m_api->store.setCommitListener({});
        m_api->addEvents(3);
        events::Event late;
        late.epoch = "e1";
        late.sequence = 10;
        late.what = {m_api->clock.now(), events::type::kRuntimeStatusChanged, "runtime:hq", {{"n", 2}}};
        m_api->server->publish({late});
        QVERIFY(client->waitForText("id: e1-10\n"));
        QCOMPARE(sequencesIn(client->received()), range(8, 10));
    }

    void resetsAClientWithAnotherHistory_data()
    {
        QTest::addColumn<QByteArray>("id");
        QTest::newRow("another epoch") << QByteArray("e0-3");
        QTest::newRow("an epoch with a dash") << QByteArray("e1-1-3");
        QTest::newRow("an event that never was") << QByteArray("e1-99");
    }
    void resetsAClientWithAnotherHistory()
    {
        QFETCH(QByteArray, id);
        const auto client = open(id);
        QVERIFY(client->waitForText("id: e1-7\nevent: reset\ndata: {\"reason\":"));
        m_api->addEvents(1);
        QVERIFY(client->waitForText("id: e1-8\n"));
        QCOMPARE(sequencesIn(client->received()), range(8, 8));
    }

    void refusesAnIdThatIsNone_data()
    {
        QTest::addColumn<QByteArray>("id");
        for (const char* id : {"7", "e1-", "-7", "e1-x", "e1--1", "e1-99999999999999999999"})
            QTest::newRow(id) << QByteArray(id);
        QTest::newRow("a long one") << QByteArray(300, 'e') + "-1";
    }
    void refusesAnIdThatIsNone()
    {
        QFETCH(QByteArray, id);
        const auto answer = open(id)->answer();
        if (id == "e1--1") { // epoch "e1-", sequence 1: another history, not a bad id
            QCOMPARE(answer->status, 200);
            return;
        }
        QCOMPARE(answer->status, 400);
        QVERIFY(answer->body.contains("/header/Last-Event-ID"));
    }

    void keepsQuietLinesAlive()
    {
        const auto client = open();
        QVERIFY(client->waitForText("id: e1-7\n\n"));
        m_api->pass(14s);
        m_api->pass(1s);
        QVERIFY(client->waitForText(": heartbeat\n\n"));
        client->clearReceived();
        m_api->pass(15s);
        QVERIFY(client->waitForText(": heartbeat\n\n"));
        QVERIFY(client->isOpen());
    }

    void dropsAClientThatFallsBehind()
    {
        api::HttpLimits limits;
        limits.streamUnsentBytes = 200'000;
        m_api = std::make_unique<ApiFixture>(api::apiRoutes(), limits);
        QCoreApplication::processEvents();
        const auto slow = open();
        const auto quick = open();
        QVERIFY(slow->waitForText("id: e1-7\n\n"));
        QVERIFY(quick->waitForText("id: e1-7\n\n"));
        slow->stopReading();
        int total = kFixtureEvents;
        while (m_api->view("/metrics")->body.contains("fabric_event_streams 2\n") && total < 200'000) {
            m_api->addEvents(200); // about 70 KB: the quick one takes it before the next
            total += 200;
        }
        QVERIFY(total < 200'000);
        QVERIFY(quick->waitForText("id: e1-" + QByteArray::number(total) + "\n"));
        QCOMPARE(sequencesIn(quick->received()), range(8, total));
        slow->resumeReading();
        QVERIFY(slow->waitForClose());
    }

    void waitsForAClientThatCatchesUpSlowly()
    {
        m_api->addEvents(8'000); // about 3 MB: more than a client may be behind
        const auto client = open("e1-0");
        QVERIFY(client->waitForText("HTTP/1.1 200"));
        client->stopReading();
        for (int i = 0; i < 50; ++i)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        QVERIFY(client->isOpen());
        client->resumeReading();
        QVERIFY(client->waitForText("id: e1-8007\n"));
        QCOMPARE(sequencesIn(client->received()), range(1, 8'007));
    }

    void boundsTheNumberOfStreams()
    {
        std::vector<std::unique_ptr<RawClient>> clients;
        for (std::size_t i = 0; i < api::EventStreams::kMaxStreams; ++i)
            clients.push_back(open());
        QVERIFY(clients.back()->waitForText("id: e1-7\n\n"));
        QCOMPARE(open()->answer()->status, 429);
        clients.pop_back();
        QTRY_VERIFY(m_api->view("/metrics")->body.contains("fabric_event_streams 99\n"));
        QCOMPARE(open()->answer()->status, 200);
    }

    void endsTheStreamsOfARevokedKey()
    {
        const QByteArray key = m_api->makeKey(store::Role::Viewer);
        const auto client = open({}, key);
        const auto other = open();
        QVERIFY(client->waitForText("id: e1-8\n\n"));
        QVERIFY(other->waitForText("id: e1-8\n\n"));
        m_api->revoke(key);
        QVERIFY(client->waitForClose());
        QVERIFY(other->waitForText("event: apikey.revoked\n"));
        QVERIFY(other->isOpen());
        QVERIFY2(!client->received().contains(key.mid(13)) && !other->received().contains(key.mid(13)), "a secret");
    }

    void endsAStreamWhoseHistoryCannotBeRead()
    {
        m_api->addEvents(10);
        m_api->store.failWith(Error{ErrorCode::Unavailable, "the disk is gone", {}});
        const auto refused = open("e1-1")->answer();
        QCOMPARE(refused->status, 503);
    }

private:
    std::unique_ptr<ApiFixture> m_api;
};

QTEST_GUILESS_MAIN(TestEventStream)
#include "tst_event_stream.moc"
