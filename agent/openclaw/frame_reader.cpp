// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/frame_reader.h"

#include <mutex>
#include <utility>

namespace fabric::openclaw {

struct FrameReader::Mailbox
{
    std::mutex mutex;
    FrameReader* reader = nullptr; ///< null after its end
};

FrameReader::FrameReader(FrameWorker& worker, Done done)
    : m_worker(worker)
    , m_done(std::move(done))
    , m_mailbox(std::make_shared<Mailbox>())
{
    m_mailbox->reader = this;
}

FrameReader::~FrameReader()
{
    {
        const std::lock_guard lock(m_mailbox->mutex);
        m_mailbox->reader = nullptr;
    }
    m_worker.forget(this);
}

void FrameReader::take(const QString& text)
{
    std::string utf8 = text.toStdString();
    if (utf8.size() < kLargeFrameBytes && m_inWorker == 0) {
        m_done(parseFrame(utf8));
        return;
    }
    // Frames behind a large one go the same way, so that their order stays.
    const auto deliver = [mailbox = m_mailbox, generation = m_generation](Result<Frame> frame) {
        const auto shared = std::make_shared<Result<Frame>>(std::move(frame));
        const std::lock_guard lock(mailbox->mutex);
        if (FrameReader* reader = mailbox->reader) {
            QMetaObject::invokeMethod(
                reader, [reader, generation, shared] { reader->onParsed(generation, std::move(*shared)); },
                Qt::QueuedConnection);
        }
    };
    ++m_inWorker;
    if (!m_worker.submit(this, std::move(utf8), deliver))
        m_done(fail(ErrorCode::ResourceExhausted, "too many large frames at once"));
}

void FrameReader::forget()
{
    ++m_generation;
    m_inWorker = 0;
    m_worker.forget(this);
}

void FrameReader::onParsed(std::uint64_t generation, Result<Frame> frame)
{
    if (generation != m_generation)
        return;
    --m_inWorker;
    m_done(std::move(frame));
}

} // namespace fabric::openclaw
