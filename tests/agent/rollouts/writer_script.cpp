// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/rollouts/writer_script.h"

namespace fabric::test {
namespace {

using namespace provider;

constexpr int kMoreThanAnyLimit = 40;

class Play
{
public:
    explicit Play(Stage& stage)
        : m_stage(stage)
    {
    }

    std::vector<std::string> run()
    {
        looks();
        writesAndRestores();
        isDownAndRestored();
        createsAndDeletes();
        restarts();
        meetsARival();
        isDownWithARivalsEdit();
        isLimited();
        return std::move(m_lines);
    }

private:
    void looks()
    {
        m_first = read();
        say("first look",
            std::string(m_first.exists && m_first.isValid && m_first.isApplied ? "fine" : "not fine") + ", "
                + std::to_string(m_first.writesLeft) + " writes left");
        const auto made = backUp("one", m_first);
        say("back up", textOf(made, [this](const Backup& backup) {
                return std::string(backup.form == Backup::Form::Bytes ? "bytes" : "parsed")
                    + (backup.hash == m_first.hash ? " of what was read" : " of something else");
            }));
        m_backup = made.value_or(Backup());
        restored("before anything");
    }

    void writesAndRestores()
    {
        const WriteAnswer wrote = write("a patch", m_stage.patch(), m_first.hash);
        write("a patch against the hash of before", m_stage.patch(), m_first.hash);
        say("back up of what is not there any more",
            textOf(backUp("two", m_first), [](const Backup&) { return std::string("made"); }));
        restored("after a write");
        restore("what is ours by its hash", {m_stage.patch()}, {wrote.hash});
        restore("what is restored", {m_stage.patch()}, {wrote.hash});
        write("a patch whose answer is lost", m_stage.patch(), read().hash);
        restore("what is ours by its content", {m_stage.patch()}, {});
    }

    void isDownAndRestored()
    {
        const WriteAnswer wrote = write("a patch before the kill", m_stage.patch(), read().hash);
        m_stage.kill();
        say("look at one that is down", textOf(tryRead(), [](const Reading&) { return std::string("seen"); }));
        const auto lost = tryWrite(m_stage.patch(), wrote.hash);
        say("write to one that is down", isUnknown(lost) ? "nothing is known" : textOf(lost));
        say("restore of one that is down", textOf(tryRestore({m_stage.patch()}, {wrote.hash})));
        m_stage.start();
        restored("after the start");
    }

    void createsAndDeletes()
    {
        const Operation create = m_stage.agentCall(Operation::Kind::CreateAgent);
        const Operation remove = m_stage.agentCall(Operation::Kind::DeleteAgent);
        write("delete an agent that is not there", remove, read().hash);
        const WriteAnswer made = write("create an agent", create, read().hash);
        write("create an agent against the hash of before", create, m_first.hash);
        write("create an agent that is there", create, read().hash);
        write("delete an agent", remove, made.hash);
        restore("a created and deleted agent", {create, remove}, {});
    }

    void restarts()
    {
        const std::string boot = read().bootId;
        const WriteAnswer wrote = write("a patch with a restart", m_stage.restartingPatch(), read().hash);
        const bool isBack = m_stage.until([&] {
            const auto now = tryRead();
            return now && now->bootId != boot && now->isApplied;
        });
        say("the restart", isBack && read().hash == wrote.hash ? "came, the hash is the same" : "did not come");
    }

    void meetsARival()
    {
        m_backup = backUp("three", read()).value_or(Backup());
        const std::string before = read().hash;
        m_stage.rivalEdits(false);
        write("a patch after a rival's edit", m_stage.patch(), before);
        const WriteAnswer wrote = write("a patch beside a rival's edit", m_stage.patch(), read().hash);
        say("restore beside a rival's edit", textOf(tryRestore({m_stage.patch()}, {})));
        awaitApplied();
        say("what is there", read().hash == wrote.hash ? "what was written" : "something else");
        restored("but for a rival's edit");
    }

    void isDownWithARivalsEdit()
    {
        write("one more patch", m_stage.patch(), read().hash);
        m_stage.rivalEdits(true);
        const std::string rivals = read().hash;
        say("restore of what a rival changed", textOf(tryRestore({m_stage.patch()}, {})));
        say("what is there", read().hash == rivals ? "the rival's" : "not the rival's");
        m_stage.kill();
        say("restore of one that is down, with a rival's edit", textOf(tryRestore({m_stage.patch()}, {})));
        m_stage.start();
        say("what is there", read().hash == rivals ? "the rival's" : "not the rival's");
    }

    void isLimited()
    {
        std::string last;
        for (int i = 0; i < kMoreThanAnyLimit && last != "limited"; ++i) {
            const auto answer = tryWrite(m_stage.patch(), "stale");
            last = answer ? std::string(toText(answer->verdict)) : textOf(answer);
            if (last == "limited")
                last += answer->retryAfter.count() > 0 ? ", says for how long" : ", does not say for how long";
            if (last.starts_with("limited"))
                break;
        }
        say("too many writes", last + ", " + std::to_string(read().writesLeft) + " left");
    }

    // --- actions

    [[nodiscard]] Result<Reading> tryRead()
    {
        return m_stage.await<Reading>([this](auto done) { m_stage.writer().read(done); });
    }
    [[nodiscard]] Reading read()
    {
        Result<Reading> reading = tryRead();
        if (!reading)
            say("a look", "failed: " + reading.error().message);
        return reading.value_or(Reading());
    }
    void awaitApplied()
    {
        const bool isApplied = m_stage.until(
            [this] { return tryRead().map([](const Reading& now) { return now.isApplied; }).value_or(false); });
        if (!isApplied)
            say("what is written", "is not what runs");
    }
    [[nodiscard]] Result<Backup> backUp(const std::string& id, const Reading& of)
    {
        return m_stage.await<Backup>([&](auto done) { m_stage.writer().backUp(id, of, done); });
    }
    [[nodiscard]] Result<WriteAnswer> tryWrite(const Operation& operation, const std::string& base)
    {
        return m_stage.await<WriteAnswer>([&](auto done) {
            m_stage.writer().write({LeaseToken("lease"), base, operation, "script"}, done);
        });
    }
    [[nodiscard]] Result<WriteAnswer> tryRestore(std::vector<Operation> operations, std::vector<std::string> own)
    {
        const RestoreRequest request{LeaseToken("lease"), m_backup, std::move(operations), std::move(own)};
        return m_stage.await<WriteAnswer>([&](auto done) { m_stage.writer().restore(request, done); });
    }

    WriteAnswer write(const std::string& what, const Operation& operation, const std::string& base)
    {
        const Reading before = read();
        const auto answer = tryWrite(operation, base);
        if (answer && answer->verdict == WriteAnswer::Verdict::Accepted)
            awaitApplied();
        const Reading after = tryRead().value_or(Reading()); // it may restart now
        std::string text = textOf(answer);
        if (!after.hash.empty())
            text += after.hash == before.hash ? ", the hash stays" : ", the hash changes";
        if (answer && !answer->hash.empty() && !after.hash.empty())
            text += answer->hash == after.hash ? " to what it said" : " to another than it said";
        say(what, text);
        return answer.value_or(WriteAnswer());
    }
    void restore(const std::string& what, std::vector<Operation> operations, std::vector<std::string> own)
    {
        say("restore " + what, textOf(tryRestore(operations, own)));
        // As a rollout does: looks, and tries again now and then.
        const bool isBack = m_stage.until([&] {
            if (isRestored(operations))
                return true;
            static_cast<void>(tryRestore(operations, own));
            return isRestored(operations);
        });
        say("the old state of " + what, isBack && read().hash == m_backup.hash ? "is back" : "is not back");
    }
    [[nodiscard]] bool isRestored(const std::vector<Operation>& operations = {})
    {
        const RestoreRequest request{LeaseToken("lease"), m_backup, operations, {}};
        Result<bool> is = false;
        static_cast<void>(m_stage.until([&] { // a runtime may not have kept it as good yet
            const auto now = tryRead();
            is = now ? m_stage.await<bool>([&](auto done) { m_stage.writer().isRestored(request, *now, done); })
                     : Result<bool>(false);
            return is || is.error().code != ErrorCode::Unavailable;
        }));
        return is.value_or(false);
    }
    void restored(const std::string& when) { say("restored " + when, isRestored() ? "yes" : "no"); }

    // --- words

    void say(const std::string& what, const std::string& came) { m_lines.push_back(what + ": " + came); }
    template <class T, class ToText>
    [[nodiscard]] static std::string textOf(const Result<T>& result, ToText toText)
    {
        return result ? toText(*result) : "error " + std::string(info(result.error().code).name);
    }
    [[nodiscard]] static std::string textOf(const Result<WriteAnswer>& answer)
    {
        return textOf(answer, [](const WriteAnswer& one) {
            return std::string(toText(one.verdict)) + (one.restarts ? ", restarts" : "");
        });
    }
    /// The driver takes both for the same.
    [[nodiscard]] static bool isUnknown(const Result<WriteAnswer>& answer)
    {
        return !answer || answer->verdict == WriteAnswer::Verdict::Unknown;
    }

    Stage& m_stage;
    Reading m_first;
    Backup m_backup;
    std::vector<std::string> m_lines;
};

} // namespace

std::vector<std::string> playScript(Stage& stage)
{
    return Play(stage).run();
}

} // namespace fabric::test
