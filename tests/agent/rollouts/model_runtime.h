// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/planning/plan.h"
#include "core/provider/runtime_writer.h"
#include "tests/agent/rollouts/sim_scheduler.h"
#include "tests/support/fake_random.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace fabric::test {

/// A made-up configuration: each key of the document is one resource.
class ModelConfiguration final : public provider::Configuration
{
public:
    [[nodiscard]] std::string provider() const override { return "model"; }
    [[nodiscard]] Result<std::vector<provider::Resource>> resources(const Json& document) const override;
    [[nodiscard]] const Json* value(const Json& document, const provider::ResourceId& id) const override;
    [[nodiscard]] Result<> set(Json& document, const provider::ResourceId& id,
                               std::optional<Json> value) const override;
    [[nodiscard]] Result<provider::ResourceId> resourceOf(const std::string& pointer) const override;
    [[nodiscard]] Result<topology::Graph> graphOf(const provider::Source&, const topology::Graph&) const override;
    [[nodiscard]] Result<std::vector<std::string>> apply(const provider::Edit&, Json&,
                                                         const topology::Graph&) const override;
    [[nodiscard]] Result<Json> import(std::string_view, const Json&) const override;
    [[nodiscard]] std::vector<provider::ResourceId> references(const provider::ResourceId&, const Json&) const override;
    [[nodiscard]] Result<provider::Compiled> compile(const provider::Source&,
                                                     const std::vector<provider::ResourceChange>&) const override;
    [[nodiscard]] std::vector<std::string> restartInterrupts(const topology::Graph&) const override;
};

/// How a runtime may deceive who believes its answers.
enum class Lie {
    None,
    DoesNotWrite,
    WritesSomethingElse,
    WritesHalf,
    WritesMore,
    TellsAnotherHash,
    RestartsSilently,
    AnnouncesARestartThatNeverComes,
    DiesInTheSoak,
    RevertsInTheSoak,
    IgnoresTheBaseHash,
    ShowsTheNewUnderTheOldHash,
    BacksUpAnotherState,
    RestoresNothing,
    NeverApplies,
    ForgetsAtTheRestart,
    BreaksAPart,
    BecomesInvalid,
};
inline constexpr int kLies = 17;

/// What may go wrong with one call.
enum class Fault { None, Lost, LostAfter, Refused, Limited, CrashBefore, CrashAfter };

/// A runtime in memory, as the facts about OpenClaw tell: hash and compare-and-set, hot reload and restart, a write
/// limit, tombstones, health, byte copies. Its disk outlives its process.
class ModelRuntime final : public provider::RuntimeWriter
{
public:
    ModelRuntime(SimScheduler& scheduler, FakeClock& clock, std::uint64_t seed);

    // RuntimeWriter
    [[nodiscard]] provider::WriterTraits traits() const override { return writerTraits; }
    void read(Done<provider::Reading> done) override;
    void backUp(const std::string& id, const provider::Reading& of, Done<provider::Backup> done) override;
    void write(const provider::WriteRequest& request, Done<provider::WriteAnswer> done) override;
    void restore(const provider::RestoreRequest& request, Done<provider::WriteAnswer> done) override;
    void isRestored(const provider::RestoreRequest& request, const provider::Reading& reading,
                    Done<bool> done) override;
    void startRuntime(Done<bool> done) override;
    void dropBackup(const provider::Backup& backup, Done<bool> done) override;

    // The hands of the test.
    void crash(std::optional<std::chrono::milliseconds> backAfter); ///< nothing: until somebody starts it
    void rivalEdits(const std::string& key, const std::string& field);
    [[nodiscard]] const Json& document() const { return m_document; }
    [[nodiscard]] std::string hash() const { return m_hash; }
    [[nodiscard]] bool isUp() const { return m_isUp; }
    [[nodiscard]] bool isRivals(const std::string& key) const { return m_rivals.contains(key); }
    [[nodiscard]] bool hasRivalEdits() const { return !m_rivals.empty(); }
    /// It has an agent that it remembers as deleted: each later change would restart it.
    [[nodiscard]] bool remembersADeletion() const { return m_hasDeleted && m_document.contains("x"); }

    provider::WriterTraits writerTraits;
    Lie lie = Lie::None;
    bool hasLied = false; ///< it came to that
    bool isHonest = true; ///< no faults of calls
    std::uint32_t faultPercent = 0;
    int faultsLeft = 6;
    bool restarts = false; ///< the operation needs a restart
    std::function<bool(const Json& document)> diesWith; ///< it does not start with this document
    bool isBadChange = false; ///< the new state is worse: a part goes down with it
    int writesPerMinute = 30;
    std::function<void(const provider::WriteRequest&)> onWrite; ///< at the moment of the call
    std::function<void(const provider::RestoreRequest&)> onRestore;
    int ownWrites = 0; ///< changes of the disk that Fabric made, restores apart
    int overwritten = 0; ///< edits of a rival that Fabric undid: must stay 0
    int writesOut = 0; ///< calls that change something and are not processed yet

private:
    [[nodiscard]] std::chrono::milliseconds latency();
    [[nodiscard]] Fault fault();
    void later(std::function<void()> work);
    template <class T>
    void answer(const Done<T>& done, Result<T> value);
    void process(const provider::WriteRequest& request, const Done<provider::WriteAnswer>& done);
    void processRestore(const provider::RestoreRequest& request, const Done<provider::WriteAnswer>& done);
    [[nodiscard]] std::optional<provider::WriteAnswer> refusal(const provider::WriteRequest& request);
    void change(const provider::Operation& operation);
    void setDocument(Json document, bool isOurs);
    void afterChange(bool restart);
    void applyLater();
    /// @param isSupervised it is tried again until it comes up
    void boot(std::chrono::milliseconds after, bool isSupervised);
    void lieAfterwards();
    /// True if that is its lie, which is told now.
    [[nodiscard]] bool lies(Lie which);
    [[nodiscard]] int writesLeft();

    SimScheduler& m_scheduler;
    FakeClock& m_clock;
    FakeRandom m_random;
    ModelConfiguration m_configuration;
    Json m_document;
    Json m_old; ///< before the last change of ours
    std::string m_hash;
    std::string m_oldHash;
    std::string m_applied;
    std::shared_ptr<const provider::Source> m_source; ///< of m_document; shared: readings copy it
    bool m_isUp = true;
    bool m_isValid = true;
    bool m_isPartDown = false;
    int m_boots = 1;
    std::uint64_t m_life = 0; ///< rises with every crash: what was begun before is gone
    int m_rivalEdits = 0;
    std::set<std::string> m_rivals; ///< keys whose last change is a rival's
    bool m_hasDeleted = false; ///< remembers that x was deleted
    std::map<std::string, Json> m_backups;
    std::vector<std::chrono::milliseconds> m_writes;
    std::chrono::milliseconds m_goodAt{0}; ///< until then a restored state is not kept as good
};

/// The model's first state.
[[nodiscard]] Json modelDocument();

enum class ModelPlan { Patch, PatchAndDelete, CreateAndPatch };
/// A plan on modelDocument().
[[nodiscard]] planning::Plan modelPlan(ModelPlan kind, bool restarts);
/// True if every field of the plan is as planned (@p isNew) or as before it.
[[nodiscard]] bool isPlanned(const planning::Plan& plan, const Json& document, bool isNew);

} // namespace fabric::test
