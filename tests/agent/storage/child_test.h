// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QStringList>
#include <QTest>

#include <memory>

namespace fabric::test {

/// Starts this test program again as a child that runs childMain() with @p arguments.
[[nodiscard]] inline std::unique_ptr<QProcess> startChild(const QStringList& arguments)
{
    auto child = std::make_unique<QProcess>();
    child->setProcessChannelMode(QProcess::SeparateChannels);
    child->start(QCoreApplication::applicationFilePath(), QStringList{QStringLiteral("--child")} + arguments);
    if (!child->waitForStarted())
        qFatal("the child did not start");
    return child;
}

/// Runs the test, or the child's part if this is one. To be called from main().
template <class Test>
int runTestOrChild(int argc, char** argv, int (*childMain)(const QStringList&))
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--child"))
        return childMain(arguments.mid(2));
    Test test;
    return QTest::qExec(&test, argc, argv);
}

} // namespace fabric::test
