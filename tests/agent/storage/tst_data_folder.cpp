// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/data_folder.h"
#include "tests/agent/storage/child_test.h"
#include "tests/support/verify_result.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <csignal>
#include <cstdio>

#include <sys/stat.h>
#include <unistd.h>

using namespace fabric;
using storage::DataFolder;

namespace {

/// Holds the folder until it is killed.
int holdFolder(const QStringList& arguments)
{
    const auto folder = DataFolder::open(arguments.at(0).toStdString());
    if (!folder)
        return 3;
    std::puts("held");
    std::fflush(stdout);
    while (true)
        ::pause();
}

unsigned modeOf(const QString& path)
{
    struct stat info
    {
    };
    return ::stat(path.toLocal8Bit().constData(), &info) == 0 ? info.st_mode & 0777U : 0U;
}

} // namespace

class TestDataFolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createsPrivateFoldersAndNothingButTheLock()
    {
        const QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("a/b"));
        const auto folder = DataFolder::open(path.toStdString());
        FABRIC_VERIFY_RESULT(folder);
        QCOMPARE(folder->path(), path.toStdString());
        QCOMPARE(folder->file("fabric.db"), path.toStdString() + "/fabric.db");
        QCOMPARE(modeOf(path), 0700U);
        QCOMPARE(modeOf(dir.filePath(QStringLiteral("a"))), 0700U);
        QCOMPARE(modeOf(path + QStringLiteral("/fabric.lock")), 0600U);
        QCOMPARE(QDir(path).entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::Hidden),
                 QStringList{QStringLiteral("fabric.lock")});
    }

    void closesItsOwnFolderToOthers()
    {
        for (const char* content : {"", "fabric.toml", "fabric.db"}) {
            const QTemporaryDir dir;
            if (*content != '\0') {
                QFile file(dir.filePath(QString::fromLatin1(content)));
                QVERIFY(file.open(QIODevice::WriteOnly));
            }
            QCOMPARE(::chmod(dir.path().toLocal8Bit().constData(), 0755), 0);
            FABRIC_VERIFY_RESULT(DataFolder::open(dir.path().toStdString()));
            QCOMPARE(modeOf(dir.path()), 0700U);
        }
    }

    void refusesAFolderThatOthersUse()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("letter.txt")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (const mode_t mode : {0755U, 0770U, 01777U}) {
            QCOMPARE(::chmod(dir.path().toLocal8Bit().constData(), mode), 0);
            const auto folder = DataFolder::open(dir.path().toStdString());
            FABRIC_VERIFY_ERROR(folder, ErrorCode::PermissionDenied);
            QVERIFY2(folder.error().message.find("chmod 700") != std::string::npos, folder.error().message.c_str());
            QCOMPARE(modeOf(dir.path()), mode & 0777U);
        }
        QCOMPARE(::chmod(dir.path().toLocal8Bit().constData(), 0700), 0);
        FABRIC_VERIFY_RESULT(DataFolder::open(dir.path().toStdString()));
    }

    void refusesASecondHolderAndNamesTheFirst()
    {
        const QTemporaryDir dir;
        const auto child = test::startChild({dir.path()});
        QVERIFY(child->waitForReadyRead());
        const auto second = DataFolder::open(dir.path().toStdString());
        FABRIC_VERIFY_ERROR(second, ErrorCode::Conflict);
        const std::string holder = "process " + std::to_string(child->processId());
        QVERIFY2(second.error().message.find(holder) != std::string::npos, second.error().message.c_str());

        ::kill(static_cast<pid_t>(child->processId()), SIGKILL);
        QVERIFY(child->waitForFinished());
        FABRIC_VERIFY_RESULT(DataFolder::open(dir.path().toStdString()));
    }

    void isFreeAgain_whenTheHolderEnds()
    {
        const QTemporaryDir dir;
        {
            const auto first = DataFolder::open(dir.path().toStdString());
            FABRIC_VERIFY_RESULT(first);
            FABRIC_VERIFY_ERROR(DataFolder::open(dir.path().toStdString()), ErrorCode::Conflict);
        }
        FABRIC_VERIFY_RESULT(DataFolder::open(dir.path().toStdString()));
    }

    void namesThePath_ofWhatIsNoFolder()
    {
        const QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("file")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        for (const QString& path : QStringList{file.fileName(), file.fileName() + QStringLiteral("/below")}) {
            const auto folder = DataFolder::open(path.toStdString());
            FABRIC_VERIFY_ERROR(folder, ErrorCode::Unavailable);
            QVERIFY2(folder.error().message.find(path.toStdString()) != std::string::npos,
                     folder.error().message.c_str());
        }
        FABRIC_VERIFY_ERROR(DataFolder::open(""), ErrorCode::InvalidArgument);
    }

    void followsNoLink_atTheLock()
    {
        const QTemporaryDir dir;
        const QString target = dir.filePath(QStringLiteral("target"));
        QVERIFY(QFile::link(target, dir.filePath(QStringLiteral("fabric.lock"))));
        FABRIC_VERIFY_ERROR(DataFolder::open(dir.path().toStdString()), ErrorCode::Unavailable);
        QVERIFY(!QFile::exists(target));
    }
};

int main(int argc, char** argv)
{
    return test::runTestOrChild<TestDataFolder>(argc, argv, &holdFolder);
}
#include "tst_data_folder.moc"
