// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/device_identity.h"

#include "core/base/encoding.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

Json recorded(const char* name)
{
    QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw/") + QString::fromLatin1(name));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return parseJson(file.readAll().toStdString()).value_or(Json());
}

Seed goldenSeed(const Json& golden)
{
    const auto bytes = fromHex(golden.at("seedHex").get<std::string>()).value();
    Seed seed{};
    std::copy(bytes.begin(), bytes.end(), seed.begin());
    return seed;
}

/// Counts up: two calls never give the same bytes.
class CountingRandom final : public Random
{
public:
    void fill(std::span<std::byte> bytes) override
    {
        for (std::byte& byte : bytes)
            byte = static_cast<std::byte>(m_next++);
    }

private:
    unsigned char m_next = 1;
};

void writeFile(const QString& path, const QByteArray& text, QFile::Permissions permissions)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(text);
    file.close();
    QVERIFY(file.setPermissions(permissions));
}

} // namespace

class TestDeviceIdentity : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void derivesTheRecordedIdentity()
    {
        const Json golden = recorded("device-auth-golden.json");
        const auto device = DeviceIdentity::fromSeed(goldenSeed(golden));
        QCOMPARE(device.id(), golden.at("deviceId").get<std::string>());
        QCOMPARE(device.publicKey(), golden.at("publicKeyBase64Url").get<std::string>());
    }

    void signsTheRecordedVectors()
    {
        const Json golden = recorded("device-auth-golden.json");
        const auto device = DeviceIdentity::fromSeed(goldenSeed(golden));
        int compared = 0;
        for (const Json& vector : golden.at("vectors")) {
            if (vector.at("version") != "v3")
                continue;
            ConnectClaim claim;
            claim.clientId = vector.at("client").at("id");
            claim.clientMode = vector.at("client").at("mode");
            claim.role = vector.at("role");
            claim.scopes = vector.at("scopes").get<std::vector<std::string>>();
            claim.signedAt = golden.at("challenge").at("ts");
            claim.token = vector.value("authTokenUsed", "");
            claim.nonce = golden.at("challenge").at("nonce");
            claim.platform = vector.at("client").value("platform", "");
            claim.deviceFamily = vector.at("client").value("deviceFamily", "");
            QCOMPARE(device.signedText(claim), vector.at("signedString").get<std::string>());
            QCOMPARE(device.sign(claim), vector.at("signatureBase64Url").get<std::string>());
            ++compared;
        }
        QVERIFY2(compared >= 2, qPrintable(QString::number(compared)));
    }

    void makesTheKeyOnce()
    {
        QTemporaryDir folder;
        CountingRandom random;
        const auto first = DeviceIdentity::loadOrCreate(folder.path().toStdString(), random);
        QVERIFY(first);
        const auto second = DeviceIdentity::loadOrCreate(folder.path().toStdString(), random);
        QVERIFY(second);
        QCOMPARE(second->id(), first->id());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden),
                 QStringList{QStringLiteral("openclaw-device.json")});
    }

    void storesTheKeyForItsOwnerOnly()
    {
        QTemporaryDir folder;
        CountingRandom random;
        const mode_t before = ::umask(0);
        const auto device = DeviceIdentity::loadOrCreate(folder.path().toStdString(), random);
        ::umask(before);
        QVERIFY(device);
        struct stat info
        {
        };
        const std::string path = folder.path().toStdString() + "/openclaw-device.json";
        QCOMPARE(::stat(path.c_str(), &info), 0);
        QCOMPARE(info.st_mode & 07777U, 0600U);
    }

    void refusesAKeyThatOthersCanRead()
    {
        QTemporaryDir folder;
        CountingRandom random;
        QVERIFY(DeviceIdentity::loadOrCreate(folder.path().toStdString(), random));
        QFile::setPermissions(folder.filePath(QStringLiteral("openclaw-device.json")),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup);
        const auto device = DeviceIdentity::loadOrCreate(folder.path().toStdString(), random);
        QVERIFY(!device);
        QCOMPARE(device.error().code, ErrorCode::FailedPrecondition);
    }

    void keepsADamagedKeyFile_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("cut") << QByteArray("{\"format\":1,\"seed\":\"AAEC");
        QTest::newRow("short seed") << QByteArray("{\"format\":1,\"seed\":\"AAEC\"}");
        QTest::newRow("newer format") << QByteArray(
            "{\"format\":2,\"seed\":\"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8\"}");
        QTest::newRow("too long") << QByteArray(10000, ' ');
    }
    void keepsADamagedKeyFile()
    {
        QFETCH(QByteArray, text);
        QTemporaryDir folder;
        CountingRandom random;
        const QString path = folder.filePath(QStringLiteral("openclaw-device.json"));
        writeFile(path, text, QFile::ReadOwner | QFile::WriteOwner);
        const auto device = DeviceIdentity::loadOrCreate(folder.path().toStdString(), random);
        QVERIFY(!device);
        QCOMPARE(device.error().code, ErrorCode::DataLoss);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), text);
    }

    void saysSo_whenTheFolderIsMissing()
    {
        CountingRandom random;
        const auto device = DeviceIdentity::loadOrCreate("/nonexistent/fabric", random);
        QVERIFY(!device);
        QCOMPARE(device.error().code, ErrorCode::Unavailable);
    }
};

QTEST_GUILESS_MAIN(TestDeviceIdentity)
#include "tst_openclaw_device_identity.moc"
