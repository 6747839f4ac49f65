// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/api_client.h"
#include "app/session/connection_file.h"
#include "app/session/connection_list_model.h"
#include "app/session/key_keeper.h"
#include "app/session/session.h"

#include <QtQml/qqmlregistration.h>

#include <set>

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
    /// Why the key ring did not do what the user asked for, and what to do; empty if it did.
    Q_PROPERTY(QString keyProblem READ keyProblem NOTIFY keyProblemChanged)
    /// What that means for the user.
    Q_PROPERTY(QString keyProblemTitle READ keyProblemTitle NOTIFY keyProblemChanged)
    /// The key ring was asked for a key, and the user perhaps for a password.
    Q_PROPERTY(bool isReadingKey READ isReadingKey NOTIFY keyPlaceChanged)
    /// Where keys are kept, or that one is being read; empty until that is known.
    Q_PROPERTY(QString keyPlace READ keyPlace NOTIFY keyPlaceChanged)
    Q_PROPERTY(fabric::model::Ui::Tone keyPlaceTone READ keyPlaceTone NOTIFY keyPlaceChanged)

public:
    /// Borrows @p session and @p ring, which must outlive this object. Without a key ring (null) keys are kept in the file.
    Connector(Session& session, ConnectionFile file, KeyRing* ring = nullptr, QObject* parent = nullptr);
    /// Saves, with their keys, the connections for which the key ring still has no answer.
    ~Connector() override;

    /// The object that QML gets; set once by main before the engine loads. Not owned.
    static void setInstance(Connector* connector);
    static Connector* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    [[nodiscard]] ConnectionListModel* saved() { return &m_saved; }
    [[nodiscard]] QString fileProblem() const { return m_fileProblem; }
    [[nodiscard]] QString fileProblemTitle() const { return m_fileProblemTitle; }
    [[nodiscard]] QString keyProblem() const { return m_keyProblem; }
    [[nodiscard]] QString keyProblemTitle() const { return m_keyProblemTitle; }
    [[nodiscard]] bool isReadingKey() const { return !m_reading.isEmpty(); }
    [[nodiscard]] QString keyPlace() const;
    [[nodiscard]] model::Ui::Tone keyPlaceTone() const;

    /// Reads the file. False (fileProblem) if it cannot be trusted or understood.
    bool load();
    /// The one used last, or the only one, or none.
    [[nodiscard]] QString preferredName() const;

    /// Connects to a saved one. @return what is wrong, in words; empty if the session was opened, or will be as soon as
    /// the key ring gives the key (isReadingKey, keyProblem).
    /// After openOffline(): shows what was seen of it last.
    Q_INVOKABLE QString connectTo(const QString& name, const QString& runtimeId = {});
    /// No agent is asked until the user wants one to be; what was seen last of @p name is shown. Empty: the window asks which,
    /// or says that none is saved. @return as connectTo().
    QString openOffline(const QString& name, const QString& runtimeId = {});
    /// Checks, connects and saves; a connection of that name is replaced. @return as connectTo(). What cannot be saved is
    /// used all the same (fileProblem).
    Q_INVOKABLE QString add(const QString& name, const QString& url, const QString& key);
    /// Also from the key ring. If that fails it stays (keyProblem).
    Q_INVOKABLE void remove(const QString& name);
    /// Saves what could not be saved, or reads what could not be read, now that the user has seen to it.
    Q_INVOKABLE void saveAgain();
    /// Does again what the key ring did not do (keyProblem).
    Q_INVOKABLE void tryKeyAgain();
    /// Connects without saving.
    [[nodiscard]] Result<> connectOnce(const QString& url, const QString& key, const QString& runtimeId = {});

Q_SIGNALS:
    void fileProblemChanged();
    /// The session was opened on this saved connection.
    void opened(const QString& name, const QString& url);
    /// The session waits for what was seen last of this saved connection.
    void openedOffline(const QString& name, const QString& url);
    void removed(const QString& name);
    void keyProblemChanged();
    void keyPlaceChanged();

private:
    using Change = std::function<void(ConnectionFile::Content&)>;

    void goLive();
    void open(const client::Endpoint& endpoint, const QString& name, const QString& runtimeId);
    [[nodiscard]] const SavedConnection* find(const QString& name) const;
    /// @return what is wrong, in words.
    QString use(const SavedConnection& connection, const QString& key, const QString& runtimeId);
    void readKey(const SavedConnection& connection, const QString& runtimeId);
    void saveAdded(const SavedConnection& added);
    /// Takes keys that stand in the file into the key ring: those that quickstart wrote, or the console before there was one.
    void moveKeys();
    void onMoved(const SavedConnection& before, const SavedConnection& after);
    void eraseUnused(const QString& entry);
    /// @param problem the title if that fails. @return false if it failed.
    bool save(const QString& problem, Change change);
    void take(ConnectionFile::Content content);
    void setFileProblem(const QString& title, const QString& problem);
    void setKeyProblem(const QString& title, const QString& problem, std::function<void()> again);
    void clearKeyProblem();
    void setReading(const QString& name);
    void updateRows();

    Session& m_session;
    ConnectionFile m_file;
    ConnectionFile::Content m_content;
    bool m_isOffline = false;
    std::vector<Change> m_unsaved; ///< what could not be written yet
    KeyKeeper m_keys;
    std::vector<SavedConnection> m_unkept; ///< added; the key ring has no answer yet
    std::set<QString> m_moving; ///< names whose keys the key ring is asked to take
    std::set<QString> m_held; ///< names whose keys it did not take; it is not asked again until they are used again
    int m_attempt = 0; ///< an answer of the key ring to an earlier one opens nothing
    QString m_reading; ///< the connection whose key is being read
    std::function<void()> m_again; ///< what the key ring did not do
    QString m_keyProblem;
    QString m_keyProblemTitle;
    ConnectionListModel m_saved;
    QString m_fileProblem;
    QString m_fileProblemTitle;
};

} // namespace fabric::session
