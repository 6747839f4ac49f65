// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/interrupt_note.h"

#include "agent/composition/output.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <memory>

namespace fabric::composition {
namespace {

// What the handler reads. The sentences before stay where they are until the note is gone: it may be at one of them.
struct Sentence
{
    std::string text;
    std::unique_ptr<Sentence> before;
};
std::atomic<const Sentence*> said{nullptr};
static_assert(std::atomic<const Sentence*>::is_always_lock_free);
std::unique_ptr<Sentence> newest;
struct sigaction before = {};

extern "C" void onInterrupt(int)
{
    if (const Sentence* sentence = said.load(); sentence != nullptr) {
        const ssize_t written = ::write(STDERR_FILENO, sentence->text.data(), sentence->text.size());
        static_cast<void>(written);
    }
    ::_exit(kExitInterrupted);
}

} // namespace

InterruptNote::InterruptNote()
{
    struct sigaction handler = {};
    handler.sa_handler = &onInterrupt;
    ::sigemptyset(&handler.sa_mask);
    ::sigaction(SIGINT, nullptr, &before);
    if (before.sa_handler != SIG_IGN)
        ::sigaction(SIGINT, &handler, nullptr);
}

InterruptNote::~InterruptNote()
{
    ::sigaction(SIGINT, &before, nullptr);
    said = nullptr;
    newest.reset();
}

void InterruptNote::say(const std::string& sentence)
{
    newest = std::make_unique<Sentence>(Sentence{"\nfabric-agent: " + printable(sentence) + "\n", std::move(newest)});
    said = newest.get();
}

} // namespace fabric::composition
