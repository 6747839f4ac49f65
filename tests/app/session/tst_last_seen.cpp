// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/connector.h"
#include "app/session/last_seen.h"
#include "app/session/seen_cache.h"
#include "app/session/session.h"
#include "app/session/wiring.h"
#include "tests/support/fake_clock.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace std::chrono_literals;
using model::Ui::PageState;
using session::ConnectionFile;
using session::LastSeen;
using session::ReplayBackend;
using session::SeenCache;
using session::Session;

namespace {

const QString kName = QStringLiteral("ops");
const QString kUrl = QStringLiteral("https://ops:7420");
const QByteArray kConnections
    = R"({"format":1,"last":"ops","connections":[{"name":"ops","url":"https://ops:7420","key":"fab_1"},)"
      R"({"name":"lab","url":"http://127.0.0.1:1","key":"fab_2"}]})";
constexpr int kPatienceMs = 20'000;

QString fixture(const char* name)
{
    return QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/") + QLatin1String(name);
}

/// A session on recorded answers that is kept in a folder, as it was at 2026-11-26T14:03:22Z.
struct Fixture
{
    explicit Fixture(const QTemporaryDir& folder, std::size_t maxElements = LastSeen::kMaxElements)
        : cache(folder.filePath(QStringLiteral("fabric/console")))
        , lastSeen(session, cache, clock, maxElements)
    {
    }

    void open(const char* name, const QString& runtime = {})
    {
        auto owned = std::make_unique<ReplayBackend>(ReplayBackend::load(fixture(name), clock.now()).value());
        owned->recording().events.clear();
        backend = owned.get();
        session.open(std::move(owned), kName, kUrl, runtime);
        lastSeen.keep(kName, kUrl);
        settle();
    }
    void openOffline(const QString& url = kUrl)
    {
        session.openOffline(kName, url);
        lastSeen.show(kName, url);
        settle();
    }
    /// Files are read, and everything that follows has happened.
    void settle()
    {
        lastSeen.waitForFiles();
        for (int round = 0; round < 20; ++round) // counted, not timed: however slow the machine is
            QTest::qWait(1);
    }
    bool look(const char* runtime)
    {
        session.setRuntimeId(QString::fromLatin1(runtime));
        return QTest::qWaitFor([&] { return session.topology() != nullptr; }, kPatienceMs);
    }
    void advance(std::chrono::milliseconds by)
    {
        clock.advance(by);
        Q_EMIT backend->heard();
        lastSeen.tick();
        lastSeen.waitForFiles();
    }
    /// Whether the file was written since this was asked last.
    bool isWritten() const { return QFile::remove(cache.pathOf(kName)); }

    test::FakeClock clock{parseRfc3339("2026-11-26T14:03:22Z").value()};
    Session session{clock};
    SeenCache cache;
    LastSeen lastSeen;
    ReplayBackend* backend = nullptr;
};

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString& path, const QByteArray& text)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
}

/// An agent that is starting: its stream opens, its list does not come.
struct Starting final : client::Backend
{
    template <class T>
    static QFuture<Result<T>> refused()
    {
        return QtFuture::makeReadyFuture(Result<T>(fail(ErrorCode::Unavailable, "it is starting")));
    }
    QFuture<Result<std::vector<wire::Runtime>>> runtimes() override
    {
        ++asked;
        return refused<std::vector<wire::Runtime>>();
    }
    QFuture<Result<wire::Runtime>> runtime(const std::string&) override { return refused<wire::Runtime>(); }
    QFuture<Result<client::Versioned<wire::Topology>>> topology(const std::string&, const std::string&) override
    {
        return refused<client::Versioned<wire::Topology>>();
    }
    void startEvents() override { Q_EMIT streamOpened(); }
    void retryNow() override { }

    int asked = 0;
};

/// What a run that looked at hq leaves behind.
QByteArray keep(const QTemporaryDir& folder)
{
    Fixture f(folder);
    f.open("four-runtimes.json");
    f.look("hq");
    f.advance(0s);
    return contentOf(f.cache.pathOf(kName));
}

} // namespace

class TestLastSeen : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bringsBackWhatWasShown()
    {
        const QTemporaryDir folder;
        {
            Fixture f(folder);
            f.open("four-runtimes.json");
            QCOMPARE(f.session.state(), Session::Live);
            QVERIFY(f.look("hq"));
            f.clock.advance(1min);
            Q_EMIT f.backend->heard();
        } // the program ends
        Fixture f(folder);
        f.clock.advance(24h);
        f.openOffline();
        QCOMPARE(f.session.state(), Session::Cached);
        QCOMPARE(f.session.runtimesState(), PageState::Stale);
        QCOMPARE(f.session.topologyState(), PageState::Stale);
        QCOMPARE(f.session.runtimes()->count(), 4);
        QCOMPARE(f.session.runtimeId(), QStringLiteral("hq"));
        QCOMPARE(f.session.topology()->revision.number, RevisionNumber{1'284});
        QCOMPARE(f.session.staleText(), QStringLiteral("Offline: as of 26 Nov 14:04"));
        QCOMPARE(f.session.topologyText(), f.session.staleText());
        QCOMPARE(f.session.staleDetail(),
                 QStringLiteral("This was seen last of ops, https://ops:7420. Connect to see what is there now."));
        QCOMPARE(f.session.statusLine(), QStringLiteral("Offline: as of 26 Nov 14:04 · last seen of ops"));
        QCOMPARE(f.session.tone(), model::Ui::Warn);
        QCOMPARE(f.session.eventRate(), QString());
        QCOMPARE(f.session.problem(), QString());
        // Times are those of then, unlike a replay's.
        QCOMPARE(f.session.runtimes()->find("hq")->lastObservedAt.value(), std::string("2026-11-26T14:03:20.000Z"));
    }

    void saysOfEachRuntime_whenItWasSeen()
    {
        const QTemporaryDir folder;
        Fixture f(folder);
        f.open("all-live.json");
        QVERIFY(f.look("hq"));
        f.advance(10min);
        f.session.openOffline(kName, kUrl); // writes what it has
        f.open("all-live.json", QStringLiteral("lab")); // another run, another runtime
        QVERIFY(f.look("lab"));
        f.advance(50min);
        f.openOffline();
        QCOMPARE(f.session.runtimeId(), QStringLiteral("lab")); // it was looked at last
        QCOMPARE(f.session.statusLine(), QStringLiteral("Offline: as of 15:03 · last seen of ops"));
        QVERIFY(f.look("hq")); // nothing was lost of it
        QCOMPARE(f.session.topologyText(), QStringLiteral("Offline: as of 14:13"));
        QCOMPARE(f.session.staleText(), QStringLiteral("Offline: as of 15:03"));
        f.session.setRuntimeId(QStringLiteral("apac"));
        f.settle();
        QCOMPARE(f.session.topologyState(), PageState::Empty);
        QCOMPARE(f.session.topologyEmptyTitle(), QStringLiteral("Nothing was seen of this runtime yet"));
    }

    void isForTheUserOnly()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkpath(QStringLiteral("fabric/console")));
        const QString console = folder.filePath(QStringLiteral("fabric/console"));
        QVERIFY(QFile::setPermissions(console, QFile::permissions(console) | QFile::ReadOther | QFile::ExeOther));
        QVERIFY(!keep(folder).isEmpty());
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther
            | QFile::WriteOther | QFile::ExeOther;
        QVERIFY(!(QFile::permissions(console) & others));
        QVERIFY(!(QFile::permissions(console + QStringLiteral("/ops.json")) & others));
        QCOMPARE(QDir(console).entryList(QDir::Files | QDir::Hidden), QStringList(QStringLiteral("ops.json")));
    }

    void writesSeldom()
    {
        const QTemporaryDir folder;
        Fixture f(folder);
        f.open("four-runtimes.json");
        QVERIFY(f.look("hq"));
        f.advance(0s);
        QVERIFY(f.isWritten());
        auto& topology = f.backend->recording().topologies.at("hq");
        topology.revision.number = 1'285;
        topology.revision.digest.back() = topology.revision.digest.back() == '0' ? '1' : '0';
        QSignalSpy changed(&f.session, &Session::topologyChanged);
        Q_EMIT f.backend->eventReceived(
            {"e1-99", "topology.revision.observed", "runtime:hq", "2026-11-26T14:03:22.000Z", Json::object()});
        QVERIFY(changed.count() > 0 || changed.wait(kPatienceMs));
        f.advance(4s);
        QVERIFY(!f.isWritten());
        f.advance(1s);
        QVERIFY(f.isWritten());
        // The agent looks and sees the same.
        for (wire::Runtime& runtime : f.backend->recording().runtimes)
            runtime.lastObservedAt = toRfc3339(f.clock.now());
        Q_EMIT f.backend->historyReset();
        f.settle();
        f.advance(59s);
        QVERIFY(!f.isWritten());
        f.advance(1s);
        QVERIFY(f.isWritten());
        f.advance(600s); // and nothing at all
        QVERIFY(!f.isWritten());
    }

    void keepsNothing_ofWhatIsNotSaved()
    {
        const QTemporaryDir folder;
        Fixture f(folder);
        f.session.open(
            std::make_unique<ReplayBackend>(ReplayBackend::load(fixture("all-live.json"), f.clock.now()).value()),
            kName, kUrl);
        QVERIFY(QTest::qWaitFor([&] { return f.session.topology() != nullptr; }, kPatienceMs));
        f.clock.advance(60s);
        f.lastSeen.tick();
        f.settle();
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("fabric"))));
    }

    void forgetsRuntimes_thatAreGone()
    {
        const QTemporaryDir folder;
        QVERIFY(!keep(folder).isEmpty());
        {
            Fixture f(folder);
            f.open("no-runtime.json");
        }
        Fixture f(folder);
        QCOMPARE(f.cache.load(kName, kUrl).value().topologies.size(), std::size_t{0});
        f.openOffline();
        QCOMPARE(f.session.runtimesState(), PageState::Stale);
        QCOMPARE(f.session.topologyState(), PageState::Empty);
    }

    void holdsNoMoreThanItMay_inMemory()
    {
        const QTemporaryDir folder;
        Fixture f(folder, 10);
        f.open("all-live.json");
        QVERIFY(f.look("hq"));
        f.clock.advance(60s);
        QVERIFY(f.look("lab"));
        f.advance(60s);
        const auto kept = f.cache.load(kName, kUrl).value().topologies;
        QVERIFY(kept.size() == 1 && kept.contains("lab")); // the one that is looked at always is
    }

    void holdsNoMoreThanItMay_inAFile()
    {
        const QTemporaryDir folder;
        const QByteArray text = keep(folder);
        auto recording = SeenCache(folder.filePath(QStringLiteral("fabric/console"))).load(kName, kUrl).value();
        recording.topologies.emplace("lab", recording.topologies.at("hq"));
        recording.topologiesSeenAt.emplace("lab", UnixMillis{recording.recordedAt.count - 1});
        const SeenCache small(folder.path(), text.size() + 100);
        QVERIFY(small.write(recording));
        const auto kept = small.load(kName, kUrl).value().topologies;
        QVERIFY(kept.size() == 1 && kept.contains("hq"));
        QCOMPARE(SeenCache(folder.path(), 100).write(recording).error().code, ErrorCode::TooLarge);
    }

    void saysThatNothingWasKept()
    {
        const QTemporaryDir folder;
        Fixture f(folder);
        f.openOffline();
        QCOMPARE(f.session.runtimesState(), PageState::Empty);
        QCOMPARE(f.session.topologyState(), PageState::Empty);
        QCOMPARE(f.session.emptyTitle(), QStringLiteral("Nothing was seen of this agent yet"));
        QCOMPARE(f.session.topologyEmptyTitle(), f.session.emptyTitle());
        QVERIFY(f.session.emptyText().contains(QStringLiteral("without --offline")));
        QCOMPARE(f.session.topologyText(), f.session.emptyText());
        QCOMPARE(f.session.statusLine(), QStringLiteral("Offline: Nothing was seen of this agent yet"));
        // Nor of the agent that the connection leads to now.
        QVERIFY(!keep(folder).isEmpty());
        f.openOffline(QStringLiteral("https://elsewhere"));
        QCOMPARE(f.session.runtimesState(), PageState::Empty);
        QVERIFY(f.session.problemDetail().contains(kUrl));
    }

    void saysWhyItCannotBeShown_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        const QTemporaryDir folder;
        const QByteArray good = keep(folder);
        const auto with = [&](const char* before, const char* after) {
            QByteArray text = good;
            return text.replace(before, after);
        };
        const QString unreadable = QStringLiteral("What was seen last cannot be read");
        QTest::newRow("empty") << QByteArray() << unreadable;
        QTest::newRow("no JSON") << QByteArray("hello") << unreadable;
        QTest::newRow("truncated") << good.left(good.size() / 2) << unreadable;
        QTest::newRow("too large") << good + QByteArray(SeenCache::kMaxBytes, ' ') << unreadable;
        QTest::newRow("newer") << with("\"format\":1,\"now\"", "\"format\":2,\"plans\":[],\"now\"")
                               << QStringLiteral("What was seen last was kept by a newer console");
        QTest::newRow("no format") << with("\"format\":1,\"now\"", "\"format\":\"1\",\"now\"") << unreadable;
        QTest::newRow("no time") << with("\"now\":\"2026-", "\"now\":\"") << unreadable;
        QTest::newRow("no time of a topology")
            << with("\"topologies\":{\"hq\":\"2026", "\"topologies\":{\"hq\":\"x") << unreadable;
        QTest::newRow("wrong type") << with("\"runtimes\":[{", "\"runtimes\":[1,{") << unreadable;
        QTest::newRow("of another connection") << with("\"connection\":\"ops\"", "\"connection\":\"b\"") << unreadable;
        QTest::newRow("of nobody") << contentOf(fixture("all-live.json")) << unreadable;
    }
    void saysWhyItCannotBeShown()
    {
        QFETCH(const QByteArray, text);
        const QTemporaryDir folder;
        Fixture f(folder);
        QVERIFY(write(f.cache.pathOf(kName), text));
        f.openOffline();
        QCOMPARE(f.session.runtimesState(), PageState::Failed);
        QCOMPARE(f.session.topologyState(), PageState::Failed);
        QCOMPARE(f.session.topology(), nullptr);
        QTEST(f.session.problem(), "words");
        QCOMPARE(f.session.topologyProblem(), f.session.problem());
        QVERIFY(!f.session.problemAction().isEmpty());
        QCOMPARE(f.session.topologyText(), f.session.problemAction());
        QVERIFY(f.session.problemDetail().startsWith(f.cache.pathOf(kName)));
        QVERIFY(f.session.statusLine().startsWith(QStringLiteral("Offline: ")));
    }

    void isReplacedByWhatIsThereNow_whateverItWas()
    {
        const QTemporaryDir folder;
        Fixture f(folder);
        QVERIFY(write(f.cache.pathOf(kName), "{"));
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("kept state is dropped: .*ops.json")));
        f.open("all-live.json");
        QCOMPARE(f.session.state(), Session::Live);
        f.advance(0s);
        QVERIFY(f.cache.load(kName, kUrl));
    }

    void canBeReplayed()
    {
        const QTemporaryDir folder;
        const Json document = parseJson(keep(folder).toStdString()).value();
        const auto recording = ReplayBackend::parse(document, std::nullopt).value();
        QCOMPARE(dumpJson(ReplayBackend::toJson(recording)), dumpJson(document));
        const auto moved = ReplayBackend::parse(document, UnixMillis{recording.recordedAt.count + 60'000}).value();
        QCOMPARE(moved.runtimes.front().id, std::string("apac"));
        QCOMPARE(moved.runtimes.front().lastObservedAt.value(), std::string("2026-11-26T14:04:01.000Z"));
    }

    void staysInItsFolder_whateverTheName()
    {
        const SeenCache cache(QStringLiteral("/cache"));
        const QString longName(300, QLatin1Char('a'));
        std::set<QString> paths;
        const QStringList names{QStringLiteral("a"),         QStringLiteral("a/b"),      QStringLiteral("../a"),
                                QStringLiteral(".."),        QStringLiteral("a%2Fb"),    QString::fromUtf8("é 漢"),
                                longName + QLatin1Char('1'), longName + QLatin1Char('2')};
        for (const QString& name : names) {
            const QFileInfo info(cache.pathOf(name));
            QCOMPARE(info.path(), QStringLiteral("/cache"));
            QVERIFY(info.fileName().size() < 220);
            QVERIFY(paths.insert(QDir::cleanPath(info.filePath())).second);
        }
    }

    void isShown_whileTheAgentCannotBeReached()
    {
        const QTemporaryDir folder;
        QVERIFY(!keep(folder).isEmpty());
        Fixture f(folder);
        f.clock.advance(2h);
        f.open("offline.json");
        QVERIFY(QTest::qWaitFor([&] { return f.session.topology() != nullptr; }, kPatienceMs));
        QCOMPARE(f.session.state(), Session::Reconnecting);
        QCOMPARE(f.session.runtimesState(), PageState::Stale);
        QCOMPARE(f.session.topologyState(), PageState::Stale);
        QCOMPARE(f.session.statusLine(), QStringLiteral("As of 14:03, reconnecting"));
        QCOMPARE(f.session.staleDetail(), QStringLiteral("The agent is not reachable"));
        QVERIFY(f.isWritten()); // by keep()
        f.advance(60s);
        QVERIFY(!f.isWritten());
        // It is back. Nothing is taken for current before the agent has said it.
        bool isEarly = false;
        connect(&f.session, &Session::pageStatesChanged, &f.session, [&] {
            isEarly = isEarly
                || (f.session.topologyState() == PageState::Ready && f.session.topologyAsOf() < f.clock.now());
        });
        f.backend->recording() = ReplayBackend::load(fixture("all-live.json"), f.clock.now()).value();
        f.session.retry();
        QVERIFY(QTest::qWaitFor([&] { return f.session.topologyState() == PageState::Ready; }, kPatienceMs));
        QCOMPARE(f.session.state(), Session::Live);
        QCOMPARE(f.session.runtimes()->count(), 2);
        QCOMPARE(f.session.topologyAsOf(), f.clock.now());
        QVERIFY(!isEarly);
    }

    void isDropped_whereTheAgentIsAskedMeanwhile()
    {
        const QTemporaryDir folder;
        QVERIFY(!keep(folder).isEmpty());
        Fixture f(folder);
        const auto seen = f.cache.load(kName, kUrl).value();
        QCOMPARE(seen.runtimes.size(), std::size_t{4});
        f.lastSeen.forget(kName);
        f.open("offline.json");
        QCOMPARE(f.session.state(), Session::Offline);
        int runtimesWhenLive = -1;
        connect(&f.session, &Session::stateChanged, &f.session, [&] {
            if (f.session.state() == Session::Live && runtimesWhenLive < 0)
                runtimesWhenLive = f.session.runtimes()->count();
        });
        f.session.showSeen(seen); // is on its way
        f.backend->recording() = ReplayBackend::load(fixture("one-runtime.json"), f.clock.now()).value();
        Q_EMIT f.backend->streamOpened();
        QVERIFY(QTest::qWaitFor([&] { return runtimesWhenLive >= 0; }, kPatienceMs));
        QCOMPARE(runtimesWhenLive, 1);
    }

    void asksNoMoreThanOnce_whereTheStreamOpensAndTheListFails()
    {
        const QTemporaryDir folder;
        QVERIFY(!keep(folder).isEmpty());
        Fixture f(folder);
        const auto seen = f.cache.load(kName, kUrl).value();
        auto owned = std::make_unique<Starting>();
        const Starting& agent = *owned;
        f.session.open(std::move(owned), kName, kUrl, {});
        f.settle();
        f.session.showSeen(seen);
        f.settle();
        QVERIFY2(agent.asked < 5, qPrintable(QString::number(agent.asked)));
    }

    void isNotShown_forWhatTheAgentDoesNotKnow()
    {
        const QTemporaryDir folder;
        QVERIFY(!keep(folder).isEmpty());
        Fixture f(folder);
        f.open("offline.json", QStringLiteral("hq"));
        QVERIFY(QTest::qWaitFor([&] { return f.session.topology() != nullptr; }, kPatienceMs));
        f.backend->recording() = ReplayBackend::load(fixture("all-live.json"), f.clock.now()).value();
        f.backend->recording().topologies.clear(); // a new data folder, and the same id
        f.session.retry();
        QVERIFY(QTest::qWaitFor([&] { return f.session.state() == Session::Live; }, kPatienceMs));
        f.settle();
        QCOMPARE(f.session.topology(), nullptr);
        QCOMPARE(f.session.topologyState(), PageState::Empty);
    }

    void isNotShown_toAKeyThatIsRefused()
    {
        const QTemporaryDir folder;
        QVERIFY(!keep(folder).isEmpty());
        Fixture f(folder);
        f.open("refused.json");
        f.settle();
        QCOMPARE(f.session.state(), Session::Refused);
        QCOMPARE(f.session.runtimesState(), PageState::Failed);
        Q_EMIT f.backend->streamLost({ErrorCode::Unavailable, "gone", {}});
        f.settle();
        QCOMPARE(f.session.runtimesState(), PageState::Failed);
        QCOMPARE(f.session.topology(), nullptr);
    }

    void asksNobody_untilTheUserWants()
    {
        const QTemporaryDir folder;
        QVERIFY(!keep(folder).isEmpty());
        Fixture f(folder);
        const QString path = folder.filePath(QStringLiteral("connections.json"));
        QVERIFY(write(path, kConnections));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        const QByteArray before = contentOf(path);
        session::Connector connector(f.session, ConnectionFile(path));
        session::wire(connector, f.lastSeen);
        QSignalSpy opened(&connector, &session::Connector::opened);
        QVERIFY(connector.load());
        QVERIFY(!connector.openOffline(QStringLiteral("nobody")).isEmpty());
        QCOMPARE(connector.openOffline(connector.preferredName()), QString());
        f.settle();
        QCOMPARE(f.session.runtimesState(), PageState::Stale);
        QCOMPARE(connector.connectTo(QStringLiteral("lab")), QString()); // as the window does
        f.settle();
        QCOMPARE(f.session.connectionName(), QStringLiteral("lab"));
        QCOMPARE(f.session.state(), Session::Cached);
        QCOMPARE(f.session.runtimesState(), PageState::Empty);
        QCOMPARE(opened.count(), 0);
        QCOMPARE(contentOf(path), before); // nor is the choice remembered
        f.session.retry();
        QCOMPARE(opened.count(), 1);
        QCOMPARE(f.session.state(), Session::Connecting);
    }

    void isGone_withItsConnection()
    {
        const QTemporaryDir folder;
        QVERIFY(!keep(folder).isEmpty());
        const QString path = folder.filePath(QStringLiteral("connections.json"));
        QVERIFY(write(path, kConnections));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner));
        {
            Fixture f(folder);
            session::Connector connector(f.session, ConnectionFile(path));
            session::wire(connector, f.lastSeen);
            QVERIFY(connector.load());
            f.open("all-live.json"); // it is even looked at
            QVERIFY(f.look("hq"));
            connector.remove(kName);
        }
        QVERIFY(!QFile::exists(SeenCache(folder.filePath(QStringLiteral("fabric/console"))).pathOf(kName)));
    }
};

QTEST_GUILESS_MAIN(TestLastSeen)
#include "tst_last_seen.moc"
