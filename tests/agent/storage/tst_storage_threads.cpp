// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/bounded_queue.h"
#include "agent/storage/sqlite/sqlite_store.h"
#include "tests/agent/storage/store_samples.h"
#include "tests/support/verify_result.h"

#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <thread>

using namespace fabric;
using namespace storage;

/// For ThreadSanitizer: everything that several threads do with the queue and the store at the same time.
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
        constexpr int kUnits = 40;
        const QTemporaryDir dir;
        const SystemClock clock;
        SystemRandom random;
        auto store = SqliteStore::open(dir.filePath(QStringLiteral("fabric.db")).toStdString(), clock, random);
        FABRIC_VERIFY_RESULT(store);
        std::atomic<std::int64_t> heard = 0;
        (*store)->setCommitListener([&](const std::vector<events::Event>& events) { heard += std::ssize(events); });
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (int t = 0; t < kThreads; ++t) {
            threads.emplace_back([&, t] {
                std::vector<QFuture<Result<>>> writes;
                for (int i = 0; i < kUnits; ++i) {
                    const std::string tag = std::to_string(t) + "." + std::to_string(i);
                    writes.push_back((*store)->write([tag, i](store::Session& session) -> Result<> {
                        FABRIC_CHECK(test::addRevision(session, test::sampleRevision("hq", i), test::sampleGraph(tag)));
                        if (i % 8 == 7)
                            return fail(ErrorCode::Conflict, tag);
                        return {};
                    }));
                    if (i % 10 == 9) {
                        const auto last = test::await(
                            (*store)->read([](store::Session& session) { return session.outbox().extent(); }));
                        wrong += last ? 0 : 1;
                    }
                }
                for (int i = 0; i < kUnits; ++i)
                    wrong += test::await(writes[static_cast<std::size_t>(i)]).has_value() == (i % 8 != 7) ? 0 : 1;
            });
        }
        for (std::thread& thread : threads)
            thread.join();
        store->reset();
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(heard.load(), kThreads * kUnits * 7 / 8);
    }
};

QTEST_GUILESS_MAIN(TestStorageThreads)
#include "tst_storage_threads.moc"
