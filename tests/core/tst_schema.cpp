// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/topology/schema.h"

#include "core/base/redaction.h"
#include "core/provider/provider.h"
#include "core/store/records.h"

#include <QTest>

#include <set>

using namespace fabric;
using namespace fabric::topology;

namespace {

constexpr int kNodeKindCount = 15;
constexpr int kEdgeKindCount = 13;

template <class Kind>
void checkRules(Kind kind)
{
    std::set<std::string_view> names;
    for (const AttributeRule& rule : attributesOf(kind)) {
        const std::string name(rule.name);
        QVERIFY2(names.insert(rule.name).second, name.c_str());
        QVERIFY2(!isSecretName(rule.name), name.c_str());
        QVERIFY2(!rule.meaning.empty(), name.c_str());
        // Field pointers of a difference are written without escapes.
        QVERIFY2(name.find_first_of("/~") == std::string::npos, name.c_str());
    }
}

/// Every value of an enum up to @p count has a name of its own that leads back, and the next one has none.
template <class E, class From>
void checkNames(int count, From from)
{
    std::set<std::string_view> names;
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<E>(i);
        QVERIFY(!toText(value).empty());
        QVERIFY(names.insert(toText(value)).second);
        QVERIFY(from(toText(value)) == value);
    }
    QVERIFY2(toText(static_cast<E>(count)).empty(), "the test knows too few values");
    QVERIFY(!from("").has_value());
    QVERIFY(!from("Nothing").has_value());
}

Error refusal(const char* name, Json value, NodeKind kind = NodeKind::Agent)
{
    return checkedAttributes(kind, {{name, std::move(value)}}).error();
}

} // namespace

class TestSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesLeadBack_everyEnum()
    {
        checkNames<NodeKind>(kNodeKindCount, nodeKindFrom);
        checkNames<EdgeKind>(kEdgeKindCount, edgeKindFrom);
        checkNames<Origin>(3, originFrom);
        checkNames<provider::AccessMode>(3, provider::accessModeFrom);
        checkNames<provider::HealthState>(7, provider::healthStateFrom);
        checkNames<store::RevisionKind>(2, store::revisionKindFrom);
        checkNames<store::Role>(5, store::roleFrom);
    }

    void listsNoSecretAndNothingTwice()
    {
        for (int i = 0; i < kNodeKindCount; ++i)
            checkRules(static_cast<NodeKind>(i));
        for (int i = 0; i < kEdgeKindCount; ++i)
            checkRules(static_cast<EdgeKind>(i));
    }

    void kindOfReadsOnlyWellFormedIds()
    {
        QVERIFY(kindOf(NodeId("gateway")) == NodeKind::Gateway);
        QVERIFY(kindOf(NodeId("agent:a:b")) == NodeKind::Agent);
        for (const char* bad : {"", ":", "agent:", "Agent:a", "robot:a", " agent:a"})
            QVERIFY2(!kindOf(NodeId(bad)), bad);
        QCOMPARE(nodeId(NodeKind::Gateway, "").value(), std::string("gateway"));
        QCOMPARE(nodeId(NodeKind::McpServer, "files").value(), std::string("mcp:files"));
    }

    void refusesWhatIsNotOnTheListOrOfAnotherType()
    {
        QCOMPARE(refusal("token", "s3cret").where, std::string("/token"));
        QVERIFY(refusal("token", "s3cret").message.find("s3cret") == std::string::npos);
        QCOMPARE(refusal("workspace", 5).code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("workspace", Json::object()).code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("isDefault", "yes").code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("maxConcurrent", 1.5).code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("maxConcurrent", true).code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("skills", "x").code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("skills", {1}).code, ErrorCode::InvalidArgument);
        QCOMPARE(checkedAttributes(NodeKind::Agent, Json::array()).error().code, ErrorCode::InvalidArgument);
        QCOMPARE(checkedAttributes(EdgeKind::MaySpawn, {{"tier", "peer"}}).error().where, std::string("/tier"));
        QVERIFY(checkedAttributes(EdgeKind::RoutesTo, {{"tier", "peer"}}).has_value());
        QVERIFY2(!refusal("\xff", 1).message.empty(), "a name that is not UTF-8 is told too");
        QVERIFY(Json(refusal("\xff", 1).message).dump().size() > 2);
    }

    void boundsTextSetsAndNumbers()
    {
        QVERIFY(checkedAttributes(NodeKind::Agent, {{"workspace", std::string(kMaxTextBytes, 'x')}}).has_value());
        QCOMPARE(refusal("workspace", std::string(kMaxTextBytes + 1, 'x')).code, ErrorCode::TooLarge);
        QCOMPARE(refusal("workspace", "\xff").code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("workspace", std::string("a\0b", 3)).code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("skills", Json(std::vector<std::string>(kMaxItems + 1, "x"))).code, ErrorCode::TooLarge);
        QCOMPARE(refusal("skills", Json(std::vector<std::string>(17, std::string(4'000, 'x')))).code,
                 ErrorCode::TooLarge);
        QCOMPARE(refusal("skills", {std::string(kMaxTextBytes + 1, 'x')}).code, ErrorCode::TooLarge);
        constexpr std::int64_t kExact = std::int64_t{1} << 53;
        QVERIFY(checkedAttributes(NodeKind::Agent, {{"maxConcurrent", kExact}}).has_value());
        QVERIFY(checkedAttributes(NodeKind::Agent, {{"maxConcurrent", -kExact}}).has_value());
        QCOMPARE(refusal("maxConcurrent", kExact + 1).code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("maxConcurrent", -kExact - 1).code, ErrorCode::InvalidArgument);
        QCOMPARE(refusal("maxConcurrent", std::numeric_limits<std::uint64_t>::max()).code, ErrorCode::InvalidArgument);
    }

    void refusesUrlsThatMayCarryASecret()
    {
        const auto isTaken = [](const char* url) {
            return checkedAttributes(NodeKind::ModelProvider, {{"baseUrl", url}}).has_value();
        };
        for (const char* good :
             {"https://api.example.com/v1", "http://127.0.0.1:9", "${BASE_URL}", "https://h/@scope/x"})
            QVERIFY2(isTaken(good), good);
        for (const char* bad :
             {"https://u:p@h/v1", "https://u@h", "//u@h/", "u:p@h", "https://h/v1?key=x", "https://h#t"})
            QVERIFY2(!isTaken(bad), bad);
    }

    void sortsSetsAndDropsWhatIsNull()
    {
        const auto checked
            = checkedAttributes(NodeKind::Agent, {{"skills", {"b", "a", "b"}}, {"workspace", nullptr}}).value();
        QVERIFY(checked == Json({{"skills", {"a", "b"}}}));
    }
};

QTEST_GUILESS_MAIN(TestSchema)
#include "tst_schema.moc"
