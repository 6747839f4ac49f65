// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/configuration.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace fabric::provider {

/// The right to write to one runtime, given by the rollout driver to one rollout at a time; fences an older holder out.
using LeaseToken = StrongId<struct LeaseTokenTag>;

/// How one touched part of a runtime is. Names (toText) are API.
enum class PartHealth { Ok, Off, Degraded, Down, Unknown };
[[nodiscard]] std::string_view toText(PartHealth health);
[[nodiscard]] std::optional<PartHealth> partHealthFrom(std::string_view text);

struct PartState
{
    std::string subject; ///< `ready`, or a node id: account:telegram/ops, plugin:mem0, provider:openai
    PartHealth health = PartHealth::Unknown;
    std::string detail; ///< cleaned, for people
    bool operator==(const PartState&) const = default;
};

/// A fresh look at a runtime.
struct Reading
{
    std::string hash; ///< the base of the next compare-and-set write; opaque
    bool exists = false; ///< there is a configuration at all
    bool isValid = false;
    bool isApplied = false; ///< what is written is what runs
    std::string bootId; ///< changes with every start
    Source source; ///< empty if there is no valid configuration
    std::vector<PartState> parts; ///< sorted by subject
    int writesLeft = 0; ///< of the runtime's own limit, as far as our own writes tell
};

/// What became of a call that wants to change something.
struct WriteAnswer
{
    enum class Verdict {
        Accepted, ///< the runtime says that it wrote
        Stale, ///< refused: the base hash is not the present one; nothing was written
        Refused, ///< refused for good; nothing was written
        Limited, ///< refused: too many writes, retry after retryAfter; nothing was written
        Unknown, ///< no answer, or one that may mean either: only reading back tells
    } verdict
        = Verdict::Unknown;
    std::string hash; ///< that the runtime says the configuration now has; empty if it does not say
    bool restarts = false; ///< the runtime says that it restarts for this
    std::string message; ///< cleaned, without secrets
    std::chrono::milliseconds retryAfter{0};
};
[[nodiscard]] std::string_view toText(WriteAnswer::Verdict verdict);

/// A copy of the old state. Its content never leaves the provider's backup folder; this is only its name.
struct Backup
{
    enum class Form {
        Bytes, ///< the configuration and every included file, byte for byte, encrypted
        Parsed, ///< what the runtime says of it: comments, key order and secrets cannot be brought back from it
    } form
        = Form::Parsed;
    std::string id; ///< name in the backup folder
    Digest digest; ///< of the plain content
    std::string hash; ///< the runtime's hash of that state
    bool operator==(const Backup&) const = default;
};

struct WriteRequest
{
    LeaseToken lease;
    std::string baseHash; ///< never empty
    Operation operation;
    std::string note; ///< that the runtime keeps with the change, for people: `fabric rollout <id>`
};

struct RestoreRequest
{
    LeaseToken lease;
    Backup backup;
    std::vector<Operation> operations; ///< that may have been done, in order
    /// Hashes that our own writes left. A state with any other hash is somebody else's: then only our own fields go back, and
    /// where those were changed too, nothing is touched (FailedPrecondition naming them).
    std::vector<std::string> ownHashes;
};

/// What can be done to a runtime, and what cannot.
struct WriterTraits
{
    bool hasFileAccess = false; ///< byte copies are possible
    bool hasCompareAndSet = true;
    bool canStart = false; ///< `control` is set: a runtime that is down can be started
    std::string configPath; ///< for what the operator must do by hand
    int writesPerMinute = 0;
};

/// Changes one runtime. Asynchronous: every function returns at once and calls @p done once, on the thread of the caller,
/// never from inside the call; Unavailable: the runtime cannot be reached. None retries by itself, none decides.
class RuntimeWriter
{
public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    virtual ~RuntimeWriter() = default;
    [[nodiscard]] virtual WriterTraits traits() const = 0;
    virtual void read(Done<Reading> done) = 0;
    virtual void backUp(const std::string& id, const Reading& of, Done<Backup> done) = 0;
    /// Compare-and-set. Without a base hash or lease: InvalidArgument, nothing is sent.
    virtual void write(const WriteRequest& request, Done<WriteAnswer> done) = 0;
    /// Brings the state of a backup back, from whatever is there now; may be called again after any interruption. Done means
    /// only that the calls were made: whoever asked reads back.
    virtual void restore(const RestoreRequest& request, Done<WriteAnswer> done) = 0;
    /// True if @p reading shows the state of the backup (CONTRACTS, "What old state means"), and the runtime has nothing left of
    /// the operations: what it remembers of them beside its configuration is taken from it here. Unavailable also: it runs, but
    /// the runtime would not start with it yet, or still remembers; ask again.
    virtual void isRestored(const RestoreRequest& request, const Reading& reading, Done<bool> done) = 0;
    /// Starts a runtime that is down, by its `control`. FailedPrecondition if there is none.
    virtual void startRuntime(Done<bool> done) = 0;
    virtual void dropBackup(const Backup& backup, Done<bool> done) = 0;
};

} // namespace fabric::provider
