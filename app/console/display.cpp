// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/console/display.h"

#include <QByteArray>
#include <QString>
#include <QtGlobal>

#include <cstdio>
#include <cstdlib>

namespace fabric::console {
namespace {

int exitStatus = 0; // a message handler can reach nothing but globals
QtMessageHandler handlerBefore = nullptr;

/// What says where to draw.
constexpr auto kVariables = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"};

void onMessage(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    QByteArray named;
    for (const char* variable : kVariables) {
        if (const QByteArray value = qgetenv(variable); !value.isEmpty())
            named.append(named.isEmpty() ? "" : ", ").append(variable).append('=').append(value);
    }
    if (type == QtFatalMsg) {
        std::fprintf(stderr,
                     "fabric-console: there is no display to draw on (%s): start it in a desktop session, or as "
                     "xvfb-run -s \"-screen 0 1440x900x24\" fabric-console ...\n",
                     named.isEmpty() ? "neither DISPLAY nor WAYLAND_DISPLAY is set" : named.constData());
        std::_Exit(exitStatus); // nothing is open yet
    }
    if (!named.isEmpty()) // else Qt could only say the same
        handlerBefore(type, context, message);
}

} // namespace

DisplayGuard::DisplayGuard(int status)
{
    exitStatus = status;
    handlerBefore = qInstallMessageHandler(&onMessage);
}

DisplayGuard::~DisplayGuard()
{
    qInstallMessageHandler(handlerBefore);
}

} // namespace fabric::console
