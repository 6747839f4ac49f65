// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/service/log.h"
#include "agent/service/service_manager.h"
#include "agent/service/signals.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace fabric::service;

class TestService : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLogLineStaysOneLine()
    {
        const auto line = formatLogLine(QtWarningMsg, "fabric.x", QStringLiteral("a\nb\x1b[31m"), false, "T");
        QCOMPARE(line, QByteArray("T warning fabric.x a b [31m\n"));
        QCOMPARE(formatLogLine(QtInfoMsg, nullptr, QStringLiteral("m"), true, "T"), QByteArray("<6>info default m\n"));
    }

    void aSignalArrivesInTheEventLoop()
    {
        SignalWatcher watcher;
        QSignalSpy spy(&watcher, &SignalWatcher::terminationRequested);
        ::raise(SIGTERM);
        QVERIFY(spy.wait());
        QCOMPARE(spy.at(0).at(0).toInt(), SIGTERM);
    }

    void aHangUpAsksForAReloadAndNothingElse()
    {
        SignalWatcher watcher;
        QSignalSpy reload(&watcher, &SignalWatcher::reloadRequested);
        QSignalSpy end(&watcher, &SignalWatcher::terminationRequested);
        ::raise(SIGHUP);
        QVERIFY(reload.wait());
        QCOMPARE(end.size(), 0);
    }

    void raisesTheFileLimitToTheHardOne()
    {
        rlimit limit{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &limit), 0);
        limit.rlim_cur = 64;
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &limit), 0);
        QCOMPARE(raiseFileLimit(), std::size_t{limit.rlim_max});
    }

    void tellsTheServiceManager()
    {
        const QTemporaryDir folder;
        const QByteArray path = folder.filePath(QStringLiteral("notify")).toLocal8Bit();
        const int receiver = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(path.begin(), path.end(), static_cast<char*>(address.sun_path));
        QCOMPARE(::bind(receiver, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        qputenv("NOTIFY_SOCKET", path);
        qputenv("WATCHDOG_USEC", "20000");
        const auto received = [&] {
            QByteArray text(256, '\0');
            text.resize(static_cast<qsizetype>(std::max<ssize_t>(0, ::recv(receiver, text.data(), 256, MSG_DONTWAIT))));
            return text;
        };
        ServiceManager manager;
        manager.notifyReady("serving");
        QCOMPARE(received(), QByteArray("READY=1\nSTATUS=serving"));
        QByteArray beat;
        QTRY_VERIFY((beat = received()) == "WATCHDOG=1");
        manager.notifyReloading();
        const auto newest = [&] {
            QByteArray last;
            for (QByteArray text = received(); !text.isEmpty(); text = received())
                last = text;
            return last;
        };
        const QByteArray reloading = newest();
        const QByteArray start = "RELOADING=1\nMONOTONIC_USEC=";
        QVERIFY(reloading.startsWith(start));
        QVERIFY(reloading.mid(start.size()).toLongLong() > 0);
        manager.notifyStopping();
        QCOMPARE(newest(), QByteArray("STOPPING=1"));
        qunsetenv("NOTIFY_SOCKET");
        qunsetenv("WATCHDOG_USEC");
        ::close(receiver);
    }
};

QTEST_GUILESS_MAIN(TestService)
#include "tst_service.moc"
