// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/api/problem.h"
#include "agent/api/route.h"
#include "tests/agent/api/api_fixture.h"
#include "tests/support/json_schema.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <memory>
#include <optional>
#include <string>

namespace fabric::test {

/// An API with two made-up runtimes, toy and lab, whose configurations are known and that nobody reaches. Every answer is held to
/// what the API says of itself.
class ChangesApi
{
protected:
    void begin()
    {
        m_api = std::make_unique<ApiFixture>();
        addRuntime("toy", 1);
        addRuntime("lab", 2);
    }
    void end() { m_api.reset(); }

    /// The toy is seen with that configuration.
    void observe(const Json& document)
    {
        const planning::Content content = toyContent(document);
        auto stored = m_api->store.write([&](store::Session& session) -> Result<store::RevisionRecord> {
            store::RevisionRecord record;
            record.runtime = RuntimeId("toy");
            record.createdAt = m_api->clock.now();
            record.author = "agent";
            FABRIC_TRY(record, session.revisions().add(record, content.graph, content.source));
            FABRIC_CHECK(session.audit().append({record.createdAt, "agent", "test", "runtime:toy", Json::object()}));
            FABRIC_CHECK(session.outbox().append({record.createdAt, "test", "runtime:toy", Json::object()}));
            return record;
        });
        QVERIFY(stored.result());
        for (runtimes::RuntimeView& view : m_api->directory.views) {
            if (view.record.id == RuntimeId("toy"))
                view.revision = *stored.result();
        }
    }

    /// One whose configuration differs from that of others by @p port.
    void addRuntime(const std::string& id, int port)
    {
        Json document = toyDocument();
        document["settings"]["port"] = port;
        const planning::Content content = toyContent(std::move(document));
        store::RuntimeRecord runtime;
        runtime.id = RuntimeId(id);
        runtime.provider = "toy";
        runtime.addedAt = m_api->clock.now();
        auto stored = m_api->store.write([&](store::Session& session) -> Result<store::RevisionRecord> {
            store::RevisionRecord record;
            record.runtime = runtime.id;
            record.createdAt = runtime.addedAt;
            record.author = "agent";
            FABRIC_TRY(record, session.revisions().add(record, content.graph, content.source));
            FABRIC_CHECK(session.runtimes().put(runtime));
            FABRIC_CHECK(session.audit().append({runtime.addedAt, "agent", "test", "runtime:" + id, Json::object()}));
            FABRIC_CHECK(session.outbox().append({runtime.addedAt, "test", "runtime:" + id, Json::object()}));
            return record;
        });
        QVERIFY(stored.result());
        m_api->directory.views.push_back({runtime, *stored.result(), content.graph, content.source});
    }
    QByteArray keyed() { return "Idempotency-Key: key-" + QByteArray::number(++m_keys) + "\r\n"; }

    [[nodiscard]] Json checked(const char* operation, const std::optional<RawAnswer>& answer, int status)
    {
        if (!answer || answer->status != status)
            qFatal("%s: %d %s", operation, answer ? answer->status : 0, answer ? answer->body.constData() : "");
        Json body = parseJson(answer->body.toStdString()).value();
        for (const api::Route& route : api::apiRoutes()) {
            if (route.operation != operation)
                continue;
            const Json& schema = m_document.at("components").at("schemas").at(std::string(route.schema));
            for (const std::string& finding : schemaFindings(body, schema, m_document))
                qFatal("%s: %s", operation, finding.c_str());
            return body;
        }
        qFatal("no operation %s", operation);
    }
    Json got(const char* operation, const std::string& target)
    {
        return checked(operation, m_api->view(QByteArray::fromStdString(target)), 200);
    }
    Json posted(const char* operation, const std::string& target, const std::string& body, int status)
    {
        return checked(operation,
                       m_api->post(QByteArray::fromStdString(target), QByteArray::fromStdString(body), keyed(),
                                   store::Role::Operator),
                       status);
    }
    /// Posts it, and nothing can be stored any more after what that makes, as if the agent died right then; then posts it once
    /// more. The first answer must be the second one, and @p list as long as it was after the first.
    void verifyFirstAnswerStays(const char* target, const std::string& body, const char* list)
    {
        m_api->store.setCommitListener([this](const std::vector<events::Event>&) {
            m_api->store.failWith(Error{ErrorCode::Unavailable, "the agent is dead", {}});
        });
        const QByteArray key = keyed();
        const auto first = m_api->post(target, QByteArray::fromStdString(body), key, store::Role::Operator);
        m_api->store.setCommitListener({});
        m_api->store.failWith({});
        QVERIFY(first);
        QVERIFY2(first->status / 100 == 2, first->body.constData());
        const auto items = [&] { return parseJson(m_api->view(list)->body.toStdString()).value().at("items").size(); };
        const std::size_t known = items();
        const auto again = m_api->post(target, QByteArray::fromStdString(body), key, store::Role::Operator);
        QVERIFY(again);
        QCOMPARE(again->status, first->status);
        QCOMPARE(again->body, first->body);
        QCOMPARE(items(), known);
    }
    /// The id of a plan that changes the model of ops on @p runtime.
    std::string plannedFor(const std::string& runtime)
    {
        posted("changeIntent", "/api/v1/topology/intent", changeOf(runtime), 201);
        return posted("makePlan", "/api/v1/plans", dumpJson({{"runtime", runtime}}), 201)
            .at("summary")
            .at("id")
            .get<std::string>();
    }
    /// The id of the plan that toy and its twin have.
    std::string plannedTwins()
    {
        addRuntime("twin", 1);
        const std::string id = plannedFor("toy");
        if (plannedFor("twin") != id)
            qFatal("the plans of twins differ");
        return id;
    }
    int statusOf(const std::string& target, const std::string& body = {})
    {
        const auto answer = m_api->post(QByteArray::fromStdString(target), QByteArray::fromStdString(body), keyed(),
                                        store::Role::Operator);
        return answer ? answer->status : 0;
    }

    static std::string changeOf(const std::string& runtime)
    {
        const Json edit{
            {"edit", "set-model"}, {"subject", "agent:ops"}, {"primary", "model:large"}, {"fallbacks", Json::array()}};
        return dumpJson({{"runtime", runtime}, {"reason", "r"}, {"edits", Json::array({edit})}});
    }

    Json m_document = api::openApiDocument("0.1.0");
    std::unique_ptr<ApiFixture> m_api;
    int m_keys = 0;
};

} // namespace fabric::test
