// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/audit/record.h"

#include <QTest>

#include <functional>

using namespace fabric;
using namespace fabric::audit;

namespace {

std::vector<Record> chain(int length)
{
    std::vector<Record> out;
    for (int i = 0; i < length; ++i) {
        Draft draft{{1'795'683'480'000 + i}, "agent", "runtime.observed", "runtime:hq", {{"revision", i + 1}}};
        out.push_back(link(std::move(draft), out.empty() ? nullptr : &out.back()).value());
    }
    return out;
}

} // namespace

class TestAudit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linksFromOneWithoutAGap()
    {
        const auto records = chain(5);
        QCOMPARE(records[0].sequence, std::int64_t{1});
        QVERIFY(records[0].previous.isNull());
        QCOMPARE(records[4].sequence, std::int64_t{5});
        QVERIFY(records[4].previous == records[3].digest);
        QVERIFY(verifyChain(records).has_value());
        QVERIFY(verifyChain({}).has_value());
    }

    void keepsItsDigest_whateverTheVersion()
    {
        // Made once, by hand, from the form that record.h promises: a change here breaks every stored chain.
        const std::string form = R"({"action":"runtime.observed","actor":"agent","at":1795683480000,)"
                                 R"("details":{"revision":1},"format":1,"previous":null,"sequence":1,)"
                                 R"("subject":"runtime:hq"})";
        QCOMPARE(chain(1)[0].digest.text(), sha256(form).text());
    }

    void verifiesAnyPartOfTheChain()
    {
        const auto records = chain(6);
        const std::span<const Record> all(records);
        QVERIFY(verifyChain(all.subspan(2), &records[1]).has_value());
        QCOMPARE(verifyChain(all.subspan(2), &records[2]).error().where, std::string("audit 4"));
        QCOMPARE(verifyChain(all.subspan(2)).error().where, std::string("audit 1"));
    }

    void findsEveryTampering_data()
    {
        using Tamper = std::function<void(std::vector<Record>&)>;
        QTest::addColumn<Tamper>("tamper");
        const auto row = [](const char* name, Tamper tamper) { QTest::newRow(name) << tamper; };
        row("time", [](auto& all) { all[2].what.at.count += 1; });
        row("actor", [](auto& all) { all[2].what.actor = "cli:root"; });
        row("action", [](auto& all) { all[2].what.action = "apikey.created"; });
        row("subject", [](auto& all) { all[2].what.subject = "runtime:lab"; });
        row("details value", [](auto& all) { all[2].what.details["revision"] = 9; });
        row("details member", [](auto& all) { all[2].what.details["more"] = true; });
        row("details type", [](auto& all) { all[2].what.details["revision"] = "3"; });
        row("details without form", [](auto& all) { all[2].what.details["revision"] = "\xff"; });
        row("sequence", [](auto& all) { all[2].sequence = 4; });
        row("previous", [](auto& all) { all[2].previous = sha256("x"); });
        row("digest", [](auto& all) { all[2].digest = sha256("x"); });
        row("no digest", [](auto& all) { all[2].digest = {}; });
        row("removed", [](auto& all) { all.erase(all.begin() + 2); });
        row("exchanged", [](auto& all) { std::swap(all[2], all[3]); });
        row("repeated", [](auto& all) { all.insert(all.begin() + 2, all[1]); });
        row("rewritten to fit itself", [](auto& all) {
            Draft other = all[2].what;
            other.actor = "cli:root";
            all[2] = link(other, &all[1]).value();
        });
    }

    void findsEveryTampering()
    {
        QFETCH(std::function<void(std::vector<Record>&)>, tamper);
        auto records = chain(5);
        tamper(records);
        const auto verified = verifyChain(records);
        QVERIFY(!verified);
        QCOMPARE(verified.error().code, ErrorCode::DataLoss);
        // A record that was made to fit itself shows at its successor.
        const std::string where = verified.error().where;
        QVERIFY2(where == "audit 3" || where == "audit 4", where.c_str());
    }

    void refusesWhatCannotBeChained()
    {
        const auto refuse = [](Draft draft) { return link(std::move(draft), nullptr).error().where; };
        QCOMPARE(refuse({{0}, "", "a", "s", Json::object()}), std::string("/actor"));
        QCOMPARE(refuse({{0}, "a", "", "s", Json::object()}), std::string("/action"));
        QCOMPARE(refuse({{0}, "a", "a", std::string("s\0", 2), Json::object()}), std::string("/subject"));
        QCOMPARE(refuse({{0}, "a", "a", "s", Json::array()}), std::string("/details"));
        QVERIFY(!link({{0}, "a", "a", "s", {{"n", std::int64_t{1} << 60}}}, nullptr));
    }
};

Q_DECLARE_METATYPE(std::function<void(std::vector<Record>&)>)

QTEST_GUILESS_MAIN(TestAudit)
#include "tst_audit.moc"
