// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/console/quit_signals.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

namespace fabric::console {
namespace {

constexpr auto kSignals = {SIGTERM, SIGINT, SIGHUP};
int descriptor = -1; // a signal handler can reach nothing but globals

void onSignal(int)
{
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(descriptor, &one, sizeof(one));
}

} // namespace

QuitSignals::QuitSignals()
{
    descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (descriptor < 0)
        return; // they end the program at once, as without us
    m_notifier = std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] {
        m_notifier->setEnabled(false);
        QCoreApplication::quit();
    });
    struct sigaction action
    {
    };
    action.sa_handler = onSignal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    for (const int number : kSignals)
        sigaction(number, &action, nullptr);
}

QuitSignals::~QuitSignals()
{
    if (descriptor < 0)
        return;
    for (const int number : kSignals)
        std::signal(number, SIG_DFL);
    m_notifier.reset();
    ::close(std::exchange(descriptor, -1));
}

} // namespace fabric::console
