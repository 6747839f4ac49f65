// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/changes/unit_of_work.h"
#include "agent/changes/worker.h"
#include "agent/runtimes/runtime_directory.h"
#include "core/base/clock.h"
#include "core/planning/intent.h"
#include "core/planning/plan.h"
#include "core/provider/runtime_writer.h"
#include "core/store/also.h"
#include "core/store/store.h"
#include "core/wire/change_types.h"

#include <QObject>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace fabric::changes {

/// Intents and plans of all runtimes: the use cases behind API and command line. Reads revisions from the store, lets the
/// worker do the planning, and makes what comes of it durable with its audit row and event.
///
/// Main thread only; every function answers once through @p done, at once or later, on the main thread, unless this object
/// is gone by then.
/// Borrows everything; all must outlive this object.
class ChangeService final : public QObject
{
    Q_OBJECT

public:
    template <class T>
    using Done = std::function<void(Result<T>)>;

    struct Dependencies
    {
        store::Store& store;
        const runtimes::RuntimeDirectory& runtimes;
        const Clock& clock;
        Worker& worker;
        /// By id of the provider; null: there is none.
        std::function<const provider::Configuration*(const std::string&)> configurationOf;
        /// What can be done to a runtime; absent: nothing is known.
        std::function<std::optional<provider::WriterTraits>(const RuntimeId&)> traitsOf;
    };

    explicit ChangeService(Dependencies with, QObject* parent = nullptr);

    void intent(const RuntimeId& runtime, Done<wire::Intent> done);
    /// @return the new desired revision; Conflict if `base` is not the newest one, NotFound for a runtime that was not observed.
    void change(const wire::IntentChange& change, const std::string& actor, Done<wire::Revision> done,
                store::Also<wire::Revision> also = {});
    /// Makes the plan and keeps it; the same plan of the same runtime again is renewed (recordPlan).
    void makePlan(const wire::PlanRequest& request, const std::string& actor, Done<wire::PlanDocument> done,
                  store::Also<wire::PlanDocument> also = {});
    /// As store::choosePlan() at `/path/plan`.
    void plan(const Digest& id, const std::optional<RuntimeId>& runtime, Done<wire::PlanDocument> done);
    void plans(const std::optional<RuntimeId>& runtime, int limit, Done<std::vector<wire::PlanSummary>> done);
    /// As store::choosePlan() at `/path/plan`.
    void texts(const Digest& id, const std::optional<RuntimeId>& runtime, Done<wire::PlanTexts> done);

    /// For so long an observation may come after the rollout that made what it sees.
    static constexpr std::chrono::minutes kLateObservation{10};

    /// A rollout of this plan of @p runtime succeeded: the intent that it came from starts anew from what is applied now. Where
    /// the runtime was not observed since, that is done again when it is; nothing happens if the intent is another one by now.
    void noteApplied(const RuntimeId& runtime, const Digest& planId, const std::string& rollout);
    /// The same for each runtime's newest rollout if that succeeded: an agent that was killed may not have come to it.
    void noteAllApplied();
    /// Something about the runtime changed, perhaps what was observed of it.
    void onRuntimeChanged(const fabric::RuntimeId& runtime);

private:
    /// A plan that was made and is not kept yet.
    struct Made
    {
        planning::Plan plan;
        store::PlanRecord record;
    };
    /// A rollout that succeeded, and whose result was not observed yet.
    struct Unseen
    {
        std::string rollout;
        Digest desired; ///< source of the intent that it made come true
        std::chrono::milliseconds until{0}; ///< monotonic
        std::optional<RevisionNumber> observed; ///< the revision that was looked at last
    };
    /// What became of noting it.
    struct Noted
    {
        RuntimeId runtime;
        Digest desired; ///< source of the intent now
        RevisionNumber observed = 0;
        bool isOver = false; ///< seen, or the intent is another one
    };
    [[nodiscard]] static Result<Noted> noteIn(store::Session& session, const RuntimeId& runtime, const Digest& desired,
                                              const std::string& rollout, UnixMillis at);
    void note(const std::function<Result<Noted>(store::Session&)>& work, const std::string& rollout,
              std::chrono::milliseconds until);
    [[nodiscard]] const provider::Configuration* configurationFor(const RuntimeId& runtime) const;
    void keepIntent(const wire::IntentChange& change, const std::string& actor, std::optional<RevisionNumber> parent,
                    planning::Content content, Done<wire::Revision> done, store::Also<wire::Revision> also);
    void keepPlan(Made made, Done<wire::PlanDocument> done, store::Also<wire::PlanDocument> also);
    /// What is told about a plan beside what is stored of it: whether it is stale, and notes.
    [[nodiscard]] wire::PlanDocument aboutPlan(const RuntimeId& runtime, const planning::Plan& plan) const;
    [[nodiscard]] std::vector<std::string> notesFor(const RuntimeId& runtime) const;

    Dependencies m_with;
    std::map<RuntimeId, Unseen> m_unseen;
};

} // namespace fabric::changes
