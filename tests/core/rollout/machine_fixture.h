// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/rollout/machine.h"

#include <algorithm>
#include <string>

/// With the state that it is in, for who looks at a failure.
#define VERIFY_STATE(machine, expected) \
    QVERIFY2((machine).record.state == (expected), std::string(toText((machine).record.state)).c_str())

namespace fabric::rollout::test {

inline Digest digestOf(const std::string& text)
{
    return text.empty() ? Digest() : sha256(text);
}

/// A rollout of one patch on resource `a`, from "old" to "new", and the hands that lead it through its states.
class Machine
{
public:
    Context context{{1'795'683'480'000}, std::chrono::milliseconds(1'000'000), {}, {}};
    Record record;
    std::vector<Effect> effects;
    std::optional<std::chrono::milliseconds> wakeAfter;
    std::optional<Error> refused;

    explicit Machine(Request request = wish())
    {
        context.traits.hasFileAccess = true;
        context.traits.configPath = "/etc/openclaw.json";
        record = makeRecord(RolloutId("r1"), request, planning::Plan(), provider::LeaseToken("lease1"), context);
    }

    static Request wish()
    {
        Request request;
        request.plan = sha256("plan");
        request.runtime = RuntimeId("hq");
        request.actor = "apikey:1a2b3c4d";
        request.role = store::Role::Operator;
        return request;
    }

    static std::vector<ExpectedOperation> oneOperation()
    {
        return {{provider::Operation::Kind::Patch, {{provider::ResourceId("a"), sha256("old"), sha256("new")}}}};
    }

    /// A healthy look: @p a is the text of the touched resource, @p rest of all others.
    static Look look(const std::string& hash, const std::string& a = "old", const std::string& rest = "rest")
    {
        Look look;
        look.hash = hash;
        look.exists = look.isValid = look.isApplied = true;
        look.bootId = "boot1";
        look.parts = {{"ready", provider::PartHealth::Ok, ""}};
        look.writesLeft = 30;
        if (!a.empty())
            look.touched = {{provider::ResourceId("a"), sha256(a)}};
        look.rest = sha256(rest);
        return look;
    }

    void send(const Event& event)
    {
        Step next = step(record, event, context);
        record = std::move(next.record);
        effects = std::move(next.effects);
        wakeAfter = next.wakeAfter;
        refused = std::move(next.refused);
    }
    void pass(std::chrono::milliseconds time)
    {
        context.wall.count += time.count();
        context.monotonic += time;
    }
    /// Sleeps as long as the rollout wants, then wakes it.
    void sleep()
    {
        pass(wakeAfter.value_or(std::chrono::milliseconds(0)));
        send(Woke{});
    }
    void see(const Look& seen, const std::vector<ExpectedOperation>& expected = oneOperation())
    {
        send(LookTaken{record.transient.asked, seen, expected});
    }
    void seeNothing()
    {
        send(LookTaken{record.transient.asked, fabric::fail(ErrorCode::Unavailable, "no answer"),
                       fabric::fail(ErrorCode::Unavailable, "no answer")});
    }
    void answer(provider::WriteAnswer::Verdict verdict, const std::string& hash = {}, bool restarts = false)
    {
        send(WriteAnswered{record.transient.asked, provider::WriteAnswer{verdict, hash, restarts, "", {}}});
    }
    void check(bool isRestored) { send(RestoreChecked{record.transient.asked, isRestored}); }
    void answerRestore(provider::WriteAnswer::Verdict verdict = provider::WriteAnswer::Verdict::Accepted)
    {
        send(RestoreAnswered{record.transient.asked, provider::WriteAnswer{verdict, "", false, "", {}}});
    }

    void toPreflight()
    {
        send(Woke{});
        send(GateDecided{{GateDecision::Verdict::Allowed, "built-in", ""}});
    }
    void toBackingUp()
    {
        toPreflight();
        see(look("h0"));
    }
    void toWriting()
    {
        toBackingUp();
        send(BackedUp{record.transient.asked,
                      provider::Backup{provider::Backup::Form::Bytes, "b1", sha256("bytes"), "h0"}});
    }
    void toReloading()
    {
        toWriting();
        answer(provider::WriteAnswer::Verdict::Accepted, "h1");
        see(look("h1", "new"));
    }
    void toVerifying()
    {
        toReloading();
        see(look("h1", "new"));
    }
    void toSoaking()
    {
        toVerifying();
        see(look("h1", "new"));
    }
    void soak()
    {
        while (record.state == State::Soaking) {
            sleep();
            see(look("h1", "new"));
        }
    }

    [[nodiscard]] bool does(Effect::Kind kind) const
    {
        return std::any_of(effects.begin(), effects.end(), [&](const Effect& one) { return one.kind == kind; });
    }
};

} // namespace fabric::rollout::test
