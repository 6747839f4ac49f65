// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_copies.h"

#include "tests/support/verify_result.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using provider::Operation;

namespace {

const QByteArray kOld = "// by hand\n{\"agents\": {\"entries\": {\"coder\": {\"name\": \"Coder\"}}}}\n";
const QByteArray kOurs = R"({"agents":{"entries":{"coder":{"name":"New"}}},"meta":{"lastTouchedAt":"now"}})";
const QByteArray kRivals = R"({"agents":{"entries":{"coder":{"name":"Of a rival"}}}})";

Operation rename()
{
    Operation operation;
    operation.changes = {{"/agents/entries/coder/name", "agents.entries.coder.name", "Coder", "New"}};
    operation.touches = {provider::ResourceId("agents.entries.coder")};
    return operation;
}

} // namespace

/// What a restore leaves behind that is killed in the middle.
class TestOpenClawConfigCopies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_backup = BackupContent();
        m_backup.files = {{.path = path().toStdString(), .bytes = kOld.toStdString()}};
    }

    void whatWasPreparedOrIsOurs_goes_data()
    {
        QTest::addColumn<QByteArray>("present");
        QTest::addColumn<QByteArray>("left");
        QTest::newRow("prepared, not in place yet") << kOurs << kOld;
        QTest::newRow("half of it was written") << kOurs << kOld.left(20);
        QTest::newRow("nothing of it was written") << kOurs << QByteArray();
        QTest::newRow("in place, and what it displaced") << kOld << kOurs;
    }
    void whatWasPreparedOrIsOurs_goes()
    {
        QFETCH(const QByteArray, present);
        QFETCH(const QByteArray, left);
        write(path(), present);
        write(beside(), left);
        QVERIFY(hasLeftovers(m_backup.files));
        FABRIC_VERIFY_RESULT(clearLeftovers(m_backup, operations()));
        QVERIFY(!hasLeftovers(m_backup.files));
        QCOMPARE(read(path()), present);
        QCOMPARE(names(), QStringList{QStringLiteral("openclaw.json")});
    }

    void whatSomebodyElseWrote_goesBackIntoItsPlace_data()
    {
        QTest::addColumn<QByteArray>("rivals");
        QTest::newRow("a gateway's text") << kRivals;
        QTest::newRow("a comment on our own change") << kOurs + "// why?\n";
        QTest::newRow("not even valid") << QByteArray("{ agents: ");
    }
    void whatSomebodyElseWrote_goesBackIntoItsPlace()
    {
        QFETCH(const QByteArray, rivals);
        write(path(), kOld);
        write(beside(), rivals);
        FABRIC_VERIFY_RESULT(clearLeftovers(m_backup, operations()));
        QCOMPARE(read(path()), rivals);
        QCOMPARE(names(), QStringList{QStringLiteral("openclaw.json")});
    }

    void whatSomebodyElseWrote_isKeptBesideANewerEdit()
    {
        const QByteArray newer = kRivals + "\n";
        write(path(), newer);
        write(beside(), kRivals);
        FABRIC_VERIFY_RESULT(clearLeftovers(m_backup, operations()));
        QCOMPARE(read(path()), newer);
        verifyKept(kRivals);
    }

    void whatWasLeftBeforeABackup_isKeptOutOfTheWay()
    {
        write(path(), kOld);
        write(beside(), kRivals);
        FABRIC_VERIFY_RESULT(keepLeftovers(m_backup.files));
        QCOMPARE(read(path()), kOld);
        verifyKept(kRivals);
    }

    void isTakenForGood_onceTheGatewayCopiedWhatIsThereNow()
    {
        const QString link = m_folder->filePath(QStringLiteral("link.json"));
        const auto isTaken = [&] { return isTakenForGood(path().toStdString(), link.toStdString()); };
        const QString copy = link + QStringLiteral(".last-good"); // beside what the gateway calls it
        write(path(), kOld);
        QVERIFY2(isTaken(), "a gateway that keeps no copies");
        write(copy, kOurs);
        QVERIFY2(!isTaken(), "the copy is of another content");
        write(copy, kOld);
        QVERIFY(isTaken());
        QTest::qWait(20); // ctime moves with the kernel's tick
        write(path(), kOld);
        QVERIFY2(!isTaken(), "the copy is of an earlier file with the same content");
        QTest::qWait(20);
        write(copy, kOld);
        QVERIFY(isTaken());
    }

    void wasSwapped_onlyWhereTheGatewayKeptWhatItReplaced()
    {
        const QString link
            = m_folder->filePath(QStringLiteral("link.json")); // its copies lie beside what it calls its file
        const auto isSwapped = [&] {
            const auto places = placesOf(m_backup.files);
            return places && wasSwapped(*places, link.toStdString());
        };
        write(path(), kOurs);
        QVERIFY2(!isSwapped(), "nothing says that it was the gateway");
        write(link + QStringLiteral(".clobbered.2026-11-27T10-00-00-000Z"), kOld);
        QVERIFY2(!isSwapped(), "it is none of its copies");
        for (const char* copy : {".bak", ".last-good"}) {
            write(link + QLatin1String(copy), kOurs);
            QVERIFY2(isSwapped(), copy);
            QVERIFY(QFile::remove(link + QLatin1String(copy)));
        }
        write(link + QStringLiteral(".bak"), kOurs);
        write(link + QStringLiteral(".clobbered.2026-11-27T10-00-00-000Z"), kRivals);
        QVERIFY2(!isSwapped(), "what it replaced is not what was restored");
    }

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(QStringLiteral("openclaw.json")); }
    [[nodiscard]] QString beside() const { return path() + QStringLiteral(".fabric-Ab3dEf9_"); }
    [[nodiscard]] static std::vector<Operation> operations() { return {rename()}; }
    [[nodiscard]] QStringList names() const { return QDir(m_folder->path()).entryList(QDir::Files); }
    static void write(const QString& path, const QByteArray& bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    [[nodiscard]] static QByteArray read(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void verifyKept(const QByteArray& bytes)
    {
        QVERIFY(!hasLeftovers(m_backup.files));
        const QStringList kept = names().filter(QStringLiteral(".kept-"));
        QCOMPARE(kept.size(), 1);
        QCOMPARE(read(m_folder->filePath(kept.front())), bytes);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    BackupContent m_backup;
};

QTEST_GUILESS_MAIN(TestOpenClawConfigCopies)
#include "tst_openclaw_config_copies.moc"
