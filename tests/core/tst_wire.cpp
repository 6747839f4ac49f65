// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/self.h"
#include "core/wire/types.h"
#include "tests/support/wire_samples.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace fabric;
using namespace fabric::wire;

namespace {

/// A type's name, a full document of it and its parser followed by its writer.
struct WireCase
{
    const char* name;
    Json document;
    std::function<Result<Json>(const Json&)> again;
};

template <class T>
WireCase wireCase(const char* name, const T& value)
{
    return {name, toJson(value), [](const Json& json) -> Result<Json> {
                FABRIC_TRY(const T parsed, parse<T>(json));
                return toJson(parsed);
            }};
}

template <class T>
WireCase pageCase(const char* name, const T& value)
{
    return {name, toJson(Page<T>{{value}, "next"}), [](const Json& json) -> Result<Json> {
                FABRIC_TRY(const Page<T> parsed, parsePage<T>(json));
                return toJson(parsed);
            }};
}

std::vector<WireCase> cases()
{
    const topology::Graph graph = test::sampleGraph();
    const Runtime runtime = toWire(test::sampleRuntimeRecord(), &graph);
    const Revision revision = toWire(test::sampleRevisionRecord(graph));
    const Event event = fromEvent(test::sampleEvent());
    const Service service{"store", "database", "ok", "2026-11-26T09:30:00.000Z", "SQLite"};
    const Provider openclaw{"openclaw", "OpenClaw", {"2026.9.6"}, 2};
    const InventoryAgent agent{"main",
                               "Main",
                               "openai/gpt-5",
                               "/w",
                               "coding",
                               "all",
                               {"account:telegram/default"},
                               "unmanaged",
                               "live",
                               "2026-11-26T09:30:00.000Z"};
    const topology::Graph none;
    return {wireCase("runtime", runtime),
            wireCase("status", test::sampleStatus()),
            wireCase("revision", revision),
            wireCase("topology", Topology{revision, graph, "2026-11-26T09:30:00.000Z", "gateway", true}),
            wireCase("inventoryAgent", agent),
            wireCase("inventory", Inventory{"hq", 2, {agent}}),
            wireCase("diff", TopologyDiff{revision, revision, topology::diff(none, graph)}),
            wireCase("reachability",
                     Reachability{
                         2,
                         "agent:main",
                         "forward",
                         {{topology::NodeId("agent:coder"), {topology::EdgeId("may-spawn|agent:main|agent:coder|")}}}}),
            wireCase("event", event),
            wireCase("service", service),
            wireCase("self", Self{"apikey:0a1b2c3d", "console", "operator", {"plans"}}),
            wireCase("provider", openclaw),
            wireCase("problem", ProblemDetails{404, "NotFound", "Not found", "no such runtime", "/id", "trace"}),
            pageCase("runtimes", runtime),
            pageCase("revisions", revision),
            pageCase("events", event),
            pageCase("services", service),
            pageCase("providers", openclaw)};
}

/// Replaces one member (JSON pointer) of a type's full document; the parser must refuse it and name the place.
struct BadInput
{
    const char* name;
    const char* type;
    const char* pointer;
    Json value;
    const char* where = nullptr; ///< default: pointer
};

const std::vector<BadInput>& badInputs()
{
    static const std::vector<BadInput> all{
        {"an id that is no slug", "runtime", "/id", "HQ"},
        {"an id of another type", "runtime", "/id", 7},
        {"a count below zero", "runtime", "/agentCount", -1},
        {"a count beyond int", "runtime", "/nodeCount", 1ULL << 40U},
        {"a fraction as a count", "runtime", "/edgeCount", 3.7},
        {"true as a revision", "runtime", "/currentRevision", true},
        {"revision zero", "runtime", "/currentRevision", 0},
        {"a digest of another form", "revision", "/sourceDigest", "sha256:1"},
        {"a digest that is no text", "revision", "/sourceDigest", 1},
        {"a time without zone", "runtime", "/addedAt", "2026-11-26T09:30:00"},
        {"a day that does not exist", "runtime", "/addedAt", "2026-02-30T09:30:00Z"},
        {"null as a required time", "runtime", "/addedAt", nullptr},
        {"text as a boolean", "runtime", "/runtimeOnlyIsStale", "true"},
        {"a list as the status", "runtime", "/status", Json::array()},
        {"an unknown health", "status", "/health", "excellent"},
        {"an unknown mode", "status", "/mode", "telepathy"},
        {"a problem without code", "status", "/problems/0/code", nullptr},
        {"a scope that is no text", "status", "/grantedScopes/0", 1, "/grantedScopes"},
        {"capabilities as text", "status", "/identity/capabilities", "all"},
        {"a protocol below zero", "status", "/identity/protocol", -4},
        {"a short digest", "revision", "/digest", "sha256:00"},
        {"an upper-case digest", "revision", "/configuredDigest", "sha256:" + std::string(64, 'A')},
        {"number zero", "revision", "/number", 0},
        {"a number beyond 2^63", "revision", "/number", 1ULL << 63U},
        {"an unknown kind", "revision", "/kind", "dreamt"},
        {"changes without one count", "revision", "/changes", {{"added", 1}, {"removed", 1}}, "/changes/changed"},
        {"a graph that is no object", "topology", "/graph", 1},
        {"an unknown access mode", "topology", "/mode", ""},
        {"a bad inner revision", "topology", "/revision/number", "2"},
        {"an unknown owner", "inventoryAgent", "/owner", "nobody"},
        {"entries as text", "inventoryAgent", "/entries", "all"},
        {"a bad inner agent", "inventory", "/agents/0/id", 5},
        {"a bad runtime", "inventory", "/runtime", ""},
        {"a diff that is no object", "diff", "/diff", Json::array()},
        {"an unknown direction", "reachability", "/direction", "sideways"},
        {"a path that holds numbers", "reachability", "/reached/0/path/0", 9, "/reached/0/path"},
        {"another specversion", "event", "/specversion", "0.3"},
        {"a foreign type", "event", "/type", "com.example.thing"},
        {"data as a list", "event", "/data", Json::array()},
        {"a bad time", "event", "/time", "yesterday"},
        {"an unknown state", "service", "/state", "fine"},
        {"versions as text", "provider", "/versions", "2026"},
        {"a success as a problem", "problem", "/status", 200},
        {"items that are no list", "runtimes", "/items", Json::object()},
        {"a bad item", "revisions", "/items/0/number", -1},
        {"a cursor that is a number", "events", "/nextCursor", 4},
    };
    return all;
}

} // namespace

class TestWire : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryField_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const WireCase& one : cases())
            QTest::newRow(one.name) << index++;
    }
    void keepsEveryField()
    {
        QFETCH(int, index);
        const WireCase one = cases()[static_cast<std::size_t>(index)];
        const auto again = one.again(one.document);
        QVERIFY2(again.has_value(), again ? "" : again.error().message.c_str());
        QCOMPARE(dumpJson(*again), dumpJson(one.document));
    }

    void ignoresUnknownFields()
    {
        for (const WireCase& one : cases()) {
            Json newer = one.document;
            newer["fromTheFuture"] = {{"deep", true}};
            const auto again = one.again(newer);
            QVERIFY2(again.has_value(), one.name);
            QCOMPARE(dumpJson(*again), dumpJson(one.document));
        }
    }

    void needsEveryRequiredField()
    {
        const std::set<std::string> optional{
            "runtime/lastObservedAt",    "runtime/currentRevision", "revision/parent",       "topology/lastObservedAt",
            "inventoryAgent/lastSeenAt", "inventory/revision",      "event/datacontenttype", "problem/type",
            "runtimes/nextCursor",       "revisions/nextCursor",    "events/nextCursor",     "services/nextCursor",
            "providers/nextCursor",      "status/configRealPath",   "revision/sourceDigest", "revision/authorName"};
        for (const WireCase& one : cases()) {
            QVERIFY(!one.again(Json::array()));
            for (const auto& [key, unused] : one.document.items()) {
                Json without = one.document;
                without.erase(key);
                const auto again = one.again(without);
                const std::string name = std::string(one.name) + "/" + key;
                QVERIFY2(again.has_value() == optional.contains(name), name.c_str());
                if (!again)
                    QVERIFY2(again.error().where.ends_with("/" + key), again.error().where.c_str());
            }
        }
    }

    void refusesBadInput_data()
    {
        QTest::addColumn<int>("index");
        int index = 0;
        for (const BadInput& bad : badInputs())
            QTest::addRow("%s: %s", bad.type, bad.name) << index++;
    }
    void refusesBadInput()
    {
        QFETCH(int, index);
        const BadInput& bad = badInputs()[static_cast<std::size_t>(index)];
        const auto all = cases();
        const auto one = std::find_if(all.begin(), all.end(),
                                      [&](const WireCase& c) { return std::string_view(c.name) == bad.type; });
        QVERIFY(one != all.end());
        Json document = one->document;
        document.at(Json::json_pointer(bad.pointer)) = bad.value;
        const auto again = one->again(document);
        QVERIFY(!again.has_value());
        QCOMPARE(again.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(again.error().where.starts_with(bad.where != nullptr ? bad.where : bad.pointer),
                 again.error().where.c_str());
    }

    void writesEventsAsCloudEvents()
    {
        const Json json = toJson(fromEvent(test::sampleEvent()));
        QCOMPARE(json.at("specversion").get<std::string>(), std::string("1.0"));
        QCOMPARE(json.at("id").get<std::string>(), std::string("e1-42"));
        QCOMPARE(json.at("type").get<std::string>(), std::string("fabric.topology.revision.observed"));
        QCOMPARE(json.at("subject").get<std::string>(), std::string("runtime:hq"));
        QCOMPARE(json.at("data").at("number").get<int>(), 2);
        QCOMPARE(parse<Event>(json)->type, std::string(events::type::kRevisionObserved));
    }

    void countsWhatTheGraphHolds()
    {
        const topology::Graph graph = test::sampleGraph();
        const Runtime runtime = toWire(test::sampleRuntimeRecord(), &graph);
        QCOMPARE(runtime.agentCount, 2);
        QCOMPARE(runtime.nodeCount, 6);
        QCOMPARE(runtime.edgeCount, 4);
        QCOMPARE(toWire(test::sampleRuntimeRecord(), nullptr).nodeCount, 0);
    }

    void readsTimes_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<qint64>("millis"); // -1: refused
        QTest::newRow("the epoch") << QByteArray("1970-01-01T00:00:00Z") << qint64{0};
        QTest::newRow("milliseconds") << QByteArray("2026-11-26T09:30:00.123Z") << qint64{1'795'685'400'123};
        QTest::newRow("one digit") << QByteArray("1970-01-01T00:00:00.5Z") << qint64{500};
        QTest::newRow("nine digits") << QByteArray("1970-01-01T00:00:00.001999999Z") << qint64{1};
        QTest::newRow("leap day") << QByteArray("2024-02-29T00:00:00Z") << qint64{1'709'164'800'000};
        for (const char* bad :
             {"", "Z", "1970-01-01", "1970-01-01T00:00:00", "1970-01-01T00:00:00+00:00", "1970-01-01t00:00:00Z",
              "1970-13-01T00:00:00Z", "2023-02-29T00:00:00Z", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
              "1970-01-01T00:00:60Z", "1970-01-01T00:00:00.Z", "1970-01-01T00:00:00.0000000001Z",
              "1970-01-01T00:00:0aZ", "+970-01-01T00:00:00Z", "1970-01-01T00:00:00,5Z"})
            QTest::newRow(*bad == '\0' ? "nothing" : bad) << QByteArray(bad) << qint64{-1};
    }
    void readsTimes()
    {
        QFETCH(QByteArray, text);
        QFETCH(qint64, millis);
        const auto time = parseRfc3339(text.toStdString(), "/from");
        QCOMPARE(time.has_value(), millis >= 0);
        if (time) {
            QCOMPARE(time->count, millis);
            QVERIFY(parseRfc3339(toRfc3339(*time)) == *time);
        } else {
            QCOMPARE(time.error().where, std::string("/from"));
        }
    }
};

QTEST_GUILESS_MAIN(TestWire)
#include "tst_wire.moc"
