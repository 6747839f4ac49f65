// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_watch.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric::openclaw;

namespace {

constexpr int kPatienceMs = 20000; ///< how long a loaded machine may take; not a promise of the product

void writeFile(const QString& path, const QByteArray& text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    QCOMPARE(file.write(text), text.size());
}

void renameOver(const QString& path, const QByteArray& text)
{
    writeFile(path + QStringLiteral(".tmp"), text);
    QCOMPARE(::rename(qPrintable(path + QStringLiteral(".tmp")), qPrintable(path)), 0);
}

} // namespace

class TestConfigWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(QStringLiteral("openclaw.json"));
        writeFile(m_path, "{}");
        m_watch = std::make_unique<ConfigWatch>();
        m_watch->setPaths({m_path.toStdString()});
    }

    void noticesEveryKindOfChange()
    {
        QSignalSpy changed(m_watch.get(), &ConfigWatch::changed);
        writeFile(m_path, "{\"a\":1}");
        QVERIFY2(changed.wait(kPatienceMs), "written in place");
        // Twice: the watch of the file went with the old file.
        for (int i = 0; i < 2; ++i) {
            changed.clear();
            renameOver(m_path, "{\"b\":" + QByteArray::number(i) + "}");
            QVERIFY2(changed.wait(kPatienceMs), "renamed over");
        }
        changed.clear();
        writeFile(m_path, "{\"c\":1}");
        QVERIFY2(changed.wait(kPatienceMs), "written in place after a rename");
        changed.clear();
        QVERIFY(QFile::remove(m_path));
        QVERIFY2(changed.wait(kPatienceMs), "removed");
        changed.clear();
        writeFile(m_path, "{}");
        QVERIFY2(changed.wait(kPatienceMs), "there again");
        changed.clear();
        writeFile(m_path, "{\"d\":1}");
        QVERIFY2(changed.wait(kPatienceMs), "written in place after it was gone");
    }

    void tellsABurstOnce()
    {
        QSignalSpy changed(m_watch.get(), &ConfigWatch::changed);
        for (int i = 0; i < 20; ++i)
            writeFile(m_path, "{\"a\":" + QByteArray::number(i) + "}");
        QVERIFY(changed.wait(kPatienceMs));
        QTest::qWait(3 * static_cast<int>(ConfigWatch::kQuiet.count()));
        QCOMPARE(changed.count(), 1);
    }

    void ignoresOtherFilesInTheFolder()
    {
        QSignalSpy changed(m_watch.get(), &ConfigWatch::changed);
        writeFile(m_folder->filePath(QStringLiteral("openclaw.json.bak")), "x");
        writeFile(m_folder->filePath(QStringLiteral("oc.log")), "x");
        QTest::qWait(3 * static_cast<int>(ConfigWatch::kQuiet.count()));
        QCOMPARE(changed.count(), 0);
        writeFile(m_path, "{\"a\":1}");
        QVERIFY(changed.wait(kPatienceMs));
    }

    void followsALink()
    {
        QTemporaryDir elsewhere;
        const QString target = elsewhere.filePath(QStringLiteral("real.json"));
        writeFile(target, "{}");
        const QString link = m_folder->filePath(QStringLiteral("link.json"));
        QVERIFY(QFile::link(target, link));
        m_watch->setPaths({link.toStdString()});
        QSignalSpy changed(m_watch.get(), &ConfigWatch::changed);
        writeFile(target, "{\"a\":1}");
        QVERIFY(changed.wait(kPatienceMs));
        changed.clear();
        renameOver(target, "{\"b\":1}");
        QVERIFY(changed.wait(kPatienceMs));
    }

    void noticesAFolderThatAppears()
    {
        const QString path = m_folder->filePath(QStringLiteral("later/deep/openclaw.json"));
        m_watch->setPaths({path.toStdString()});
        QSignalSpy changed(m_watch.get(), &ConfigWatch::changed);
        QVERIFY(QDir().mkpath(QFileInfo(path).absolutePath()));
        writeFile(path, "{}");
        QVERIFY(changed.wait(kPatienceMs));
        changed.clear();
        renameOver(path, "{\"a\":1}");
        QVERIFY(changed.wait(kPatienceMs));
    }

    void watchesIncludedFiles()
    {
        const QString included = m_folder->filePath(QStringLiteral("agents.json"));
        m_watch->setPaths({m_path.toStdString(), included.toStdString()});
        QSignalSpy changed(m_watch.get(), &ConfigWatch::changed);
        writeFile(included, "{}");
        QVERIFY(changed.wait(kPatienceMs));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<ConfigWatch> m_watch;
};

QTEST_GUILESS_MAIN(TestConfigWatch)
#include "tst_openclaw_config_watch.moc"
