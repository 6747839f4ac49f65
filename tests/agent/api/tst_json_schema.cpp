// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/support/json_schema.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace fabric;

/// The checker is what holds the server to its document, so it is held to examples itself.
class TestJsonSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsWhatDoesNotFit_data()
    {
        QTest::addColumn<QByteArray>("schema");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("findings");
        const auto row = [](const char* name, const char* schema, const char* value, int findings) {
            // Quotes are written as ' here: moc of Qt 6.4 stumbles over raw strings.
            QTest::newRow(name) << QByteArray(schema).replace('\'', '"') << QByteArray(value).replace('\'', '"')
                                << findings;
        };
        const char* person
            = "{'type':'object','required':['name'], "
              "'properties':{'name':{'type':'string'},'age':{'type':'integer','minimum':0,'maximum':150}}}";
        row("all right", person, "{'name':'Ada','age':36}", 0);
        row("optional absent", person, "{'name':'Ada'}", 0);
        row("required absent", person, "{'age':36}", 1);
        row("unknown member", person, "{'name':'Ada','shoe':39}", 1);
        row("wrong type", person, "{'name':7}", 1);
        row("no object", person, "[]", 1);
        row("below minimum", person, "{'name':'Ada','age':-1}", 1);
        row("above maximum", person, "{'name':'Ada','age':151}", 1);
        row("fraction as integer", person, "{'name':'Ada','age':1.5}", 1);
        row("open object", "{'type':'object','properties':{},'additionalProperties':true}", "{'a':1}", 0);
        row("open to one type", "{'type':'object','additionalProperties':{'type':'integer'}}", "{'a':1,'b':'2'}", 1);
        row("object without properties", "{'type':'object'}", "{'a':1}", 0);
        row("any value", "{}", "[null,{'a':[]}]", 0);
        row("null allowed", "{'type':['string','null']}", "null", 0);
        row("null not allowed", "{'type':'string'}", "null", 1);
        row("word", "{'enum':['a','b']}", "'b'", 0);
        row("no such word", "{'enum':['a','b']}", "'c'", 1);
        row("pattern", "{'type':'string','pattern':'^[0-9]+$'}", "'12'", 0);
        row("no match", "{'type':'string','pattern':'^[0-9]+$'}", "'1x'", 1);
        row("time", "{'type':'string','format':'date-time'}", "'2026-11-26T09:30:00.000Z'", 0);
        row("no time", "{'type':'string','format':'date-time'}", "'today'", 1);
        row("unknown format", "{'type':'string','format':'email'}", "'a@b'", 1);
        row("too short", "{'type':'string','minLength':1}", "''", 1);
        row("too long", "{'type':'string','maxLength':1}", "'ab'", 1);
        row("items", "{'type':'array','items':{'type':'integer'}}", "[1,'2',3,'4']", 2);
        row("reference", "{'$ref':'#/shared/id'}", "'x'", 0);
        row("reference that does not fit", "{'$ref':'#/shared/id'}", "1", 1);
        row("dead reference", "{'$ref':'#/shared/nothing'}", "1", 1);
        row("unknown keyword", "{'type':'string','contentEncoding':'base64'}", "'x'", 1);
    }
    void findsWhatDoesNotFit()
    {
        QFETCH(QByteArray, schema);
        QFETCH(QByteArray, value);
        QFETCH(int, findings);
        const Json document{{"shared", {{"id", {{"type", "string"}}}}}};
        const auto found
            = test::schemaFindings(*parseJson(value.toStdString()), *parseJson(schema.toStdString()), document);
        QCOMPARE(static_cast<int>(found.size()), findings);
    }
};

QTEST_GUILESS_MAIN(TestJsonSchema)
#include "tst_json_schema.moc"
