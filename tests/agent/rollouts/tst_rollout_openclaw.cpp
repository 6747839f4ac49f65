// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// Rollouts on a gateway in frames: driver, provider and protocol are the real ones, the gateway is a stand-in that may lie.

#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/source_document.h"
#include "tests/agent/rollouts/openclaw_stand.h"
#include "tests/support/verify_result.h"

#include <QTest>
#include <QTimer>

#include <set>

using namespace fabric;
using namespace fabric::openclaw;
using namespace fabric::test;
using namespace std::chrono_literals;
using rollout::State;

namespace {

Json success(const std::string& hash)
{
    return {
        {"ok", true},
        {"path", "/somewhere"},
        {"hash", hash},
        {"changedPaths", {"somewhere"}},
        {"sentinel", {{"persisted", true}, {"payload", {{"status", "ok"}, {"stats", {{"requiresRestart", false}}}}}}}};
}

/// A false success, and how it is prepared.
struct GatewayLie
{
    const char* name;
    void (*arm)(OpenClawStand& stand);
    bool endsOld = true; ///< all of it; else only what the rollout did
};

/// Answers the change as done, and does @p instead.
void instead(OpenClawStand& stand, std::function<void(OpenClawStand&)> what)
{
    stand.gateway.insteadOfWrite = [&stand, what](const std::string& method, const Json&) -> std::optional<Json> {
        if (method != "config.patch")
            return std::nullopt;
        what(stand);
        return success(stand.gateway.configHash());
    };
}

/// Does the change, and @p more.
void andThen(OpenClawStand& stand, std::function<void(OpenClawStand&, Json& answer)> more)
{
    stand.gateway.onWritten = [&stand, more](const std::string& method, Json& answer) {
        if (method == "config.patch")
            more(stand, answer);
    };
}

/// Does @p what when the rollout gets to @p state.
void when(OpenClawStand& stand, State state, std::function<void(OpenClawStand&)> what)
{
    stand.onStep = [&stand, state, what](const rollout::Record& record) {
        if (record.state == state && record.transient.polls == 0)
            what(stand);
    };
}

void rename(Json& config, const char* name)
{
    config["agents"]["entries"]["ops"]["name"] = name;
}

const std::vector<GatewayLie>& lies()
{
    static const std::vector<GatewayLie> all{
        {"does not write", [](OpenClawStand& s) { instead(s, [](OpenClawStand&) {}); }},
        {"does not write, and makes a hash up",
         [](OpenClawStand& s) {
             s.gateway.insteadOfWrite = [](const std::string& method, const Json&) {
                 return method == "config.patch" ? std::optional<Json>(success("hmac-sha256:v1:made-up"))
                                                 : std::nullopt;
             };
         }},
        {"writes something else",
         [](OpenClawStand& s) {
             instead(s, [](OpenClawStand& stand) {
                 stand.gateway.changeConfig(
                     [](Json& config) { config["agents"]["entries"]["writer"]["model"] = "openai/gpt-5.4"; });
             });
         }},
        {"writes half of it",
         [](OpenClawStand& s) {
             instead(s, [](OpenClawStand& stand) {
                 stand.gateway.changeConfig(
                     [](Json& config) { config["agents"]["entries"]["writer"]["model"] = kStandModel; });
             });
         }},
        {"writes more",
         [](OpenClawStand& s) {
             andThen(s, [](OpenClawStand& stand, Json&) {
                 stand.changeSilently([](Json& config) { rename(config, "Written by nobody"); });
             });
         },
         false},
        {"tells another hash",
         [](OpenClawStand& s) {
             andThen(s, [](OpenClawStand&, Json& answer) { answer["hash"] = "hmac-sha256:v1:another"; });
         }},
        {"shows the new state under the old hash",
         [](OpenClawStand& s) {
             andThen(s, [hash = s.gateway.configHash()](OpenClawStand& stand, Json& answer) {
                 for (const char* name : {"hash", "configRevisionHash", "appliedConfigHash"})
                     stand.set(name, hash);
                 answer["hash"] = "hmac-sha256:v1:another";
             });
         }},
        {"restarts without a word",
         [](OpenClawStand& s) {
             when(s, State::Verifying, [](OpenClawStand& stand) {
                 stand.gateway.bootId = "boot-again";
                 stand.gateway.closeAll(1012, QStringLiteral("service restart"));
             });
         }},
        {"announces a restart that never comes", [](OpenClawStand& s) { s.gateway.needsRestart = true; }},
        {"never applies it",
         [](OpenClawStand& s) {
             andThen(s, [](OpenClawStand& stand, Json&) { stand.set("appliedConfigHash", "hmac-sha256:v1:before"); });
         }},
        {"forgets it at the restart",
         [](OpenClawStand& s) {
             s.gateway.needsRestart = true;
             when(s, State::Reloading, [](OpenClawStand& stand) {
                 stand.gateway.changeConfig([&stand](Json& config) { config = stand.old; });
                 stand.gateway.bootId = "boot-again";
                 stand.gateway.closeAll(1012, QStringLiteral("service restart"));
             });
         }},
        {"goes back in the soak",
         [](OpenClawStand& s) {
             when(s, State::Soaking, [](OpenClawStand& stand) {
                 stand.gateway.changeConfig([&stand](Json& config) { config = stand.old; });
             });
         }},
        {"is healthy, and dies in the soak",
         [](OpenClawStand& s) {
             when(s, State::Soaking, [](OpenClawStand& stand) {
                 const quint16 port = stand.gateway.port();
                 stand.gateway.kill();
                 QTimer::singleShot(8'000, &stand.gateway, [&stand, port] {
                     static_cast<void>(stand.gateway.listen(FakeGateway::Manner::Answer, port));
                 });
             });
         }},
        {"breaks a model that is used now",
         [](OpenClawStand& s) {
             andThen(s, [](OpenClawStand& stand, Json&) {
                 Json models = stand.gateway.payload("models.list");
                 for (Json& model : models["models"])
                     model["available"] = false;
                 stand.gateway.setPayload("models.list", models);
             });
         }},
        {"is not well in the soak",
         [](OpenClawStand& s) {
             when(s, State::Soaking, [](OpenClawStand& stand) {
                 Json health = stand.gateway.payload("health");
                 health["ok"] = false;
                 stand.gateway.setPayload("health", health);
             });
         }},
        {"is not valid afterwards",
         [](OpenClawStand& s) { andThen(s, [](OpenClawStand& stand, Json&) { stand.set("valid", false); }); }, false},
        {"says that it went back, and does not",
         [](OpenClawStand& s) {
             s.gateway.insteadOfWrite = [](const std::string& method, const Json&) {
                 return method == "config.apply" ? std::optional<Json>(success("hmac-sha256:v1:made-up"))
                                                 : std::nullopt;
             };
             andThen(s, [](OpenClawStand& stand, Json&) { stand.set("appliedConfigHash", "hmac-sha256:v1:before"); });
         },
         false},
        {"writes over what somebody else changed at that moment",
         [](OpenClawStand& s) {
             s.gateway.insteadOfWrite = [&s](const std::string& method, const Json& params) -> std::optional<Json> {
                 if (method != "config.patch")
                     return std::nullopt;
                 s.gateway.changeConfig([](Json& config) { rename(config, "By a rival"); });
                 s.gateway.changeConfig(
                     [&params](Json& config) { config.merge_patch(Json::parse(params["raw"].get<std::string>())); });
                 return success(s.gateway.configHash());
             };
         },
         false},
    };
    return all;
}

} // namespace

class TestRolloutOpenClaw : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anHonestGateway_isBelieved_data()
    {
        QTest::addColumn<bool>("restarts");
        QTest::newRow("hot") << false;
        QTest::newRow("with a restart") << true;
    }
    void anHonestGateway_isBelieved()
    {
        QFETCH(bool, restarts);
        OpenClawStand stand;
        FABRIC_VERIFY_RESULT(stand.prepare());
        stand.gateway.needsRestart = restarts;
        if (restarts) {
            when(stand, State::Reloading, [](OpenClawStand& s) {
                s.gateway.bootId = "boot-again";
                s.gateway.closeAll(1012, QStringLiteral("service restart"));
            });
        }
        stand.begin();
        QTRY_VERIFY2_WITH_TIMEOUT(stand.isOver(), stand.story().c_str(), 120'000);
        QVERIFY2(stand.record->state == State::Succeeded, stand.story().c_str());
        QVERIFY(stand.isNew());
        QCOMPARE(stand.gateway.violations(), QStringList());
    }

    /// Side by side: most of the time they wait.
    void everyLie_isCaught()
    {
        QVERIFY(lies().size() >= 15);
        std::vector<std::unique_ptr<OpenClawStand>> stands;
        for (const GatewayLie& lie : lies()) {
            stands.push_back(std::make_unique<OpenClawStand>());
            FABRIC_VERIFY_RESULT(stands.back()->prepare());
            lie.arm(*stands.back());
        }
        for (const auto& stand : stands) {
            stand->begin();
            QVERIFY(QTest::qWaitFor([&] { return stand->hasWritten() || stand->isOver(); }, kStandPatienceMs));
        }
        const auto isOver = [](const std::unique_ptr<OpenClawStand>& stand) { return stand->isOver(); };
        static_cast<void>(QTest::qWaitFor([&] { return std::all_of(stands.begin(), stands.end(), isOver); }, 240'000));
        for (std::size_t i = 0; i < stands.size(); ++i) {
            const OpenClawStand& stand = *stands[i];
            const std::string where = std::string(lies()[i].name) + ": " + stand.story();
            qInfo("%s", where.c_str());
            QVERIFY2(stand.isOver(), where.c_str());
            QVERIFY2(stand.record->state != State::Succeeded, where.c_str());
            QVERIFY2(stand.hasWritten(), where.c_str()); // it came to the lie
            QVERIFY2(!lies()[i].endsOld || stand.record->state == State::RolledBack, where.c_str());
            if (stand.record->state == State::RolledBack && lies()[i].endsOld)
                QVERIFY2(stand.isOld(), where.c_str()); // what it says of the end is true
            else if (stand.record->state == State::RolledBack)
                QVERIFY2(stand.modelOf("writer") != kStandModel && stand.modelOf("reviewer") != kStandModel,
                         where.c_str());
            if (std::string_view(lies()[i].name).starts_with("writes over"))
                QVERIFY2(stand.config()["agents"]["entries"]["ops"]["name"] == "By a rival", where.c_str());
            QCOMPARE(stand.gateway.violations(), QStringList());
        }
    }

    /// Its answer was lost with the connection, and it is done later than anybody looks first.
    void aDeletionThatLandsLate_isNotMissed_data()
    {
        QTest::addColumn<int>("lateMs");
        for (const int late : {20, 100, 500})
            QTest::addRow("%d ms", late) << late;
    }
    void aDeletionThatLandsLate_isNotMissed()
    {
        QFETCH(int, lateMs);
        OpenClawStand stand;
        FABRIC_VERIFY_RESULT(stand.prepare({{{"edit", "remove-agent"}, {"agent", "agent:support"}}}));
        stand.gateway.silent = {"agents.delete"};
        stand.gateway.insteadOfWrite = [&stand, lateMs](const std::string& method, const Json&) -> std::optional<Json> {
            if (method != "agents.delete")
                return std::nullopt;
            QTimer::singleShot(lateMs, &stand.gateway, [&stand] {
                stand.gateway.changeConfig([](Json& config) { config["agents"]["entries"].erase("support"); });
            });
            QTimer::singleShot(0, &stand.gateway, [&stand] { stand.gateway.closeAll(1012, QStringLiteral("lost")); });
            return success("never seen");
        };
        stand.begin();
        QTRY_VERIFY2_WITH_TIMEOUT(stand.isOver(), stand.story().c_str(), 120'000);
        const bool isThere = stand.config().at("agents").at("entries").contains("support");
        QVERIFY2(stand.record->state == (isThere ? State::RolledBack : State::Succeeded), stand.story().c_str());
        QVERIFY2(!isThere || stand.isOld(), stand.story().c_str());
    }

    void isRefused_ifAndOnlyIfSomethingThatItUsesChanged_data()
    {
        QTest::addColumn<bool>("isRelevant");
        QTest::newRow("200 relevant changes") << true;
        QTest::newRow("200 irrelevant changes") << false;
    }
    /// FABRIC_SEED repeats one failure.
    void isRefused_ifAndOnlyIfSomethingThatItUsesChanged()
    {
        QFETCH(bool, isRelevant);
        constexpr std::uint64_t kMutations = 200;
        constexpr std::uint64_t kAtOnce = 20;
        const std::uint64_t first = testSeed(isRelevant ? 5001 : 6001);
        OpenClawStand other;
        FABRIC_VERIFY_RESULT(other.prepare());
        for (std::uint64_t begin = first; begin < first + kMutations; begin += kAtOnce) {
            std::vector<Mutated> all;
            for (std::uint64_t seed = begin; seed < begin + kAtOnce; ++seed) {
                Mutated& one = all.emplace_back();
                one.stand = std::make_unique<OpenClawStand>(1); // nothing is waited for: a slow machine gets its time
                FABRIC_VERIFY_RESULT(one.stand->open());
                one.stand->plan = other.plan; // the gateways are the same
                FABRIC_VERIFY_RESULT(one.stand->keepPlan());
                FakeRandom random(seed);
                one.changed = mutate(*one.stand, random, isRelevant);
                one.where = "FABRIC_SEED=" + std::to_string(seed) + " " + one.changed;
                one.stand->begin();
            }
            const auto isSettled = [](const Mutated& one) { return one.stand->isOver() || one.stand->hasWritten(); };
            static_cast<void>(
                QTest::qWaitFor([&] { return std::all_of(all.begin(), all.end(), isSettled); }, kStandPatienceMs));
            for (const Mutated& one : all) {
                const std::string story = one.where + ": " + one.stand->story();
                QVERIFY2(isSettled(one), story.c_str());
                QVERIFY2(one.stand->hasWritten() != isRelevant, story.c_str());
                QVERIFY2(!isRelevant || one.stand->record->state == State::Cancelled, story.c_str());
                QVERIFY2(!isRelevant || one.stand->story().find(one.changed) != std::string::npos, story.c_str());
            }
        }
    }

private:
    struct Mutated
    {
        std::unique_ptr<OpenClawStand> stand;
        std::string changed;
        std::string where;
    };
    /// Changes one resource of the gateway that the plan uses, or one that it does not use. @return its id.
    static std::string mutate(OpenClawStand& stand, FakeRandom& random, bool isRelevant)
    {
        std::set<provider::ResourceId> used;
        for (const planning::UsedResource& resource : stand.plan.resources)
            used.insert(resource.id);
        const Json document = maskedDocument(stand.gateway.payload("config.get").at("sourceConfig"));
        std::vector<provider::ResourceId> targets;
        for (const auto& [id, value] : resourceValues(document)) {
            if (used.contains(id) == isRelevant)
                targets.push_back(id);
        }
        std::sort(targets.begin(), targets.end());
        const provider::ResourceId target = targets.at(random.below(static_cast<std::uint32_t>(targets.size())));
        const Segments place = segmentsOfPath(target.value());
        const std::string fresh = "x" + std::to_string(random.below(1'000'000));
        const bool isRemoval = random.below(5) == 0;
        stand.gateway.changeConfig([&](Json& config) {
            const Json* now = findAt(std::as_const(config), place);
            if (now == nullptr)
                return;
            Json value = *now;
            if (isRemoval) {
                removeAt(config, place);
                return;
            }
            if (value.is_object())
                value[fresh] = fresh;
            else if (value.is_array())
                value.push_back(fresh);
            else
                value = value.is_boolean() ? Json(!value.get<bool>())
                    : value.is_number()    ? Json(value.get<double>() + 1)
                                           : Json(fresh);
            setAt(config, place, std::move(value));
        });
        return target.value();
    }
};

QTEST_GUILESS_MAIN(TestRolloutOpenClaw)
#include "tst_rollout_openclaw.moc"
