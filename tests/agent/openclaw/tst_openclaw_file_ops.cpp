// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/file_ops.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace fabric;
using namespace fabric::openclaw;

class TestOpenClawFileOps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup()
    {
        for (const QString& name : QDir(m_folder->path()).entryList(QDir::Files))
            QVERIFY2(!name.contains(QStringLiteral("fabric-")) || m_mayKeep, qPrintable(name));
        m_mayKeep = false;
    }

    void replacesAFile_wholeAndForItsOwnerOnly()
    {
        write("old");
        ::chmod(path().c_str(), 0644);
        QVERIFY(replaceFile(path(), "new"));
        QCOMPARE(read(), QByteArray("new"));
        QCOMPARE(readStoredFile(path(), 100)->mode, 0600U);
    }

    void createsAFile_neverOverAnother()
    {
        QVERIFY(createFile(path(), "one"));
        QVERIFY(createFile(path(), "two").error().code == ErrorCode::Conflict);
        QCOMPARE(read(), QByteArray("one"));
    }

    void readsRegularFilesOnly_andBounded()
    {
        QVERIFY(readStoredFile(path(), 100).error().code == ErrorCode::NotFound);
        write("12345");
        QCOMPARE(readStoredFile(path(), 5)->bytes, std::string("12345"));
        QVERIFY(readStoredFile(path(), 4).error().code == ErrorCode::TooLarge);
        QVERIFY(readStoredFile(m_folder->path().toStdString(), 100).error().code == ErrorCode::FailedPrecondition);
        const std::string link = path() + ".link";
        QVERIFY(QFile::link(QString::fromStdString(path()), QString::fromStdString(link)));
        QVERIFY(!readStoredFile(link, 100));
    }

    void exchangesWhatItExpects()
    {
        write("old");
        QVERIFY(exchangeFile({.path = path(), .bytes = "wanted", .mode = 0640}, "old"));
        QCOMPARE(read(), QByteArray("wanted"));
        QCOMPARE(readStoredFile(path(), 100)->mode, 0640U);
    }

    void leavesWhatItDoesNotExpect()
    {
        write("of a rival");
        const auto done = exchangeFile({.path = path(), .bytes = "wanted"}, "old");
        QVERIFY(done.error().code == ErrorCode::FailedPrecondition);
        QCOMPARE(read(), QByteArray("of a rival"));
    }

    void givesBackWhatARivalWrote_betweenLookAndExchange_data()
    {
        QTest::addColumn<QByteArray>("rival");
        QTest::newRow("shorter") << QByteArray("of");
        QTest::newRow("as long") << QByteArray("alt");
        QTest::newRow("longer than all") << QByteArray(10'000, 'r');
    }
    void givesBackWhatARivalWrote_betweenLookAndExchange()
    {
        QFETCH(const QByteArray, rival);
        write("old");
        const auto done = exchangeFile({.path = path(), .bytes = "wanted"}, "old", [this, &rival] { rename(rival); });
        QVERIFY(done.error().code == ErrorCode::FailedPrecondition);
        QCOMPARE(read(), rival);
    }

    void isRefused_whereTheFileVanishedMeanwhile()
    {
        write("old");
        const auto done = exchangeFile({.path = path(), .bytes = "wanted"}, "old",
                                       [this] { QFile::remove(QString::fromStdString(path())); });
        QVERIFY(!done);
        QVERIFY(!QFile::exists(QString::fromStdString(path())));
    }

    void makesAFile_whereNoneIsExpected()
    {
        QVERIFY(exchangeFile({.path = path(), .bytes = "wanted"}, std::nullopt));
        QCOMPARE(read(), QByteArray("wanted"));
        QVERIFY(exchangeFile({.path = path(), .bytes = "again"}, std::nullopt).error().code
                == ErrorCode::FailedPrecondition);
        QCOMPARE(read(), QByteArray("wanted"));
    }

private:
    [[nodiscard]] std::string path() const { return m_folder->filePath(QStringLiteral("openclaw.json")).toStdString(); }
    void write(const QByteArray& bytes)
    {
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(bytes);
    }
    void rename(const QByteArray& bytes)
    {
        QFile file(QString::fromStdString(path() + ".edit"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        QVERIFY(::rename((path() + ".edit").c_str(), path().c_str()) == 0);
    }
    [[nodiscard]] QByteArray read() const
    {
        QFile file(QString::fromStdString(path()));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    bool m_mayKeep = false;
};

QTEST_GUILESS_MAIN(TestOpenClawFileOps)
#include "tst_openclaw_file_ops.moc"
