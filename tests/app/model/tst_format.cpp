// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/error_words.h"
#include "app/model/format.h"

#include <QSet>
#include <QTest>

using namespace fabric;
using namespace fabric::model;
using namespace std::chrono_literals;

class TestFormat : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groupsDigits_data()
    {
        QTest::addColumn<qint64>("number");
        QTest::addColumn<QString>("expected");
        QTest::newRow("zero") << qint64{0} << QStringLiteral("0");
        QTest::newRow("three digits") << qint64{999} << QStringLiteral("999");
        QTest::newRow("four digits") << qint64{1'284} << QStringLiteral("1\u202F284");
        QTest::newRow("seven digits") << qint64{1'234'567} << QStringLiteral("1\u202F234\u202F567");
        QTest::newRow("negative three") << qint64{-999} << QStringLiteral("-999");
        QTest::newRow("negative four") << qint64{-1'000} << QStringLiteral("-1\u202F000");
        QTest::newRow("smallest") << std::numeric_limits<qint64>::min()
                                  << QStringLiteral("-9\u202F223\u202F372\u202F036\u202F854\u202F775\u202F808");
    }
    void groupsDigits()
    {
        QFETCH(const qint64, number);
        QTEST(grouped(number), "expected");
    }

    void tellsDurations_inTheLargestWholeUnit()
    {
        QCOMPARE(duration(-5s), QStringLiteral("0 ms"));
        QCOMPARE(duration(340ms), QStringLiteral("340 ms"));
        QCOMPARE(duration(59'999ms), QStringLiteral("59 s"));
        QCOMPARE(duration(60s), QStringLiteral("1 min"));
        QCOMPARE(duration(59min + 59s), QStringLiteral("59 min"));
        QCOMPARE(duration(23h), QStringLiteral("23 h"));
        QCOMPARE(duration(72h), QStringLiteral("3 d"));
    }

    void tellsAges_andNeverTheFuture()
    {
        QCOMPARE(age({0}, {4'999}), QStringLiteral("just now"));
        QCOMPARE(age({0}, {5'000}), QStringLiteral("5 s ago"));
        QCOMPARE(age({60'000}, {0}), QStringLiteral("just now"));
    }

    void tellsMoments_withTheDayWhereItIsAnother()
    {
        const UnixMillis now = parseRfc3339("2026-11-26T14:03:22Z").value();
        QCOMPARE(timeOfDay(now), QStringLiteral("14:03:22"));
        QCOMPARE(moment(parseRfc3339("2026-11-26T00:00:00Z").value(), now), QStringLiteral("00:00"));
        QCOMPARE(moment(parseRfc3339("2026-11-25T23:59:59Z").value(), now), QStringLiteral("25 Nov 23:59"));
    }

    void shortensInTheMiddle_onlyWhatIsTooLong()
    {
        QCOMPARE(shortened(QStringLiteral("abcdefgh"), 8), QStringLiteral("abcdefgh"));
        QCOMPARE(shortened(QStringLiteral("abcdefghi"), 8), QStringLiteral("abcd…ghi"));
        QCOMPARE(shortened(QStringLiteral("abcdefghi"), 2), QStringLiteral("abcdefghi"));
    }

    void hasWords_forEveryErrorCode()
    {
        for (const ErrorCodeInfo& row : kErrorCodes) {
            const ErrorWords words = wordsFor(row.code);
            QVERIFY2(!words.what.isEmpty() && words.action.endsWith(QLatin1Char('.')), row.name.data());
            QVERIFY2(!words.what.contains(QLatin1String(row.name.data())), row.name.data());
        }
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
