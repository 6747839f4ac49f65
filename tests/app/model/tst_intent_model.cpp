// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/intent_model.h"
#include "app/session/replay_backend.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace fabric;
using namespace fabric::model;
using namespace std::chrono_literals;

namespace {

const UnixMillis kNow = parseRfc3339("2026-11-26T14:03:22Z").value();

const session::ReplayBackend::Recording& recorded()
{
    static const auto recording = session::ReplayBackend::load(
        QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/changes.json"), std::nullopt);
    return recording.value();
}

wire::IntentField field(const char* pointer, const char* owner, const Json& applied, const Json& observed,
                        const Json& desired, bool isConflict = false)
{
    return {pointer, owner, applied, observed, desired, isConflict};
}

/// The recorded intent with these fields alone.
wire::Intent intentWith(std::vector<wire::IntentField> fields)
{
    wire::Intent intent = recorded().intents.at("hq");
    intent.fields = std::move(fields);
    return intent;
}

QString said(IntentModel& intent, int row, const char* role)
{
    return intent.fields()->value(row, QLatin1String(role)).toString();
}

} // namespace

class TestIntentModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsThreeSides_conflictsFirst()
    {
        IntentModel intent;
        const QAbstractItemModelTester tester(intent.fields(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        intent.setIntent(recorded().intents.at("hq"), kNow);
        QCOMPARE(intent.fields()->count(), 7);
        QCOMPARE(said(intent, 0, "word"), QStringLiteral("conflict"));
        QCOMPARE(said(intent, 0, "path"), QStringLiteral("agents.entries.coder.model.primary"));
        QCOMPARE(said(intent, 0, "owner"), QStringLiteral("somebody else"));
        QCOMPARE(said(intent, 0, "applied"), QStringLiteral("openai/gpt-5.4"));
        QCOMPARE(said(intent, 0, "observed"), QStringLiteral("openai/gpt-5.4-mini"));
        QCOMPARE(said(intent, 0, "desired"), QStringLiteral("anthropic/claude-opus-4-6"));
        QCOMPARE(said(intent, 1, "word"), QStringLiteral("wanted"));
        QCOMPARE(said(intent, 1, "owner"), QStringLiteral("intent"));
        QCOMPARE(said(intent, 1, "observed"), QStringLiteral("–"));
        QCOMPARE(said(intent, 4, "word"), QStringLiteral("left alone"));
        QCOMPARE(said(intent, 6, "owner"), QStringLiteral("runtime default"));
        QList<bool> firsts;
        for (int i = 0; i < intent.fields()->count(); ++i)
            firsts << intent.fields()->value(i, QStringLiteral("isFirst")).toBool();
        QCOMPARE(firsts, (QList<bool>{true, true, false, false, true, false, false}));
        QCOMPARE(intent.pendingCount(), 3);
        QCOMPARE(intent.conflictCount(), 1);
        QCOMPARE(intent.headline(), QStringLiteral("3 changes are wanted and do not run yet"));
        QVERIFY(intent.headlineDetail().contains(QStringLiteral("1 field is in conflict")));
        QVERIFY(intent.about().contains(QStringLiteral("desired revision 1\u202F283")));
        QCOMPARE(intent.whyNotPlan(), QString());
        QCOMPARE(intent.planTitle(), QStringLiteral("Set agents.entries.auditor and 2 more"));
    }

    void masksWhatFabricDoesNotKnow()
    {
        IntentModel intent;
        intent.setIntent(intentWith({field("/gateway/auth/token", "other", "__MASKED__", "__MASKED__", "__MASKED__")}),
                         kNow);
        QCOMPARE(said(intent, 0, "observed"), QStringLiteral("••••••"));
        QVERIFY(!said(intent, 0, "spoken").contains(QStringLiteral("MASKED")));
    }

    void saysWhatAPlanWouldDo_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("headline");
        QTest::addColumn<bool>("canPlan");
        const auto row = [](const char* what, const char* headline, bool canPlan) {
            QTest::newRow(what) << QString::fromLatin1(what) << QString::fromLatin1(headline) << canPlan;
        };
        row("nothing", "What is wanted is what runs", false);
        row("pending", "1 change is wanted and does not run yet", true);
        row("conflict", "Somebody else changed 1 field that Fabric set", false);
        row("foreign", "What is wanted is what runs", false);
        row("not adopted", "Nothing is wanted of it yet", false);
    }
    void saysWhatAPlanWouldDo()
    {
        QFETCH(const QString, what);
        QFETCH(const QString, headline);
        QFETCH(const bool, canPlan);
        wire::Intent intent = intentWith({});
        if (what == QLatin1String("pending"))
            intent.fields = {field("/a", "intent", 1, 1, 2)};
        else if (what == QLatin1String("conflict"))
            intent.fields = {field("/a", "other", 1, 3, 2, true)};
        else if (what == QLatin1String("foreign"))
            intent.fields = {field("/a", "other", 1, 3, 1)};
        else if (what == QLatin1String("not adopted"))
            intent.desired.reset();
        IntentModel model;
        model.setIntent(intent, kNow);
        QCOMPARE(model.headline(), headline);
        QCOMPARE(model.whyNotPlan().isEmpty(), canPlan);
        QVERIFY(!model.headlineDetail().isEmpty() || canPlan || what == QLatin1String("conflict"));
        model.clear();
        QVERIFY(!model.isLoaded());
        QCOMPARE(model.fields()->count(), 0);
    }

    void whatRunsAsItIsWanted_differsNotAndBlamesNobody()
    {
        IntentModel intent;
        intent.setIntent(intentWith({field("/a", "intent", 1, 2, 2)}), kNow); // Fabric's own rollout soaks
        QCOMPARE(intent.fields()->count(), 0);
        QCOMPARE(intent.headline(), QStringLiteral("What is wanted is what runs"));
        QCOMPARE(intent.headlineDetail(), QStringLiteral("1 wanted change runs already"));
    }

    void tellsWhoWantedWhat_newestFirst()
    {
        IntentModel intent;
        intent.setIntent(recorded().intents.at("hq"), kNow);
        intent.setHistory(recorded().desiredRevisions.at("hq"), kNow);
        RowListModel* rows = intent.history();
        QCOMPARE(rows->count(), 5);
        QCOMPARE(rows->value(0, QStringLiteral("title")).toString(), QStringLiteral("Revision 1\u202F283"));
        QVERIFY(rows->value(0, QStringLiteral("isCurrent")).toBool());
        QVERIFY(!rows->value(1, QStringLiteral("isCurrent")).toBool());
        QCOMPARE(rows->value(0, QStringLiteral("detail")).toString(), QStringLiteral("12 min ago · operator 1"));
        QCOMPARE(rows->value(0, QStringLiteral("changes")).toString(), QStringLiteral("+2 −1 ·2"));
        QCOMPARE(rows->value(3, QStringLiteral("reason")).toString(), QStringLiteral("no reason given"));
        intent.setNow({kNow.count + 3'600'000});
        QCOMPARE(rows->value(0, QStringLiteral("detail")).toString(), QStringLiteral("1 h ago · operator 1"));
    }

    void readsPointersAsPaths_data()
    {
        QTest::addColumn<QByteArray>("pointer");
        QTest::addColumn<QString>("path");
        QTest::newRow("nested") << QByteArray("/agents/entries/ops/model")
                                << QStringLiteral("agents.entries.ops.model");
        QTest::newRow("a place in a list")
            << QByteArray("/bindings/2/agentId") << QStringLiteral("bindings[2].agentId");
        QTest::newRow("escaped") << QByteArray("/models/a~1b~0c") << QStringLiteral("models.a/b~c");
        QTest::newRow("the whole") << QByteArray("") << QString();
    }
    void readsPointersAsPaths()
    {
        QFETCH(const QByteArray, pointer);
        QFETCH(const QString, path);
        QCOMPARE(pathOfPointer(pointer.toStdString()), path);
    }
};

QTEST_GUILESS_MAIN(TestIntentModel)
#include "tst_intent_model.moc"
