// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/merge_patch.h"
#include "core/provider/source.h"
#include "tests/agent/openclaw/gateway_patch.h"
#include "tests/support/fake_random.h"

#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

Json json(const char* text)
{
    auto value = parseJson(text);
    if (!value)
        qFatal("%s", text);
    return *std::move(value);
}

/// A small document of few names, so that two of them have much in common.
Json randomValue(test::FakeRandom& random, int depth)
{
    const auto kind = random.below(depth > 3 ? 3 : 6);
    if (kind == 0)
        return random.below(4);
    if (kind == 1)
        return random.chance(50);
    if (kind == 2)
        return "text" + std::to_string(random.below(3));
    if (kind == 3) {
        Json list = Json::array();
        const bool hasIds = random.chance(50);
        const auto count = random.below(4);
        for (std::uint32_t i = 0; i < count; ++i) {
            Json item = hasIds
                ? Json{{"id", "i" + std::to_string(random.below(4))}, {"v", randomValue(random, depth + 2)}}
                : randomValue(random, depth + 2);
            list.push_back(std::move(item));
        }
        return list;
    }
    Json out = Json::object();
    const auto count = random.below(4);
    for (std::uint32_t i = 0; i < count; ++i)
        out["k" + std::to_string(random.below(4))] = randomValue(random, depth + 1);
    return out;
}

Json randomObject(test::FakeRandom& random)
{
    Json out = Json::object();
    for (const char* name : {"a", "b", "c"})
        out[name] = randomValue(random, 0);
    return out;
}

} // namespace

class TestMergePatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesTheSmallestPatch_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("replacePaths");
        QTest::newRow("nothing") << R"({"a":1})"
                                 << R"({"a":1})"
                                 << "{}"
                                 << "[]";
        QTest::newRow("one leaf") << R"({"a":{"b":1,"c":2}})"
                                  << R"({"a":{"b":3,"c":2}})"
                                  << R"({"a":{"b":3}})"
                                  << "[]";
        QTest::newRow("removed leaf") << R"({"a":{"b":1,"c":2}})"
                                      << R"({"a":{"c":2}})"
                                      << R"({"a":{"b":null}})"
                                      << "[]";
        QTest::newRow("array grows") << R"({"a":["x"]})"
                                     << R"({"a":["x","y"]})"
                                     << R"({"a":["x","y"]})"
                                     << "[]";
        QTest::newRow("array shrinks") << R"({"a":["x","y"]})"
                                       << R"({"a":["y"]})"
                                       << R"({"a":["y"]})"
                                       << R"(["a"])";
        QTest::newRow("array emptied") << R"({"a":{"b":["x"]}})"
                                       << R"({"a":{"b":[]}})"
                                       << R"({"a":{"b":[]}})"
                                       << R"(["a.b"])";
        QTest::newRow("array reordered") << R"({"a":["x","y"]})"
                                         << R"({"a":["y","x"]})"
                                         << R"({"a":["y","x"]})"
                                         << "[]";
        QTest::newRow("one of two equal items goes") << R"({"a":["x","x"]})"
                                                     << R"({"a":["x"]})"
                                                     << R"({"a":["x"]})"
                                                     << R"(["a"])";
        QTest::newRow("item changes") << R"({"a":[{"n":1}]})"
                                      << R"({"a":[{"n":2}]})"
                                      << R"({"a":[{"n":2}]})"
                                      << R"(["a"])";
        QTest::newRow("object with arrays removed") << R"({"a":{"b":{"c":[1],"d":{"e.f":[2]}}}})"
                                                    << R"({"a":{}})"
                                                    << R"({"a":{"b":null}})"
                                                    << R"(["a.b.c","a.b.d.e.f"])";
        QTest::newRow("object becomes text") << R"({"a":{"b":[1]}})"
                                             << R"({"a":"x"})"
                                             << R"({"a":"x"})"
                                             << R"(["a.b"])";
        QTest::newRow("array becomes text") << R"({"a":[1]})"
                                            << R"({"a":"x"})"
                                            << R"({"a":"x"})"
                                            << R"(["a"])";
        QTest::newRow("item with id changes") << R"({"a":[{"id":"p","n":1,"m":5},{"id":"q"}]})"
                                              << R"({"a":[{"id":"p","n":2},{"id":"q"}]})"
                                              << R"({"a":[{"id":"p","n":2,"m":null}]})"
                                              << "[]";
        QTest::newRow("item with id is added") << R"({"a":[{"id":"p"}]})"
                                               << R"({"a":[{"id":"p"},{"id":"q"}]})"
                                               << R"({"a":[{"id":"q"}]})"
                                               << "[]";
        QTest::newRow("item with id is removed") << R"({"a":[{"id":"p"},{"id":"q"}]})"
                                                 << R"({"a":[{"id":"q"}]})"
                                                 << R"({"a":[{"id":"q"}]})"
                                                 << R"(["a"])";
        QTest::newRow("items with id are reordered") << R"({"a":[{"id":"p"},{"id":"q"}]})"
                                                     << R"({"a":[{"id":"q"},{"id":"p"}]})"
                                                     << R"({"a":[{"id":"q"},{"id":"p"}]})"
                                                     << R"(["a"])";
        QTest::newRow("array in an item with id shrinks") << R"({"a":[{"id":"p","l":[1,2]}]})"
                                                          << R"({"a":[{"id":"p","l":[1]}]})"
                                                          << R"({"a":[{"id":"p","l":[1]}]})"
                                                          << R"(["a[].l"])";
        QTest::newRow("null is nothing") << R"({"a":null,"b":1})"
                                         << R"({"b":1,"c":null})"
                                         << "{}"
                                         << "[]";
    }

    void makesTheSmallestPatch()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, patch);
        QFETCH(QString, replacePaths);
        const auto made = mergePatchBetween(json(before.toUtf8().constData()), json(after.toUtf8().constData()));
        QVERIFY(made);
        QCOMPARE(QString::fromStdString(made->patch.dump()),
                 QString::fromStdString(json(patch.toUtf8().constData()).dump()));
        QCOMPARE(QString::fromStdString(Json(made->replacePaths).dump()), replacePaths);
    }

    void givesTheDocument_thatWasMeant()
    {
        for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
            test::FakeRandom random(test::testSeed(20261126) + seed);
            const Json before = randomObject(random);
            Json after = randomObject(random);
            if (random.chance(50))
                after["a"] = before["a"];
            const auto made = mergePatchBetween(before, after);
            QVERIFY(made);
            const auto got
                = gateway_patch::patched(before, {{"patch", made->patch}, {"replacePaths", made->replacePaths}});
            const std::string what = "seed " + std::to_string(test::testSeed(20261126) + seed) + ": " + before.dump()
                + " -> " + after.dump() + " by " + made->patch.dump();
            QVERIFY2(got, what.c_str());
            QVERIFY2(*got == after, what.c_str());
        }
    }

    void refusesToSendMask_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("where");
        QTest::newRow("array with a masked item") << R"({"a":{"b":["M","x"]}})"
                                                  << R"({"a":{"b":["M"]}})"
                                                  << "a.b";
        QTest::newRow("moved object") << R"({"a":{"t":"M"}})"
                                      << R"({"b":{"t":"M"}})"
                                      << "b";
        QTest::newRow("new text") << R"({"a":1})"
                                  << R"({"a":"M"})"
                                  << "a";
        QTest::newRow("item with a mask is removed") << R"({"a":[{"id":"p","t":"M"},{"id":"q"}]})"
                                                     << R"({"a":[{"id":"p","t":"M"}]})"
                                                     << "a";
    }

    void refusesToSendMask()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, where);
        const auto masked = [](const QString& text) {
            return json(QString(text)
                            .replace(QStringLiteral("\"M\""),
                                     QStringLiteral("\"") + QLatin1String(provider::kMasked) + QStringLiteral("\""))
                            .toUtf8()
                            .constData());
        };
        const auto made = mergePatchBetween(masked(before), masked(after));
        QVERIFY(!made);
        QVERIFY(made.error().code == ErrorCode::FailedPrecondition);
        QCOMPARE(QString::fromStdString(made.error().where), where);
    }

    void changesItemWithMask_byItsId()
    {
        const Json before = json(R"({"a":[{"id":"p","t":"__MASKED__","n":1}]})");
        const Json after = json(R"({"a":[{"id":"p","t":"__MASKED__","n":2}]})");
        const auto made = mergePatchBetween(before, after);
        QVERIFY(made);
        QCOMPARE(QString::fromStdString(made->patch.dump()), QStringLiteral(R"({"a":[{"id":"p","n":2}]})"));
    }

    void refusesToShrinkArrayWithIds_whereReplacePathsAreNotKnown()
    {
        const Json before = json(R"({"a":[{"id":"p"},{"id":"q"}],"b":[1,2]})");
        const auto made
            = mergePatchBetween(before, json(R"({"a":[{"id":"q"}],"b":[1,2]})"), {.canReplaceArrays = false});
        QVERIFY(!made);
        const auto plain
            = mergePatchBetween(before, json(R"({"a":[{"id":"p"},{"id":"q"}],"b":[1]})"), {.canReplaceArrays = false});
        QVERIFY(plain);
        QVERIFY(plain->replacePaths.empty());
    }
};

QTEST_GUILESS_MAIN(TestMergePatch)
#include "tst_openclaw_merge_patch.moc"
