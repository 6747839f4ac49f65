// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/navigation.h"
#include "app/model/runtime_details.h"
#include "app/model/runtime_list_model.h"
#include "app/model/runtime_notice.h"
#include "app/model/runtime_words.h"
#include "app/model/search_model.h"
#include "app/session/replay_backend.h"
#include "core/base/json.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

using namespace fabric;
using namespace fabric::model;

namespace {

const UnixMillis kNow = parseRfc3339("2026-11-26T14:03:22Z").value();

session::ReplayBackend::Recording recording(const char* name)
{
    const QString path = QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/") + QLatin1String(name);
    return session::ReplayBackend::load(path, kNow).value();
}

/// Every role of every row, as JSON: what the golden files hold.
Json dump(const QAbstractItemModel& model)
{
    Json rows = Json::array();
    for (int i = 0; i < model.rowCount(); ++i) {
        Json row;
        const auto roles = model.roleNames();
        for (auto it = roles.begin(); it != roles.end(); ++it)
            row[it.value().toStdString()] = model.data(model.index(i, 0), it.key()).toString().toStdString();
        rows.push_back(std::move(row));
    }
    return rows;
}

void compareWithGolden(const QAbstractItemModel& model, const char* name)
{
    QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/app/model/golden/") + QLatin1String(name));
    const std::string actual = dump(model).dump(1) + "\n";
    if (qEnvironmentVariableIsSet("FABRIC_WRITE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray::fromStdString(actual));
        return;
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), name);
    QCOMPARE(QByteArray::fromStdString(actual), file.readAll());
}

} // namespace

class TestShellModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsRuntimes_asTheGoldenFileSays()
    {
        RuntimeListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRuntimes(recording("four-runtimes.json").runtimes, kNow);
        compareWithGolden(model, "runtimes.json");
        QCOMPARE(model.headline(), QStringLiteral("One runtime needs you"));
        QCOMPARE(model.headlineDetail(), QStringLiteral("openclaw · apac: Nothing listens on 127.0.0.1:19003."));
    }

    void answersInASentence_data()
    {
        using provider::HealthState;
        QTest::addColumn<QList<int>>("states");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, std::initializer_list<HealthState> states, const char* expected) {
            QList<int> list;
            for (const HealthState state : states)
                list << static_cast<int>(state);
            QTest::newRow(name) << list << QString::fromUtf8(expected);
        };
        row("none", {}, "No runtime yet");
        row("live", {HealthState::Live, HealthState::Live}, "Everything is live");
        row("one down", {HealthState::Live, HealthState::Down}, "One runtime needs you");
        row("two", {HealthState::Refused, HealthState::Degraded}, "2 runtimes need you");
        row("restarting needs only patience", {HealthState::Restarting}, "One runtime is coming up");
        row("need before patience", {HealthState::Connecting, HealthState::FileOnly}, "One runtime needs you");
        row("many coming", {HealthState::Connecting, HealthState::Restarting}, "2 runtimes are coming up");
    }
    void answersInASentence()
    {
        QFETCH(const QList<int>, states);
        std::vector<wire::Runtime> runtimes;
        for (const int state : states) {
            runtimes.emplace_back();
            runtimes.back().status.health = static_cast<provider::HealthState>(state);
        }
        QTEST(headline(runtimes), "expected");
    }

    void changesOnlyTheRow_thatChanged()
    {
        RuntimeListModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        auto runtimes = recording("four-runtimes.json").runtimes;
        model.setRuntimes(runtimes, kNow);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);

        model.setRuntimes(runtimes, kNow);
        QCOMPARE(changed.count(), 0);

        wire::Runtime hq = *model.find("hq");
        hq.agentCount = 8;
        model.setRuntime(hq, kNow);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed.first().first().toModelIndex().row(), model.rowOf(QStringLiteral("hq")));

        std::erase_if(runtimes, [](const wire::Runtime& r) { return r.id == "emea"; });
        wire::Runtime added;
        added.id = "zeta";
        runtimes.push_back(added);
        model.setRuntimes(runtimes, kNow);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(removed.count(), 1);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(model.idAt(3), QStringLiteral("zeta"));
    }

    void agesRows_asTimePasses()
    {
        RuntimeListModel model;
        model.setRuntimes(recording("four-runtimes.json").runtimes, kNow);
        const QModelIndex row = model.index(model.rowOf(QStringLiteral("emea")));
        QCOMPARE(row.data(RuntimeListModel::StateRole).toString(), QStringLiteral("Restarting, 18 s"));
        model.setNow({kNow.count + 60'000});
        QCOMPARE(row.data(RuntimeListModel::StateRole).toString(), QStringLiteral("Restarting, 1 min"));
    }

    void saysWhatIsWrong_overATopology_data()
    {
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("tone");
        QTest::addColumn<bool>("isStale");
        const auto row = [](const char* runtime, const char* title, const char* text, Ui::Tone tone, bool isStale) {
            QTest::newRow(runtime) << QString::fromUtf8(title) << QString::fromUtf8(text) << int(tone) << isStale;
        };
        row("hq", "The gateway cannot be reached since 14:02",
            "Shown is its configuration file; jobs and devices are as last seen before 14:02. Start the gateway, or "
            "correct the URL of this runtime.",
            Ui::Warn, true);
        row("lab", "This runtime needs attention since 13:58",
            "The configuration file is not valid; the gateway still runs the one before. agents.entries.ops.tools: "
            "unknown key \"alsoAlow\". Correct the file; Fabric sees it by itself.",
            Ui::Warn, false);
        row("emea", "The gateway refuses Fabric since 13:40",
            "The gateway does not accept the token of this runtime. Shown is what was seen last, at 13:39. Give this "
            "runtime the value of the gateway's gateway.auth.token.",
            Ui::Bad, true);
        row("apac", "Neither the gateway nor its configuration can be read since 12:10",
            "Shown is what was seen last, at 12:09. Start the gateway, or correct the URL of this runtime.", Ui::Bad,
            true);
        row("edge", "The gateway is restarting, since 14:03",
            "Shown is what was seen last, at 14:02. Nothing to do: it is read again as soon as it is up.", Ui::Pending,
            true);
        row("new", "Neither the gateway nor its configuration can be read since 14:00",
            "Start the gateway, or correct the URL of this runtime.", Ui::Bad, true);
    }
    void saysWhatIsWrong_overATopology()
    {
        QFETCH(const int, tone);
        QFETCH(const bool, isStale);
        for (const wire::Runtime& runtime : recording("trouble.json").runtimes) {
            if (runtime.id != QTest::currentDataTag())
                continue;
            const auto notice = noticeOf(runtime, kNow);
            QVERIFY(notice);
            QTEST(notice->title, "title");
            QTEST(notice->text, "text");
            QCOMPARE(int(notice->tone), tone);
            QCOMPARE(notice->isStale, isStale);
            return;
        }
        QFAIL("no such runtime in the recording");
    }

    void saysNothing_overALiveTopology()
    {
        for (const wire::Runtime& runtime : recording("all-live.json").runtimes)
            QVERIFY(!noticeOf(runtime, kNow));
        wire::Runtime withProblem = recording("all-live.json").runtimes.front();
        withProblem.status.problems.push_back({"clone-identity", "Twice.", "", ""});
        QCOMPARE(noticeOf(withProblem, kNow)->word, QStringLiteral("Needs attention"));
        withProblem.status.problems.front() = {"config-invalid", "Invalid end of input at 1:9", "Correct it", ""};
        QCOMPARE(noticeOf(withProblem, kNow)->text, QStringLiteral("Invalid end of input at 1:9. Correct it."));
    }

    void tellsDetails_andFollowsTheList()
    {
        RuntimeListModel list;
        RuntimeDetails details;
        details.setSource(&list);
        details.setRuntimeId(QStringLiteral("apac"));
        QVERIFY(!details.isPresent());
        list.setRuntimes(recording("four-runtimes.json").runtimes, kNow);
        QVERIFY(details.isPresent());
        compareWithGolden(*details.facts(), "facts.json");
        compareWithGolden(*details.problems(), "problems.json");
        QVERIFY2(details.pairing().contains(QStringLiteral("operator.read")), qPrintable(details.pairing()));
        list.setRuntimes({}, kNow);
        QVERIFY(!details.isPresent());
        QCOMPARE(details.facts()->rowCount(), 0);
    }

    void saysWhatFabricLeft_whenNothingIsPaired()
    {
        QCOMPARE(pairingSentence({}), QStringLiteral("Fabric is not paired with this runtime."));
    }

    void findsBestMatchFirst_andCyclesWithEnter()
    {
        SearchModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const auto recorded = recording("four-runtimes.json");
        model.setGraph(recorded.topologies.at("hq").graph);
        model.setRuntimes(recorded.runtimes);
        QCOMPARE(model.rowCount(), 0);
        model.setQuery(QStringLiteral("OPS"));
        QVERIFY(model.rowCount() >= 2);
        QCOMPARE(model.index(0).data(SearchModel::IdRole).toString(), QStringLiteral("agent:ops"));

        QSignalSpy found(&model, &SearchModel::nodeActivated);
        model.activateNext();
        model.activateNext();
        QCOMPARE(found.count(), 2);
        QCOMPARE(found[0].first().toString(), QStringLiteral("agent:ops"));
        QCOMPARE(model.current(), 1);
        model.step(-2);
        QCOMPARE(model.current(), model.rowCount() - 1);

        QSignalSpy runtime(&model, &SearchModel::runtimeActivated);
        model.setQuery(QStringLiteral("emea"));
        model.activateNext();
        QCOMPARE(runtime.first().first().toString(), QStringLiteral("emea"));

        model.setQuery(QStringLiteral("no such thing"));
        QCOMPARE(model.current(), -1);
        model.activateNext();
        model.step(1);
        QCOMPARE(found.count(), 2);
    }

    void listsPagesAndShortcuts_withoutContradiction()
    {
        Navigation navigation(nullptr);
        const auto& shortcuts = navigation.shortcuts()->rows();
        QStringList keys;
        for (const ShortcutRow& row : shortcuts) {
            QVERIFY2(!keys.contains(row.key), qPrintable(row.key));
            keys << row.key;
            if (row.action.startsWith(QLatin1String("page:")))
                QVERIFY2(navigation.pages()->find(row.action.mid(5)), qPrintable(row.action));
        }
        for (const PageRow& page : navigation.pages()->rows()) {
            QVERIFY2(QFile::exists(QStringLiteral(FABRIC_SOURCE_DIR "/qml/pages/") + page.file), qPrintable(page.file));
            QVERIFY2(QFile::exists(QStringLiteral(FABRIC_SOURCE_DIR "/resources/icons/") + page.icon
                                   + QStringLiteral(".svg")),
                     qPrintable(page.icon));
        }
    }

    void goesBack_oneLevelAtATime()
    {
        Navigation navigation(nullptr);
        navigation.setPage(QStringLiteral("runtimes"));
        navigation.setPage(QStringLiteral("no-such-page"));
        QCOMPARE(navigation.page(), QStringLiteral("runtimes"));
        navigation.showNode(QStringLiteral("agent:ops"));
        QCOMPARE(navigation.page(), QStringLiteral("topology"));
        QVERIFY(navigation.back());
        QCOMPARE(navigation.selectedNodeId(), QString());
        QVERIFY(navigation.back());
        QCOMPARE(navigation.page(), QStringLiteral("runtimes"));
        navigation.setInspectedRuntimeId(QStringLiteral("hq"));
        QVERIFY(navigation.back());
        QCOMPARE(navigation.inspectedRuntimeId(), QString());
        QVERIFY(navigation.back());
        QCOMPARE(navigation.page(), QStringLiteral("topology"));
        QVERIFY(!navigation.back());
    }
};

QTEST_GUILESS_MAIN(TestShellModels)
#include "tst_shell_models.moc"
