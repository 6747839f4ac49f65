// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/session/key_ring.h"

#include <QObject>
#include <QThreadPool>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

namespace fabric::session {

/// The key ring of the desktop: the Secret Service (org.freedesktop.secrets), or KWallet on KDE, through QtKeychain. Entries
/// are those of the service `fabric-console`.
///
/// QtKeychain works on one thread of our own, one call after the other: its search for a key ring waits on D-Bus, for 25 s
/// on KDE where nobody answers (measured, 0.13.2). That thread is the first that uses it, so one object per process. It
/// says less than we need - a read that was not allowed to unlock is "not found", an erase of a locked entry "done" - so
/// that D-Bus is asked what is there before and after.
class SystemKeyRing : public QObject, public KeyRing
{
public:
    /// How long a call may take.
    struct Patience
    {
        std::chrono::milliseconds answer{5'000}; ///< for what a program does by itself
        std::chrono::milliseconds prompt{120'000}; ///< while it may ask the user
    };

    explicit SystemKeyRing(Patience patience, QObject* parent = nullptr);
    SystemKeyRing()
        : SystemKeyRing(Patience{})
    {
    }
    /// What is under way ends without an answer. Waits for it a second at most.
    ~SystemKeyRing() override;

    [[nodiscard]] QFuture<Result<>> probe() override;
    [[nodiscard]] QFuture<Result<>> store(const QString& entry, const QString& key) override;
    [[nodiscard]] QFuture<Result<QString>> read(const QString& entry) override;
    [[nodiscard]] QFuture<Result<>> erase(const QString& entry) override;

private:
    class Call;
    template <class T>
    QFuture<Result<T>> run(std::function<Result<T>(const Call&)> work);

    Patience m_patience;
    /// Shared with the thread, which may outlive this object: a call into D-Bus cannot be broken off.
    struct Shared
    {
        std::atomic<bool> isOver{false};
        std::atomic<bool> isBusKnown{false}; ///< met, or found missing
    };
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
    std::unique_ptr<QThreadPool> m_thread = std::make_unique<QThreadPool>();
};

} // namespace fabric::session
