// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// Figures of the store beside plain sqlite3 in the same run, on the same disk: one line each,
// figure<TAB>value<TAB>unit<TAB>reference<TAB>ratio. Takes a folder (default: one under TMPDIR, which is removed).

#include "agent/storage/graph_codec.h"
#include "agent/storage/sqlite/sqlite_store.h"
#include "core/base/json.h"
#include "tests/agent/storage/store_samples.h"
#include "tests/support/fake_random.h"

#include <QCoreApplication>
#include <QFile>
#include <QLoggingCategory>
#include <QTemporaryDir>

#include <chrono>
#include <cstdio>
#include <deque>

#include <sqlite3.h>

using namespace fabric;
using storage::SqliteStore;

namespace {

using Seconds = std::chrono::duration<double>;

constexpr int kSingle = 300; ///< writes one by one, each waited for
constexpr int kRevisions = 10'000; ///< of the size figure
constexpr int kWaiting = 1000; ///< the most writes in flight
constexpr int kReads = 500;

template <class F>
double secondsOf(F work)
{
    const auto begin = std::chrono::steady_clock::now();
    work();
    return Seconds(std::chrono::steady_clock::now() - begin).count();
}

void print(const char* figure, double value, const char* unit, double reference)
{
    if (reference > 0)
        std::printf("%s\t%.4g\t%s\t%.4g\t%.2f\n", figure, value, unit, reference, value / reference);
    else
        std::printf("%s\t%.4g\t%s\t-\t-\n", figure, value, unit);
    std::fflush(stdout);
}

/// A topology of about 10 KB whose agent number (step % agents) is as step / agents says: one small change per step.
topology::Graph tenKilobytes(int step)
{
    constexpr int kAgents = 20;
    using enum topology::NodeKind;
    std::vector<topology::Node> nodes{test::node(Gateway, "", {{"port", 18789}}), test::node(Channel, "telegram"),
                                      test::node(Account, "telegram/default")};
    std::vector<topology::Edge> edges;
    for (int i = 0; i < kAgents; ++i) {
        const std::string name = "agent" + std::to_string(i);
        // The text is as random as a path or a prompt's hash: a digest of what it stands for.
        const std::string version = sha256(name + std::to_string((step + kAgents - i) / kAgents)).text();
        auto agent
            = test::node(Agent, name,
                         {{"workspace", "/home/operator/.openclaw/workspaces/" + name + "/" + version.substr(7, 24)},
                          {"toolsProfile", "coding"},
                          {"sandboxMode", "all"},
                          {"skills", {"read", "write-" + version.substr(40)}}});
        agent.path = "agents.list[" + std::to_string(i) + "]";
        nodes.push_back(std::move(agent));
        auto route = test::edge(topology::EdgeKind::RoutesTo, "account:telegram/default", "agent:" + name,
                                "peer:" + std::to_string(100'000 + i));
        route.path = "bindings[" + std::to_string(i) + "]";
        edges.push_back(std::move(route));
    }
    return test::graphOf(std::move(nodes), std::move(edges));
}

Result<store::RevisionRecord> writeOne(store::Session& session, const topology::Graph& graph)
{
    FABRIC_TRY(const auto added, session.revisions().add(test::sampleRevision("hq", 1), graph));
    const std::string subject = "runtime:hq";
    const Json body{{"revision", added.number}, {"digest", added.digest.text()}, {"added", 0}, {"changed", 1}};
    FABRIC_CHECK(session.audit().append({{1}, "agent", "topology.revision.observed", subject, body}));
    FABRIC_CHECK(session.outbox().append({{1}, "topology.revision.observed", subject, body}));
    return added;
}

QFuture<Result<store::RevisionRecord>> write(SqliteStore& store, topology::Graph graph)
{
    return store.write([graph = std::move(graph)](store::Session& session) { return writeOne(session, graph); });
}

void must(bool isGood, const char* what)
{
    if (!isGood)
        qFatal("%s", what);
}

/// Plain sqlite3 with the same pragmas and the same bytes per revision in one row: what the disk and SQLite allow.
class RawTable
{
public:
    explicit RawTable(const std::string& path)
    {
        must(sqlite3_open(path.c_str(), &m_database) == SQLITE_OK, "sqlite3_open");
        run("PRAGMA journal_mode=WAL");
        run("PRAGMA synchronous=FULL");
        run("CREATE TABLE raw (number INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT");
        must(sqlite3_prepare_v2(m_database, "INSERT INTO raw (body) VALUES (?)", -1, &m_insert, nullptr) == SQLITE_OK,
             "sqlite3_prepare_v2");
    }
    ~RawTable()
    {
        sqlite3_finalize(m_insert);
        sqlite3_close(m_database);
    }
    RawTable(const RawTable&) = delete;
    RawTable& operator=(const RawTable&) = delete;

    void run(const char* sql) { must(sqlite3_exec(m_database, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql); }
    void insert(const QByteArray& body)
    {
        sqlite3_bind_blob(m_insert, 1, body.constData(), static_cast<int>(body.size()), SQLITE_STATIC);
        must(sqlite3_step(m_insert) == SQLITE_DONE, "sqlite3_step");
        sqlite3_reset(m_insert);
    }

private:
    sqlite3* m_database = nullptr;
    sqlite3_stmt* m_insert = nullptr;
};

struct Rates
{
    double single = 0; ///< per second
    double grouped = 0;
};

Rates measureRaw(const std::string& path, const QByteArray& body)
{
    RawTable table(path);
    Rates rates;
    rates.single = kSingle / secondsOf([&] {
                       for (int i = 0; i < kSingle; ++i)
                           table.insert(body);
                   });
    rates.grouped = kRevisions / secondsOf([&] {
                        for (int i = 0; i < kRevisions; ++i) {
                            if (i % 256 == 0)
                                table.run(i == 0 ? "BEGIN" : "COMMIT; BEGIN");
                            table.insert(body);
                        }
                        table.run("COMMIT");
                    });
    return rates;
}

/// Writes steps 0 to kRevisions - 1: the first kSingle one by one, the others with up to kWaiting in flight.
Rates measureStore(SqliteStore& store)
{
    Rates rates;
    rates.single = kSingle / secondsOf([&] {
                       for (int i = 0; i < kSingle; ++i)
                           must(test::await(write(store, tenKilobytes(i))).has_value(), "write");
                   });
    std::vector<topology::Graph> graphs; // made before: the figure is the store's
    for (int i = kSingle; i < kRevisions; ++i)
        graphs.push_back(tenKilobytes(i));
    std::deque<QFuture<Result<store::RevisionRecord>>> waiting;
    const auto finishFirst = [&] {
        must(test::await(waiting.front()).has_value(), "write");
        waiting.pop_front();
    };
    rates.grouped = static_cast<double>(graphs.size()) / secondsOf([&] {
                        for (topology::Graph& graph : graphs) {
                            if (waiting.size() == kWaiting)
                                finishFirst();
                            waiting.push_back(write(store, std::move(graph)));
                        }
                        while (!waiting.empty())
                            finishFirst();
                    });
    return rates;
}

/// Milliseconds of one revision and its graph, sorted.
std::vector<double> measureReads(SqliteStore& store)
{
    test::FakeRandom random(1);
    std::vector<double> times;
    for (int i = 0; i < kReads; ++i) {
        const RevisionNumber number = random.below(kRevisions) + 1;
        times.push_back(1000 * secondsOf([&] {
                            const auto graph
                                = test::await(store.read([number](store::Session& session) -> Result<topology::Graph> {
                                      FABRIC_TRY(const auto record, session.revisions().find(number));
                                      return session.revisions().graph(record.value().digest);
                                  }));
                            must(graph.has_value(), "read");
                        }));
    }
    std::sort(times.begin(), times.end());
    return times;
}

double mebibytes(const std::string& path)
{
    return static_cast<double>(QFile(QString::fromStdString(path)).size()) / (1024 * 1024);
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("fabric.storage.info=false"));
    const QTemporaryDir temporary;
    const std::string folder = QCoreApplication::arguments().value(1, temporary.path()).toStdString();
    const auto body = storage::encodeGraph(tenKilobytes(0));
    must(body.has_value(), "encode");
    const double documentBytes = static_cast<double>(dumpJson(toJson(tenKilobytes(0))).size());
    print("topology as stored", static_cast<double>(body->size()), "bytes", documentBytes);

    const Rates raw = measureRaw(folder + "/raw.db", *body);
    const SystemClock clock;
    SystemRandom random;
    const std::string path = folder + "/fabric.db";
    {
        auto store = SqliteStore::open(path, clock, random);
        must(store.has_value(), "open");
        const Rates ours = measureStore(**store);
        print("single revision writes", ours.single, "units/s", raw.single);
        print("grouped revision writes", ours.grouped, "units/s", raw.grouped);
        const std::vector<double> reads = measureReads(**store);
        print("read of one revision, p50", reads[reads.size() / 2], "ms", 0);
        print("read of one revision, p99", reads[reads.size() * 99 / 100], "ms", 0);
    }
    print("10,000 revisions on disk", mebibytes(path), "MiB", mebibytes(folder + "/raw.db"));
    return 0;
}
