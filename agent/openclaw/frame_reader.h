// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/frame_worker.h"

#include <QObject>

#include <cstdint>
#include <functional>
#include <memory>

namespace fabric::openclaw {

/// What a socket receives, as frames in their order: small ones are parsed at once, large ones by the worker.
///
/// Threads: lives on one thread with an event loop. Never blocks.
class FrameReader : public QObject
{
public:
    /// The frame, or why it is none (ResourceExhausted: too many large ones wait). Called on the thread of the reader, for a
    /// small frame from inside take().
    using Done = std::function<void(Result<Frame>)>;

    /// Borrows @p worker, which must outlive this object.
    FrameReader(FrameWorker& worker, Done done);
    ~FrameReader() override;

    void take(const QString& text);
    /// Drops what was taken and not told yet: the socket is another one from now on.
    void forget();

private:
    struct Mailbox;

    void onParsed(std::uint64_t generation, Result<Frame> frame);

    FrameWorker& m_worker;
    Done m_done;
    std::uint64_t m_generation = 0; ///< counts sockets: what belongs to an earlier one is dropped
    int m_inWorker = 0; ///< frames of this socket that the worker still has
    std::shared_ptr<Mailbox> m_mailbox; ///< where the worker leaves parsed frames; outlives the reader if need be
};

} // namespace fabric::openclaw
