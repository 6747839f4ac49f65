// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/frame_worker.h"

#include <QTest>

#include <atomic>
#include <future>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

std::string eventFrame(int number)
{
    return "{\"type\":\"event\",\"event\":\"e" + std::to_string(number) + "\"}";
}

} // namespace

class TestFrameWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsesInOrder()
    {
        std::vector<std::string> names; // written by the worker, read after the promise
        std::promise<void> done;
        FrameWorker worker(1000);
        for (int i = 0; i < 1000; ++i) {
            QVERIFY(worker.submit(eventFrame(i), [&names, &done](Result<Frame> frame) {
                names.push_back(std::get<EventFrame>(*frame).name);
                if (names.size() == 1000)
                    done.set_value();
            }));
        }
        done.get_future().wait();
        for (int i = 0; i < 1000; ++i)
            QCOMPARE(names[static_cast<std::size_t>(i)], "e" + std::to_string(i));
    }

    void tellsErrors()
    {
        FrameWorker worker;
        std::promise<Result<Frame>> answer;
        QVERIFY(worker.submit("{", [&answer](Result<Frame> frame) { answer.set_value(std::move(frame)); }));
        QVERIFY(!answer.get_future().get());
    }

    void refusesMoreThanItsBound()
    {
        std::promise<void> hold;
        std::promise<void> held;
        FrameWorker worker(2);
        QVERIFY(worker.submit(eventFrame(0), [&](const Result<Frame>&) {
            held.set_value();
            hold.get_future().wait();
        }));
        held.get_future().wait(); // the first one is being worked on, the queue is empty
        QVERIFY(worker.submit(eventFrame(1), [](const Result<Frame>&) {}));
        QVERIFY(worker.submit(eventFrame(2), [](const Result<Frame>&) {}));
        QVERIFY(!worker.submit(eventFrame(3), [](const Result<Frame>&) {}));
        hold.set_value();
    }

    void dropsWhatWaits_whenItEnds()
    {
        std::promise<void> hold;
        std::promise<void> held;
        std::atomic<int> called = 0;
        std::thread releaser;
        {
            FrameWorker worker;
            QVERIFY(worker.submit(eventFrame(0), [&](const Result<Frame>&) {
                held.set_value();
                hold.get_future().wait();
            }));
            held.get_future().wait();
            for (int i = 0; i < 10; ++i)
                QVERIFY(worker.submit(eventFrame(i), [&called](const Result<Frame>&) { ++called; }));
            // Lets go only after the end has begun, as far as a thread can tell.
            releaser = std::thread([&hold] {
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                hold.set_value();
            });
        }
        releaser.join();
        QCOMPARE(called.load(), 0);
    }
};

QTEST_GUILESS_MAIN(TestFrameWorker)
#include "tst_openclaw_frame_worker.moc"
