// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/json5.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;

class TestJson5 : public QObject
{
    Q_OBJECT

private:
    static void refuses(std::string_view text, std::string_view where)
    {
        const auto result = parseJson5(text);
        QVERIFY2(!result, text.data());
        QCOMPARE(QString::fromStdString(result.error().where),
                 QString::fromUtf8(where.data(), qsizetype(where.size())));
    }

private Q_SLOTS:
    // The corpus holds what json5 2.2.3, the package that OpenClaw 2026.9.6 reads with, makes of each text.
    void readsAsThePackageDoes_onRecordedCorpus()
    {
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/json5/corpus-json5-2.2.3.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        const auto corpus = parseJson(std::string_view(bytes.constData(), std::size_t(bytes.size())));
        QVERIFY(corpus);
        std::size_t valid = 0;
        for (const Json& item : *corpus) {
            const std::string text = item.at("text").get<std::string>();
            const auto result = parseJson5(text);
            if (item.contains("value")) {
                ++valid;
                QVERIFY2(result, (text + "\n" + (result ? "" : result.error().message)).c_str());
                QVERIFY2(*result == item.at("value"), (text + "\n" + result->dump()).c_str());
            } else {
                QVERIFY2(!result, text.c_str());
            }
        }
        QVERIFY(corpus->size() > 2000);
        QVERIFY(valid > 400);
    }

    void tellsLineAndColumn_ofFirstError()
    {
        refuses("{\n  a: 1\n  b: 2\n}", "line 3, column 3");
        refuses("[1,\n\u00e9\u00e9]", "line 2, column 1");
        refuses("{\u00e9\u00e9: @}", "line 1, column 6");
        refuses("", "line 1, column 1");
        refuses("{a: 'x\n'}", "line 1, column 7");
        refuses("/* never", "line 1, column 9");
    }

    void keepsSecretsOut_ofMessages()
    {
        const auto result = parseJson5("{token: 'CANARY-1' CANARY2: CANARY-3}");
        QVERIFY(!result);
        QVERIFY(result.error().message.find("CANARY") == std::string::npos);
        QVERIFY(result.error().where.find("CANARY") == std::string::npos);
    }

    void takesLastValue_ofRepeatedKey()
    {
        QVERIFY(*parseJson5("{a: {x: 1}, b: 2, a: [3]}") == Json({{"a", {3}}, {"b", 2}}));
    }

    void refusesNumber_thatIsNotFinite()
    {
        for (const char* text : {"Infinity", "-Infinity", "NaN", "[1e999]", "{a:+Infinity}"}) {
            const auto result = parseJson5(text);
            QVERIFY2(!result, text);
            QVERIFY2(result.error().code == ErrorCode::InvalidArgument, text);
        }
        QVERIFY(parseJson5("NaN").error().message.find("NaN are not accepted") != std::string::npos);
    }

    void makesIntegers_ofWholeNumbers()
    {
        QVERIFY(parseJson5("0xFF")->is_number_integer());
        QVERIFY(parseJson5("1e3")->is_number_integer());
        QVERIFY(parseJson5("18789.0")->is_number_integer());
        QVERIFY(parseJson5("-0")->is_number_integer());
        QVERIFY(parseJson5("0.5")->is_number_float());
    }

    void refusesBytes_thatAreNotUtf8()
    {
        for (const std::string& text : {std::string("'\xff'"), std::string("'\xc3"), std::string("'\xed\xa0\x80'")})
            QVERIFY(!parseJson5(text));
    }

    void boundsInput_inBytesDepthAndCount()
    {
        QVERIFY(parseJson5("[1,2]", {.maxBytes = 5}));
        QVERIFY(parseJson5("[1,2] ", {.maxBytes = 5}).error().code == ErrorCode::TooLarge);
        QVERIFY(parseJson5("[[1]]", {.maxDepth = 2}));
        QVERIFY(parseJson5("[[{}]]", {.maxDepth = 2}).error().code == ErrorCode::TooLarge);
        QVERIFY(parseJson5("[1,2]", {.maxValues = 3}));
        QVERIFY(parseJson5("[1,2,3]", {.maxValues = 3}).error().code == ErrorCode::TooLarge);
        const std::string deep(5'000'000, '[');
        QVERIFY(parseJson5(deep).error().code == ErrorCode::TooLarge);
    }
};

QTEST_GUILESS_MAIN(TestJson5)
#include "tst_openclaw_json5.moc"
