// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/client/http_backend.h"
#include "app/client/idempotency_keys.h"
#include "tests/app/client/fake_agent.h"

#include <QTest>

using namespace fabric;
using client::HttpBackend;
using client::IdempotencyKeys;

namespace {

template <class T>
Result<T> wait(const QFuture<Result<T>>& future)
{
    QFuture<Result<T>> copy = future;
    if (!QTest::qWaitFor([&] { return copy.isFinished(); }, 20'000))
        return fail(ErrorCode::Internal, "the call did not end");
    return copy.result();
}

QByteArray answerOf(const QByteArray& status, const Json& body)
{
    const QByteArray text = body.is_null() ? QByteArray() : QByteArray::fromStdString(dumpJson(body));
    return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: "
        + QByteArray::number(text.size()) + "\r\n\r\n" + text;
}

wire::Rollout rolloutOf(const char* id)
{
    wire::Rollout rollout;
    rollout.id = id;
    rollout.plan = "sha256:" + std::string(64, 'a');
    rollout.runtime = "hq";
    rollout.state = "verifying";
    rollout.createdAt = rollout.enteredAt = "2026-11-26T14:03:22.000Z";
    return rollout;
}

struct Fixture
{
    FakeAgent agent;
    HttpBackend backend{
        client::Endpoint::create(agent.url(), QStringLiteral("fab_00000000_secretsecretsecret")).value()};
};

} // namespace

class TestChangeCalls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void postsWithItsKey()
    {
        Fixture f;
        f.agent.answer(answerOf("201 Created", wire::toJson(rolloutOf("7"))));
        wire::RolloutRequest request;
        request.plans = {"sha256:" + std::string(64, 'a')};
        request.digits = "aaaaaaaa";
        QCOMPARE(wait(f.backend.startRollout(request, "key-1")).value(), std::string("7"));
        const QByteArray sent = f.agent.lastRequest();
        QVERIFY2(sent.startsWith("POST /api/v1/rollouts HTTP/1.1\r\n"), sent.constData());
        QVERIFY(sent.contains("Idempotency-Key: key-1\r\n"));
        QVERIFY(sent.contains("Content-Type: application/json\r\n"));
        QVERIFY(sent.endsWith(QByteArray::fromStdString(dumpJson(wire::toJson(request)))));
    }

    void asksForAPlan_ofItsRuntime()
    {
        Fixture f;
        wire::PlanDocument plan;
        plan.summary.id = "sha256:" + std::string(64, 'b');
        const QByteArray path = "GET /api/v1/plans/" + QByteArray::fromStdString(plan.summary.id).replace(":", "%3A");
        for (const auto& [runtime, query] : {std::pair<const char*, const char*>("hq", "?runtime=hq "),
                                             std::pair<const char*, const char*>("", " ")}) {
            f.agent.answer(answerOf("200 OK", wire::toJson(plan)), FakeAgent::Then::Close, path + query);
            static_cast<void>(wait(f.backend.plan({plan.summary.id, runtime})));
            QVERIFY2(f.agent.lastRequest().startsWith(QByteArray(path + query)), f.agent.lastRequest().constData());
            f.agent.answer(answerOf("200 OK", wire::toJson(wire::PlanTexts{"a", "b"})), FakeAgent::Then::Close,
                           path + "/texts" + query);
            QCOMPARE(wait(f.backend.planTexts({plan.summary.id, runtime})).value().after, std::string("b"));
        }
    }

    void asksWhoItIs_andForAllDesiredRevisions()
    {
        Fixture f;
        f.agent.answer(answerOf("200 OK", wire::toJson(wire::Self{"apikey:00000000", "Ada", "operator", {}})),
                       FakeAgent::Then::Close, "GET /api/v1/self ");
        const auto self = wait(f.backend.self());
        QVERIFY(self.has_value());
        QCOMPARE(self->role, std::string("operator"));
        f.agent.answer(answerOf("200 OK", {{"items", Json::array()}, {"nextCursor", nullptr}}), FakeAgent::Then::Close,
                       "GET /api/v1/topology/revisions?kind=desired&limit=200&runtime=hq ");
        QVERIFY(wait(f.backend.desiredRevisions("hq")).has_value());
    }

    void decides_andTakesAnEmptyAnswer()
    {
        Fixture f;
        f.agent.answer(answerOf("204 No Content", nullptr));
        QVERIFY(wait(f.backend.decide("7", client::RolloutDecision::RollBack, "key-2")).has_value());
        QVERIFY(f.agent.lastRequest().startsWith("POST /api/v1/rollouts/7/rollback HTTP/1.1\r\n"));
        QVERIFY2(f.agent.lastRequest().endsWith("\r\n\r\n"), "the agent takes no body there");
    }

    void asksForAGroup_andDecidesAboutIt()
    {
        Fixture f;
        wire::RolloutGroup group;
        group.id = "g 1";
        group.state = "awaiting_confirmation";
        group.createdAt = group.enteredAt = "2026-11-26T14:03:22.000Z";
        group.canConfirm = true;
        f.agent.answer(answerOf("200 OK", wire::toJson(group)), FakeAgent::Then::Close,
                       "GET /api/v1/rollout-groups/g%201 ");
        const auto answer = wait(f.backend.rolloutGroup("g 1"));
        QVERIFY(answer.has_value());
        QVERIFY(answer->canConfirm);
        const auto decides = [&](client::RolloutDecision decision, const char* route) {
            f.agent.answer(answerOf("202 Accepted", wire::toJson(group)));
            return wait(f.backend.decideGroup("g 1", decision, "key-4")).has_value()
                && f.agent.lastRequest().startsWith(route)
                && f.agent.lastRequest().contains("Idempotency-Key: key-4\r\n");
        };
        using client::RolloutDecision;
        QVERIFY(decides(RolloutDecision::Confirm, "POST /api/v1/rollout-groups/g%201/confirm HTTP/1.1"));
        QVERIFY(decides(RolloutDecision::Cancel, "POST /api/v1/rollout-groups/g%201/cancel HTTP/1.1"));
        QVERIFY(decides(RolloutDecision::RollBack, "POST /api/v1/rollout-groups/g%201/rollback HTTP/1.1"));
    }

    void tellsWhyItWasRefused()
    {
        Fixture f;
        wire::ProblemDetails problem;
        problem.status = 403;
        problem.code = "PermissionDenied";
        problem.title = "Forbidden";
        problem.detail = "an admin must type the digits";
        f.agent.answer(answerOf("403 Forbidden", wire::toJson(problem)));
        const auto answer = wait(f.backend.decide("7", client::RolloutDecision::Confirm, "key-3"));
        QVERIFY(!answer);
        QCOMPARE(answer.error().code, ErrorCode::PermissionDenied);
        QCOMPARE(answer.error().message, std::string("an admin must type the digits"));
    }

    void findsTheId_whateverWasMade()
    {
        Fixture f;
        wire::PlanDocument plan;
        plan.summary.id = "sha256:" + std::string(64, 'b');
        f.agent.answer(answerOf("201 Created", wire::toJson(plan)));
        QCOMPARE(wait(f.backend.makePlan({"hq", {}, {}, "t", "r"}, "k")).value(), plan.summary.id);
        f.agent.answer(
            answerOf("201 Created", {{"items", {wire::toJson(rolloutOf("8")), wire::toJson(rolloutOf("9"))}}}));
        QCOMPARE(wait(f.backend.startRollout({}, "k")).value(), std::string("8"));
        f.agent.answer(answerOf("201 Created", {{"nothing", 1}}));
        QVERIFY(!wait(f.backend.startRollout({}, "k")));
    }

    void listsFilter_andFollowTheCursor()
    {
        Fixture f;
        f.agent.answer(answerOf("200 OK", {{"items", {wire::toJson(rolloutOf("9"))}}, {"nextCursor", "c d"}}),
                       FakeAgent::Then::Close, "GET /api/v1/rollouts?limit=200&runtime=hq&state=held ");
        f.agent.answer(answerOf("200 OK", {{"items", {wire::toJson(rolloutOf("8"))}}, {"nextCursor", nullptr}}),
                       FakeAgent::Then::Close, "&cursor=c%20d ");
        const auto all = wait(f.backend.rollouts({"hq", "held"}));
        QVERIFY(all.has_value());
        QCOMPARE(all->size(), std::size_t{2});
        QCOMPARE(all->back().id, std::string("8"));
    }

    void keepsItsKey_whileNobodyKnows()
    {
        IdempotencyKeys keys;
        const std::string first = keys.keyFor("confirm 7");
        QVERIFY(first.size() >= 32);
        QCOMPARE(keys.keyFor("confirm 7"), first);
        QVERIFY(keys.keyFor("confirm 8") != first);
        const Error lost{ErrorCode::DeadlineExceeded, "", {}};
        keys.answered("confirm 7", &lost);
        QCOMPARE(keys.keyFor("confirm 7"), first);
        const Error running{ErrorCode::Conflict, "", "/header/Idempotency-Key"};
        keys.answered("confirm 7", &running);
        QCOMPARE(keys.keyFor("confirm 7"), first);
        const Error refused{ErrorCode::Conflict, "", {}};
        keys.answered("confirm 7", &refused);
        const std::string second = keys.keyFor("confirm 7");
        QVERIFY(second != first); // another decision
        keys.answered("confirm 7", nullptr);
        QVERIFY(keys.keyFor("confirm 7") != second);
    }
};

QTEST_GUILESS_MAIN(TestChangeCalls)
#include "tst_change_calls.moc"
