// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/protocol.h"

#include "agent/openclaw/read_methods.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

const QString kFixtures = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw/");

Json recorded(const QString& name)
{
    QFile file(kFixtures + name);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return parseJson(file.readAll().toStdString(), kFrameLimits).value_or(Json());
}

/// Every frame that a gateway sent in a recording, wherever it stands in it.
void collectFrames(const Json& value, std::vector<Json>& out)
{
    if (value.is_object() && value.contains("type") && (value["type"] == "res" || value["type"] == "event"))
        out.push_back(value);
    if (value.is_structured()) {
        for (const Json& item : value)
            collectFrames(item, out);
    }
}

ResponseFrame response(const Json& frame)
{
    const auto parsed = parseFrame(dumpJson(frame));
    if (!parsed || !std::holds_alternative<ResponseFrame>(*parsed))
        return {};
    return std::get<ResponseFrame>(*parsed);
}

Json helloPayload()
{
    return {{"type", "hello-ok"},
            {"protocol", 4},
            {"server", {{"version", "2026.9.6"}, {"bootId", "b"}}},
            {"features", {{"methods", {"health", "config.get"}}}}};
}

DeviceIdentity testDevice()
{
    Seed seed{};
    for (std::size_t i = 0; i < seed.size(); ++i)
        seed[i] = static_cast<std::byte>(i);
    return DeviceIdentity::fromSeed(seed);
}

} // namespace

class TestProtocol : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsesEveryRecordedFrame()
    {
        std::vector<Json> frames;
        const QStringList names = QDir(kFixtures).entryList({QStringLiteral("*.json")}, QDir::Files);
        for (const QString& name : names)
            collectFrames(recorded(name), frames);
        QVERIFY2(frames.size() > 50, "the recordings are missing");
        for (const Json& frame : frames) {
            const auto parsed = parseFrame(dumpJson(frame));
            QVERIFY2(parsed, dumpJson(frame).substr(0, 300).c_str());
            if (frame["type"] == "event") {
                QVERIFY(std::holds_alternative<EventFrame>(*parsed));
                continue;
            }
            const auto& answer = std::get<ResponseFrame>(*parsed);
            QCOMPARE(answer.error.has_value(), !frame["ok"].get<bool>());
            if (answer.error)
                QVERIFY(!answer.error->code.empty() && !answer.error->message.empty());
            else if (answer.payload->is_object() && answer.payload->value("type", "") == "hello-ok"
                     && (*answer.payload)["features"].is_object())
                QVERIFY(parseHello(*answer.payload));
        }
    }

    void readsTheRecordedHandshake()
    {
        std::vector<Json> frames;
        collectFrames(recorded(QStringLiteral("ws.connect-exchange.json")), frames);
        QCOMPARE(frames.size(), std::size_t{2});
        const auto event = parseFrame(dumpJson(frames[0])).value();
        QCOMPARE(std::get<EventFrame>(event).name, std::string("connect.challenge"));
        const auto challenge = parseChallenge(std::get<EventFrame>(event).payload);
        QVERIFY(challenge);
        QCOMPARE(challenge->nonce, std::string("67885515-9310-43b1-a4ed-e9f298266058"));
        QCOMPARE(challenge->sentAt, std::int64_t{1795343248395});
        const auto hello = parseHello(*response(frames[1]).payload);
        QVERIFY(hello);
        QCOMPARE(hello->protocol, 4);
        QCOMPARE(hello->version, std::string("2026.9.6"));
        QCOMPARE(hello->bootId, std::string("45d3e6fb-0968-4f8d-83a9-541b2e7fa700"));
        QCOMPARE(hello->methods.size(), std::size_t{466});
        QCOMPARE(hello->tickInterval.count(), 30000);
        QCOMPARE(hello->configPath, std::string("/home/operator/.openclaw/openclaw.json"));
        QVERIFY(hello->scopes == std::vector<std::string>{"operator.admin"});
    }

    void readsTheHelloOfOlderVersions()
    {
        const auto old = parseHello(*response(recorded(QStringLiteral("v2026.3.13.hello-ok.json"))).payload);
        QVERIFY(old);
        QCOMPARE(old->protocol, 3);
        QCOMPARE(old->bootId, std::string());
        QVERIFY2(!old->scopes, "3.13 does not tell its scopes");
        const auto middle = parseHello(*response(recorded(QStringLiteral("v2026.6.11.hello-ok.json"))).payload);
        QVERIFY(middle);
        QCOMPARE(middle->protocol, 4);
    }

    void refusesAWrongHello_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("value");
        QTest::newRow("another type") << "/type"
                                      << "\"hello\"";
        QTest::newRow("protocol too new") << "/protocol"
                                          << "5";
        QTest::newRow("protocol as text") << "/protocol"
                                          << "\"4\"";
        QTest::newRow("no server") << "/server"
                                   << "null";
        QTest::newRow("version is a number") << "/server/version"
                                             << "2026";
        QTest::newRow("methods no list") << "/features/methods"
                                         << "{}";
        QTest::newRow("a method is a number") << "/features/methods"
                                              << "[1]";
        QTest::newRow("scopes no list") << "/auth"
                                        << "{\"scopes\":\"operator.read\"}";
        QTest::newRow("tick of zero") << "/policy"
                                      << "{\"tickIntervalMs\":0}";
        QTest::newRow("endless version") << "/server/version"
                                         << QLatin1Char('"') + QString(200, u'1') + QLatin1Char('"');
    }
    void refusesAWrongHello()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, value);
        Json payload = helloPayload();
        QVERIFY(parseHello(payload));
        payload[Json::json_pointer(pointer.toStdString())] = Json::parse(value.toStdString());
        QVERIFY(!parseHello(payload));
    }

    void toleratesUnknownFieldsAndFrames()
    {
        Json payload = helloPayload();
        payload["novelty"] = {{"deep", {1, 2, 3}}};
        QVERIFY(parseHello(payload));
        QVERIFY(std::holds_alternative<OtherFrame>(parseFrame("{\"type\":\"stream\",\"data\":[1]}").value()));
        const auto event = parseFrame("{\"type\":\"event\",\"event\":\"x\",\"payload\":7,\"seq\":1}");
        QVERIFY2(event && std::get<EventFrame>(*event).payload.is_object(), "a payload of another type is left out");
    }

    void refusesWhatIsNoFrame_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("hello");
        QTest::newRow("array") << QByteArray("[]");
        QTest::newRow("no type") << QByteArray("{}");
        QTest::newRow("type is a number") << QByteArray("{\"type\":1}");
        QTest::newRow("event without name") << QByteArray("{\"type\":\"event\"}");
        QTest::newRow("event name too long") << "{\"type\":\"event\",\"event\":\"" + QByteArray(200, 'a') + "\"}";
        QTest::newRow("response without id") << QByteArray("{\"type\":\"res\",\"ok\":true}");
        QTest::newRow("response without ok") << QByteArray("{\"type\":\"res\",\"id\":\"1\"}");
        QTest::newRow("ok is text") << QByteArray("{\"type\":\"res\",\"id\":\"1\",\"ok\":\"true\"}");
        QTest::newRow("failed without error") << QByteArray("{\"type\":\"res\",\"id\":\"1\",\"ok\":false}");
        QTest::newRow("error without code") << QByteArray("{\"type\":\"res\",\"id\":\"1\",\"ok\":false,\"error\":{}}");
        QTest::newRow("negative wait") << QByteArray(
            "{\"type\":\"res\",\"id\":\"1\",\"ok\":false,\"error\":{\"code\":\"X\",\"retryAfterMs\":-1}}");
        QTest::newRow("not UTF-8") << QByteArray("{\"type\":\"event\",\"event\":\"\xff\"}");
        QTest::newRow("two frames") << QByteArray("{\"type\":\"x\"}{\"type\":\"x\"}");
        QTest::newRow("too deep") << QByteArray(100000, '[');
    }
    void refusesWhatIsNoFrame()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!parseFrame(text.toStdString()));
    }

    void refusesAFrameBeyondTheLimit()
    {
        std::string text = "{\"type\":\"event\",\"event\":\"x\",\"payload\":{\"a\":\"";
        text += std::string(kMaxFrameBytes - text.size() - 3, 'a') + "\"}}";
        QCOMPARE(text.size(), kMaxFrameBytes);
        QVERIFY(parseFrame(text));
        text.insert(text.size() - 3, "a");
        const auto parsed = parseFrame(text);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::TooLarge);
    }

    void neverQuotesTheFrame()
    {
        const auto parsed = parseFrame("{\"type\":\"res\",\"id\":\"1\",\"ok\":true,\"payload\":{\"token\":\"hunter2");
        QVERIFY(!parsed);
        QVERIFY(parsed.error().message.find("hunter2") == std::string::npos);
    }

    void readsErrors()
    {
        const ResponseFrame limited = response(recorded(QStringLiteral("rpc.config.patch-rate-limited.json")));
        QVERIFY(limited.error);
        QCOMPARE(limited.error->code, std::string("UNAVAILABLE"));
        QVERIFY(limited.error->isRetryable);
        QCOMPARE(limited.error->retryAfter->count(), 59409);
        const ResponseFrame pairing = response(recorded(QStringLiteral("ws.connect-pairing-required-remote.json")));
        QCOMPARE(pairing.error->detailCode, std::string("PAIRING_REQUIRED"));
        QCOMPARE(pairing.error->requestId, std::string("93fbaf9e-1a08-4d05-9b2c-355f945604a1"));
        QCOMPARE(pairing.error->reason, std::string("not-paired"));
    }

    void cleansTextsOfErrors()
    {
        Json frame{{"type", "res"},
                   {"id", "1"},
                   {"ok", false},
                   {"error",
                    {{"code", "X"},
                     {"message", "a\nb\x1b[31m" + std::string(1000, 'c')},
                     {"retryAfterMs", 9000000000},
                     {"details", {{"requestId", "a1-b2; rm -rf /"}}}}}};
        const ResponseFrame answer = response(frame);
        QVERIFY(answer.error->message.starts_with("a b [31mccc"));
        QCOMPARE(answer.error->message.size(), std::size_t{300});
        QCOMPARE(answer.error->requestId, std::string("a1-b2rm-rf"));
        QCOMPARE(answer.error->retryAfter->count(), kMaxRetryAfter.count());
        frame["error"]["details"] = Json::array({1, 2});
        QVERIFY2(response(frame).error, "other methods put other things into details");
    }

    void cutsTextBetweenCharacters()
    {
        QCOMPARE(cleanText("a\xc3\xa4\xc3\xa4", 4), std::string("a\xc3\xa4"));
        QCOMPARE(cleanText("a\xc3\xa4\xc3\xa4", 5), std::string("a\xc3\xa4\xc3\xa4"));
    }

    void readsConfigStates()
    {
        const Json full = recorded(QStringLiteral("rpc.config.get.json"));
        const auto state = parseConfigAnswer(full["response"]["payload"]);
        QVERIFY(state);
        QVERIFY(state->exists && state->isValid && state->isApplied());
        QVERIFY(state->hash.starts_with("hmac-sha256:"));

        const auto invalid = parseConfigAnswer(recorded(QStringLiteral("rpc.config.get-invalid-on-disk.excerpt.json")));
        QVERIFY(invalid);
        QVERIFY(invalid->exists && !invalid->isValid);
        QCOMPARE(invalid->issues.size(), std::size_t{1});
        QCOMPARE(invalid->issues[0].path, std::string("gateway.mode"));

        const auto old = parseConfigAnswer(*response(recorded(QStringLiteral("v2026.3.13.config.get.json"))).payload);
        QVERIFY(old);
        QVERIFY2(!old->revisionHash && old->isApplied(), "an old version cannot tell");
    }

    void noticesAConfigurationThatIsNotApplied()
    {
        const Json payload{{"path", "/c"},
                           {"exists", true},
                           {"valid", true},
                           {"hash", "hmac:c"},
                           {"configRevisionHash", "b"},
                           {"appliedConfigHash", "a"}};
        QVERIFY(!parseConfigAnswer(payload)->isApplied());
    }

    void boundsTheIssues()
    {
        Json payload{{"path", "/c"}, {"exists", true}, {"valid", false}, {"issues", Json::array()}};
        for (int i = 0; i < 1000; ++i)
            payload["issues"].push_back({{"path", "p"}, {"message", "m"}});
        QCOMPARE(parseConfigAnswer(payload)->issues.size(), kMaxIssues);
    }

    void connectsAsRecorded()
    {
        // The recording's exchange was accepted by a real gateway; ours must differ from it only where we mean it to.
        const Json exchange = recorded(QStringLiteral("ws.connect-device-exchange.json"));
        const Json theirs = exchange["frames"][1]["frame"];
        const Challenge challenge = parseChallenge(exchange["frames"][0]["frame"]["payload"]).value();
        ConnectRequest request;
        request.id = "1";
        request.clientVersion = "0.1.0";
        request.token = "test-token-0123456789abcdef";
        request.scopes = {"operator.admin"};
        Json ours = Json::parse(connectFrame(request, challenge, testDevice()));
        QCOMPARE(ours["params"]["minProtocol"].get<int>(), 3);
        ours["params"]["minProtocol"] = 4;
        QCOMPARE(dumpJson(ours), dumpJson(theirs));
    }

    void sendsNoEmptyToken()
    {
        const Json frame = Json::parse(connectFrame({"1", "0.1.0", {}, {"operator.read"}}, {"n", 1}, testDevice()));
        QVERIFY(!frame["params"].contains("auth"));
    }

    void refusesAnUnusableChallenge()
    {
        QVERIFY(parseChallenge({{"nonce", "a"}, {"ts", 1}}));
        QVERIFY(!parseChallenge({{"nonce", ""}, {"ts", 1}}));
        QVERIFY2(!parseChallenge({{"nonce", "a|b"}, {"ts", 1}}), "'|' separates the signed fields");
        QVERIFY(!parseChallenge({{"nonce", "a"}, {"ts", "1"}}));
        QVERIFY(!parseChallenge({{"nonce", "a"}, {"ts", -1}}));
        QVERIFY(!parseChallenge(Json()));
    }

    void sendsOnlyReadMethods()
    {
        // Every method that 2026.9.6 announces goes through the door; exactly the reads come out of it.
        std::vector<Json> frames;
        collectFrames(recorded(QStringLiteral("ws.connect-exchange.json")), frames);
        const Hello hello = parseHello(*response(frames[1]).payload).value();
        std::set<std::string> sendable;
        std::set<std::string> different;
        for (int kind = 0; kind < static_cast<int>(kReadMethods.size()); ++kind) {
            const Json frame = Json::parse(requestFrame("1", static_cast<ReadKind>(kind)).value());
            sendable.insert(frame.at("method").get<std::string>());
            different.insert(frame.dump());
            // Nothing but the row of the table, which is a constant.
            const ReadMethod& row = kReadMethods[static_cast<std::size_t>(kind)];
            QVERIFY((frame
                     == Json{{"type", "req"},
                             {"id", "1"},
                             {"method", std::string(row.name)},
                             {"params", Json::parse(row.params)}}));
            QVERIFY(std::binary_search(hello.methods.begin(), hello.methods.end(), row.name));
        }
        const std::set<std::string> expected{"config.get",       "config.schema.lookup", "cron.list",
                                             "device.pair.list", "gateway.identity.get", "node.list"};
        QVERIFY(sendable == expected);
        QCOMPARE(different.size(), kReadMethods.size());
        for (const int kind : {-1, static_cast<int>(kReadMethods.size())})
            QCOMPARE(requestFrame("1", static_cast<ReadKind>(kind)).error().code, ErrorCode::PermissionDenied);
    }

    void asksForNoMoreThanReading()
    {
        for (const ReadMethod& method : kReadMethods) {
            QVERIFY(method.scope == "operator.read" || method.kind == ReadKind::PairedDevices);
            QVERIFY(&methodOf(method.kind) == &method);
            QVERIFY(Json::parse(method.params).is_object());
        }
    }
};

QTEST_GUILESS_MAIN(TestProtocol)
#include "tst_openclaw_protocol.moc"
