// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/sealed.h"
#include "tests/support/fake_random.h"

#include <QTest>

using namespace fabric;

namespace {

constexpr std::size_t kMax = std::size_t{1} << 20;
constexpr std::size_t kChunk = std::size_t{64} << 10;

SealKey keyOf(std::uint64_t seed)
{
    test::FakeRandom random(seed);
    return SealKey::generate(random);
}

} // namespace

class TestSealed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWhatItSealed_data()
    {
        QTest::addColumn<int>("size");
        for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kChunk - 1, kChunk, kChunk + 1, 3 * kChunk})
            QTest::addRow("%zu bytes", size) << static_cast<int>(size);
    }
    void opensWhatItSealed()
    {
        QFETCH(const int, size);
        const std::string plain(static_cast<std::size_t>(size), 'x');
        const auto opened = unsealed(keyOf(1), "a", sealed(keyOf(1), "a", plain), kMax);
        QVERIFY(opened);
        QVERIFY(*opened == plain);
    }

    void hidesThePlainText_andNeverLooksTheSameTwice()
    {
        const std::string plain = "the canary that must not be found";
        const std::string one = sealed(keyOf(1), "a", plain);
        QVERIFY(one.find("canary") == std::string::npos);
        QVERIFY(one != sealed(keyOf(1), "a", plain));
    }

    void isDataLoss_withAnotherKeyOrName()
    {
        const std::string bytes = sealed(keyOf(1), "a", "plain");
        QVERIFY(unsealed(keyOf(2), "a", bytes, kMax).error().code == ErrorCode::DataLoss);
        QVERIFY(unsealed(keyOf(1), "b", bytes, kMax).error().code == ErrorCode::DataLoss);
    }

    void isDataLoss_whereAnyByteWasChanged()
    {
        const std::string bytes = sealed(keyOf(1), "a", "some plain text");
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string changed = bytes;
            changed[i] = static_cast<char>(changed[i] ^ 1);
            const auto opened = unsealed(keyOf(1), "a", changed, kMax);
            QVERIFY2(!opened && opened.error().code == ErrorCode::DataLoss, std::to_string(i).c_str());
        }
    }

    void isDataLoss_whereItWasCutOrAddedTo()
    {
        const std::string bytes = sealed(keyOf(1), "a", std::string(2 * kChunk + 7, 'x'));
        const std::size_t header = 8 + 24;
        for (const std::size_t length : {std::size_t{0}, std::size_t{7}, header, header + kChunk + 17,
                                         header + 2 * (kChunk + 17), bytes.size() - 1})
            QVERIFY2(!unsealed(keyOf(1), "a", bytes.substr(0, length), kMax), std::to_string(length).c_str());
        QVERIFY(!unsealed(keyOf(1), "a", bytes + "x", kMax));
        QVERIFY(!unsealed(keyOf(1), "a", bytes + bytes.substr(header), kMax));
    }

    void isTooLarge_beyondTheBound()
    {
        const std::string bytes = sealed(keyOf(1), "a", std::string(kChunk + 1, 'x'));
        QVERIFY(unsealed(keyOf(1), "a", bytes, kChunk).error().code == ErrorCode::TooLarge);
        QVERIFY(unsealed(keyOf(1), "a", bytes, kChunk + 1));
    }
};

QTEST_GUILESS_MAIN(TestSealed)
#include "tst_sealed.moc"
