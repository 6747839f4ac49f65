// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_configuration.h"
#include "agent/openclaw/reload_table.h"
#include "agent/openclaw/source_document.h"
#include "core/planning/intent.h"
#include "tests/agent/openclaw/samples.h"
#include "tests/support/verify_result.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QTest>

using namespace fabric;
using namespace fabric::openclaw;
using planning::Content;

namespace {

constexpr const char* kVersion = "2026.9.6";

Content contentOf(const Json& config)
{
    const OpenClawConfiguration configuration;
    provider::Source::Parts parts;
    parts.provider = configuration.provider();
    parts.providerVersion = kVersion;
    parts.document = maskedDocument(config);
    parts.resources = configuration.resources(parts.document).value();
    parts.reloadKinds = builtInReloadKinds(kVersion);
    Content out;
    out.source = provider::Source::create(std::move(parts)).value();
    out.graph = configuration.graphOf(out.source, topology::Graph()).value();
    return out;
}

provider::Edit edit(const char* text)
{
    auto parsed = provider::parseEdit(parseJson(text).value());
    if (!parsed)
        qFatal("%s: %s (%s)", text, parsed.error().message.c_str(), parsed.error().where.c_str());
    return *std::move(parsed);
}

/// One change that operators make, as the golden file of the same name has its plan.
struct Story
{
    const char* name;
    std::vector<const char*> edits;
};

const std::vector<Story>& stories()
{
    static const std::vector<Story> all{
        {"change-model",
         {R"({"edit":"set-model","subject":"agent:writer","primary":"model:local-vllm/qwen3-32b","fallbacks":[]})"}},
        {"add-agent",
         {R"({"edit":"add-agent","id":"auditor","name":"Auditor","model":"model:local-vllm/llama-small","workspace":"","toolsProfile":"minimal"})",
          R"({"edit":"allow-delegation","from":"agent:main","to":"agent:auditor"})"}},
        {"remove-agent", {R"({"edit":"remove-agent","agent":"agent:support"})"}},
        {"shell-for-ops",
         {R"({"edit":"set-tool","subject":"agent:ops","tool":"tool:exec","permission":"also-allow"})"}},
    };
    return all;
}

Result<planning::Plan> planOf(const Story& story)
{
    const OpenClawConfiguration configuration;
    const Content observed = contentOf(sample("openclaw.realistic.json"));
    std::vector<provider::Edit> edits;
    edits.reserve(story.edits.size());
    for (const char* text : story.edits)
        edits.push_back(edit(text));
    FABRIC_TRY(const Content adopted, planning::adopt(observed));
    FABRIC_TRY(const Content desired, planning::edited(adopted, observed, edits, configuration));
    // As another machine would have them: written, read and planned again.
    FABRIC_TRY(const Content from, planning::parseContent(planning::toJson(observed), configuration));
    FABRIC_TRY(const Content to, planning::parseContent(planning::toJson(desired), configuration));
    return planning::makePlan(from, to, configuration);
}

} // namespace

/// Plans of changes to a real configuration, held to files: whoever changes what a plan says sees it here.
class TestOpenClawPlans : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isTheSameOnAnyDay_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < stories().size(); ++i)
            QTest::newRow(stories()[i].name) << static_cast<int>(i);
    }
    void isTheSameOnAnyDay()
    {
        QFETCH(int, index);
        const Story& story = stories()[static_cast<std::size_t>(index)];
        const auto plan = planOf(story);
        FABRIC_VERIFY_RESULT(plan);
        const auto id = planning::planId(*plan);
        FABRIC_VERIFY_RESULT(id);
        const Json document{{"id", id->text()}, {"plan", planning::toJson(*plan)}};
        QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/agent/openclaw/golden/%1.plan.json")
                       .arg(QString::fromUtf8(story.name)));
        if (qEnvironmentVariableIsSet("FABRIC_UPDATE_GOLDEN")) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray::fromStdString(document.dump(1)) + '\n');
            return;
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), "FABRIC_UPDATE_GOLDEN=1 writes it");
        QCOMPARE(QByteArray::fromStdString(document.dump(1)) + '\n', file.readAll());
    }

    void holdsNoMaskAndNoSecret()
    {
        for (const Story& story : stories()) {
            const auto plan = planOf(story);
            FABRIC_VERIFY_RESULT(plan);
            const std::string text = planning::toJson(*plan).dump();
            QVERIFY2(text.find(provider::kMasked) == std::string::npos, story.name);
            QVERIFY2(text.find("PLAINTEXT") == std::string::npos && text.find("dummy") == std::string::npos,
                     story.name);
        }
    }
};

QTEST_GUILESS_MAIN(TestOpenClawPlans)
#include "tst_openclaw_plans.moc"
