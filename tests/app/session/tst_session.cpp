// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/navigation.h"
#include "app/model/topology_model.h"
#include "app/session/connection_file.h"
#include "app/session/connector.h"
#include "app/session/replay_backend.h"
#include "app/session/session.h"
#include "app/session/wiring.h"
#include "tests/support/fake_clock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace fabric;
using namespace std::chrono_literals;
using model::Ui::PageState;
using session::ConnectionFile;
using session::ReplayBackend;
using session::Session;

namespace {

QString fixture(const char* name)
{
    return QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/") + QLatin1String(name);
}

wire::Event eventOf(const char* type, const char* subject)
{
    return {"e1-99", type, subject, "2026-11-26T14:03:22.000Z", Json::object()};
}

void writePrivate(const QString& path, const QByteArray& text)
{
    QFile out(path);
    QVERIFY(out.open(QIODevice::WriteOnly));
    QVERIFY(out.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    out.write(text);
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList namesOf(const ConnectionFile::Content& content)
{
    QStringList names;
    for (const session::SavedConnection& connection : content.connections)
        names << connection.name;
    return names;
}

/// A session on a recording; counts what is asked of the backend through the recording's own calls.
struct Fixture
{
    test::FakeClock clock{parseRfc3339("2026-11-26T14:03:22Z").value()};
    Session session{clock};
    ReplayBackend* backend = nullptr;

    void open(const char* name, bool withEvents = true)
    {
        auto recording = ReplayBackend::load(fixture(name), clock.now()).value();
        if (!withEvents)
            recording.events.clear();
        auto owned = std::make_unique<ReplayBackend>(std::move(recording));
        backend = owned.get();
        session.open(std::move(owned), QStringLiteral("ops-host-1"), QStringLiteral("replay"));
    }
    bool reach(Session::State state)
    {
        return QTest::qWaitFor([&] { return session.state() == state; }, 20'000);
    }
    bool reachTopology()
    {
        return QTest::qWaitFor([&] { return session.topology() != nullptr; }, 20'000);
    }
};

} // namespace

class TestSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsEverything_whenLive()
    {
        Fixture f;
        QCOMPARE(f.session.state(), Session::NotConnected);
        f.open("four-runtimes.json");
        QCOMPARE(f.session.state(), Session::Connecting);
        QCOMPARE(f.session.statusLine(), QStringLiteral("Connecting to ops-host-1"));
        QCOMPARE(f.session.runtimesState(), PageState::Loading);
        QVERIFY(f.reach(Session::Live));
        QCOMPARE(f.session.runtimesState(), PageState::Ready);
        QCOMPARE(f.session.runtimes()->count(), 4);
        f.session.setRuntimeId(QStringLiteral("hq"));
        QVERIFY(f.reachTopology());
        QCOMPARE(f.session.topologyState(), PageState::Ready);
        QCOMPARE(f.session.statusLine(), QStringLiteral("Live · revision 1\u202F284 · 14:03:22"));
        QCOMPARE(f.session.eventRate(), QStringLiteral("12 events in the last minute"));
        QCOMPARE(f.session.runtimeName(), QStringLiteral("openclaw · hq"));
        QVERIFY(f.session.isProduction());
        f.clock.advance(60s);
        f.session.tick();
        QCOMPARE(f.session.eventRate(), QStringLiteral("no events in the last minute"));
    }

    void keepsWhatItSaw_whenTheLineBreaks()
    {
        Fixture f;
        f.open("stale.json");
        QVERIFY(f.reach(Session::Reconnecting));
        QCOMPARE(f.session.runtimesState(), PageState::Stale);
        QCOMPARE(f.session.runtimes()->count(), 4);
        QCOMPARE(f.session.statusLine(), QStringLiteral("As of 14:03, reconnecting"));
        QCOMPARE(f.session.problem(), QStringLiteral("The agent is not reachable"));
        f.backend->recording().failure.reset();
        f.session.retry();
        QVERIFY(f.reach(Session::Live));
        QCOMPARE(f.session.problem(), QString());
    }

    void saysWhy_whenNothingCanBeShown_data()
    {
        QTest::addColumn<QByteArray>("recording");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("line");
        QTest::newRow("offline") << QByteArray("offline.json") << int(Session::Offline)
                                 << QStringLiteral("The agent is not reachable, trying again");
        QTest::newRow("refused") << QByteArray("refused.json") << int(Session::Refused)
                                 << QStringLiteral("The agent refuses the key");
    }
    void saysWhy_whenNothingCanBeShown()
    {
        QFETCH(const QByteArray, recording);
        QFETCH(const int, state);
        QFETCH(const QString, line);
        Fixture f;
        f.open(recording.constData());
        QVERIFY(f.reach(static_cast<Session::State>(state)));
        QCOMPARE(f.session.runtimesState(), PageState::Failed);
        QCOMPARE(f.session.topologyState(), PageState::Failed);
        QCOMPARE(f.session.topologyDetail(), QStringLiteral("recorded failure"));
        QCOMPARE(f.session.statusLine(), line);
        QVERIFY(!f.session.problemAction().isEmpty());
    }

    void saysThatTheRuntimeIsInTrouble_data()
    {
        QTest::addColumn<int>("page");
        QTest::addColumn<QString>("line");
        QTest::addColumn<int>("tone");
        const auto row = [](const char* runtime, PageState page, const char* line, model::Ui::Tone tone) {
            QTest::newRow(runtime) << int(page) << QString::fromUtf8(line) << int(tone);
        };
        using model::Ui::Tone;
        row("hq", PageState::Stale, "Gateway down, reading its file · revision 1\u202F284 · as of 14:03", Tone::Warn);
        row("lab", PageState::Ready, "Needs attention · revision 1\u202F279 · as of 14:03", Tone::Warn);
        row("emea", PageState::Stale, "Refuses Fabric · revision 1\u202F101 · as of 13:39", Tone::Bad);
        row("apac", PageState::Stale, "Down, 1 h · revision 1\u202F266 · as of 12:09", Tone::Bad);
        row("edge", PageState::Stale, "Restarting, 18 s · revision 88 · as of 14:02", Tone::Pending);
        row("new", PageState::Empty, "Down, 3 min", Tone::Bad);
    }
    void saysThatTheRuntimeIsInTrouble()
    {
        QFETCH(const int, page);
        QFETCH(const int, tone);
        Fixture f;
        f.open("trouble.json");
        QVERIFY(f.reach(Session::Live));
        f.session.setRuntimeId(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(QTest::qWaitFor([&] { return int(f.session.topologyState()) == page; }, 20'000));
        QTEST(f.session.statusLine(), "line");
        QCOMPARE(int(f.session.statusTone()), tone);
        QCOMPARE(int(f.session.noticeTone()), tone);
        QCOMPARE(f.session.tone(), model::Ui::Ok); // of the agent, which is well
        QVERIFY(!f.session.noticeTitle().isEmpty());
        QVERIFY(f.session.topologyState() != PageState::Empty
                || f.session.topologyText().startsWith(f.session.noticeTitle()));
        Q_EMIT f.backend->streamLost({ErrorCode::Unavailable, "gone", {}});
        QCOMPARE(f.session.statusLine(),
                 QStringLiteral("As of 14:03, reconnecting")); // nobody knows about the runtime now
        QCOMPARE(f.session.noticeTitle(), QString());
    }

    void saysWhyATopologyCannotBeShown()
    {
        struct Backend final : client::Backend
        {
            QFuture<Result<std::vector<wire::Runtime>>> runtimes() override
            {
                wire::Runtime runtime;
                runtime.id = "hq";
                runtime.status.health = provider::HealthState::Live;
                return QtFuture::makeReadyFuture(Result<std::vector<wire::Runtime>>({runtime}));
            }
            QFuture<Result<wire::Runtime>> runtime(const std::string&) override { return {}; }
            QFuture<Result<client::Versioned<wire::Topology>>> topology(const std::string&, const std::string&) override
            {
                return QtFuture::makeReadyFuture(Result<client::Versioned<wire::Topology>>(
                    fail(ErrorCode::InvalidArgument, "the attribute 'new' is not on the list")));
            }
            void startEvents() override { Q_EMIT streamOpened(); }
            void retryNow() override { }
        };
        Fixture f;
        f.session.open(std::make_unique<Backend>(), QStringLiteral("ops"), QStringLiteral("test"));
        QVERIFY(QTest::qWaitFor([&] { return f.session.topologyState() == PageState::Failed; }, 20'000));
        QCOMPARE(f.session.topologyProblem(), QStringLiteral("The agent's answer makes no sense"));
        QCOMPARE(f.session.topologyDetail(), QStringLiteral("the attribute 'new' is not on the list"));
        QCOMPARE(f.session.problemDetail(), QString()); // the line to the agent is good
    }

    void noticesThatTheRuntimeComesBack()
    {
        Fixture f;
        f.open("trouble.json");
        QVERIFY(f.reach(Session::Live));
        f.session.setRuntimeId(QStringLiteral("edge"));
        QVERIFY(f.reachTopology());
        QSignalSpy changed(&f.session, &Session::pageStatesChanged);
        for (wire::Runtime& runtime : f.backend->recording().runtimes)
            runtime.status.health = provider::HealthState::Live;
        Q_EMIT f.backend->eventReceived(eventOf("runtime.status.changed", "runtime:edge"));
        QVERIFY(QTest::qWaitFor([&] { return f.session.topologyState() == PageState::Ready; }, 20'000));
        QVERIFY(changed.count() > 0);
        QCOMPARE(f.session.noticeTitle(), QString());
        QCOMPARE(f.session.statusTone(), model::Ui::Ok);
        QCOMPARE(f.session.statusLine(), QStringLiteral("Live · revision 88 · 14:03:22"));
    }

    void marksWhatOnlyTheRunningGatewayKnows_asLastSeen()
    {
        Fixture f;
        model::Navigation navigation(nullptr);
        model::TopologyModel topology;
        session::wire(f.session, navigation, topology);
        f.open("trouble.json");
        QVERIFY(f.reach(Session::Live));
        f.session.setRuntimeId(QStringLiteral("hq"));
        QVERIFY(f.reachTopology());
        QCOMPARE(topology.runtimeOnlyNote(), QStringLiteral("as last seen before 14:02"));
        QSignalSpy changed(&f.session, &Session::topologyChanged);
        // The gateway is back: the same picture, but current. Status and topology are both asked for anew.
        wire::Runtime& hq = f.backend->recording().runtimes.front();
        QCOMPARE(hq.id, std::string("hq"));
        hq.runtimeOnlyIsStale = false;
        hq.status.health = provider::HealthState::Live;
        hq.status.problems.clear();
        f.backend->recording().topologies.at("hq").runtimeOnlyIsStale = false;
        Q_EMIT f.backend->eventReceived(eventOf("runtime.status.changed", "runtime:lab"));
        QTest::qWait(0);
        QCOMPARE(changed.count(), 0); // of another runtime
        Q_EMIT f.backend->eventReceived(eventOf("runtime.status.changed", "runtime:hq"));
        QVERIFY(changed.count() == 1 || changed.wait(20'000));
        QVERIFY(QTest::qWaitFor([&] { return f.session.topologyState() == PageState::Ready; }, 20'000));
        QCOMPARE(topology.runtimeOnlyNote(), QString());
        QVERIFY(topology.changed().empty());
    }

    void isEmpty_withoutRuntimes()
    {
        Fixture f;
        f.open("no-runtime.json");
        QVERIFY(f.reach(Session::Live));
        QCOMPARE(f.session.runtimesState(), PageState::Empty);
        QCOMPARE(f.session.topologyState(), PageState::Empty);
    }

    void isEmpty_whereARuntimeWasNeverObserved()
    {
        Fixture f;
        f.open("four-runtimes.json");
        QVERIFY(f.reach(Session::Live));
        f.session.setRuntimeId(QStringLiteral("emea"));
        QVERIFY(QTest::qWaitFor([&] { return f.session.topologyState() == PageState::Empty; }, 20'000));
        QCOMPARE(f.session.topology(), nullptr);
    }

    void fetchesOnlyWhatChanged()
    {
        Fixture f;
        f.open("four-runtimes.json");
        QVERIFY(f.reach(Session::Live));
        f.session.setRuntimeId(QStringLiteral("hq"));
        QVERIFY(f.reachTopology());
        QSignalSpy topologies(&f.session, &Session::topologyChanged);

        auto& runtimes = f.backend->recording().runtimes;
        for (wire::Runtime& runtime : runtimes)
            runtime.agentCount += 1;
        Q_EMIT f.backend->eventReceived(eventOf("runtime.status.changed", "runtime:lab"));
        QVERIFY(QTest::qWaitFor([&] { return f.session.runtimes()->find("lab")->agentCount == 4; }, 20'000));
        QCOMPARE(f.session.runtimes()->find("hq")->agentCount, 7); // nobody said that it changed
        QCOMPARE(topologies.count(), 0);

        auto& topology = f.backend->recording().topologies.at("hq");
        topology.revision.number = 1'285;
        topology.revision.digest.back() = topology.revision.digest.back() == '0' ? '1' : '0';
        Q_EMIT f.backend->eventReceived(eventOf("topology.revision.observed", "runtime:hq"));
        QVERIFY(topologies.wait(20'000));
        QCOMPARE(f.session.topology()->revision.number, RevisionNumber{1'285});
        Q_EMIT f.backend->eventReceived(eventOf("topology.revision.observed", "runtime:hq"));
        QTest::qWait(0);
        QCOMPARE(topologies.count(), 1); // the same digest: nothing to show anew
    }

    void loadsListAgain_whenARuntimeComesOrGoes()
    {
        Fixture f;
        f.open("four-runtimes.json");
        QVERIFY(f.reach(Session::Live));
        f.backend->recording().runtimes.pop_back();
        Q_EMIT f.backend->eventReceived(eventOf("runtime.removed", "runtime:apac"));
        QVERIFY(QTest::qWaitFor([&] { return f.session.runtimes()->count() == 3; }, 20'000));
        f.backend->recording().runtimes.pop_back();
        Q_EMIT f.backend->historyReset();
        QVERIFY(QTest::qWaitFor([&] { return f.session.runtimes()->count() == 2; }, 20'000));
    }

    void dropsLateAnswers_ofAnotherAgent()
    {
        Fixture f;
        f.open("four-runtimes.json");
        QVERIFY(f.reach(Session::Live));
        Q_EMIT f.backend->historyReset(); // answers are on their way
        f.open("no-runtime.json");
        QVERIFY(f.reach(Session::Live));
        QCOMPARE(f.session.runtimes()->count(), 0);
        QCOMPARE(f.session.topology(), nullptr);
    }

    void selectsNode_assoonAsItIsThere()
    {
        Fixture f;
        model::Navigation navigation(nullptr);
        model::TopologyModel topology;
        session::wire(f.session, navigation, topology);
        navigation.showNode(QStringLiteral("agent:ops"));
        f.open("all-live.json");
        QVERIFY(QTest::qWaitFor([&] { return topology.selectedId() == QStringLiteral("agent:ops"); }, 20'000));
        QVERIFY(navigation.back());
        QCOMPARE(topology.selectedId(), QString());
        topology.setSelectedId(QStringLiteral("agent:coder"));
        QCOMPARE(navigation.selectedNodeId(), QStringLiteral("agent:coder"));
        f.session.search()->setQuery(QStringLiteral("writer"));
        QCOMPARE(topology.searchText(), QStringLiteral("writer"));
        f.session.search()->activateNext();
        QCOMPARE(topology.selectedId(), QStringLiteral("agent:writer"));
    }

    void countsEvents_ofOneMinute()
    {
        session::EventRate rate;
        for (int i = 0; i < 12'000; ++i)
            rate.add(std::chrono::milliseconds(i));
        QCOMPARE(rate.lastMinute(12s), session::EventRate::kMax);
        QCOMPARE(rate.lastMinute(60s + 11'998ms), std::size_t{1});
        QCOMPARE(rate.lastMinute(60s + 11'999ms), std::size_t{0});
    }

    void refusesRecording_thatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("where");
        const QByteArray head = R"({"now":"2026-11-26T14:03:22Z",)";
        QTest::newRow("no time") << QByteArray(R"({"runtimes":[],"topologies":{}})") << QByteArray("/now");
        QTest::newRow("no runtimes") << QByteArray(head + R"("topologies":{}})") << QByteArray("/runtimes");
        QTest::newRow("runtime") << QByteArray(head + R"("topologies":{},"runtimes":[{}]})")
                                 << QByteArray("/runtimes/0");
        QTest::newRow("failure") << QByteArray(
            head + R"("topologies":{},"runtimes":[],"failure":{"when":"start","code":"Oops"}})")
                                 << QByteArray("/failure/code");
        QTest::newRow("unknown member") << QByteArray(head + R"("topologies":{},"runtimes":[],"runtime":1})")
                                        << QByteArray("/runtime");
    }
    void refusesRecording_thatIsWrong()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, where);
        const auto parsed = ReplayBackend::parse(parseJson(text.toStdString()).value(), {});
        QVERIFY(!parsed);
        QVERIFY2(parsed.error().where.starts_with(where.toStdString()), parsed.error().where.c_str());
    }

    void keepsConnections_readableByTheUserOnly()
    {
        const QTemporaryDir folder;
        const ConnectionFile file(folder.filePath(QStringLiteral("fabric/connections.json")));
        QCOMPARE(file.load().value(), ConnectionFile::Content{});
        const ConnectionFile::Content content{
            QStringLiteral("b"),
            {{QStringLiteral("a"), QStringLiteral("https://a"), QStringLiteral("fab_1")},
             {QStringLiteral("b"), QStringLiteral("https://b"), QStringLiteral("fab_2")}}};
        QCOMPARE(file.update([&](ConnectionFile::Content& now) { now = content; }).value(), content);
        QCOMPARE(file.load().value(), content);
        const auto open = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(file.path()) & open));
        QVERIFY(QFile::setPermissions(file.path(), QFile::permissions(file.path()) | QFile::ReadOther));
        QCOMPARE(file.load().error().code, ErrorCode::PermissionDenied);
    }

    void keepsAFile_thatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("isOpenToOthers");
        const QByteArray good = R"({"format":1,"last":"a","connections":[{"name":"a","url":"u","key":"fab_1"}]})";
        QTest::newRow("others may read it") << good << true;
        QTest::newRow("a comma too much") << good.left(good.size() - 2) + ",]}" << false;
        QTest::newRow("a newer format") << QByteArray(R"({"format":2,"connections":[]})") << false;
    }
    void keepsAFile_thatItDoesNotUnderstand()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const bool, isOpenToOthers);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("connections.json"));
        writePrivate(path, text);
        if (isOpenToOthers)
            QVERIFY(QFile::setPermissions(path, QFile::permissions(path) | QFile::ReadOther));
        Fixture f;
        session::Connector connector(f.session, ConnectionFile(path));
        QVERIFY(!connector.load());
        QVERIFY(connector.fileProblem().contains(path));
        QCOMPARE(connector.add({}, QStringLiteral("http://127.0.0.1:1"), QStringLiteral("fab_2")), QString());
        QCOMPARE(f.session.connectionName(), QStringLiteral("127.0.0.1")); // it is used, but not saved
        QCOMPARE(connector.fileProblemTitle(), QStringLiteral("This connection is not saved"));
        QVERIFY(connector.fileProblem().contains(path));
        connector.remove(QStringLiteral("a"));
        QCOMPARE(contentOf(path), text);

        // Somebody corrects it.
        writePrivate(path,
                     R"({"format":1,"last":"a","connections":[{"name":"a","url":"u","key":"fab_1"},)"
                     R"({"name":"b","url":"u","key":"fab_3"}]})");
        connector.saveAgain();
        QCOMPARE(connector.fileProblem(), QString());
        const auto saved = ConnectionFile(path).load().value();
        QCOMPARE(namesOf(saved), QStringList({QStringLiteral("b"), QStringLiteral("127.0.0.1")}));
        QCOMPARE(connector.saved()->count(), 2);
    }

    void looksAgain_whileNothingIsSaid()
    {
        Fixture f;
        f.open("all-live.json", false);
        QVERIFY(f.reach(Session::Live));
        const QModelIndex hq = f.session.runtimes()->index(f.session.runtimes()->rowOf(QStringLiteral("hq")));
        const auto age = [&] { return hq.data(model::RuntimeListModel::LastObservedRole).toString(); };
        const auto lookedAt = [&] { return f.session.runtimes()->find("hq")->lastObservedAt; };
        const auto before = lookedAt();
        QCOMPARE(age(), QStringLiteral("just now"));
        // The agent looks every few seconds and sees the same: no event.
        for (int second = 0; second < 20; ++second) {
            f.clock.advance(1s);
            f.backend->recording().runtimes.front().lastObservedAt = toRfc3339(f.clock.now());
            f.session.tick();
            QTest::qWait(0);
            QCOMPARE(lookedAt(), before); // calm: not with every second
        }
        QCOMPARE(age(), QStringLiteral("22 s ago"));
        for (int second = 0; second < 20; ++second) {
            f.clock.advance(1s);
            f.session.tick();
        }
        QVERIFY(QTest::qWaitFor([&] { return lookedAt() != before; }, 20'000));
        QCOMPARE(age(), QStringLiteral("20 s ago"));

        // Without a line to the agent there is nobody to ask.
        Q_EMIT f.backend->streamLost({ErrorCode::Unavailable, "gone", {}});
        const auto last = lookedAt();
        f.backend->recording().runtimes.front().lastObservedAt = toRfc3339(f.clock.now());
        f.clock.advance(120s);
        f.session.tick();
        QTest::qWait(0);
        QCOMPARE(lookedAt(), last);
        QCOMPARE(f.session.state(), Session::Reconnecting);
    }

    void spreadsItsLooks()
    {
        QCOMPARE(Session::refreshPause(0), 24'000ms);
        QCOMPARE(Session::refreshPause(0.5), 30'000ms);
        QVERIFY(Session::refreshPause(0.999) < 36'000ms);
    }

    void losesNothing_thatAnotherProgramSaved()
    {
        const QTemporaryDir folder;
        const ConnectionFile file(folder.filePath(QStringLiteral("connections.json")));
        Fixture f;
        session::Connector one(f.session, file);
        session::Connector other(f.session, file);
        QVERIFY(one.load());
        QVERIFY(other.load());
        QCOMPARE(one.add(QStringLiteral("a"), QStringLiteral("http://127.0.0.1:1"), QStringLiteral("fab_1")),
                 QString());
        QCOMPARE(other.add(QStringLiteral("b"), QStringLiteral("http://127.0.0.1:2"), QStringLiteral("fab_2")),
                 QString());
        QCOMPARE(namesOf(file.load().value()), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(other.saved()->count(), 2);
        QCOMPARE(one.connectTo(QStringLiteral("a")), QString()); // remembers only which was used last
        QCOMPARE(namesOf(file.load().value()), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(file.load().value().last, QStringLiteral("a"));
        one.remove(QStringLiteral("a"));
        QCOMPARE(namesOf(file.load().value()), QStringList({QStringLiteral("b")}));
    }

    void losesNothing_whenManyWriteAtOnce()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("fabric/connections.json"));
        std::vector<std::thread> writers;
        writers.reserve(4);
        std::atomic<int> failures = 0;
        for (int writer = 0; writer < 4; ++writer) {
            writers.emplace_back([&, writer] {
                for (int i = 0; i < 10; ++i) {
                    const QString name = QStringLiteral("%1-%2").arg(writer).arg(i);
                    const auto done = ConnectionFile(path).update([&](ConnectionFile::Content& content) {
                        content.connections.push_back({name, QStringLiteral("https://a"), QStringLiteral("fab_1")});
                    });
                    failures += done ? 0 : 1;
                }
            });
        }
        for (std::thread& writer : writers)
            writer.join();
        QCOMPARE(failures.load(), 0);
        QCOMPARE(ConnectionFile(path).load().value().connections.size(), std::size_t{40});
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        QVERIFY(!(QFile::permissions(QFileInfo(path).path()) & others));
        const QStringList left = QDir(QFileInfo(path).path()).entryList(QDir::Files | QDir::Hidden);
        QCOMPARE(left, QStringList({QStringLiteral("connections.json"), QStringLiteral("connections.json.lock")}));
    }

    void followsALink_toTheFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("connections.json"));
        const QString real = folder.filePath(QStringLiteral("elsewhere.json"));
        writePrivate(real, R"({"format":1,"last":"","connections":[]})");
        QVERIFY(QFile::link(real, path));
        QVERIFY(ConnectionFile(path).update([](ConnectionFile::Content& content) {
            content.connections.push_back({QStringLiteral("a"), QStringLiteral("https://a"), QStringLiteral("fab_1")});
        }));
        QVERIFY(QFileInfo(path).isSymLink());
        QCOMPARE(ConnectionFile(real).load().value().connections.size(), std::size_t{1});
    }

    void saysThatItCannotSave_inAFolderThatCannotBeWritten()
    {
        const QTemporaryDir folder;
        writePrivate(folder.filePath(QStringLiteral("fabric")), "a file where the folder should be");
        Fixture f;
        session::Connector connector(f.session,
                                     ConnectionFile(folder.filePath(QStringLiteral("fabric/connections.json"))));
        QVERIFY(connector.load());
        QSignalSpy changed(&connector, &session::Connector::fileProblemChanged);
        QCOMPARE(connector.add({}, QStringLiteral("http://127.0.0.1:1"), QStringLiteral("fab_2")), QString());
        QCOMPARE(connector.fileProblemTitle(), QStringLiteral("This connection is not saved"));
        QVERIFY(connector.fileProblem().contains(folder.path()));
        QCOMPARE(changed.count(), 1);
    }

    void refusesConnections_thatAreMalformed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no JSON") << QByteArray("{");
        QTest::newRow("another format") << QByteArray(R"({"format":2,"connections":[]})");
        QTest::newRow("no key") << QByteArray(R"({"format":1,"connections":[{"name":"a","url":"u"}]})");
        QTest::newRow("no name") << QByteArray(R"({"format":1,"connections":[{"name":"","url":"u","key":"k"}]})");
        QTest::newRow("a name twice") << QByteArray(
            R"({"format":1,"connections":[{"name":"a","url":"u","key":"k"},{"name":"a","url":"u","key":"k"}]})");
        QTest::newRow("endless") << QByteArray("{\"format\":1,\"connections\":[") + QByteArray(2 << 20, ' ') + "]}";
    }
    void refusesConnections_thatAreMalformed()
    {
        QFETCH(const QByteArray, text);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("connections.json"));
        writePrivate(path, text);
        const auto loaded = ConnectionFile(path).load();
        QVERIFY(!loaded);
        QCOMPARE(QString::fromStdString(loaded.error().where), path);
    }

    void connectsAndRemembers()
    {
        const QTemporaryDir folder;
        const ConnectionFile file(folder.filePath(QStringLiteral("connections.json")));
        Fixture f;
        session::Connector connector(f.session, file);
        QVERIFY(connector.load());
        QCOMPARE(connector.preferredName(), QString());
        QVERIFY(!connector.add({}, QStringLiteral("http://elsewhere"), QStringLiteral("fab_1")).isEmpty());
        QCOMPARE(f.session.state(), Session::NotConnected);
        QCOMPARE(connector.add({}, QStringLiteral("http://127.0.0.1:1"), QStringLiteral("fab_1")), QString());
        QCOMPARE(f.session.connectionName(), QStringLiteral("127.0.0.1"));

        session::Connector again(f.session, file);
        QVERIFY(again.load());
        QCOMPARE(again.preferredName(), QStringLiteral("127.0.0.1"));
        QVERIFY(!again.connectTo(QStringLiteral("nobody")).isEmpty());
        again.remove(QStringLiteral("127.0.0.1"));
        QCOMPARE(file.load().value().connections.size(), std::size_t{0});
    }
};

QTEST_GUILESS_MAIN(TestSession)
#include "tst_session.moc"
