// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QFutureWatcher>

#include <utility>

namespace fabric {

/// Delivers the result of a future to an object, on the object's thread. Nothing is called after the receiver's death:
/// the watcher is its child (QFuture::then(context) of Qt 6.4 asserts in that case). Works for finished futures.
template <class T, class F>
void onResult(const QFuture<T>& future, QObject* receiver, F handler)
{
    auto* watcher = new QFutureWatcher<T>(receiver);
    QObject::connect(watcher, &QFutureWatcherBase::finished, receiver,
                     [watcher, handler = std::move(handler)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0)
                             handler(watcher->result());
                     });
    watcher->setFuture(future);
}

} // namespace fabric
