// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/view/layout_worker.h"

namespace fabric::view {

LayoutWorker::LayoutWorker(Done done)
    : m_done(std::move(done))
    , m_thread([this] { run(); })
{
}

LayoutWorker::~LayoutWorker()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void LayoutWorker::request(const topology::Graph& graph, Scenes previous, std::uint64_t version)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting = std::make_unique<Request>(Request{graph, std::move(previous), version});
    }
    m_wake.notify_one();
}

void LayoutWorker::run()
{
    for (;;) {
        std::unique_ptr<Request> request;
        {
            std::unique_lock lock(m_mutex);
            m_wake.wait(lock, [this] { return m_isStopping || m_waiting; });
            if (m_isStopping)
                return;
            request = std::move(m_waiting);
        }
        const Layout* previous = request->previous ? &request->previous->layout() : nullptr;
        m_done(std::make_shared<const Scene>(layOut(request->graph, previous)), request->version);
    }
}

} // namespace fabric::view
