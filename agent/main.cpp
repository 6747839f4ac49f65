// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/commands.h"
#include "agent/composition/output.h"

#include <QCoreApplication>
#include <QProcessEnvironment>

using namespace fabric;

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("fabric-agent"));
    QCoreApplication::setApplicationVersion(QStringLiteral(FABRIC_VERSION));
    const auto invocation = composition::parseCommandLine(std::vector<std::string>(argv + 1, argv + argc));
    if (!invocation)
        return composition::reportError(invocation.error());
    composition::setCall(argv[0], composition::agentFlags(*invocation));
    config::EnvironmentMap environment;
    const auto system = QProcessEnvironment::systemEnvironment();
    for (const QString& name : system.keys())
        environment[name.toStdString()] = system.value(name).toStdString();
    return composition::runCommand(*invocation, environment);
}
