// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/write_methods.h"

#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

WriterCall patchOf(Json document)
{
    WriterCall call{.method = WriterMethod::Patch, .lease = provider::LeaseToken("lease-1"), .baseHash = "hash-1"};
    call.document = std::move(document);
    return call;
}

const std::string kMask(kRedactedByGateway);

} // namespace

class TestOpenClawWriteMethods : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsEachMethodOnce_inTheOrderOfTheEnum()
    {
        std::set<std::string_view> names;
        for (std::size_t i = 0; i < kWriterMethods.size(); ++i) {
            QCOMPARE(static_cast<std::size_t>(kWriterMethods[i].method), i);
            QVERIFY(names.insert(kWriterMethods[i].name).second);
            QCOMPARE(kWriterMethods[i].scope == "operator.admin", kWriterMethods[i].changes);
            QVERIFY(kWriterMethods[i].changes || !kWriterMethods[i].takesBaseHash);
        }
    }

    void writesAFrame_asTheGatewayTakesIt()
    {
        WriterCall call = patchOf(Json::parse(R"({"logging":{"level":"info"}})"));
        call.params = {{"replacePaths", {"bindings"}}, {"note", "fabric rollout 7"}};
        const Json frame = Json::parse(writerFrame("4", call).value());
        QCOMPARE(frame["method"].get<std::string>(), std::string("config.patch"));
        QCOMPARE(frame["params"]["raw"].get<std::string>(), std::string(R"({"logging":{"level":"info"}})"));
        QCOMPARE(frame["params"]["baseHash"].get<std::string>(), std::string("hash-1"));
        QCOMPARE(frame["params"]["note"].get<std::string>(), std::string("fabric rollout 7"));
        QCOMPARE(frame["params"].size(), std::size_t{4});
        const Json read = Json::parse(writerFrame("5", WriterCall{}).value());
        QCOMPARE(read["method"].get<std::string>(), std::string("config.get"));
        QVERIFY(read["params"].empty());
    }

    void refusesEveryChange_withoutALease()
    {
        for (const WriterMethodInfo& info : kWriterMethods) {
            WriterCall call{.method = info.method, .baseHash = "hash-1"};
            call.document = Json::object();
            const auto frame = writerFrame("1", call);
            QVERIFY2(frame.has_value() != info.changes, info.name.data());
            QVERIFY(frame || frame.error().code == ErrorCode::InvalidArgument);
            call.lease = provider::LeaseToken("lease-1");
            QVERIFY2(writerFrame("1", call), info.name.data());
        }
    }

    void refusesACompareAndSet_withoutABaseHash()
    {
        for (const WriterMethodInfo& info : kWriterMethods) {
            WriterCall call{.method = info.method, .lease = provider::LeaseToken("lease-1")};
            call.document = Json::object();
            QVERIFY2(writerFrame("1", call).has_value() != info.takesBaseHash, info.name.data());
        }
        WriterCall empty = patchOf({});
        QVERIFY(!writerFrame("1", empty));
    }

    void refusesAMask_whereTheGatewayShowsNone_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QByteArray>("masked");
        QTest::addColumn<QByteArray>("stray");
        const auto row = [](const char* name, const char* document, const char* masked, const char* stray) {
            QTest::newRow(name) << QByteArray(document) << QByteArray(masked) << QByteArray(stray);
        };
        row("no mask", R"({"a":"x"})", "{}", "");
        row("masked at both", R"({"a":{"b":"MASK"}})", R"({"a":{"b":"MASK"}})", "");
        row("target has none", R"({"a":{"b":"MASK"}})", "null", "/a/b");
        row("target has another text", R"({"a":{"b":"MASK"}})", R"({"a":{"b":"${TOKEN}"}})", "/a/b");
        row("target lacks the member", R"({"a/c":"MASK"})", R"({"a":"MASK"})", "/a~1c");
        row("in a list", R"({"a":["x","MASK"]})", R"({"a":["x","MASK"]})", "");
        row("in a list that is shorter there", R"({"a":["x","MASK"]})", R"({"a":["MASK"]})", "/a/1");
        row("within a text", R"({"a":"MASK at b"})", R"({"a":"MASK"})", "/a");
        row("within the same text", R"({"a":"MASK at b"})", R"({"a":"MASK at b"})", "");
    }
    void refusesAMask_whereTheGatewayShowsNone()
    {
        QFETCH(QByteArray, document);
        QFETCH(QByteArray, masked);
        QFETCH(const QByteArray, stray);
        const Json target = Json::parse(masked.replace("MASK", kMask.c_str()).toStdString());
        WriterCall call = patchOf(Json::parse(document.replace("MASK", kMask.c_str()).toStdString()));
        call.masked = &target;
        const auto frame = writerFrame("1", call);
        QCOMPARE(frame.has_value(), stray.isEmpty());
        if (!frame)
            QCOMPARE(frame.error().where, stray.toStdString());
    }

    void refusesAMask_inAParameter()
    {
        WriterCall call{.method = WriterMethod::CreateAgent, .lease = provider::LeaseToken("lease-1")};
        call.params = {{"name", "writer"}, {"workspace", kMask}};
        QCOMPARE(writerFrame("1", call).error().where, std::string("/workspace"));
    }
};

QTEST_GUILESS_MAIN(TestOpenClawWriteMethods)
#include "tst_openclaw_write_methods.moc"
