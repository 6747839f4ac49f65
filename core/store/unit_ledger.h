// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/events/event.h"

#include <vector>

namespace fabric::store {

enum class Access { Read, Write };

/// What one unit of work has done so far: the rules of Store::write in one place for every backend. Repositories note
/// here before they change anything.
class UnitLedger
{
public:
    explicit UnitLedger(Access access)
        : m_access(access)
    {
    }

    /// State that needs a trace: a runtime, a revision, a key, a plan, a rollout, a group. @return FailedPrecondition in a read.
    [[nodiscard]] Result<> noteChange();
    /// An observation: changes the store, needs no trace. @return FailedPrecondition in a read.
    [[nodiscard]] Result<> noteObservation() const;
    [[nodiscard]] Result<> noteAudit();
    /// Before the append; the event itself follows with add().
    [[nodiscard]] Result<> notePublication();
    void add(events::Event event) { m_events.push_back(std::move(event)); }

    /// May this unit be committed? @return Internal if it changed state without audit and outbox.
    [[nodiscard]] Result<> finish() const;
    [[nodiscard]] const std::vector<events::Event>& events() const { return m_events; }

private:
    Access m_access;
    bool m_hasChange = false;
    bool m_hasAudit = false;
    bool m_hasPublication = false;
    std::vector<events::Event> m_events;
};

} // namespace fabric::store
