// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/frame_worker.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <future>

using namespace fabric;
using namespace fabric::openclaw;

namespace {

std::string eventFrame(int number)
{
    return "{\"type\":\"event\",\"event\":\"e" + std::to_string(number) + "\"}";
}

constexpr int kNames[2]{};
constexpr FrameWorker::Client kOne = &kNames[0];
constexpr FrameWorker::Client kOther = &kNames[1];

/// Holds the worker at its first frame, so that a test can fill the queues.
class Hold
{
public:
    explicit Hold(FrameWorker& worker)
    {
        if (!worker.submit(&m_release, eventFrame(0), [this](const Result<Frame>&) {
                m_isHeld.set_value();
                m_release.get_future().wait();
            }))
            qFatal("the first frame was refused");
        m_isHeld.get_future().wait();
    }
    void release() { m_release.set_value(); }

private:
    std::promise<void> m_isHeld;
    std::promise<void> m_release;
};

} // namespace

class TestFrameWorker : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parsesInOrder()
    {
        std::vector<std::string> names; // written by the worker, read after the promise
        std::promise<void> done;
        FrameWorker worker;
        for (int i = 0; i < 1000; ++i) {
            QVERIFY(worker.submit(kOne, eventFrame(i), [&names, &done](Result<Frame> frame) {
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
        QVERIFY(worker.submit(kOne, "{", [&answer](Result<Frame> frame) { answer.set_value(std::move(frame)); }));
        QVERIFY(!answer.get_future().get());
    }

    void refusesMoreThanItsBound()
    {
        std::promise<void> hold;
        std::promise<void> held;
        FrameWorker worker({.frames = 2});
        QVERIFY(worker.submit(kOne, eventFrame(0), [&](const Result<Frame>&) {
            held.set_value();
            hold.get_future().wait();
        }));
        held.get_future().wait(); // the first one is being worked on, the queue is empty
        QVERIFY(worker.submit(kOne, eventFrame(1), [](const Result<Frame>&) {}));
        QVERIFY(worker.submit(kOne, eventFrame(2), [](const Result<Frame>&) {}));
        QVERIFY(!worker.submit(kOne, eventFrame(3), [](const Result<Frame>&) {}));
        hold.set_value();
    }

    void cutsNobodyOff_whenOneTalksTooMuch()
    {
        std::vector<std::string> told; // written by the worker, read after the promise
        std::promise<void> done;
        FrameWorker worker({.frames = 8});
        Hold hold(worker);
        const auto keep = [&](const std::string& who, std::size_t last) {
            return [&told, &done, who, last](const Result<Frame>&) {
                told.push_back(who);
                if (told.size() == last)
                    done.set_value();
            };
        };
        for (int i = 0; i < 8; ++i)
            QVERIFY(worker.submit(kOne, eventFrame(i), keep("noisy", 10)));
        QVERIFY(!worker.submit(kOne, eventFrame(8), keep("noisy", 10)));
        for (int i = 0; i < 2; ++i)
            QVERIFY2(worker.submit(kOther, eventFrame(i), keep("quiet", 10)), "its own bound, not the other's");
        hold.release();
        done.get_future().wait();
        // In turn: neither waits for more than one frame of the other.
        const auto first = std::find(told.begin(), told.end(), "quiet");
        QVERIFY(first - told.begin() <= 1);
        QCOMPARE(*(first + 2), std::string("quiet"));
    }

    void boundsTheBytesThatWait()
    {
        FrameWorker worker({.bytes = 100});
        Hold hold(worker);
        const auto ignore = [](const Result<Frame>&) {};
        QVERIFY2(worker.submit(kOne, std::string(500, ' '), ignore), "a first one is taken");
        QVERIFY(!worker.submit(kOne, std::string(1, ' '), ignore));
        QVERIFY(worker.submit(kOther, std::string(60, ' '), ignore));
        QVERIFY(worker.submit(kOther, std::string(40, ' '), ignore));
        QVERIFY(!worker.submit(kOther, std::string(1, ' '), ignore));
        worker.forget(kOther);
        QVERIFY(worker.submit(kOther, std::string(100, ' '), ignore));
        hold.release();
    }

    void dropsWhatWaits_whenItEnds()
    {
        std::promise<void> hold;
        std::promise<void> held;
        std::atomic<int> called = 0;
        std::thread releaser;
        {
            FrameWorker worker;
            QVERIFY(worker.submit(kOne, eventFrame(0), [&](const Result<Frame>&) {
                held.set_value();
                hold.get_future().wait();
            }));
            held.get_future().wait();
            for (int i = 0; i < 10; ++i)
                QVERIFY(worker.submit(kOne, eventFrame(i), [&called](const Result<Frame>&) { ++called; }));
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
