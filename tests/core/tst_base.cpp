// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/ed25519.h"
#include "core/base/encoding.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/base/object_reader.h"
#include "core/base/random.h"
#include "core/base/redaction.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <array>
#include <bit>
#include <set>

using namespace fabric;

namespace {

/// Answers with the words that it was given, most significant byte first, again and again.
class ScriptedRandom final : public Random
{
public:
    explicit ScriptedRandom(std::vector<std::uint32_t> words)
        : m_words(std::move(words))
    {
    }

    void fill(std::span<std::byte> bytes) override
    {
        const std::uint32_t word = m_words[used++ % m_words.size()];
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::byte>(word >> (8 * (3 - i % 4)) & 0xFFU);
    }

    std::size_t used = 0;

private:
    std::vector<std::uint32_t> m_words;
};

} // namespace

class TestBase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsEveryErrorCodeInOrder()
    {
        for (std::size_t i = 0; i < kErrorCodes.size(); ++i)
            QCOMPARE(static_cast<std::size_t>(kErrorCodes[i].code), i);
        QCOMPARE(info(ErrorCode::DeadlineExceeded).httpStatus, 504);
    }

    void hashesKnownText()
    {
        QCOMPARE(sha256("abc").text(),
                 std::string("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QVERIFY(Digest::parse(sha256("abc").text()) == sha256("abc"));
        QVERIFY(!Digest::parse("sha256:BA"));
        Sha256 pieces;
        pieces.add("a").add("bc");
        QVERIFY(pieces.finish() == sha256("abc"));
    }

    void encodesBothWays()
    {
        for (const std::string_view text : {"", "f", "fo", "foo", "foob", "\xff\xfe"}) {
            const auto back = fromBase64Url(toBase64Url(bytesOf(text)));
            QVERIFY(back && std::equal(back->begin(), back->end(), bytesOf(text).begin(), bytesOf(text).end()));
        }
        QVERIFY(!fromBase64Url("A"));
        QVERIFY(!fromBase64Url("AB=="));
        QVERIFY2(!fromBase64Url("AB"), "left-over bits must be zero");
        QVERIFY(!fromHex("0"));
    }

    void refusesBadUtf8()
    {
        QVERIFY(isUtf8("z\xc3\xa4h \xf0\x9f\x8c\x8d"));
        QVERIFY2(!isUtf8("\xc0\x80"), "overlong");
        QVERIFY2(!isUtf8("\xed\xa0\x80"), "surrogate");
        QVERIFY2(!isUtf8("\xf5\x80\x80\x80"), "beyond U+10FFFF");
        QVERIFY(!isCleanUtf8(std::string_view("a\0b", 3)));
    }

    void signsTheKnownVector()
    {
        // RFC 8032 section 7.1, TEST 1.
        const auto seedBytes = fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        Seed seed{};
        std::copy(seedBytes->begin(), seedBytes->end(), seed.begin());
        const KeyPair pair = KeyPair::fromSeed(seed);
        QCOMPARE(toHex(pair.publicKey()),
                 std::string("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        Signature signature = pair.sign({});
        QCOMPARE(
            toHex(signature),
            std::string("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf"
                        "9b46bd25bf5f0595bbe24655141438e7a100b"));
        QVERIFY(verify(pair.publicKey(), {}, signature));
        signature[0] ^= std::byte{1};
        QVERIFY(!verify(pair.publicKey(), {}, signature));
    }

    void printsNumbersAsAppendixBOfRfc8785_data()
    {
        QTest::addColumn<quint64>("bits");
        QTest::addColumn<QByteArray>("text");
        // RFC 8785 Appendix B, all finite rows.
        const auto row = [](quint64 bits, const char* text) { QTest::newRow(text) << bits << QByteArray(text); };
        QTest::newRow("minus zero") << quint64{0x8000000000000000} << QByteArray("0");
        row(0x0000000000000000, "0");
        row(0x0000000000000001, "5e-324");
        row(0x8000000000000001, "-5e-324");
        row(0x7fefffffffffffff, "1.7976931348623157e+308");
        row(0xffefffffffffffff, "-1.7976931348623157e+308");
        row(0x4340000000000000, "9007199254740992");
        row(0xc340000000000000, "-9007199254740992");
        row(0x4430000000000000, "295147905179352830000");
        row(0x44b52d02c7e14af5, "9.999999999999997e+22");
        row(0x44b52d02c7e14af6, "1e+23");
        row(0x44b52d02c7e14af7, "1.0000000000000001e+23");
        row(0x444b1ae4d6e2ef4e, "999999999999999700000");
        row(0x444b1ae4d6e2ef4f, "999999999999999900000");
        row(0x444b1ae4d6e2ef50, "1e+21");
        row(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7");
        row(0x3eb0c6f7a0b5ed8d, "0.000001");
        row(0x41b3de4355555553, "333333333.3333332");
        row(0x41b3de4355555554, "333333333.33333325");
        row(0x41b3de4355555555, "333333333.3333333");
        row(0x41b3de4355555556, "333333333.3333334");
        row(0x41b3de4355555557, "333333333.33333343");
        row(0xbecbf647612f3696, "-0.0000033333333333333333");
        row(0x43143ff3c1cb0959, "1424953923781206.2");
    }

    void printsNumbersAsAppendixBOfRfc8785()
    {
        QFETCH(quint64, bits);
        QFETCH(QByteArray, text);
        const auto printed = canonicalJson(Json(std::bit_cast<double>(bits)));
        QVERIFY(printed);
        QCOMPARE(QByteArray::fromStdString(*printed), text);
    }

    void canonicalFormSortsByUtf16AndRefusesWhatIsNotExact()
    {
        Json value;
        value["\xef\xac\xb3"] = 1; // U+FB33
        value["\xf0\x9f\x98\x80"] = 2; // U+1F600, surrogates D83D DE00: sorts first in UTF-16
        value["a"] = "\x0f\n";
        QCOMPARE(canonicalJson(value).value(),
                 std::string("{\"a\":\"\\u000f\\n\",\"\xf0\x9f\x98\x80\":2,\"\xef\xac\xb3\":1}"));
        QVERIFY(!canonicalJson(Json(std::int64_t{9007199254740993})));
        QVERIFY(!canonicalJson(Json("\xff")));
        QVERIFY(!canonicalJson(Json(std::numeric_limits<double>::infinity())));
    }

    void parsesOnlyBoundedStrictJson()
    {
        QVERIFY(parseJson(R"({"a":[1,2.5,"x",null,true]})"));
        QCOMPARE(parseJson(R"({"a":1,"a":2})").error().code, ErrorCode::InvalidArgument);
        QCOMPARE(parseJson(std::string(100'000, '[')).error().code, ErrorCode::TooLarge);
        QCOMPARE(parseJson("[1,2,3]", {.maxValues = 3}).error().code, ErrorCode::TooLarge);
        QCOMPARE(parseJson("[1]", {.maxBytes = 2}).error().code, ErrorCode::TooLarge);
        QCOMPARE(parseJson(std::string_view("3\0 anything", 10)).error().code, ErrorCode::InvalidArgument);
        for (const char* bad : {"", "[1,]", "{'a':1}", "[1] x", "1e999", "\"\xff\"", "NaN", "[01]", "{\"a\" 1}"})
            QCOMPARE(parseJson(bad).error().code, ErrorCode::InvalidArgument);
        QVERIFY2(parseJson("{\"token\": s3cret}").error().message.find("s3cret") == std::string::npos,
                 "a message never quotes the input");
    }

    void readerKeepsTheFirstErrorWithItsPointer()
    {
        const Json value = Json::parse(R"({"name":"x","count":3.7,"extra":1})");
        ObjectReader reader(value, "/items/0");
        QCOMPARE(reader.string("name"), std::string("x"));
        (void)reader.integer("count");
        QCOMPARE(reader.finish().error().where, std::string("/items/0/count"));

        ObjectReader unknown(value, "");
        (void)unknown.string("name");
        (void)unknown.value("count");
        QCOMPARE(unknown.finish().error().where, std::string("/extra"));
        const Json huge = Json::parse(R"({"n":18446744073709551615})");
        ObjectReader range(huge, "");
        (void)range.integer("n", 0, 10);
        QVERIFY(!range.finish());
    }

    void redactsEverySecretName()
    {
        const Json value = Json::parse(
            R"({"auth":{"token":"t"},"list":[{"apiKey":"k","bot_token":"b"}],"Authorization":"x","maxTokens":5,"name":"n"})");
        const Json out = redacted(value);
        QCOMPARE(out["auth"]["token"].get<std::string>(), std::string(kRedacted));
        QCOMPARE(out["list"][0]["apiKey"].get<std::string>(), std::string(kRedacted));
        QCOMPARE(out["list"][0]["bot_token"].get<std::string>(), std::string(kRedacted));
        QCOMPARE(out["Authorization"].get<std::string>(), std::string(kRedacted));
        QCOMPARE(out["maxTokens"].get<int>(), 5);
        QCOMPARE(out["name"].get<std::string>(), std::string("n"));
    }

    void knowsSecretsByTheirName_data()
    {
        QTest::addColumn<bool>("isSecret");
        for (const char* name : {"token",       "TOKEN",        "botToken",   "bot_token",     "app-token",
                                 "accessToken", "tokenFile",    "password",   "Password2",     "gatewayPassword",
                                 "passphrase",  "apiKey",       "api_key",    "API-KEY",       "openaiApiKey",
                                 "secret",      "clientSecret", "secretRef",  "authorization", "Proxy-Authorization",
                                 "cookie",      "Set-Cookie",   "privateKey", "private_key",   "credential",
                                 "credentials", "t o k e n"})
            QTest::newRow(name) << true;
        for (const char* name : {"maxTokens", "max_tokens", "tokens", "tokenCount", "tokenBudget", "name", "key",
                                 "apis", "publicKey", "workspace", "pass", "", "author", "authMode"})
            QTest::newRow(*name == '\0' ? "(empty)" : name) << false;
    }

    void knowsSecretsByTheirName()
    {
        QFETCH(bool, isSecret);
        const std::string name = QTest::currentDataTag();
        QCOMPARE(isSecretName(name == "(empty)" ? "" : name), isSecret);
    }

    void redactsWholeValuesAndKeepsBlanks()
    {
        const Json value = Json::parse(
            R"({"token":{"source":"env","id":"X"},"password":["a","b"],"secret":5,"cookie":"","apiKey":null,"a":[["x"]]})");
        const Json out = redacted(value);
        for (const char* name : {"token", "password", "secret"})
            QVERIFY2(out.at(name) == Json(kRedacted), name);
        QVERIFY2(out.at("cookie") == Json(""), "an empty secret is not one");
        QVERIFY(out.at("apiKey").is_null());
        QVERIFY(out.at("a") == value.at("a"));
        QVERIFY2(redacted(Json("s3cret")) == Json("s3cret"), "a value without a name says nothing");
    }

    void takesOnlySlugsAsRuntimeIds()
    {
        for (const char* good : {"hq", "0", "a-b", "a--", "open-claw-2"})
            QVERIFY2(parseRuntimeId(good).has_value() && parseRuntimeId(good)->value() == good, good);
        QVERIFY(parseRuntimeId(std::string(63, 'a')).has_value());
        QVERIFY(!parseRuntimeId(std::string(64, 'a')).has_value());
        for (const char* bad : {"", "-a", "A", "a_b", "a b", "a/b", "\xc3\xa4", "a\n", "../a"})
            QVERIFY2(!parseRuntimeId(bad).has_value(), bad);
        const Error error = parseRuntimeId("", "runtime.id").error();
        QCOMPARE(error.code, ErrorCode::InvalidArgument);
        QCOMPARE(error.where, std::string("runtime.id"));
    }

    void drawsUniformlyBelowABound()
    {
        // 2^32 = 3 * 1431655765 + 1: the last value would favour 0 and is drawn again.
        ScriptedRandom scripted({0xFFFFFFFFU, 0xFFFFFFFEU});
        QCOMPARE(scripted.below(3), std::uint32_t{0xFFFFFFFEU % 3});
        QCOMPARE(scripted.used, std::size_t{2});
        ScriptedRandom exact({0xFFFFFFFFU});
        QCOMPARE(exact.below(1U << 31U), (std::uint32_t{1} << 31U) - 1);
        QCOMPARE(exact.below(1), 0U);
        QCOMPARE(exact.used, std::size_t{2});
    }

    void drawsEveryValueAboutAsOften()
    {
        test::FakeRandom random(test::testSeed(11));
        std::array<int, 7> counts{};
        for (int i = 0; i < 70'000; ++i)
            ++counts[random.below(7)];
        // Five standard deviations (sqrt(70000 * 1/7 * 6/7) = 93) around 10,000; the seed is fixed.
        for (const int count : counts)
            QVERIFY2(std::abs(count - 10'000) < 465, std::to_string(count).c_str());
    }

    void makesTokensOfTheAskedLength()
    {
        SystemRandom random;
        std::set<std::string> seen;
        for (int i = 0; i < 100; ++i) {
            const std::string token = random.token(32);
            QCOMPARE(fromBase64Url(token).value().size(), std::size_t{32});
            QVERIFY(seen.insert(token).second);
        }
        QVERIFY(random.token(0).empty());
        ScriptedRandom dashed({0xF8000000U, 0x01000000U});
        QCOMPARE(dashed.token(4), std::string("AQAAAA")); // the first would be -AAAAA
    }

    void fakesRepeatAndStandStill()
    {
        test::FakeRandom a(1);
        test::FakeRandom b(1);
        test::FakeRandom c(2);
        const std::string token = a.token(16);
        QCOMPARE(b.token(16), token);
        QVERIFY(c.token(16) != token);
        test::FakeClock clock;
        const UnixMillis start = clock.now();
        const auto monotonic = clock.monotonic();
        QVERIFY(clock.now() == start);
        clock.advance(std::chrono::seconds(2));
        clock.jump(std::chrono::hours(-1));
        QCOMPARE(clock.now().count, start.count + 2'000 - 3'600'000);
        QCOMPARE((clock.monotonic() - monotonic).count(), 2'000);
    }

    void writesRfc3339()
    {
        QCOMPARE(toRfc3339({0}), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(toRfc3339({1795683480123}), std::string("2026-11-26T08:58:00.123Z"));
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
