// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/runtime_writer.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fabric::test {

/// A runtime on which the script can be played: the model, or a real one. Two resources, A and B, each with one field that
/// is 1 at the beginning.
class Stage
{
public:
    virtual ~Stage() = default;
    [[nodiscard]] virtual provider::RuntimeWriter& writer() = 0;
    /// Sets the field of A to 2.
    [[nodiscard]] virtual provider::Operation patch() = 0;
    /// A patch of something else, for which the runtime restarts.
    [[nodiscard]] virtual provider::Operation restartingPatch() = 0;
    /// Of an agent that is not there at the beginning.
    [[nodiscard]] virtual provider::Operation agentCall(provider::Operation::Kind kind) = 0;
    /// Somebody else sets the field of A (or B), and the runtime has seen it.
    virtual void rivalEdits(bool isA) = 0;
    virtual void kill() = 0;
    virtual void start() = 0; ///< and waits until it answers
    /// Lets time pass until @p isThere, at most as long as is sensible. @return what it said last.
    [[nodiscard]] virtual bool until(const std::function<bool()>& isThere) = 0;

    template <class T>
    [[nodiscard]] Result<T> await(const std::function<void(std::function<void(Result<T>)>)>& begin)
    {
        const auto got = std::make_shared<std::optional<Result<T>>>();
        begin([got](Result<T> result) { *got = std::move(result); });
        if (!until([&got] { return got->has_value(); }))
            return fail(ErrorCode::Internal, "it never called back");
        return std::move(**got);
    }
};

/// Plays every kind of call, and tells what came of each: one line per action, the same for runtimes that behave the same.
[[nodiscard]] std::vector<std::string> playScript(Stage& stage);

} // namespace fabric::test
