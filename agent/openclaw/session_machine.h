// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/protocol.h"
#include "agent/openclaw/read_methods.h"
#include "agent/openclaw/reload_kinds.h"
#include "core/provider/provider.h"

#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// The life of one gateway session as a pure function: (state, event, now) -> (state, effects). No socket, no clock, no
// thread; GatewayClient carries the effects out. All moments are monotonic.

namespace fabric::openclaw::session {

using Millis = std::chrono::milliseconds;

/// Times that the machine keeps. Sources: measurements on 2026.9.6 (docs/providers/openclaw.md).
inline constexpr Millis kPollInterval{30'000}; ///< plus or minus a tenth
inline constexpr Millis kSilenceLimit{90'000}; ///< a slow plugin blocked the gateway for 45 s; ticks come every 30 s
inline constexpr Millis kHandshakeLimit{90'000}; ///< a blocked gateway accepts, and answers later
inline constexpr Millis kReadLimit{90'000};
inline constexpr Millis kLookupLimit{15'000}; ///< an observation waits no longer for reload kinds: all answered in 2 s
inline constexpr Millis kRestartPatience{180'000}; ///< a loaded restart took 75 s
inline constexpr Millis kContactPatience{5'000}; ///< after that a gateway that does not answer counts as not reachable
inline constexpr Millis kBackoffFirst{250};
inline constexpr Millis kBackoffCap{10'000};
inline constexpr Millis kRestartBackoffCap{2'000};
inline constexpr Millis kRefusedFirst{15'000}; ///< the gateway itself answers repeated failures ever more slowly
inline constexpr Millis kRefusedCap{120'000};
inline constexpr Millis kPushDelay{50}; ///< gathers the pushes of one change
inline constexpr Millis kRuntimeDelay{1'000}; ///< cron events come in bursts, and with every run of a job
inline constexpr Millis kRuntimeGap{5'000}; ///< least time between reads that cron events cause
inline constexpr Millis kApplyPatience{10'000}; ///< an edited file is applied after 1.5 to 4 s
inline constexpr Millis kApplyPoll{1'000};
inline constexpr Millis kFileChangePatience{5'000}; ///< a gateway sees an edit of its file 1 to 3 s later than we do
inline constexpr Millis kReadRetry{2'000};
inline constexpr int kMaxReadRetries = 5;
inline constexpr Millis kFirstReadPatience{15'000}; ///< cron.list is UNAVAILABLE for seconds after a start

struct Settings
{
    std::vector<std::string> scopes{"operator.read"};
    bool readsPairedDevices = false; ///< needs operator.pairing among the scopes
    /// How long a first observation waits for reads that are not ready; zero where an earlier topology fills the gap.
    Millis firstReadPatience = kFirstReadPatience;
    std::uint32_t jitterSeed = 1; ///< not zero
};

enum class Phase { Stopped, Waiting, Opening, AwaitingChallenge, AwaitingHello, Ready };

/// How far we got, for people and for the choice between gateway and file.
enum class Reach { Stopped, Connecting, Ready, Restarting, Unreachable, Refused };

/// What one round of reads brought; payloads are shared because they may be large.
struct Reads
{
    std::array<std::shared_ptr<const Json>, kReadMethods.size()> payloads; ///< by ReadKind; null: not read
    ConfigAnswer config;
    std::optional<Millis> announcedAt; ///< when `config.changed` came, if that caused the round
    bool isPartial = false; ///< a read that the gateway offers brought nothing yet: what only it knows is not known
    ReloadKinds reloadKinds = {}; ///< as answered; minimal() not applied
    bool hasAllReloadKinds = true; ///< every lookup brought some
    [[nodiscard]] const Json* of(ReadKind kind) const { return payloads[static_cast<std::size_t>(kind)].get(); }
};

// Events.
struct Started
{
};
struct StopWanted
{
};
struct SocketOpened
{
};
/// The connection failed before it was open.
struct SocketFailed
{
    std::string message;
    int httpStatus = 0; ///< of a refused upgrade; 0: none
};
struct SocketClosed
{
    int code = 1006;
    std::string reason;
};
struct FrameArrived
{
    Frame frame;
};
/// A frame that is too large (TooLarge), one too many (ResourceExhausted) or malformed.
struct FrameRefused
{
    Error error;
};
/// The token cannot be read.
struct CredentialFailed
{
    Error error;
};
struct RefreshWanted
{
};
struct Woke
{
};
using Event = std::variant<Started, StopWanted, SocketOpened, SocketFailed, SocketClosed, FrameArrived, FrameRefused,
                           CredentialFailed, RefreshWanted, Woke>;

// Effects.
struct OpenSocket
{
};
/// Closes without waiting; nothing of this socket is told any more.
struct DropSocket
{
};
struct SendConnect
{
    std::string id;
    Challenge challenge;
};
struct SendRead
{
    std::string id;
    ReadKind kind = ReadKind::Config;
};
struct Observed
{
    Reads reads;
};
using Effect = std::variant<OpenSocket, DropSocket, SendConnect, SendRead, Observed>;
using Effects = std::vector<Effect>;

struct PendingRead
{
    ReadKind kind = ReadKind::Config;
    Millis deadline{};
};

struct State
{
    Settings settings;
    Phase phase = Phase::Stopped;
    Millis phaseDeadline{}; ///< Waiting: when to connect; Opening to AwaitingHello: when to give up
    Millis outageSince{}; ///< not Ready: since when
    int failures = 0; ///< failed attempts in a row
    int refusals = 0; ///< refused ones in a row
    bool isUnreachable = false;
    std::optional<Millis> restartUntil; ///< patience with an announced or visible restart
    bool isPatienceSpent = false; ///< one restart gets one patience
    bool isStopAnnounced = false; ///< the gateway said that it stops for good
    std::optional<provider::Problem> refusal;
    std::optional<provider::Problem> transportProblem; ///< kept until the next observation
    std::string lastFailure; ///< for people

    std::optional<Hello> hello; ///< of the current or last session
    Millis lastHeard{};
    std::uint64_t nextId = 1;
    std::string connectId;

    std::map<std::string, PendingRead> pending; ///< requests of the running round
    std::optional<Millis> readAt; ///< when the next round starts (at the latest at the poll)
    std::optional<Millis> readAnnouncedAt; ///< belongs to readAt
    std::optional<Millis> roundAnnouncedAt; ///< belongs to the running round
    Millis lastRound{}; ///< end of the last round
    Millis lookAgainUntil{}; ///< after RefreshWanted: the gateway may see what changed later than we
    std::array<std::shared_ptr<const Json>, kReadMethods.size()>
        payloads; ///< last good answers, also of sessions before
    std::array<ReloadKinds, kReloadLookups.size()> reloadKinds; ///< by lookup, instead of the payloads, which are large
    std::bitset<kReadMethods.size()> unsupported; ///< refused for good in this session
    std::bitset<kReadMethods.size()> answered; ///< in this session
    std::bitset<kReadMethods.size()> unavailable; ///< the last answer was "not now", or none
    Millis readySince{}; ///< when the present session began
    std::array<int, kReadMethods.size()> retries{};
    std::optional<Millis> notAppliedSince;
    bool isApplying = false; ///< the file is newer than what the gateway runs
    std::optional<provider::Problem> configProblem;
    std::optional<provider::Problem> readProblem;
    bool hasObserved = false;
    std::uint32_t random = 1;
};

[[nodiscard]] State initial(const Settings& settings);

/// Advances @p state and says what is to be done, in order.
[[nodiscard]] Effects step(State& state, const Event& event, Millis now);

/// When Woke is due; nothing: never.
[[nodiscard]] std::optional<Millis> nextWake(const State& state);

[[nodiscard]] Reach reachOf(const State& state);
/// Everything that is wrong, the most important first.
[[nodiscard]] std::vector<provider::Problem> problemsOf(const State& state);
/// One sentence for people.
[[nodiscard]] std::string detailOf(const State& state);

} // namespace fabric::openclaw::session
