// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/configuration.h"
#include "core/provider/edit.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::provider;

namespace {

const std::vector<const char*> kEdits{
    R"({"edit":"add-agent","id":"a"})",
    R"({"edit":"add-agent","id":"a","name":"A","model":"model:p/m","workspace":"/w","toolsProfile":"coding"})",
    R"({"edit":"remove-agent","agent":"agent:a"})",
    R"({"edit":"rename-agent","agent":"agent:a","to":"b"})",
    R"({"edit":"set-model","subject":"agent:a","primary":"model:p/m","fallbacks":["model:p/n"]})",
    R"({"edit":"set-model","subject":"gateway","fallbacks":[]})",
    R"({"edit":"add-route","from":"account:t/x","agent":"agent:a","match":{"peer":{"kind":"direct","id":"1"}},"position":3})",
    R"({"edit":"add-route","from":"channel:t","agent":"agent:a","match":{}})",
    R"({"edit":"change-route","route":"e","agent":"agent:a"})",
    R"({"edit":"remove-route","route":"e"})",
    R"({"edit":"allow-delegation","from":"agent:a","to":"agent:b"})",
    R"({"edit":"forbid-delegation","from":"agent:a","to":"agent:b"})",
    R"({"edit":"allow-talk","one":"agent:a","other":"agent:b"})",
    R"({"edit":"forbid-talk","one":"agent:a","other":"agent:b"})",
    R"({"edit":"set-tool","subject":"agent:a","tool":"tool:exec","permission":"also-allow"})",
    R"({"edit":"set-attribute","node":"agent:a","name":"sandbox","value":null})",
    R"({"edit":"set-attribute","node":"agent:a","name":"enabled","value":false})",
};

} // namespace

class TestEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void staysTheSame_overJson()
    {
        for (const char* text : kEdits) {
            const auto value = parseJson(text);
            QVERIFY2(value, text);
            const auto edit = parseEdit(*value);
            QVERIFY2(edit, text);
            QVERIFY2(toJson(*edit) == *value, text);
        }
    }

    void readsEveryKind()
    {
        std::set<std::size_t> kinds;
        for (const char* text : kEdits)
            kinds.insert(parseEdit(*parseJson(text))->index());
        QCOMPARE(kinds.size(), std::variant_size_v<Edit>);
    }

    void refusesUnknownField_ofEveryKind()
    {
        for (const char* text : kEdits) {
            Json value = *parseJson(text);
            value["more"] = 1;
            const auto edit = parseEdit(value, "/edits/0");
            QVERIFY2(!edit, text);
            QCOMPARE(edit.error().where, std::string("/edits/0/more"));
        }
    }

    void refusesMissingOrWrongField_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("where");
        QTest::newRow("no object") << "[]"
                                   << "/e";
        QTest::newRow("no kind") << "{}"
                                 << "/e/edit";
        QTest::newRow("unknown kind") << R"({"edit":"destroy"})"
                                      << "/e/edit";
        QTest::newRow("missing field") << R"({"edit":"remove-agent"})"
                                       << "/e/agent";
        QTest::newRow("empty id") << R"({"edit":"remove-agent","agent":""})"
                                  << "/e/agent";
        QTest::newRow("no text") << R"({"edit":"remove-agent","agent":7})"
                                 << "/e/agent";
        QTest::newRow("permission") << R"({"edit":"set-tool","subject":"a","tool":"t","permission":"all"})"
                                    << "/e/permission";
        QTest::newRow("fallback") << R"({"edit":"set-model","subject":"a","fallbacks":["m",1]})"
                                  << "/e/fallbacks/1";
        QTest::newRow("position") << R"({"edit":"add-route","from":"a","agent":"b","position":-1})"
                                  << "/e/position";
        QTest::newRow("match") << R"({"edit":"add-route","from":"a","agent":"b","match":[]})"
                               << "/e/match";
        QTest::newRow("value") << R"({"edit":"set-attribute","node":"a","name":"b"})"
                               << "/e/value";
    }

    void refusesMissingOrWrongField()
    {
        QFETCH(QString, text);
        QFETCH(QString, where);
        const auto edit = parseEdit(*parseJson(text.toStdString()), "/e");
        QVERIFY(!edit);
        QCOMPARE(QString::fromStdString(edit.error().where), where);
    }

    void refusesTextWithoutBound()
    {
        const auto edit = parseEdit({{"edit", "remove-agent"}, {"agent", std::string(5000, 'x')}});
        QVERIFY(!edit);
        QVERIFY(edit.error().code == ErrorCode::TooLarge);
    }

    void namesEveryKindOfOperation()
    {
        for (const auto kind : {Operation::Kind::Patch, Operation::Kind::CreateAgent, Operation::Kind::DeleteAgent}) {
            QVERIFY(!toText(kind).empty());
            QVERIFY(operationKindFrom(toText(kind)) == kind);
        }
        QVERIFY(!operationKindFrom("drop-everything"));
    }
};

QTEST_GUILESS_MAIN(TestEdit)
#include "tst_edit.moc"
