// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/session/connection_file.h"
#include "app/session/connection_list_model.h"
#include "app/session/session.h"

#include <QtQml/qqmlregistration.h>

namespace fabric::session {

/// The saved connections, and switching between them. One per process; GUI thread.
class Connector : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(fabric::session::ConnectionListModel* saved READ saved CONSTANT)
    /// Why the saved connections could not be read or written; empty if all is well.
    Q_PROPERTY(QString fileProblem READ fileProblem NOTIFY fileProblemChanged)

public:
    /// Borrows @p session, which must outlive this object.
    Connector(Session& session, ConnectionFile file, QObject* parent = nullptr);

    /// The object that QML gets; set once by main before the engine loads. Not owned.
    static void setInstance(Connector* connector);
    static Connector* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    [[nodiscard]] ConnectionListModel* saved() { return &m_saved; }
    [[nodiscard]] QString fileProblem() const { return m_fileProblem; }

    /// Reads the file. False (fileProblem) if it cannot be trusted or understood.
    bool load();
    /// The one used last, or the only one, or none.
    [[nodiscard]] QString preferredName() const;

    /// Connects to a saved one. @return what is wrong, in words; empty if the session was opened.
    Q_INVOKABLE QString connectTo(const QString& name, const QString& runtimeId = {});
    /// Checks, saves and connects; a connection of that name is replaced. @return as connectTo().
    Q_INVOKABLE QString add(const QString& name, const QString& url, const QString& key);
    Q_INVOKABLE void remove(const QString& name);
    /// Connects without saving.
    [[nodiscard]] Result<> connectOnce(const QString& url, const QString& key, const QString& runtimeId = {});

Q_SIGNALS:
    void fileProblemChanged();

private:
    void save();
    void setFileProblem(const QString& problem);
    void updateRows();

    Session& m_session;
    ConnectionFile m_file;
    ConnectionFile::Content m_content;
    ConnectionListModel m_saved;
    QString m_fileProblem;
};

} // namespace fabric::session
