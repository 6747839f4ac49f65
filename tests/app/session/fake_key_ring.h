// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/session/key_ring.h"

#include <QPromise>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace fabric::test {

/// A key ring in memory. tst_key_ring holds it to what the real one does.
class FakeKeyRing : public session::KeyRing
{
public:
    enum State {
        Unlocked,
        Unanswered, ///< locked, and nobody answers its question
        Declined, ///< locked, and its question is declined
        Hanging,
        Broken, ///< cannot take new entries
        Absent,
    };
    State state = Unlocked;
    std::map<QString, QString> entries;
    std::function<void()> onRead = [] {}; ///< called before an entry is read
    bool isSilent = false; ///< no answer before answerAll()

    void answerAll()
    {
        for (const auto& answer : std::exchange(m_waiting, {}))
            answer();
    }

    QFuture<Result<>> probe() override
    {
        return answer<void>([this] { return reach(); });
    }
    QFuture<Result<>> store(const QString& entry, const QString& key) override
    {
        return answer<void>([=, this]() -> Result<> {
            FABRIC_CHECK(reach());
            FABRIC_CHECK(unlock());
            if (state == Broken)
                return fail(ErrorCode::Internal, "out of order");
            entries[entry] = key;
            return {};
        });
    }
    QFuture<Result<QString>> read(const QString& entry) override
    {
        return answer<QString>([=, this]() -> Result<QString> {
            onRead();
            FABRIC_CHECK(reach());
            if (!entries.contains(entry))
                return fail(ErrorCode::NotFound, "no such entry");
            FABRIC_CHECK(unlock());
            return entries[entry];
        });
    }
    QFuture<Result<>> erase(const QString& entry) override
    {
        return answer<void>([=, this]() -> Result<> {
            FABRIC_CHECK(reach());
            if (entries.contains(entry))
                FABRIC_CHECK(unlock());
            entries.erase(entry);
            return {};
        });
    }

private:
    [[nodiscard]] Result<> reach() const
    {
        if (state == Absent)
            return fail(ErrorCode::Unavailable, "no key ring");
        if (state == Hanging)
            return fail(ErrorCode::DeadlineExceeded, "no answer");
        return {};
    }
    [[nodiscard]] Result<> unlock() const
    {
        if (state == Unanswered)
            return fail(ErrorCode::FailedPrecondition, "locked");
        if (state == Declined)
            return fail(ErrorCode::PermissionDenied, "declined");
        return {};
    }

    template <class T>
    QFuture<Result<T>> answer(std::function<Result<T>()> work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        m_waiting.push_back([promise, work = std::move(work)] {
            promise->addResult(work());
            promise->finish();
        });
        if (!isSilent)
            answerAll();
        return promise->future();
    }

    std::vector<std::function<void()>> m_waiting;
};

} // namespace fabric::test
