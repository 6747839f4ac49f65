// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/backup_commands.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using namespace fabric::composition;

namespace {

QByteArray bytesIn(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("cannot be read");
}

} // namespace

class TestBackupCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesEachFileUnderItsWholePath()
    {
        openclaw::BackupContent content;
        content.files = {{.path = "/home/o/openclaw.json", .bytes = "{ // kept\n}"},
                         {.path = "/home/o/parts/agents.json5", .bytes = "[]"}};
        const auto files = extractBackup(content, folder()).value();
        QCOMPARE(files.size(), std::size_t{2});
        QCOMPARE(files[0].path, folder() + "/home/o/openclaw.json");
        QCOMPARE(files[0].original, std::string("/home/o/openclaw.json"));
        QCOMPARE(bytesIn(files[0].path), QByteArray("{ // kept\n}"));
        QCOMPARE(bytesIn(files[1].path), QByteArray("[]"));
        constexpr auto kOthers = QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther;
        QVERIFY(!(QFileInfo(QString::fromStdString(files[0].path)).permissions() & kOthers));
        QVERIFY(!(QFileInfo(QString::fromStdString(folder())).permissions() & kOthers));
    }

    void writesWhatTheRuntimeSaid_whereThereAreNoFiles()
    {
        openclaw::BackupContent content;
        content.parsed = {{"gateway", {{"mode", "local"}}}};
        const auto files = extractBackup(content, folder()).value();
        QCOMPARE(files.size(), std::size_t{1});
        QVERIFY(files[0].original.empty());
        QVERIFY(Json::parse(bytesIn(files[0].path).toStdString()) == content.parsed);
    }

    void writesOverNothing()
    {
        openclaw::BackupContent content;
        content.files = {{.path = "/a", .bytes = "1"}};
        QVERIFY(extractBackup(content, folder()));
        content.files.front().bytes = "2";
        QVERIFY(extractBackup(content, folder()).error().code == ErrorCode::Conflict);
        QCOMPARE(bytesIn(folder() + "/a"), QByteArray("1"));
    }

    void neverLeavesTheFolder()
    {
        for (const char* path : {"/../a", "a", "/a/../../b", "/a/", ""}) {
            openclaw::BackupContent content;
            content.files = {{.path = "/good", .bytes = "1"}, {.path = path, .bytes = "2"}};
            const auto files = extractBackup(content, folder());
            QVERIFY2(!files && files.error().code == ErrorCode::DataLoss, path);
            QVERIFY(!QFileInfo::exists(QString::fromStdString(folder())));
        }
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    [[nodiscard]] std::string folder() const { return m_folder->filePath(QStringLiteral("out")).toStdString(); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(TestBackupCommands)
#include "tst_backup_commands.moc"
