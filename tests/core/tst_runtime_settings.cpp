// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/runtime_settings.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace fabric;
using namespace fabric::provider;

namespace {

Json fullBody()
{
    return {{"id", "hq"},
            {"provider", "openclaw"},
            {"environment", "production"},
            {"configPath", "/srv/openclaw.json"},
            {"url", "ws://127.0.0.1:18789"},
            {"control", "systemd:openclaw@hq.service"},
            {"listsDevices", true},
            {"token", {{"env", "OPENCLAW_GATEWAY_TOKEN"}}}};
}

} // namespace

class TestRuntimeSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void roundTrip_keepsEveryField()
    {
        const auto settings = runtimeSettingsFrom(fullBody(), "");
        QVERIFY(settings);
        QCOMPARE(settings->control, std::string("systemd:openclaw@hq.service"));
        QVERIFY(settings->listsDevices && settings->token.kind == SecretReference::Kind::Environment);
        QCOMPARE(dumpJson(toJson(*settings)), dumpJson(fullBody()));
        const auto again = runtimeSettingsFrom(toJson(*settings), "");
        QVERIFY(again && *again == *settings);
    }

    void absentMembers_areEmpty()
    {
        const auto settings = runtimeSettingsFrom({{"id", "hq"}, {"provider", "openclaw"}, {"token", nullptr}}, "");
        QVERIFY(settings);
        QCOMPARE(settings->control, std::string("none"));
        QVERIFY(settings->token.kind == SecretReference::Kind::None && settings->url.empty());
        const auto again = runtimeSettingsFrom(toJson(*settings), "");
        QVERIFY(again && *again == *settings);
    }

    void whatIsWrong_isNamed_data()
    {
        QTest::addColumn<QByteArray>("member");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("where");
        const auto row = [](const char* name, const char* member, const char* value, const char* where) {
            QTest::newRow(name) << QByteArray(member) << QByteArray(value) << QByteArray(where);
        };
        row("id", "id", "\"HQ\"", "/body/id");
        row("no provider", "provider", "\"\"", "/body/provider");
        row("two lines", "environment", "\"a\\nb\"", "/body/environment");
        row("NUL", "configPath", "\"/a\\u0000\"", "/body/configPath");
        row("number", "url", "5", "/body/url");
        row("unknown member", "tokens", "\"x\"", "/body/tokens");
        row("command", "control", "\"systemctl start openclaw\"", "/body/control");
        row("path of a command", "control", "\"/usr/bin/touch\"", "/body/control");
        row("unit with a space", "control", "\"systemd:a b\"", "/body/control");
        row("unit that is a flag", "control", "\"systemd:--host=x\"", "/body/control");
        row("no unit", "control", "\"systemd:\"", "/body/control");
        row("inline token", "token", "\"hunter2\"", "/body/token");
        row("token of another kind", "token", "{\"inline\": \"hunter2\"}", "/body/token");
        row("two tokens", "token", "{\"env\": \"A\", \"file\": \"/b\"}", "/body/token");
        row("token that is a number", "token", "{\"env\": 5}", "/body/token");
        row("variable", "token", "{\"env\": \"A=B\"}", "/body/token/env");
        row("variable that begins with a digit", "token", "{\"env\": \"1A\"}", "/body/token/env");
        row("relative file", "token", "{\"file\": \"token\"}", "/body/token/file");
        row("credential outside", "token", "{\"credential\": \"../token\"}", "/body/token/credential");
        row("credential that is the folder", "token", "{\"credential\": \"..\"}", "/body/token/credential");
        row("no credential", "token", "{\"credential\": \"\"}", "/body/token/credential");
    }
    void whatIsWrong_isNamed()
    {
        QFETCH(QByteArray, member);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, where);
        Json body = fullBody();
        body[member.toStdString()] = parseJson(value.toStdString()).value();
        const auto settings = runtimeSettingsFrom(body, "/body");
        QVERIFY(!settings);
        QCOMPARE(settings.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(QByteArray::fromStdString(settings.error().where), where);
        QVERIFY2(settings.error().message.find("hunter2") == std::string::npos, "an error never quotes a secret");
    }

    void longText_isRefused()
    {
        Json body = fullBody();
        body["url"] = std::string(4097, 'x');
        QCOMPARE(runtimeSettingsFrom(body, "").error().where, std::string("/url"));
    }
};

QTEST_GUILESS_MAIN(TestRuntimeSettings)
#include "tst_runtime_settings.moc"
