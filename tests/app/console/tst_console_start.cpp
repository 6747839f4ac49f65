// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

class TestConsoleStart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutADisplay_itSaysSoAndEnds_data()
    {
        QTest::addColumn<QString>("display");
        QTest::addColumn<QString>("said");
        QTest::addColumn<bool>("isAlone");
        QTest::newRow("none") << QString() << QStringLiteral("neither DISPLAY nor WAYLAND_DISPLAY is set") << true;
        QTest::newRow("nobody answers") << QStringLiteral(":9473") << QStringLiteral("DISPLAY=:9473") << false;
    }

    void withoutADisplay_itSaysSoAndEnds()
    {
        QFETCH(const QString, display);
        QFETCH(const QString, said);
        QFETCH(const bool, isAlone);
        const QTemporaryDir home;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(QString::fromLatin1(name));
        if (!display.isEmpty())
            environment.insert(QStringLiteral("DISPLAY"), display);
        for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"})
            environment.insert(QString::fromLatin1(name), home.path());
        QProcess console;
        console.setProcessEnvironment(environment);
        console.start(QStringLiteral(FABRIC_BINARY_DIR "/fabric-console"),
                      {QStringLiteral("--replay"),
                       QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/replay/all-live.json"),
                       QStringLiteral("--screenshot"), home.filePath(QStringLiteral("page.png"))});
        QVERIFY(console.waitForFinished());
        const QString errors = QString::fromUtf8(console.readAllStandardError());
        QCOMPARE(console.exitStatus(), QProcess::NormalExit);
        QCOMPARE(console.exitCode(), 2);
        const QString last = errors.trimmed().section(QLatin1Char('\n'), -1);
        QVERIFY2(last.startsWith(QLatin1String("fabric-console: there is no display to draw on")), qPrintable(errors));
        QVERIFY2(last.contains(said) && last.contains(QLatin1String("xvfb-run")), qPrintable(errors));
        QCOMPARE(errors.count(QLatin1Char('\n')) == 1, isAlone);
        QVERIFY(!errors.contains(QLatin1String("einstalling")));
    }
};

QTEST_GUILESS_MAIN(TestConsoleStart)
#include "tst_console_start.moc"
