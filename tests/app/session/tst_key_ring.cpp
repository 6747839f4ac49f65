// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
//
// One contract for the fake and for the real key ring: QtKeychain on a gnome-keyring-daemon, on a bus of our own.

#include "app/session/system_key_ring.h"
#include "core/base/on_result.h"
#include "tests/app/session/fake_key_ring.h"
#include "tests/app/session/real_key_ring.h"

#include <QLocalServer>
#include <QTest>
#include <QTimer>

#include <cstdio>
#include <cstdlib>

using namespace fabric;
using namespace std::chrono_literals;
using session::SystemKeyRing;
using test::FakeKeyRing;
using test::RealKeyRing;

namespace {

constexpr SystemKeyRing::Patience kPatience{2'000ms, 3'000ms};

QString entry()
{
    return QStringLiteral("ops \"1\" ü");
}
QString key()
{
    return QStringLiteral("fab_1234abcd_ä-_=");
}

template <class T>
Result<T> answerOf(const QFuture<Result<T>>& future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 20'000))
        return fail(ErrorCode::Internal, "no answer at all");
    return future.result();
}

/// What went wrong; nothing if it succeeded.
template <class T>
QString problemOf(const QFuture<Result<T>>& future)
{
    const auto answer = answerOf(future);
    return answer ? QString() : QString::fromStdString(answer.error().message);
}

template <class T>
ErrorCode codeOf(const QFuture<Result<T>>& future)
{
    const auto answer = answerOf(future);
    return answer ? ErrorCode::InvalidArgument : answer.error().code; // which no key ring answers
}

/// One for all tests, as in the console.
session::KeyRing& systemKeyRing()
{
    static SystemKeyRing ring(kPatience);
    return ring;
}

/// A key ring, and what happens to it.
class Stage
{
public:
    explicit Stage(bool isReal, RealKeyRing::Start start = RealKeyRing::WithKeyRing)
        : m_isReal(isReal)
    {
        if (isReal) {
            m_daemon = std::make_unique<RealKeyRing>(start);
        } else if (start == RealKeyRing::Empty) {
            m_fake.state = FakeKeyRing::Broken;
        }
    }
    session::KeyRing& ring() { return m_isReal ? systemKeyRing() : m_fake; }

    void lock(bool isAsking)
    {
        m_fake.state = isAsking ? FakeKeyRing::Unanswered : FakeKeyRing::Declined;
        if (m_daemon) {
            m_daemon->setAsking(isAsking);
            m_daemon->lock();
        }
    }
    void unlock()
    {
        m_fake.state = FakeKeyRing::Unlocked;
        if (m_daemon) {
            m_daemon->setAsking(false);
            m_daemon->restart();
        }
    }
    void freeze()
    {
        m_fake.state = FakeKeyRing::Hanging;
        if (m_daemon)
            m_daemon->freeze();
    }
    void thaw()
    {
        m_fake.state = FakeKeyRing::Unlocked;
        if (m_daemon)
            m_daemon->thaw();
    }
    void remove()
    {
        m_fake.state = FakeKeyRing::Absent;
        m_daemon.reset();
    }

private:
    bool m_isReal;
    FakeKeyRing m_fake;
    std::unique_ptr<RealKeyRing> m_daemon;
};

/// What a program sees that starts with this environment: `CODE TURNS`, the latter of its event loop until the answer.
[[noreturn]] void callOnce(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    SystemKeyRing ring(kPatience);
    int turns = 0;
    QTimer turn;
    QObject::connect(&turn, &QTimer::timeout, [&] { ++turns; });
    turn.start(10ms);
    std::string said = "nothing";
    onResult(ring.store(entry(), key()), &application, [&](const Result<>& answer) {
        said = answer ? "stored" : std::string(info(answer.error().code).name);
        QCoreApplication::quit();
    });
    QTimer::singleShot(20s, &application, &QCoreApplication::quit);
    QCoreApplication::exec();
    std::printf("%s %d\n", said.c_str(), turns);
    std::fflush(stdout);
    std::_Exit(0); // at its end Qt's own D-Bus waits for the bus
}

} // namespace

class TestKeyRing : public QObject
{
    Q_OBJECT

private:
    void bothKeyRings()
    {
        QTest::addColumn<bool>("isReal");
        QTest::newRow("the fake") << false;
        QTest::newRow("gnome-keyring-daemon") << true;
    }

    test::SessionBus m_bus;

private Q_SLOTS:
    void givesBackWhatItWasGiven_data() { bothKeyRings(); }
    void givesBackWhatItWasGiven()
    {
        QFETCH(const bool, isReal);
        Stage stage(isReal);
        QCOMPARE(problemOf(stage.ring().probe()), QString());
        QCOMPARE(codeOf(stage.ring().read(entry())), ErrorCode::NotFound);
        QCOMPARE(problemOf(stage.ring().store(entry(), key())), QString());
        QCOMPARE(answerOf(stage.ring().read(entry())).value(), key());
        QCOMPARE(problemOf(stage.ring().store(entry(), QStringLiteral("fab_2"))), QString());
        QCOMPARE(problemOf(stage.ring().store(entry() + QLatin1Char('2'), key())), QString());
        QCOMPARE(answerOf(stage.ring().read(entry())).value(), QStringLiteral("fab_2"));
    }

    void erases_data() { bothKeyRings(); }
    void erases()
    {
        QFETCH(const bool, isReal);
        Stage stage(isReal);
        QCOMPARE(problemOf(stage.ring().store(entry(), key())), QString());
        QCOMPARE(problemOf(stage.ring().store(QStringLiteral("other"), key())), QString());
        QCOMPARE(problemOf(stage.ring().erase(entry())), QString());
        QCOMPARE(codeOf(stage.ring().read(entry())), ErrorCode::NotFound);
        QCOMPARE(problemOf(stage.ring().erase(entry())), QString()); // there is none any more
        QCOMPARE(answerOf(stage.ring().read(QStringLiteral("other"))).value(), key());
    }

    void keepsWhatItHas_whenItMayNotBeOpened_data()
    {
        QTest::addColumn<bool>("isReal");
        QTest::addColumn<bool>("isAsking");
        QTest::addColumn<ErrorCode>("code");
        for (const bool isReal : {false, true}) {
            const char* name = isReal ? "gnome-keyring-daemon" : "the fake";
            QTest::addRow("%s, declined", name) << isReal << false << ErrorCode::PermissionDenied;
            QTest::addRow("%s, unanswered", name) << isReal << true << ErrorCode::FailedPrecondition;
        }
    }
    void keepsWhatItHas_whenItMayNotBeOpened()
    {
        QFETCH(const bool, isReal);
        QFETCH(const bool, isAsking);
        QFETCH(const ErrorCode, code);
        using Ask = std::function<ErrorCode(session::KeyRing&)>;
        const std::vector<Ask> all{
            [](session::KeyRing& ring) { return codeOf(ring.read(entry())); },
            [](session::KeyRing& ring) { return codeOf(ring.erase(entry())); },
            [](session::KeyRing& ring) { return codeOf(ring.store(entry(), QStringLiteral("fab_2"))); },
        };
        for (const Ask& ask : all) {
            Stage stage(isReal);
            QCOMPARE(problemOf(stage.ring().store(entry(), key())), QString());
            stage.lock(isAsking);
            QCOMPARE(problemOf(stage.ring().probe()), QString());
            QCOMPARE(codeOf(stage.ring().read(QStringLiteral("never was"))), ErrorCode::NotFound);
            QCOMPARE(ask(stage.ring()), code);
            stage.unlock();
            QCOMPARE(answerOf(stage.ring().read(entry())).value(), key());
        }
    }

    void saysThatItDoesNotAnswer_data() { bothKeyRings(); }
    void saysThatItDoesNotAnswer()
    {
        QFETCH(const bool, isReal);
        Stage stage(isReal);
        QCOMPARE(problemOf(stage.ring().store(entry(), key())), QString());
        stage.freeze();
        QCOMPARE(codeOf(stage.ring().probe()), ErrorCode::DeadlineExceeded);
        QCOMPARE(codeOf(stage.ring().read(entry())), ErrorCode::DeadlineExceeded);
        QCOMPARE(codeOf(stage.ring().store(entry(), QStringLiteral("fab_2"))), ErrorCode::DeadlineExceeded);
        QCOMPARE(codeOf(stage.ring().erase(entry())), ErrorCode::DeadlineExceeded);
        stage.thaw();
        QCOMPARE(answerOf(stage.ring().read(entry())).value(), key());
    }

    void saysThatItFails_data() { bothKeyRings(); }
    void saysThatItFails()
    {
        QFETCH(const bool, isReal);
        Stage stage(isReal, RealKeyRing::Empty);
        QCOMPARE(problemOf(stage.ring().probe()), QString());
        const auto stored = answerOf(stage.ring().store(entry(), key()));
        QVERIFY(!stored);
        QCOMPARE(stored.error().code, ErrorCode::Internal);
        QVERIFY(!stored.error().message.empty());
        QCOMPARE(codeOf(stage.ring().read(entry())), ErrorCode::NotFound);
    }

    void saysThatThereIsNone_data() { bothKeyRings(); }
    void saysThatThereIsNone()
    {
        QFETCH(const bool, isReal);
        Stage stage(isReal);
        stage.remove();
        QCOMPARE(codeOf(stage.ring().probe()), ErrorCode::Unavailable);
        QCOMPARE(codeOf(stage.ring().read(entry())), ErrorCode::Unavailable);
        QCOMPARE(codeOf(stage.ring().store(entry(), key())), ErrorCode::Unavailable);
        QCOMPARE(codeOf(stage.ring().erase(entry())), ErrorCode::Unavailable);
    }

    void neverHoldsUpTheProgram_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::addColumn<bool>("isKde");
        QTest::addColumn<QByteArray>("said");
        const QByteArray silent = "unix:path=" + m_silentPath.toUtf8();
        for (const bool isKde : {false, true}) {
            const char* where = isKde ? ", on KDE" : "";
            QTest::addRow("no bus%s", where) << QByteArray() << isKde << QByteArray("Unavailable");
            QTest::addRow("no such bus%s", where)
                << QByteArray("unix:path=/nonexistent") << isKde << QByteArray("Unavailable");
            QTest::addRow("a bus that says nothing%s", where) << silent << isKde << QByteArray("DeadlineExceeded");
            QTest::addRow("a bus without key ring%s", where)
                << m_bus.address().toUtf8() << isKde << QByteArray("Unavailable");
        }
    }
    void neverHoldsUpTheProgram()
    {
        QFETCH(const QByteArray, address);
        QFETCH(const bool, isKde);
        QFETCH(const QByteArray, said);
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove(QStringLiteral("DISPLAY"));
        environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), QStringLiteral("/nonexistent"));
        if (address.isEmpty())
            environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
        else
            environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QString::fromUtf8(address));
        if (isKde) {
            environment.insert(QStringLiteral("XDG_CURRENT_DESKTOP"), QStringLiteral("KDE"));
            environment.insert(QStringLiteral("KDE_SESSION_VERSION"), QStringLiteral("5"));
        }
        QProcess program;
        program.setProcessEnvironment(environment);
        program.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--call")});
        QVERIFY(program.waitForFinished(60'000));
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        const QList<QByteArray> words = program.readAllStandardOutput().simplified().split(' ');
        QCOMPARE(words.size(), 2);
        QCOMPARE(words[0], said);
        if (said == "DeadlineExceeded") // while it waited, the program went on
            QVERIFY2(words[1].toInt() > 10, words[1].constData());
    }

    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_silent.setSocketOptions(QLocalServer::UserAccessOption);
        QVERIFY(m_silent.listen(m_silentPath));
    }

private:
    QTemporaryDir m_folder;
    QString m_silentPath = m_folder.filePath(QStringLiteral("silent"));
    QLocalServer m_silent;
};

int main(int argc, char** argv)
{
    if (argc > 1 && std::string_view(argv[1]) == "--call")
        callOnce(argc, argv);
    QCoreApplication application(argc, argv);
    TestKeyRing test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_key_ring.moc"
