// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/sqlite/sqlite_store.h"

#include "agent/storage/bounded_queue.h"
#include "agent/storage/sqlite/migrations.h"
#include "agent/storage/sqlite/session.h"
#include "core/base/encoding.h"

#include <array>
#include <future>
#include <mutex>
#include <span>
#include <thread>

namespace fabric::storage {
namespace {

/// The stream's name; made once per database, so that a client can tell a restored history from its own.
Result<> ensureEpoch(Connection& connection, Random& random)
{
    std::array<std::byte, 6> bytes{};
    random.fill(bytes);
    return connection.execute("INSERT INTO outbox_stream (stream_id, epoch, last_sequence) VALUES (1, ?, 0) "
                              "ON CONFLICT (stream_id) DO NOTHING",
                              {toHex(bytes)});
}

Result<Connection> prepare(const std::string& path, const Clock& clock, Random& random)
{
    FABRIC_TRY(const auto migrations, builtInMigrations());
    FABRIC_TRY(Connection connection, Connection::open(path));
    FABRIC_CHECK(migrate(connection, migrations, clock));
    FABRIC_CHECK(ensureEpoch(connection, random));
    return connection;
}

} // namespace

/// The storage thread.
class SqliteStore::Worker
{
public:
    explicit Worker(const SqliteOptions& options)
        : m_options(options)
        , m_queue(options.queueCapacity)
    {
    }

    Result<> start(const std::string& path, const Clock& clock, Random& random)
    {
        std::promise<Result<>> ready;
        std::future<Result<>> outcome = ready.get_future();
        m_thread = std::thread([this, &path, &clock, &random, &ready] { run(path, clock, random, ready); });
        return outcome.get();
    }

    ~Worker()
    {
        m_queue.close();
        if (m_thread.joinable())
            m_thread.join();
    }

    void setListener(std::function<void(const std::vector<events::Event>&)> listener)
    {
        const std::lock_guard lock(m_listenerMutex);
        m_listener = std::move(listener);
    }

    void enqueue(Job& job)
    {
        switch (m_queue.push(job)) {
        case BoundedQueue<Job>::Outcome::Accepted: return;
        case BoundedQueue<Job>::Outcome::Full:
            job.done(fail(ErrorCode::ResourceExhausted, "the store has too much work waiting, try again later"));
            return;
        case BoundedQueue<Job>::Outcome::Closed: job.done(fail(ErrorCode::Unavailable, "the store is closed")); return;
        }
    }

private:
    using Jobs = std::span<Job>;

    void run(const std::string& path, const Clock& clock, Random& random, std::promise<Result<>>& ready)
    {
        auto connection = prepare(path, clock, random);
        if (!connection) {
            ready.set_value(tl::make_unexpected(std::move(connection).error()));
            return;
        }
        ready.set_value({}); // from here on the references may dangle
        for (auto batch = m_queue.take(m_options.maxGroup); !batch.empty(); batch = m_queue.take(m_options.maxGroup)) {
            for (Jobs rest(batch); !rest.empty();)
                rest = rest.subspan(rest.front().access == Access::Read ? runRead(*connection, rest.front())
                                                                        : runGroup(*connection, rest));
        }
    }

    /// @return 1, the number of jobs that were finished.
    static std::size_t runRead(Connection& connection, Job& job)
    {
        store::UnitLedger ledger(Access::Read);
        SqliteSession session(connection, ledger);
        job.done(job.work(session));
        return 1;
    }

    /// What became of one unit inside the group's transaction.
    struct UnitOutcome
    {
        Result<> result;
        bool isTransactionLost = false; ///< SQLite has rolled back everything by itself
    };

    static UnitOutcome runUnit(Connection& connection, Job& job, std::vector<events::Event>& events)
    {
        if (auto saved = connection.execute("SAVEPOINT unit"); !saved)
            return {std::move(saved), true};
        store::UnitLedger ledger(Access::Write);
        Result<> result;
        {
            SqliteSession session(connection, ledger);
            result = job.work(session);
        }
        if (result)
            result = ledger.finish();
        if (!result && !connection.execute("ROLLBACK TO unit"))
            return {std::move(result), true};
        if (auto released = connection.execute("RELEASE unit"); !released)
            return {result ? std::move(released) : std::move(result), true};
        if (result)
            events.insert(events.end(), ledger.events().begin(), ledger.events().end());
        return {std::move(result), false};
    }

    /// Runs the leading writes of @p jobs in one transaction and finishes them. @return how many.
    std::size_t runGroup(Connection& connection, Jobs jobs)
    {
        std::vector<Result<>> results;
        std::vector<events::Event> events;
        Result<> committed;
        {
            auto transaction = Transaction::begin(connection);
            if (!transaction) {
                jobs.front().done(tl::make_unexpected(std::move(transaction).error()));
                return 1;
            }
            for (std::size_t i = 0; i < jobs.size() && jobs[i].access == Access::Write && committed; ++i) {
                UnitOutcome outcome = runUnit(connection, jobs[i], events);
                results.push_back(std::move(outcome.result));
                if (outcome.isTransactionLost)
                    committed = fail(ErrorCode::Unavailable, "the database gave up the transaction of this unit");
            }
            if (committed)
                committed = transaction->commit();
        }
        for (std::size_t i = 0; i < results.size(); ++i)
            jobs[i].done(results[i] && !committed ? committed : std::move(results[i]));
        if (committed)
            notify(events);
        return results.size();
    }

    void notify(const std::vector<events::Event>& events)
    {
        if (events.empty())
            return;
        std::function<void(const std::vector<events::Event>&)> listener;
        {
            const std::lock_guard lock(m_listenerMutex);
            listener = m_listener;
        }
        if (listener)
            listener(events);
    }

    const SqliteOptions m_options;
    BoundedQueue<Job> m_queue;
    std::mutex m_listenerMutex; ///< guards m_listener
    std::function<void(const std::vector<events::Event>&)> m_listener;
    std::thread m_thread;
};

SqliteStore::SqliteStore(const SqliteOptions& options)
    : m_worker(std::make_unique<Worker>(options))
{
}

SqliteStore::~SqliteStore() = default;

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(const std::string& path, const Clock& clock, Random& random,
                                                       const SqliteOptions& options)
{
    std::unique_ptr<SqliteStore> store(new SqliteStore(options));
    FABRIC_CHECK(store->m_worker->start(path, clock, random));
    return store;
}

void SqliteStore::setCommitListener(std::function<void(const std::vector<events::Event>&)> listener)
{
    m_worker->setListener(std::move(listener));
}

void SqliteStore::enqueue(Job job)
{
    m_worker->enqueue(job);
}

} // namespace fabric::storage
