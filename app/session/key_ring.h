// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QFuture>
#include <QString>

namespace fabric::session {

/// Where the keys of saved connections are kept outside the file: SystemKeyRing in the product, a fake in tests.
///
/// Calls return at once, whatever the key ring does; every future ends by itself. Receive it with onResult(). What goes
/// wrong is one of
///   Unavailable         there is no key ring here
///   FailedPrecondition  it is locked, and nobody has answered its question for so long
///   PermissionDenied    its question was declined, or could not be shown
///   DeadlineExceeded    it does not answer; what was asked for may still happen
///   NotFound            it answers, and has no such entry (read)
///   Internal            it answers with a failure; the message holds its words
/// No error holds a key.
class KeyRing
{
public:
    KeyRing() = default;
    KeyRing(const KeyRing&) = delete;
    KeyRing& operator=(const KeyRing&) = delete;
    virtual ~KeyRing() = default;

    /// Whether there is one that answers. Asks the user nothing.
    [[nodiscard]] virtual QFuture<Result<>> probe() = 0;
    /// Replaces what the entry holds; may ask the user to unlock the key ring, as read() and erase() may.
    [[nodiscard]] virtual QFuture<Result<>> store(const QString& entry, const QString& key) = 0;
    [[nodiscard]] virtual QFuture<Result<QString>> read(const QString& entry) = 0;
    /// After success there is no such entry; there may have been none before.
    [[nodiscard]] virtual QFuture<Result<>> erase(const QString& entry) = 0;
};

/// What is wrong with the key ring and what to do about it, in two sentences.
struct KeyRingWords
{
    QString what;
    QString action;
};
/// @param error of a KeyRing.
[[nodiscard]] KeyRingWords keyRingWords(const Error& error);

} // namespace fabric::session
