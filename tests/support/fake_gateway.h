// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <QHash>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

QT_BEGIN_NAMESPACE
class QTcpServer;
QT_END_NAMESPACE

namespace fabric::test {

/// A gateway that replays what a real OpenClaw 2026.9.6 sent, and takes nothing that a real one would not take from us.
/// Whatever it does not know is a violation: it answers with an error and keeps the words for the test to fail on.
/// tst_openclaw_live holds it to the real one.
class FakeGateway : public QObject
{
    Q_OBJECT

public:
    enum class Manner {
        Answer,
        Deaf, ///< accepts TCP connections and never says a word
        NoChallenge, ///< upgrades to WebSocket, then silence
        NoAnswer, ///< challenges, then silence
    };

    explicit FakeGateway(const QString& fixtures, QObject* parent = nullptr);
    ~FakeGateway() override;

    [[nodiscard]] bool listen(Manner manner = Manner::Answer, quint16 port = 0);
    /// Like a kill: cuts every connection, without a word, and stops listening.
    void kill();
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QUrl url() const;

    std::string token = "test-token-0123456789abcdef"; ///< the one that it accepts
    /// Refuses every connect with this error object while set.
    std::optional<Json> connectError;
    int connectCloseCode = 1008;
    std::string version; ///< that it says it is; empty: the recorded one

    /// What a read method is answered with; starts with the recordings.
    void setPayload(const std::string& method, Json payload) { m_payloads[method] = std::move(payload); }
    [[nodiscard]] const Json& payload(const std::string& method) const { return m_payloads.at(method); }
    void setError(const std::string& method, std::optional<Json> error);
    /// The answer of `config.schema.lookup` for the path that @p payload names.
    void setLookup(const Json& payload)
    {
        m_payloads["config.schema.lookup " + payload.at("path").get<std::string>()] = payload;
    }
    [[nodiscard]] const Json& lookup(const std::string& path) const
    {
        return m_payloads.at("config.schema.lookup " + path);
    }
    /// Changes the configuration as a hot reload does, and pushes `config.changed`.
    void changeConfig(const std::function<void(Json& config)>& change);

    /// Methods that are carried out and never answered.
    std::set<std::string> silent;
    /// What happens when a request arrives, before it is carried out: a rival's edit, a kill.
    std::function<void(const std::string& method)> onRequestArrived;
    bool needsRestart = false; ///< what the answer to a write says
    /// Lies: gives the answer to a write, as a success, in place of carrying it out; nothing: carried out.
    std::function<std::optional<Json>(const std::string& method, const Json& params)> insteadOfWrite;
    /// Lies: a write was carried out; changes its answer, or more than was asked for.
    std::function<void(const std::string& method, Json& answer)> onWritten;
    std::string bootId; ///< empty: one that follows from the port
    /// The parameters of the last request for a method.
    [[nodiscard]] const Json& lastParams(const std::string& method) const { return m_params.at(method); }
    [[nodiscard]] std::string configHash() const { return m_payloads.at("config.get").at("hash"); }

    void push(const std::string& event, const Json& payload);
    void sendRaw(const QString& text);
    void closeAll(int code, const QString& reason);

    [[nodiscard]] const std::vector<std::string>& methods() const { return m_methods; } ///< as received
    [[nodiscard]] const Json& lastConnect() const { return m_lastConnect; } ///< params
    [[nodiscard]] int sessionCount() const { return m_sessionCount; } ///< greeted ones
    [[nodiscard]] QStringList violations() const { return m_violations; }

private:
    void onConnection();
    void onText(QWebSocket* socket, const QString& text);
    void onConnect(QWebSocket* socket, const Json& frame);
    void onRequest(QWebSocket* socket, const Json& frame);
    /// Carries a write out on the configuration and the roster. @return the payload or the error object of its answer.
    [[nodiscard]] Json written(const std::string& method, const Json& params, bool& isOk);
    [[nodiscard]] Json compareAndSet(const std::string& method, const Json& params, bool& isOk);
    void listAgents();
    void send(QWebSocket* socket, const Json& frame);
    void violate(const QString& words);
    [[nodiscard]] bool isSignatureGood(const Json& params) const;

    QWebSocketServer m_server;
    QTcpServer* m_deafServer = nullptr;
    Manner m_manner = Manner::Answer;
    quint16 m_port = 0;
    std::vector<QPointer<QWebSocket>> m_sockets;
    std::map<std::string, Json> m_payloads;
    std::map<std::string, Json> m_errors;
    std::map<std::string, Json> m_params;
    Json m_hello;
    std::vector<std::string> m_methods;
    Json m_lastConnect;
    int m_sessionCount = 0;
    int m_configCount = 0;
    QStringList m_violations;
};

} // namespace fabric::test
