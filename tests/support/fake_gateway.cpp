// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/fake_gateway.h"

#include "core/base/ed25519.h"
#include "core/base/encoding.h"

#include <QFile>
#include <QTcpServer>
#include <QTcpSocket>
#include <QWebSocket>

#include <algorithm>

namespace fabric::test {
namespace {

constexpr const char* kNonce = "67885515-9310-43b1-a4ed-e9f298266058";
constexpr std::int64_t kChallengedAt = 1795343248395;

/// A method that changes something, and the parameters that the real one takes.
struct WriteRule
{
    std::set<std::string> params;
    bool takesBaseHash = false;
};
const std::map<std::string, WriteRule> kWrites{
    {"config.patch", {{"raw", "baseHash", "replacePaths", "note"}, true}},
    {"config.apply", {{"raw", "baseHash", "note"}, true}},
    {"agents.create", {{"name", "workspace", "model"}, false}},
    {"agents.delete", {{"agentId", "deleteFiles"}, false}},
};

/// Read once.
const Json& recorded(const QString& path)
{
    static std::map<QString, Json> known;
    if (const auto found = known.find(path); found != known.end())
        return found->second;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("recording missing: %s", qPrintable(path));
    return known.emplace(path, Json::parse(file.readAll().toStdString())).first->second;
}

} // namespace

FakeGateway::FakeGateway(const QString& fixtures, QObject* parent)
    : QObject(parent)
    , m_server(QStringLiteral("fake gateway"), QWebSocketServer::NonSecureMode)
{
    connect(&m_server, &QWebSocketServer::newConnection, this, &FakeGateway::onConnection);
    m_hello = recorded(fixtures + QStringLiteral("/ws.connect-exchange.json"))["frames"][2]["frame"]["payload"];
    const auto load = [&](const char* method, const char* file) {
        m_payloads[method] = recorded(fixtures + QLatin1Char('/') + QLatin1String(file))["response"]["payload"];
    };
    load("config.get", "rpc.config.get.json");
    load("cron.list", "rpc.cron.list-compact.json");
    load("node.list", "rpc.node.list.json");
    load("gateway.identity.get", "rpc.gateway.identity.get.json");
    load("device.pair.list", "rpc.device.pair.list.json");
    const Json& lookups = recorded(fixtures + QStringLiteral("/rpc.config.schema.lookup-reload-kinds.json"));
    for (const Json& payload : lookups.at("payloads"))
        setLookup(payload);
    load("agents.list", "rpc.agents.list.json");
    load("health", "rpc.health.json");
    load("channels.status", "rpc.channels.status.json");
    load("plugins.list", "rpc.plugins.list.json");
    load("models.list", "rpc.models.list-configured.json");
}

FakeGateway::~FakeGateway()
{
    kill();
}

bool FakeGateway::listen(Manner manner, quint16 port)
{
    m_manner = manner;
    if (manner == Manner::Deaf) {
        m_deafServer = new QTcpServer(this);
        if (!m_deafServer->listen(QHostAddress::LocalHost, port))
            return false;
        m_port = m_deafServer->serverPort();
        return true;
    }
    if (!m_server.listen(QHostAddress::LocalHost, port))
        return false;
    m_port = m_server.serverPort();
    return true;
}

void FakeGateway::kill()
{
    delete m_deafServer;
    m_deafServer = nullptr;
    m_server.close();
    const auto sockets = std::move(m_sockets);
    m_sockets.clear();
    for (const auto& socket : sockets) {
        if (socket) {
            socket->disconnect(this);
            socket->abort();
            delete socket.data();
        }
    }
}

QUrl FakeGateway::url() const
{
    return QUrl(QStringLiteral("ws://127.0.0.1:%1").arg(m_port));
}

void FakeGateway::setError(const std::string& method, std::optional<Json> error)
{
    if (error)
        m_errors[method] = *std::move(error);
    else
        m_errors.erase(method);
}

void FakeGateway::changeConfig(const std::function<void(Json& config)>& change)
{
    Json& payload = m_payloads["config.get"];
    const std::string hash = "hmac-sha256:v1:fake-" + std::to_string(++m_configCount);
    for (const char* form : {"parsed", "sourceConfig", "resolved"})
        change(payload[form]);
    for (const char* name : {"hash", "configRevisionHash", "appliedConfigHash"})
        payload[name] = hash;
    push("config.changed", {{"path", payload["path"]}, {"hash", hash}, {"ts", kChallengedAt}});
}

void FakeGateway::push(const std::string& event, const Json& payload)
{
    const Json frame{{"type", "event"}, {"event", event}, {"payload", payload}};
    sendRaw(QString::fromStdString(dumpJson(frame)));
}

void FakeGateway::sendRaw(const QString& text)
{
    for (const auto& socket : m_sockets) {
        if (socket)
            socket->sendTextMessage(text);
    }
}

void FakeGateway::closeAll(int code, const QString& reason)
{
    for (const auto& socket : m_sockets) {
        if (socket)
            socket->close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
    }
}

void FakeGateway::onConnection()
{
    QWebSocket* socket = m_server.nextPendingConnection();
    socket->setParent(this);
    m_sockets.emplace_back(socket);
    if (!socket->origin().isEmpty())
        violate(QStringLiteral("an Origin header was sent"));
    connect(socket, &QWebSocket::textMessageReceived, this,
            [this, socket](const QString& text) { onText(socket, text); });
    connect(socket, &QWebSocket::binaryMessageReceived, this, [this] { violate(QStringLiteral("binary frame")); });
    connect(socket, &QWebSocket::disconnected, socket, &QObject::deleteLater);
    if (m_manner == Manner::NoChallenge)
        return;
    send(socket,
         {{"type", "event"},
          {"event", "connect.challenge"},
          {"payload", {{"nonce", kNonce}, {"ts", kChallengedAt}, {"capabilities", {"model-catalog-snapshot"}}}}});
}

void FakeGateway::onText(QWebSocket* socket, const QString& text)
{
    const Json frame = Json::parse(text.toStdString(), nullptr, false);
    if (!frame.is_object() || frame.value("type", "") != "req" || !frame.contains("id") || !frame.contains("method")
        || !frame.contains("params") || frame.size() != 4) {
        violate(QStringLiteral("no request frame: ") + text.left(200));
        socket->close(QWebSocketProtocol::CloseCodeNormal);
        return;
    }
    m_methods.push_back(frame["method"].get<std::string>());
    if (m_manner != Manner::Answer)
        return;
    if (m_methods.back() == "connect")
        onConnect(socket, frame);
    else
        onRequest(socket, frame);
}

void FakeGateway::onConnect(QWebSocket* socket, const Json& frame)
{
    const Json& params = frame["params"];
    m_lastConnect = params;
    static const std::set<std::string> known{"minProtocol", "maxProtocol", "client", "role",
                                             "scopes",      "auth",        "device"};
    for (const auto& [name, value] : params.items()) {
        if (!known.contains(name))
            violate(QStringLiteral("unexpected connect parameter ") + QString::fromStdString(name));
    }
    if (params["client"]["id"] != "cli" || params["client"]["mode"] != "cli")
        violate(QStringLiteral("client is not cli/cli"));
    if (!isSignatureGood(params))
        violate(QStringLiteral("the device's signature is wrong"));
    std::optional<Json> error = connectError;
    if (!error && params.value("auth", Json::object()).value("token", "") != token)
        error = Json{{"code", "INVALID_REQUEST"},
                     {"message", "unauthorized: gateway token mismatch (provide gateway auth token)"},
                     {"details", {{"code", "AUTH_TOKEN_MISMATCH"}, {"authReason", "token_mismatch"}}}};
    if (error) {
        send(socket, {{"type", "res"}, {"id", frame["id"]}, {"ok", false}, {"error", *error}});
        socket->close(static_cast<QWebSocketProtocol::CloseCode>(connectCloseCode));
        return;
    }
    Json hello = m_hello;
    hello["auth"]["scopes"] = params["scopes"];
    if (!version.empty())
        hello["server"]["version"] = version;
    hello["server"]["bootId"] = bootId.empty() ? "boot-" + std::to_string(m_port) : bootId;
    ++m_sessionCount;
    socket->setProperty("scopes", QString::fromStdString(dumpJson(params["scopes"])));
    send(socket, {{"type", "res"}, {"id", frame["id"]}, {"ok", true}, {"payload", hello}});
}

void FakeGateway::onRequest(QWebSocket* socket, const Json& frame)
{
    std::string method = frame["method"];
    if (method == "config.schema.lookup")
        method += " " + frame["params"].value("path", "");
    const QString scopes = socket->property("scopes").toString();
    if (scopes.isEmpty())
        violate(QStringLiteral("a request before connect"));
    m_params[method] = frame["params"];
    const QPointer<QWebSocket> alive(socket);
    if (onRequestArrived)
        onRequestArrived(method);
    if (!alive)
        return;
    const bool isWrite = kWrites.contains(method);
    const QString needed = isWrite     ? QStringLiteral("operator.admin")
        : method == "device.pair.list" ? QStringLiteral("operator.pairing")
                                       : QStringLiteral("operator.read");
    const bool hasScope = scopes.contains(needed) || (!isWrite && scopes.contains(QStringLiteral("operator.admin")));
    Json answer{{"type", "res"}, {"id", frame["id"]}, {"ok", false}};
    const auto error = m_errors.find(frame["method"]);
    if (error != m_errors.end()) {
        answer["error"] = error->second;
    } else if (!m_payloads.contains(method) && !isWrite) {
        violate(QStringLiteral("unknown method ") + QString::fromStdString(method));
        answer["error"] = {{"code", "INVALID_REQUEST"}, {"message", "unknown method: " + method}};
    } else if (!hasScope) {
        violate(QStringLiteral("scope missing for ") + QString::fromStdString(method));
        answer["error"]
            = {{"code", "FORBIDDEN"}, {"message", "missing scope"}, {"details", {{"code", "MISSING_SCOPE"}}}};
    } else if (isWrite) {
        std::optional<Json> lie;
        if (insteadOfWrite)
            lie = insteadOfWrite(method, frame["params"]);
        bool isOk = lie.has_value();
        Json outcome = lie ? *lie : written(method, frame["params"], isOk);
        if (isOk && !lie && onWritten)
            onWritten(method, outcome);
        answer["ok"] = isOk;
        answer[isOk ? "payload" : "error"] = std::move(outcome);
    } else {
        answer["ok"] = true;
        answer["payload"] = m_payloads[method];
    }
    if (!silent.contains(method))
        send(socket, answer);
}

Json FakeGateway::written(const std::string& method, const Json& params, bool& isOk)
{
    for (const auto& [name, value] : params.items()) {
        if (!kWrites.at(method).params.contains(name))
            violate(QStringLiteral("unexpected parameter ") + QString::fromStdString(name));
    }
    if (kWrites.at(method).takesBaseHash)
        return compareAndSet(method, params, isOk);
    isOk = true;
    if (method == "agents.create") {
        const std::string id = params["name"];
        changeConfig([&id, &params](Json& config) {
            Json& entry = config["agents"]["entries"][id];
            entry = {{"name", id}, {"agentDir", "/agents/" + id}, {"identity", {{"name", id}}}};
            for (const char* field : {"workspace", "model"}) {
                if (params.contains(field))
                    entry[field] = params[field];
            }
        });
        listAgents();
        return {{"ok", true}, {"agentId", id}, {"name", id}, {"workspace", params.value("workspace", "/ws/" + id)}};
    }
    const std::string id = params["agentId"];
    if (params.value("deleteFiles", true))
        violate(QStringLiteral("agents.delete would delete files"));
    changeConfig([&id](Json& config) {
        config["agents"]["entries"].erase(id);
        Json kept = Json::array();
        for (const Json& binding : config.value("bindings", Json::array())) {
            if (binding.value("agentId", "") != id)
                kept.push_back(binding);
        }
        config["bindings"] = kept;
    });
    listAgents();
    return {{"ok", true}, {"agentId", id}, {"removedBindings", 0}};
}

Json FakeGateway::compareAndSet(const std::string& method, const Json& params, bool& isOk)
{
    const auto refused = [](const char* message) { return Json{{"code", "INVALID_REQUEST"}, {"message", message}}; };
    if (params.value("baseHash", "").empty())
        return refused("config base hash required; re-run config.get and retry");
    if (params["baseHash"] != configHash())
        return refused("config changed since last load; re-run config.get and retry");
    const Json raw = Json::parse(params["raw"].get<std::string>(), nullptr, false);
    if (!raw.is_object())
        return refused("SyntaxError: JSON5: invalid end of input at 1:1");
    isOk = true;
    changeConfig([&](Json& config) {
        if (method == "config.patch")
            config.merge_patch(raw);
        else
            config = raw;
        config["meta"] = {{"lastTouchedVersion", "2026.9.6"}, {"lastTouchedAt", configHash()}};
    });
    listAgents();
    return {{"ok", true},
            {"path", m_payloads["config.get"]["path"]},
            {"hash", configHash()},
            {"changedPaths", {"somewhere"}},
            {"sentinel",
             {{"persisted", true},
              {"payload", {{"status", "ok"}, {"stats", {{"mode", method}, {"requiresRestart", needsRestart}}}}}}}};
}

void FakeGateway::listAgents()
{
    Json agents = Json::array();
    for (const auto& [id, entry] : m_payloads["config.get"]["sourceConfig"]["agents"]["entries"].items())
        agents.push_back({{"id", id}, {"name", entry.value("name", id)}});
    m_payloads["agents.list"]["agents"] = std::move(agents);
}

void FakeGateway::send(QWebSocket* socket, const Json& frame)
{
    socket->sendTextMessage(QString::fromStdString(dumpJson(frame)));
}

void FakeGateway::violate(const QString& words)
{
    qWarning("fake gateway: %s", qPrintable(words));
    m_violations << words;
}

bool FakeGateway::isSignatureGood(const Json& params) const
{
    const Json& device = params["device"];
    std::string scopes;
    for (const Json& scope : params["scopes"])
        scopes += (scopes.empty() ? "" : ",") + scope.get<std::string>();
    const std::string text = "v3|" + device["id"].get<std::string>() + "|" + params["client"]["id"].get<std::string>()
        + "|" + params["client"]["mode"].get<std::string>() + "|" + params["role"].get<std::string>() + "|" + scopes
        + "|" + std::to_string(kChallengedAt) + "|" + params.value("auth", Json::object()).value("token", "") + "|"
        + kNonce + "|" + params["client"]["platform"].get<std::string>() + "|";
    const auto key = fromBase64Url(device["publicKey"].get<std::string>());
    const auto signature = fromBase64Url(device["signature"].get<std::string>());
    if (!key || key->size() != 32 || !signature || signature->size() != 64)
        return false;
    PublicKey publicKey{};
    Signature bytes{};
    std::copy(key->begin(), key->end(), publicKey.begin());
    std::copy(signature->begin(), signature->end(), bytes.begin());
    return verify(publicKey, bytesOf(text), bytes);
}

} // namespace fabric::test
