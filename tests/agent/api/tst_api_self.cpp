// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/self.h"
#include "tests/agent/api/api_fixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace fabric;
using fabric::test::ApiFixture;
using fabric::test::RawAnswer;
using fabric::test::RawClient;

namespace {

Result<wire::Self> selfOf(const std::optional<RawAnswer>& answer)
{
    if (!answer || answer->status != 200)
        return fail(ErrorCode::Internal, "no answer");
    return parseJson(answer->body.toStdString()).and_then([](const Json& body) {
        return wire::parse<wire::Self>(body);
    });
}

} // namespace

class TestApiSelf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsEveryKeyWhoItIs()
    {
        ApiFixture api;
        for (const store::Role role : {store::Role::Viewer, store::Role::Operator, store::Role::Approver,
                                       store::Role::Admin, store::Role::Service}) {
            const QByteArray key = api.key(role);
            const auto self = selfOf(api.get("/api/v1/self", ApiFixture::bearer(key)));
            QVERIFY(self);
            QCOMPARE(self->actor, "apikey:" + key.mid(4, 8).toStdString());
            QCOMPARE(self->name, std::string("test"));
            QCOMPARE(self->role, std::string(store::toText(role)));
            QVERIFY(self->scopes.empty());
        }
        QCOMPARE(api.get("/api/v1/self")->status, 401);
    }

    void tellsTheLocalUserWhoHeIs()
    {
        ApiFixture api;
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("agent.sock"));
        QVERIFY(api.server->listenLocal(path));
        RawClient client(path);
        const auto self = selfOf(client.get("/api/v1/self"));
        QVERIFY(self);
        QVERIFY(!self->name.empty());
        QCOMPARE(self->actor, "cli:" + self->name);
        QCOMPARE(self->role, std::string("admin"));
    }
};

QTEST_GUILESS_MAIN(TestApiSelf)
#include "tst_api_self.moc"
