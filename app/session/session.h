// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/client/backend.h"
#include "app/model/runtime_list_model.h"
#include "app/model/runtime_notice.h"
#include "app/model/search_model.h"
#include "app/model/ui.h"
#include "app/session/event_rate.h"
#include "app/session/replay_backend.h"
#include "core/base/clock.h"

#include <QTimer>
#include <QtQml/qqmlregistration.h>

#include <memory>
#include <set>

class QJSEngine;
class QQmlEngine;

namespace fabric::session {

/// One agent, as the console knows it: loads the runtimes and the topology of the selected one, follows the event
/// stream and fetches again only what an event says has changed. What was seen last stays when the line breaks.
///
/// GUI thread. Owns its backend and its models; borrows the clock, which must outlive it.
class Session : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(fabric::model::Ui::Tone tone READ tone NOTIFY stateChanged)
    Q_PROPERTY(QString statusLine READ statusLine NOTIFY statusLineChanged)
    Q_PROPERTY(fabric::model::Ui::Tone statusTone READ statusTone NOTIFY statusLineChanged)
    Q_PROPERTY(QString eventRate READ eventRate NOTIFY eventRateChanged)
    Q_PROPERTY(QString connectionName READ connectionName NOTIFY connectionChanged)
    Q_PROPERTY(QString connectionUrl READ connectionUrl NOTIFY connectionChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY stateChanged)
    Q_PROPERTY(QString problemAction READ problemAction NOTIFY stateChanged)
    Q_PROPERTY(QString problemDetail READ problemDetail NOTIFY stateChanged)
    Q_PROPERTY(QString staleText READ staleText NOTIFY statusLineChanged)
    Q_PROPERTY(QString staleDetail READ staleDetail NOTIFY statusLineChanged)
    Q_PROPERTY(QString emptyTitle READ emptyTitle NOTIFY pageStatesChanged)
    Q_PROPERTY(QString emptyText READ emptyText NOTIFY pageStatesChanged)
    Q_PROPERTY(fabric::model::Ui::PageState runtimesState READ runtimesState NOTIFY pageStatesChanged)
    Q_PROPERTY(fabric::model::Ui::PageState topologyState READ topologyState NOTIFY pageStatesChanged)
    Q_PROPERTY(QString topologyEmptyTitle READ topologyEmptyTitle NOTIFY pageStatesChanged)
    Q_PROPERTY(QString topologyProblem READ topologyProblem NOTIFY pageStatesChanged)
    Q_PROPERTY(QString topologyDetail READ topologyDetail NOTIFY pageStatesChanged)
    Q_PROPERTY(QString topologyText READ topologyText NOTIFY pageStatesChanged)
    Q_PROPERTY(QString noticeTitle READ noticeTitle NOTIFY pageStatesChanged)
    Q_PROPERTY(QString noticeText READ noticeText NOTIFY pageStatesChanged)
    Q_PROPERTY(fabric::model::Ui::Tone noticeTone READ noticeTone NOTIFY pageStatesChanged)
    Q_PROPERTY(QString runtimeId READ runtimeId WRITE setRuntimeId NOTIFY runtimeChanged)
    Q_PROPERTY(QString runtimeName READ runtimeName NOTIFY runtimeChanged)
    Q_PROPERTY(QString environment READ environment NOTIFY runtimeChanged)
    /// The environment's word says that a mistake here is costly.
    Q_PROPERTY(bool isProduction READ isProduction NOTIFY runtimeChanged)
    Q_PROPERTY(QString userName READ userName NOTIFY selfChanged)
    Q_PROPERTY(QString role READ role NOTIFY selfChanged)
    Q_PROPERTY(fabric::model::RuntimeListModel* runtimes READ runtimes CONSTANT)
    Q_PROPERTY(fabric::model::SearchModel* search READ search CONSTANT)

public:
    enum State {
        NotConnected, ///< no agent was chosen yet
        Connecting, ///< nothing was heard yet
        Live, ///< what is shown is current
        Reconnecting, ///< what is shown is stale
        Refused, ///< the agent does not accept the key
        Offline, ///< the agent cannot be reached, and nothing was ever loaded
        Cached, ///< nobody is asked: what was seen last is shown (--offline)
    };
    Q_ENUM(State)

    explicit Session(const Clock& clock, QObject* parent = nullptr);

    /// The object that QML gets; set once by main before the engine loads. Not owned.
    static void setInstance(Session* session);
    static Session* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    /// Starts over with another agent.
    /// @param runtimeId the runtime to show first; empty: the first live one.
    void open(std::unique_ptr<client::Backend> backend, const QString& name, const QString& url,
              const QString& runtimeId = {});
    /// Starts over with what was seen last of an agent, which showSeen() brings; nobody is asked until the next open().
    void openOffline(const QString& name, const QString& url, const QString& runtimeId = {});
    /// What an earlier run saw of this agent, or why that cannot be told. Shown, marked stale, while the agent is not asked
    /// or cannot be reached; of no use once the agent has answered. Not shown to a key that the agent refuses.
    void showSeen(Result<ReplayBackend::Recording> seen);

    [[nodiscard]] State state() const { return m_state; }
    /// Of the line to the agent.
    [[nodiscard]] model::Ui::Tone tone() const;
    [[nodiscard]] QString statusLine() const { return m_statusLine; }
    /// Of statusLine(): of the runtime, if the line to the agent is good.
    [[nodiscard]] model::Ui::Tone statusTone() const { return m_notice ? m_notice->tone : tone(); }
    [[nodiscard]] QString eventRate() const { return m_eventRate; }
    [[nodiscard]] QString connectionName() const { return m_connectionName; }
    [[nodiscard]] QString connectionUrl() const { return m_connectionUrl; }
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString problemAction() const;
    [[nodiscard]] QString problemDetail() const;
    /// When the runtimes were what the agent says.
    [[nodiscard]] UnixMillis asOf() const;
    /// The same of topology().
    [[nodiscard]] UnixMillis topologyAsOf() const { return m_topologySeenAt.value_or(asOf()); }
    /// `As of 14:02, reconnecting`; of the runtimes.
    [[nodiscard]] QString staleText() const;
    /// Why, or of which agent, and what to do.
    [[nodiscard]] QString staleDetail() const;
    /// What is missing where runtimesState() is Empty, and how to get it.
    [[nodiscard]] QString emptyTitle() const;
    [[nodiscard]] QString emptyText() const;
    [[nodiscard]] model::Ui::PageState runtimesState() const;
    [[nodiscard]] model::Ui::PageState topologyState() const;
    [[nodiscard]] QString topologyEmptyTitle() const;
    /// What failed; empty unless topologyState() is Failed.
    [[nodiscard]] QString topologyProblem() const;
    /// What the agent or the parser says of it.
    [[nodiscard]] QString topologyDetail() const;
    /// What to do where there is no topology to see; or from when it is.
    [[nodiscard]] QString topologyText() const;
    /// What is wrong with the chosen runtime and since when; empty if nothing is, or if the line to the agent is broken.
    [[nodiscard]] QString noticeTitle() const { return m_notice ? m_notice->title : QString(); }
    /// What is shown in spite of it, and what to do.
    [[nodiscard]] QString noticeText() const { return m_notice ? m_notice->text : QString(); }
    [[nodiscard]] model::Ui::Tone noticeTone() const { return m_notice ? m_notice->tone : model::Ui::Neutral; }
    /// From when the runtime-only nodes of topology() are (asLastSeen()); empty if they are current.
    [[nodiscard]] QString runtimeOnlyNote() const;
    [[nodiscard]] QString runtimeId() const { return QString::fromStdString(m_runtimeId); }
    void setRuntimeId(const QString& id);
    [[nodiscard]] QString runtimeName() const;
    [[nodiscard]] QString environment() const;
    [[nodiscard]] bool isProduction() const;
    /// How the agent calls the key of this connection, and what it may do there; empty as long as that is not known.
    [[nodiscard]] QString userName() const { return m_self ? QString::fromStdString(m_self->name) : QString(); }
    [[nodiscard]] QString role() const { return m_self ? QString::fromStdString(m_self->role) : QString(); }
    /// Empty before the agent said it, and with an agent that does not.
    [[nodiscard]] const std::optional<wire::Self>& self() const { return m_self; }
    /// How a person calls an actor of the agent: by @p name, if it has one, and whether that is the key of this connection.
    [[nodiscard]] std::string whoIs(const std::string& actor, const std::string& name) const;
    /// The agent was asked who this key is and has not answered yet.
    [[nodiscard]] bool isAskingSelf() const { return m_isAskingSelf; }
    [[nodiscard]] model::RuntimeListModel* runtimes() { return &m_runtimes; }
    [[nodiscard]] model::SearchModel* search() { return &m_search; }
    /// Of the selected runtime; null while none was loaded.
    [[nodiscard]] const wire::Topology* topology() const { return m_topology ? &*m_topology : nullptr; }

    /// Who answers for what this session does not load itself; null before open() and offline. Changes with connectionChanged().
    [[nodiscard]] client::Backend* backend() const { return m_backend.get(); }

    /// How a runtime is called; its id if it is not known.
    Q_INVOKABLE [[nodiscard]] QString nameOf(const QString& runtimeId) const;
    Q_INVOKABLE [[nodiscard]] bool isProductionRuntime(const QString& runtimeId) const;

    /// Tries to reach the agent now; asks for that (liveWanted) where it is not asked at all.
    Q_INVOKABLE void retry();

    /// Brings all texts that hold a time up to date, and the runtimes after a refreshPause(); called once a second.
    void tick();

    /// A look of the agent that sees nothing new is no event, but its age is shown: so the runtimes are asked for again
    /// after 30 s, a fifth more or less at random (@p dice in [0, 1)), so that many consoles do not ask at once.
    [[nodiscard]] static std::chrono::milliseconds refreshPause(double dice);

Q_SIGNALS:
    void stateChanged();
    void statusLineChanged();
    void eventRateChanged();
    void connectionChanged();
    void pageStatesChanged();
    /// self() or isAskingSelf() is another one.
    void selfChanged();
    void runtimeChanged();
    /// topology() is another one; null where the runtime was changed and its topology is not here yet.
    void topologyChanged();
    /// Any event of the stream, after the session has taken what concerns it.
    void eventArrived(const fabric::wire::Event& event);
    /// What happened before cannot be told: whoever follows events loads everything again.
    void historyReset();
    /// The user wants to see what is there now, not what was seen last.
    void liveWanted();

private:
    void startOver(std::unique_ptr<client::Backend> backend, const QString& name, const QString& url,
                   const QString& runtimeId);
    /// Who is asked now; null if nobody can be.
    [[nodiscard]] client::Backend* source() const;
    [[nodiscard]] bool showsSeen() const { return m_seen && m_hasRuntimes; }
    void connectBackend();
    void loadAll();
    void loadSelf();
    void loadRuntimes();
    void planRefresh();
    void loadRuntime(const std::string& id);
    void loadTopology();
    void onRuntimes(const Result<std::vector<wire::Runtime>>& answer, bool isSeen);
    /// @param seenAt set if it is of an earlier run.
    void onTopology(const std::string& id, const Result<client::Versioned<wire::Topology>>& answer,
                    std::optional<UnixMillis> seenAt);
    void onEvent(const wire::Event& event);
    void onFailed(const Error& error);
    [[nodiscard]] ErrorCode topologyErrorCode() const;
    void chooseRuntime();
    void setState(State state);
    void setTopology(std::optional<wire::Topology> topology);
    void updateTexts();
    void updateNotice();
    [[nodiscard]] QString statusWords() const;
    [[nodiscard]] QString staleWords(UnixMillis at) const;

    const Clock& m_clock;
    std::unique_ptr<client::Backend> m_backend;
    std::unique_ptr<ReplayBackend> m_seen; ///< what an earlier run saw; gone once the agent has answered
    int m_generation = 0; ///< answers to an earlier backend or runtime are dropped
    State m_state = NotConnected;
    std::optional<Error> m_error;
    std::optional<Error> m_topologyError;
    bool m_isStreamOpen = false;
    bool m_hasRuntimes = false; ///< a list was loaded at least once
    UnixMillis m_heardAt;
    std::optional<wire::Self> m_self;
    bool m_isAskingSelf = false;
    std::string m_runtimeId;
    std::optional<wire::Topology> m_topology;
    std::string m_topologyEtag;
    std::optional<UnixMillis> m_topologySeenAt; ///< of an earlier run, from then
    bool m_isTopologyLoading = false;
    bool m_isTopologyDirty = false; ///< an event came while loading
    std::set<std::string> m_loadingRuntimes;
    std::set<std::string> m_dirtyRuntimes;
    std::optional<model::RuntimeNotice> m_notice;
    EventRate m_rate;
    QString m_connectionName;
    QString m_connectionUrl;
    QString m_statusLine;
    QString m_eventRate;
    model::RuntimeListModel m_runtimes;
    model::SearchModel m_search;
    std::chrono::milliseconds m_refreshAt{0}; ///< monotonic; when the runtimes are asked for again
    QTimer m_tick;
    QTimer m_reload;
};

} // namespace fabric::session
