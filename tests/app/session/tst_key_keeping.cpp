// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
//
// Where the keys of saved connections are, whatever the key ring does: nothing is lost, and what is wrong is said.

#include "app/session/connector.h"
#include "tests/app/session/fake_key_ring.h"
#include "tests/support/fake_clock.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace fabric;
namespace Ui = model::Ui;
using session::ConnectionFile;
using session::Connector;
using session::SavedConnection;
using test::FakeKeyRing;

namespace {

const auto kUrl = QStringLiteral("http://127.0.0.1:1");
const auto kKey = QStringLiteral("fab_1234abcd_secret");
const auto kOps = QStringLiteral("ops");

QStringList s_messages; ///< everything that was logged

void keepMessage(QtMsgType, const QMessageLogContext&, const QString& text)
{
    s_messages << text;
}

/// The states in which the key ring does not give or take a key, and no two of them may be told in the same words.
const std::vector<FakeKeyRing::State> kTroubles{FakeKeyRing::Unanswered, FakeKeyRing::Declined, FakeKeyRing::Hanging,
                                                FakeKeyRing::Broken};

struct Fixture
{
    QTemporaryDir folder;
    ConnectionFile file{folder.filePath(QStringLiteral("connections.json"))};
    test::FakeClock clock{parseRfc3339("2026-11-26T14:03:22Z").value()};
    FakeKeyRing ring;
    std::unique_ptr<session::Session> session = std::make_unique<session::Session>(clock);
    std::unique_ptr<Connector> connector = start();

    std::unique_ptr<Connector> start() { return std::make_unique<Connector>(*session, file, &ring); }
    /// Another run of the console.
    void restart()
    {
        connector.reset();
        session = std::make_unique<session::Session>(clock);
        connector = start();
        load();
    }
    void load()
    {
        QVERIFY(connector->load());
        settle();
    }
    void write(const SavedConnection& connection)
    {
        QVERIFY(file.update([&](ConnectionFile::Content& content) { content.connections.push_back(connection); }));
    }
    void add(const QString& key = kKey)
    {
        QCOMPARE(connector->add(kOps, kUrl, key), QString());
        settle();
    }
    /// As if it had been saved in an earlier run.
    void addEarlier()
    {
        load();
        add();
        restart();
    }
    void connectTo(const QString& name = kOps)
    {
        QCOMPARE(connector->connectTo(name), QString());
        settle();
    }
    /// Answers of the key ring arrive through the event loop, one after the other.
    static void settle()
    {
        for (int i = 0; i < 20; ++i)
            QCoreApplication::processEvents();
    }
    SavedConnection saved() const
    {
        const auto content = file.load();
        return content && content->connections.size() == 1 ? content->connections.front() : SavedConnection();
    }
    bool isConnected() const { return session->state() != session::Session::NotConnected; }
    QByteArray text() const
    {
        QFile text(file.path());
        return text.open(QIODevice::ReadOnly) ? text.readAll() : QByteArray();
    }
    QString said() const
    {
        return connector->keyPlace() + connector->keyProblem() + connector->keyProblemTitle() + connector->fileProblem()
            + connector->fileProblemTitle();
    }
};

} // namespace

class TestKeyKeeping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        s_messages.clear();
        m_handler = qInstallMessageHandler(keepMessage);
    }
    void cleanup()
    {
        qInstallMessageHandler(m_handler);
        QVERIFY2(!s_messages.join(QLatin1Char(' ')).contains(kKey), "the key was logged");
    }

    void keepsANewKey_inTheKeyRing()
    {
        Fixture f;
        f.load();
        QCOMPARE(f.connector->keyPlace(), QStringLiteral("Keys are kept in the key ring of this desktop."));
        QCOMPARE(f.connector->keyPlaceTone(), Ui::Neutral);
        f.add();
        QVERIFY(f.isConnected());
        QVERIFY(!f.text().contains(kKey.toUtf8()));
        QCOMPARE(f.ring.entries.size(), std::size_t{1});
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), kKey);
        QVERIFY(f.saved().keyRing.startsWith(kOps)); // people find it in their password manager
        QCOMPARE(f.connector->saved()->count(), 1);
    }

    void neverWritesItToTheFile_whereTheKeyRingTakesIt()
    {
        Fixture f;
        f.load();
        f.ring.onRead = [&] { QVERIFY(!f.text().contains(kKey.toUtf8())); };
        f.add();
        QVERIFY(!f.saved().keyRing.isEmpty());
    }

    void keepsKeysInTheFile_whereThereIsNoKeyRing()
    {
        Fixture f;
        f.ring.state = FakeKeyRing::Absent;
        f.load();
        QVERIFY(f.connector->keyPlace().startsWith(QStringLiteral("No key ring answers here. Keys are kept in ")));
        QVERIFY(f.connector->keyPlace().contains(f.file.path()));
        QCOMPARE(f.connector->keyPlaceTone(), Ui::Neutral);
        f.add();
        QCOMPARE(f.saved(), (SavedConnection{kOps, kUrl, kKey}));
        QVERIFY(!(QFile::permissions(f.file.path()) & (QFile::ReadGroup | QFile::ReadOther)));
        f.restart();
        f.connectTo();
        QVERIFY(f.isConnected());
        QCOMPARE(f.saved().key, kKey);
    }

    void keepsKeysInTheFile_withoutAnyKeyRingObject()
    {
        Fixture f;
        Connector connector(*f.session, f.file);
        QVERIFY(connector.load());
        QCOMPARE(connector.add(kOps, kUrl, kKey), QString());
        QCOMPARE(f.saved(), (SavedConnection{kOps, kUrl, kKey}));
        QVERIFY(connector.keyPlace().contains(f.file.path()));
    }

    void keepsTheKeyInTheFile_whenTheKeyRingDoesNotTakeIt()
    {
        std::set<QString> words;
        for (const FakeKeyRing::State state : kTroubles) {
            Fixture f;
            f.load();
            f.ring.state = state;
            f.add();
            QVERIFY(f.isConnected());
            QCOMPARE(f.saved().key, kKey);
            const QString place = f.connector->keyPlace();
            QVERIFY2(place.startsWith(QStringLiteral("The key of ops is kept in ") + f.file.path()), qPrintable(place));
            QCOMPARE(f.connector->keyPlaceTone(), Ui::Warn);
            QVERIFY(words.insert(QString(place).remove(f.file.path())).second);
            QVERIFY(!f.said().contains(kKey));

            f.ring.state = FakeKeyRing::Unlocked; // the user has seen to it
            f.connectTo();
            QCOMPARE(f.saved().key, QString());
            QCOMPARE(f.ring.entries.at(f.saved().keyRing), kKey);
            QCOMPARE(f.ring.entries.size(), std::size_t{1});
            QCOMPARE(f.connector->keyPlaceTone(), Ui::Neutral);
        }
    }

    void takesAKeyOutOfTheFile_afterReadingItBack()
    {
        Fixture f;
        f.write({kOps, kUrl, kKey});
        int reads = 0;
        f.ring.onRead = [&] {
            ++reads;
            QCOMPARE(f.saved().key, kKey);
        };
        f.load();
        QCOMPARE(reads, 1);
        QCOMPARE(f.saved().key, QString());
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), kKey);
        QVERIFY(!f.text().contains(kKey.toUtf8()));
        f.ring.onRead = [] {};
        f.restart();
        f.connectTo();
        QVERIFY(f.isConnected());
    }

    void leavesTheKeyInTheFile_unlessItCanBeReadBack()
    {
        for (const bool isOther : {false, true}) {
            Fixture f;
            f.write({kOps, kUrl, kKey});
            f.ring.onRead = [&] {
                if (isOther)
                    f.ring.entries.begin()->second = QStringLiteral("fab_other");
                else
                    f.ring.entries.clear();
            };
            f.load();
            QCOMPARE(f.saved().key, kKey);
            QCOMPARE(f.connector->keyPlaceTone(), Ui::Warn);
            f.connectTo();
            QVERIFY(f.isConnected());
        }
    }

    void asksOnce_whileNothingChanges()
    {
        Fixture f;
        f.write({kOps, kUrl, kKey});
        f.write({QStringLiteral("other"), kUrl, kKey});
        f.ring.state = FakeKeyRing::Declined;
        f.load();
        f.ring.state = FakeKeyRing::Unlocked;
        f.connectTo(QStringLiteral("other"));
        const auto content = f.file.load().value();
        QCOMPARE(content.connections[0].key, kKey); // not asked for again
        QCOMPARE(content.connections[1].key, QString());
        QVERIFY(f.connector->keyPlace().startsWith(QStringLiteral("The key of ops is kept in "))); // still
    }

    void takesOver_whatQuickstartSaved()
    {
        Fixture f;
        const auto save = [&](const char* key) {
            QProcess script;
            script.start(QStringLiteral(FABRIC_SOURCE_DIR "/packaging/console-connection"),
                         {QStringLiteral("save"), f.file.path(), kOps, kUrl});
            script.write(QByteArray("{\"key\": \"") + key + "\"}");
            script.closeWriteChannel();
            QVERIFY(script.waitForFinished());
            QCOMPARE(script.exitCode(), 0);
        };
        save("fab_1");
        f.load();
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), QStringLiteral("fab_1"));
        save("fab_2"); // beside the entry, which is then used again
        QCOMPARE(f.saved().key, QStringLiteral("fab_2"));
        f.restart();
        QCOMPARE(f.saved().key, QString());
        QCOMPARE(f.ring.entries.size(), std::size_t{1});
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), QStringLiteral("fab_2"));
    }

    void saysWhatIsWrong_whenItCannotReadAKey()
    {
        std::set<QString> words;
        for (const auto state : {FakeKeyRing::Unanswered, FakeKeyRing::Declined, FakeKeyRing::Hanging,
                                 FakeKeyRing::Absent, FakeKeyRing::Unlocked}) {
            Fixture f;
            f.addEarlier();
            const auto entries = f.ring.entries;
            f.ring.state = state;
            if (state == FakeKeyRing::Unlocked)
                f.ring.entries.clear(); // somebody removed the entry
            f.connectTo();
            QVERIFY(!f.isConnected());
            QVERIFY(!f.connector->isReadingKey());
            QCOMPARE(f.connector->keyProblemTitle(), QStringLiteral("The key of ops cannot be read"));
            QVERIFY(words.insert(f.connector->keyProblem()).second);
            QVERIFY(!f.said().contains(kKey));
            QVERIFY(!f.saved().keyRing.isEmpty());

            f.ring.state = FakeKeyRing::Unlocked;
            f.ring.entries = entries;
            f.connector->tryKeyAgain();
            Fixture::settle();
            QVERIFY(f.isConnected());
            QCOMPARE(f.connector->keyProblem(), QString());
        }
    }

    void takesBackThatItIsSilent_whenItAnswers()
    {
        Fixture f;
        f.addEarlier();
        f.ring.state = FakeKeyRing::Hanging;
        f.restart();
        QCOMPARE(f.connector->keyPlaceTone(), Ui::Warn);
        QVERIFY(f.connector->keyPlace().contains(QStringLiteral("The key ring does not answer.")));
        f.ring.state = FakeKeyRing::Unlocked;
        f.connectTo();
        QVERIFY(f.isConnected());
        QCOMPARE(f.connector->keyPlaceTone(), Ui::Neutral);
    }

    void opensNothing_thatWasChosenBefore()
    {
        Fixture f;
        f.addEarlier();
        f.write({QStringLiteral("bad"), QStringLiteral("not a URL"), kKey});
        f.ring.isSilent = true;
        f.restart();
        f.connectTo();
        QVERIFY(!f.connector->connectTo(QStringLiteral("bad")).isEmpty());
        QVERIFY(!f.connector->isReadingKey());
        f.ring.answerAll();
        Fixture::settle();
        QVERIFY(!f.isConnected());
    }

    void usesANewKey_forOneThatIsGone()
    {
        Fixture f;
        f.addEarlier();
        f.ring.entries.clear();
        f.connectTo();
        f.add(QStringLiteral("fab_2"));
        QVERIFY(f.isConnected());
        QCOMPARE(f.connector->keyProblem(), QString());
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), QStringLiteral("fab_2"));
    }

    void showsThatItWaits_andOpensWhatWasChosenLast()
    {
        Fixture f;
        f.addEarlier();
        f.ring.isSilent = true;
        f.connectTo();
        QVERIFY(f.connector->isReadingKey());
        QVERIFY(f.connector->keyPlace().startsWith(QStringLiteral("The key of ops is read from the key ring.")));
        QCOMPARE(f.connector->keyPlaceTone(), Ui::Pending);
        QVERIFY(f.connector->connectOnce(QStringLiteral("http://localhost:1"), kKey));
        QVERIFY(!f.connector->isReadingKey());
        f.ring.answerAll();
        Fixture::settle();
        QCOMPARE(f.session->connectionName(), QStringLiteral("localhost"));
    }

    void erasesTheKey_ofARemovedConnection()
    {
        Fixture f;
        f.addEarlier();
        f.connector->remove(kOps);
        Fixture::settle();
        QVERIFY(f.ring.entries.empty());
        QCOMPARE(f.connector->saved()->count(), 0);
        QCOMPARE(f.file.load().value().connections.size(), std::size_t{0});
    }

    void tellsNobodyThatItIsRemoved_whileItIsSaved()
    {
        Fixture f;
        f.addEarlier();
        QSignalSpy removed(f.connector.get(), &Connector::removed);
        const QString path = f.file.path();
        QVERIFY(QFile::rename(path, path + QStringLiteral(".away")) && QDir().mkdir(path)); // cannot be written
        f.connector->remove(kOps);
        Fixture::settle();
        QVERIFY(!f.connector->fileProblem().isEmpty());
        QCOMPARE(removed.count(), 0);
        QVERIFY(QDir().rmdir(path) && QFile::rename(path + QStringLiteral(".away"), path));
        f.connector->remove(kOps);
        Fixture::settle();
        QCOMPARE(removed.count(), 1);
    }

    void staysRemoved_whenTheKeyRingAnswersLater()
    {
        Fixture f;
        f.ring.state = FakeKeyRing::Hanging;
        QCOMPARE(f.connector->add(kOps, kUrl, kKey), QString());
        f.connector->remove(kOps);
        f.ring.state = FakeKeyRing::Unlocked;
        Fixture::settle();
        f.restart();
        QCOMPARE(f.connector->saved()->count(), 0);
    }

    void keepsWhatIsNotSaved_whenAKeyIsTriedAgain()
    {
        Fixture f;
        f.addEarlier();
        const QString lock = f.file.path() + QStringLiteral(".lock");
        QVERIFY(QFile::remove(lock) && QDir().mkdir(lock)); // can be read, not written
        QCOMPARE(f.connector->add(QStringLiteral("new"), kUrl, kKey), QString());
        Fixture::settle();
        QVERIFY(!f.connector->fileProblem().isEmpty());
        f.ring.state = FakeKeyRing::Declined;
        f.connectTo(kOps);
        QVERIFY(!f.connector->keyProblem().isEmpty());
        f.connector->tryKeyAgain();
        Fixture::settle();
        QVERIFY2(!f.connector->fileProblem().isEmpty(), "it is still not saved");
        f.ring.state = FakeKeyRing::Unlocked;
        QVERIFY(QDir().rmdir(lock));
        f.connector->saveAgain();
        Fixture::settle();
        QCOMPARE(f.connector->saved()->count(), 2);
    }

    void keepsAConnection_whoseKeyCannotBeErased()
    {
        for (const auto state : {FakeKeyRing::Unanswered, FakeKeyRing::Declined, FakeKeyRing::Hanging}) {
            Fixture f;
            f.addEarlier();
            f.ring.state = state;
            f.connector->remove(kOps);
            Fixture::settle();
            QCOMPARE(f.connector->saved()->count(), 1);
            QCOMPARE(f.connector->keyProblemTitle(), QStringLiteral("ops is not removed"));
            QVERIFY(!f.connector->keyProblem().isEmpty());
            f.ring.state = FakeKeyRing::Unlocked;
            f.connector->tryKeyAgain();
            Fixture::settle();
            QVERIFY(f.ring.entries.empty());
            QCOMPARE(f.connector->saved()->count(), 0);
            QCOMPARE(f.connector->keyProblem(), QString());
        }
    }

    void erasesTheOldKey_ofAReplacedConnection()
    {
        Fixture f;
        f.addEarlier();
        const QString before = f.saved().keyRing;
        f.add(QStringLiteral("fab_2"));
        QVERIFY(f.saved().keyRing != before);
        QCOMPARE(f.ring.entries.size(), std::size_t{1});
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), QStringLiteral("fab_2"));
    }

    void keepsOneEntry_whenTwoConsolesMoveTheSameKey()
    {
        Fixture f;
        f.write({kOps, kUrl, kKey});
        f.ring.isSilent = true;
        const auto other = f.start();
        f.load();
        QVERIFY(other->load());
        f.ring.isSilent = false;
        for (int i = 0; i < 5; ++i) {
            f.ring.answerAll();
            Fixture::settle();
        }
        QCOMPARE(f.saved().key, QString());
        QCOMPARE(f.ring.entries.size(), std::size_t{1});
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), kKey);
    }

    void losesNothing_whenItEndsBeforeTheKeyRingAnswers()
    {
        Fixture f;
        f.load();
        f.ring.isSilent = true;
        f.add();
        QCOMPARE(f.file.load().value().connections.size(), std::size_t{0});
        f.connector.reset();
        QCOMPARE(f.saved().key, kKey);
        f.ring.answerAll(); // to nobody
        QCOMPARE(f.ring.entries.size(), std::size_t{1}); // it was not asked once more at the end
        f.ring.isSilent = false;
        f.restart();
        QCOMPARE(f.saved().key, QString());
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), kKey);
    }

    void losesNothing_whenTheFileCannotBeWritten()
    {
        Fixture f;
        f.write({kOps, kUrl, kKey});
        f.ring.onRead = [&] {
            QVERIFY(QFile::setPermissions(f.file.path(), QFile::permissions(f.file.path()) | QFile::ReadOther));
        };
        f.load();
        QVERIFY(f.text().contains(kKey.toUtf8()));
        QCOMPARE(f.connector->fileProblemTitle(),
                 QStringLiteral("A key that is in the key ring cannot be taken out of the file"));
        QVERIFY(QFile::setPermissions(f.file.path(), QFile::ReadOwner | QFile::WriteOwner));
        f.connector->saveAgain();
        QCOMPARE(f.saved().key, QString());
        QCOMPARE(f.ring.entries.at(f.saved().keyRing), kKey);
    }

private:
    QtMessageHandler m_handler = nullptr;
};

QTEST_GUILESS_MAIN(TestKeyKeeping)
#include "tst_key_keeping.moc"
