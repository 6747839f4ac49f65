// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/console/screenshot.h"

#include "app/session/session.h"

#include <QCoreApplication>
#include <QCursor>
#include <QImage>
#include <QQuickWindow>

#include <cstdio>

namespace fabric::console {
namespace {

constexpr int kLookMs = 50;
/// Longer than any opening motion, and than the pause before a recorded failure.
constexpr qint64 kQuietMs = 1'000;
/// A cold start under a software renderer on a busy machine takes a few seconds; a topology has 60 s to arrive.
constexpr qint64 kGiveUpMs = 90'000;

} // namespace

Screenshot::Screenshot(QQuickWindow& window, const session::Session& session, QString path, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_session(session)
    , m_path(std::move(path))
{
    m_total.start();
    QCursor::setPos(m_window.screen(), m_window.geometry().bottomRight()); // nothing is to look hovered
    connect(&m_timer, &QTimer::timeout, this, &Screenshot::look);
    m_timer.start(kLookMs);
}

void Screenshot::look()
{
    if (!m_window.property("settled").toBool()) {
        m_settled.invalidate();
        if (m_total.elapsed() > kGiveUpMs)
            finish(1, QStringLiteral("the page did not get ready in time"));
        return;
    }
    if (!m_settled.isValid())
        m_settled.start();
    if (m_settled.elapsed() < kQuietMs)
        return;
    if (!m_window.grabWindow().save(m_path, "PNG"))
        finish(1, QLatin1String("cannot write ") + m_path);
    else if (m_session.state() == session::Session::Cached && !m_session.problem().isEmpty())
        finish(1, m_session.problem() + QLatin1String(": ") + m_session.problemDetail());
    else
        finish(0, {});
}

void Screenshot::finish(int exitCode, const QString& message)
{
    m_timer.stop();
    if (!message.isEmpty())
        std::fprintf(stderr, "fabric-console: %s\n", qPrintable(message));
    QCoreApplication::exit(exitCode);
}

} // namespace fabric::console
