// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/backup_store.h"

#include "tests/support/fake_clock.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <utime.h>

#include <algorithm>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

const std::string kCanary = "canary-7f3a9c51e2";

BackupContent contentOf(const std::string& secret)
{
    BackupContent content;
    content.hash = "hmac-sha256:v1:abc";
    content.document = {{"gateway", {{"mode", "local"}}}};
    content.parsed = {{"gateway", {{"mode", "local"}, {"auth", provider::kMasked}}}};
    content.resolved = content.parsed;
    content.files = {{.path = "/home/o/openclaw.json", .bytes = "{ // " + secret + "\n}\n", .mode = 0600},
                     {.path = "/home/o/agents.json5", .bytes = std::string("\0\xff bytes", 8), .mode = 0640}};
    return content;
}

std::vector<std::string> idsOf(const BackupStore& store)
{
    std::vector<std::string> ids;
    const std::vector<BackupStore::Entry> entries = store.list().value();
    for (const BackupStore::Entry& entry : entries)
        ids.push_back(entry.id);
    std::sort(ids.begin(), ids.end());
    return ids;
}

} // namespace

class TestOpenClawBackupStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<BackupStore>(options(), m_random);
    }

    void givesBackWhatItWasGiven()
    {
        const BackupContent content = contentOf(kCanary);
        const provider::Backup backup = m_store->put("rollout-7", content).value();
        QVERIFY(backup.form == provider::Backup::Form::Bytes);
        QCOMPARE(backup.hash, content.hash);
        const BackupContent back = BackupStore(options(), m_random).get(backup).value();
        QCOMPARE(back.hash, content.hash);
        QVERIFY(back.document == content.document && back.parsed == content.parsed
                && back.resolved == content.resolved);
        QCOMPARE(back.files.size(), std::size_t{2});
        QCOMPARE(back.files[1].bytes, content.files[1].bytes);
        QCOMPARE(back.files[1].path, content.files[1].path);
        QCOMPARE(back.files[1].mode, 0640U);
    }

    void isFoundByItsIdAlone()
    {
        const BackupContent content = contentOf(kCanary);
        const provider::Backup backup = m_store->put("rollout-7", content).value();
        const auto found = m_store->find("rollout-7").value();
        QVERIFY(found.first == backup);
        QCOMPARE(found.second.files[1].bytes, content.files[1].bytes);
        QVERIFY(m_store->find("rollout-8").error().code == ErrorCode::NotFound);
        QVERIFY(m_store->find("../a").error().code == ErrorCode::InvalidArgument);
        QCOMPARE(m_store->list()->front().id, std::string("rollout-7"));
    }

    void saysWhenItHoldsNoFiles()
    {
        BackupContent content = contentOf(kCanary);
        content.files.clear();
        QVERIFY(m_store->put("a", content)->form == provider::Backup::Form::Parsed);
    }

    void keepsSecretsToItself()
    {
        QVERIFY(m_store->put("a", contentOf(kCanary)));
        for (const QString& name : {QStringLiteral("backups/a.backup"), QStringLiteral("keys/backup.key")}) {
            QFile file(m_folder->filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray bytes = file.readAll();
            QVERIFY(!bytes.contains(kCanary.c_str()));
            QVERIFY(!bytes.contains("openclaw.json"));
            struct stat info = {};
            QVERIFY(::stat(qPrintable(file.fileName()), &info) == 0);
            QCOMPARE(info.st_mode & 0777U, 0600U);
        }
        QCOMPARE(QDir(m_folder->filePath(QStringLiteral("backups"))).entryList(QDir::Files).size(), 1);
    }

    void isDataLoss_whereTheFileIsDamaged_data()
    {
        QTest::addColumn<int>("cut");
        QTest::addColumn<int>("flip");
        QTest::newRow("empty") << 0 << -1;
        QTest::newRow("cut") << 100 << -1;
        QTest::newRow("one bit") << -1 << 60;
        QTest::newRow("magic") << -1 << 0;
    }
    void isDataLoss_whereTheFileIsDamaged()
    {
        QFETCH(const int, cut);
        QFETCH(const int, flip);
        const provider::Backup backup = m_store->put("a", contentOf(kCanary)).value();
        QFile file(m_folder->filePath(QStringLiteral("backups/a.backup")));
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        if (flip >= 0)
            bytes[flip] = static_cast<char>(bytes[flip] ^ 1);
        file.resize(0);
        file.write(cut >= 0 ? bytes.left(cut) : bytes);
        file.close();
        const auto back = m_store->get(backup);
        QVERIFY(back.error().code == ErrorCode::DataLoss);
        QVERIFY(back.error().message.find(kCanary) == std::string::npos);
    }

    void isDataLoss_withAnotherKeyOrNone()
    {
        const provider::Backup backup = m_store->put("a", contentOf(kCanary)).value();
        const QString keyFile = m_folder->filePath(QStringLiteral("keys/backup.key"));
        QVERIFY(QFile::remove(keyFile));
        QVERIFY(m_store->get(backup).error().code == ErrorCode::DataLoss);
        QFile other(keyFile);
        QVERIFY(other.open(QIODevice::WriteOnly));
        other.write(QByteArray(64, '0'));
        other.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        other.close();
        QVERIFY(m_store->get(backup).error().code == ErrorCode::DataLoss);
    }

    void isDataLoss_whereItIsAnotherBackup()
    {
        provider::Backup backup = m_store->put("a", contentOf(kCanary)).value();
        QVERIFY(m_store->put("b", contentOf("other")));
        QFile::remove(m_folder->filePath(QStringLiteral("backups/a.backup")));
        QVERIFY(QFile::rename(m_folder->filePath(QStringLiteral("backups/b.backup")),
                              m_folder->filePath(QStringLiteral("backups/a.backup"))));
        QVERIFY(m_store->get(backup).error().code == ErrorCode::DataLoss);
        backup.id = "gone";
        QVERIFY(m_store->get(backup).error().code == ErrorCode::NotFound);
    }

    void refusesToMakeANewKey_whileThereAreBackups()
    {
        QVERIFY(m_store->put("a", contentOf(kCanary)));
        QVERIFY(QFile::remove(m_folder->filePath(QStringLiteral("keys/backup.key"))));
        QVERIFY(m_store->put("b", contentOf(kCanary)).error().code == ErrorCode::FailedPrecondition);
    }

    void refusesAKey_thatOthersCanRead()
    {
        QVERIFY(m_store->put("a", contentOf(kCanary)));
        QVERIFY(::chmod(qPrintable(m_folder->filePath(QStringLiteral("keys/backup.key"))), 0640) == 0);
        QVERIFY(m_store->put("b", contentOf(kCanary)).error().code == ErrorCode::FailedPrecondition);
    }

    void mayBeAskedAgain_andNeverReplacesAnotherState()
    {
        const provider::Backup first = m_store->put("a", contentOf(kCanary)).value();
        QVERIFY(m_store->put("a", contentOf(kCanary))->digest == first.digest);
        QVERIFY(m_store->put("a", contentOf("other")).error().code == ErrorCode::Conflict);
        QVERIFY(m_store->get(first));
    }

    void refusesIds_thatAreNone()
    {
        for (const char* id : {"", "../a", "a b", "a/b", "a.b"})
            QVERIFY2(m_store->put(id, contentOf(kCanary)).error().code == ErrorCode::InvalidArgument, id);
        QVERIFY(m_store->drop("../a").error().code == ErrorCode::InvalidArgument);
    }

    void dropsAndLists()
    {
        QVERIFY(m_store->list().value().empty());
        QVERIFY(m_store->put("b", contentOf(kCanary)));
        QVERIFY(m_store->put("a", contentOf(kCanary)));
        QVERIFY(idsOf(*m_store) == (std::vector<std::string>{"a", "b"}));
        QVERIFY(m_store->drop("a").value());
        QVERIFY(!m_store->drop("a").value());
        QVERIFY(idsOf(*m_store) == std::vector<std::string>{"b"});
    }

    void prunesWhatIsOldAndMany_neverWhatIsInUse()
    {
        const test::FakeClock clock;
        const std::int64_t now = clock.now().count / 1000;
        for (int day = 0; day < 6; ++day) {
            const std::string id = "day-" + std::to_string(day);
            QVERIFY(m_store->put(id, contentOf(id)));
            const utimbuf times{now - day * 86'400, now - day * 86'400};
            const QString path
                = m_folder->filePath(QStringLiteral("backups/%1.backup").arg(QString::fromStdString(id)));
            QVERIFY(::utime(qPrintable(path), &times) == 0);
        }
        const auto isInUse = [](const std::string& id) { return id == "day-4"; };
        using std::chrono::hours;
        QCOMPARE(m_store->prune({.keep = 2, .maxAge = hours(24 * 30)}, clock.now(), isInUse).value(), std::size_t{0});
        QCOMPARE(m_store->prune({.keep = 4, .maxAge = hours(1)}, clock.now(), isInUse).value(), std::size_t{1});
        QCOMPARE(m_store->prune({.keep = 2, .maxAge = hours(24 * 3 - 1)}, clock.now(), isInUse).value(),
                 std::size_t{1});
        QVERIFY(idsOf(*m_store) == (std::vector<std::string>{"day-0", "day-1", "day-2", "day-4"}));
    }

private:
    [[nodiscard]] BackupStore::Options options() const
    {
        return {.folder = m_folder->filePath(QStringLiteral("backups")).toStdString(),
                .keyFile = m_folder->filePath(QStringLiteral("keys/backup.key")).toStdString()};
    }

    SystemRandom m_random;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<BackupStore> m_store;
};

QTEST_GUILESS_MAIN(TestOpenClawBackupStore)
#include "tst_openclaw_backup_store.moc"
