// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/api_client.h"
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
    /// Why the saved connections could not be read or written, what to do and where; empty if all is well.
    Q_PROPERTY(QString fileProblem READ fileProblem NOTIFY fileProblemChanged)
    /// What that means for the user.
    Q_PROPERTY(QString fileProblemTitle READ fileProblemTitle NOTIFY fileProblemChanged)

public:
    /// Borrows @p session, which must outlive this object.
    Connector(Session& session, ConnectionFile file, QObject* parent = nullptr);

    /// The object that QML gets; set once by main before the engine loads. Not owned.
    static void setInstance(Connector* connector);
    static Connector* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    [[nodiscard]] ConnectionListModel* saved() { return &m_saved; }
    [[nodiscard]] QString fileProblem() const { return m_fileProblem; }
    [[nodiscard]] QString fileProblemTitle() const { return m_fileProblemTitle; }

    /// Reads the file. False (fileProblem) if it cannot be trusted or understood.
    bool load();
    /// The one used last, or the only one, or none.
    [[nodiscard]] QString preferredName() const;

    /// Connects to a saved one. @return what is wrong, in words; empty if the session was opened.
    /// After openOffline(): shows what was seen of it last.
    Q_INVOKABLE QString connectTo(const QString& name, const QString& runtimeId = {});
    /// No agent is asked until the user wants one to be; what was seen last of @p name is shown. Empty: the window asks which,
    /// or says that none is saved. @return as connectTo().
    QString openOffline(const QString& name, const QString& runtimeId = {});
    /// Checks, connects and saves; a connection of that name is replaced. @return as connectTo(). What cannot be saved is
    /// used all the same (fileProblem).
    Q_INVOKABLE QString add(const QString& name, const QString& url, const QString& key);
    Q_INVOKABLE void remove(const QString& name);
    /// Saves what could not be saved, or reads what could not be read, now that the user has seen to it.
    Q_INVOKABLE void saveAgain();
    /// Connects without saving.
    [[nodiscard]] Result<> connectOnce(const QString& url, const QString& key, const QString& runtimeId = {});

Q_SIGNALS:
    void fileProblemChanged();
    /// The session was opened on this saved connection.
    void opened(const QString& name, const QString& url);
    /// The session waits for what was seen last of this saved connection.
    void openedOffline(const QString& name, const QString& url);
    void removed(const QString& name);

private:
    using Change = std::function<void(ConnectionFile::Content&)>;

    void goLive();
    [[nodiscard]] const SavedConnection* find(const QString& name) const;
    void open(const client::Endpoint& endpoint, const QString& name, const QString& runtimeId);
    /// @param problem the title if that fails.
    void save(const QString& problem, Change change);
    void take(ConnectionFile::Content content);
    void setFileProblem(const QString& title, const QString& problem);
    void updateRows();

    Session& m_session;
    ConnectionFile m_file;
    ConnectionFile::Content m_content;
    bool m_isOffline = false;
    std::vector<Change> m_unsaved; ///< what could not be written yet
    ConnectionListModel m_saved;
    QString m_fileProblem;
    QString m_fileProblemTitle;
};

} // namespace fabric::session
