// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/bounded_queue.h"
#include "agent/storage/sqlite/sqlite_store.h"
#include "tests/agent/storage/store_samples.h"
#include "tests/support/verify_result.h"

#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace fabric;
using namespace storage;

/// For ThreadSanitizer: everything that several threads do with the queue and the store at the same time. Without
/// QFuture, whose locks and counters are inside Qt, where ThreadSanitizer does not see them.
class TestStorageThreads : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLoggingCategory::setFilterRules(QStringLiteral("fabric.storage.info=false")); }

    void queue_givesEveryAcceptedItemOnceAndInOrder()
    {
        constexpr int kThreads = 4;
        constexpr int kItems = 2000;
        BoundedQueue<std::pair<int, int>> queue(64);
        std::vector<std::thread> producers;
        for (int t = 0; t < kThreads; ++t) {
            producers.emplace_back([&queue, t] {
                for (int i = 0; i < kItems;) {
                    std::pair<int, int> item(t, i);
                    if (queue.push(item) == BoundedQueue<std::pair<int, int>>::Outcome::Accepted)
                        ++i;
                    else
                        std::this_thread::yield();
                }
            });
        }
        std::array<int, kThreads> next{};
        int wrong = 0;
        std::thread consumer([&] {
            for (auto items = queue.take(10); !items.empty(); items = queue.take(10)) {
                wrong += items.size() > 10 ? 1 : 0;
                for (const auto& [thread, number] : items)
                    wrong += next[static_cast<std::size_t>(thread)]++ == number ? 0 : 1;
            }
        });
        for (std::thread& producer : producers)
            producer.join();
        queue.close();
        consumer.join();
        QCOMPARE(wrong, 0);
        for (const int count : next)
            QCOMPARE(count, kItems);
        std::pair<int, int> late;
        QVERIFY(queue.push(late) == (BoundedQueue<std::pair<int, int>>::Outcome::Closed));
    }

    void store_takesWritesAndReadsFromManyThreads()
    {
        constexpr int kThreads = 4;
        const QTemporaryDir dir;
        const SystemClock clock;
        SystemRandom random;
        auto store = SqliteStore::open(dir.filePath(QStringLiteral("fabric.db")).toStdString(), clock, random);
        FABRIC_VERIFY_RESULT(store);
        std::int64_t heard = 0; // of the storage thread, which the store's end joins
        (*store)->setCommitListener([&](const std::vector<events::Event>& events) { heard += std::ssize(events); });
        Latch latch;
        std::vector<std::thread> threads;
        for (int t = 0; t < kThreads; ++t)
            threads.emplace_back([&, t] { writeAndRead(**store, latch, t); });
        for (std::thread& thread : threads)
            thread.join();
        latch.waitFor(kThreads * (kUnits + kUnits / 10));
        store->reset();
        QCOMPARE(latch.wrong(), 0);
        QCOMPARE(heard, kThreads * kUnits * 7 / 8);
    }

private:
    static constexpr int kUnits = 40;

    /// Counts what finished, with a lock that ThreadSanitizer sees.
    class Latch
    {
    public:
        void finish(bool isAsExpected)
        {
            const std::lock_guard lock(m_mutex);
            ++m_finished;
            m_wrong += isAsExpected ? 0 : 1;
            m_changed.notify_all();
        }
        void waitFor(int count)
        {
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [&] { return m_finished == count; });
        }
        int wrong()
        {
            const std::lock_guard lock(m_mutex);
            return m_wrong;
        }

    private:
        std::mutex m_mutex;
        std::condition_variable m_changed;
        int m_finished = 0;
        int m_wrong = 0;
    };

    static void writeAndRead(store::Store& store, Latch& latch, int thread)
    {
        using store::Access;
        for (int i = 0; i < kUnits; ++i) {
            const std::string tag = std::to_string(thread) + "." + std::to_string(i);
            const bool isGood = i % 8 != 7;
            store.enqueue({Access::Write,
                           [tag, isGood, i](store::Session& session) -> Result<> {
                               FABRIC_CHECK(
                                   test::addRevision(session, test::sampleRevision("hq", i), test::sampleGraph(tag)));
                               if (!isGood)
                                   return fail(ErrorCode::Conflict, tag);
                               return {};
                           },
                           [&latch, isGood](Result<> outcome) { latch.finish(outcome.has_value() == isGood); }});
            if (i % 10 == 9)
                store.enqueue({Access::Read,
                               [](store::Session& session) -> Result<> {
                                   FABRIC_CHECK(session.outbox().extent());
                                   return {};
                               },
                               [&latch](Result<> outcome) { latch.finish(outcome.has_value()); }});
        }
    }
};

QTEST_GUILESS_MAIN(TestStorageThreads)
#include "tst_storage_threads.moc"
