// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

class QQuickWindow;

namespace fabric::session {
class Session;
}

namespace fabric::console {

/// Saves a window as PNG once its page says that it is ready (property `settled`) and has been so for a moment, then
/// ends the application: 0, or 1 if it never gets ready, the file cannot be written or --offline has nothing to show.
class Screenshot : public QObject
{
    Q_OBJECT

public:
    /// Borrows @p window and @p session, which must outlive this object.
    Screenshot(QQuickWindow& window, const session::Session& session, QString path, QObject* parent = nullptr);

private:
    void look();
    void finish(int exitCode, const QString& message);

    QQuickWindow& m_window;
    const session::Session& m_session;
    QString m_path;
    QTimer m_timer;
    QElapsedTimer m_total;
    QElapsedTimer m_settled;
};

} // namespace fabric::console
