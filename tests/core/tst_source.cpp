// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/runtime_writer.h"
#include "tests/support/source_parts.h"
#include "tests/support/verify_result.h"

#include <QTest>

#include <functional>
#include <set>

using namespace fabric;
using namespace fabric::provider;

Q_DECLARE_METATYPE(fabric::Json)

namespace {

using Parts = Source::Parts;
using Mutation = std::function<void(Parts&)>;

/// Every part filled, those of a desired source too.
Parts fullParts()
{
    Parts parts = test::sampleParts();
    parts.owned = {{"/agents/entries/main/model", sha256("one")}, {"/bindings", Digest()}};
    parts.renames = {{ResourceId("agents.entries.old"), ResourceId("agents.entries.main")}};
    return parts;
}

/// One change of one part each, by name.
std::vector<std::pair<const char*, Mutation>> mutations()
{
    return {
        {"provider", [](Parts& p) { p.provider = "other"; }},
        {"version", [](Parts& p) { p.providerVersion = "2026.9.7"; }},
        {"a value of the document", [](Parts& p) { p.document["agents"]["entries"]["main"]["model"] = "x"; }},
        {"an empty member of the document", [](Parts& p) { p.document["tools"] = Json::object(); }},
        {"the digest of a resource", [](Parts& p) { p.resources[0].digest = sha256("other"); }},
        {"the id of a resource", [](Parts& p) { p.resources[0].id = ResourceId("agents.entries.mains"); }},
        {"a resource less", [](Parts& p) { p.resources.pop_back(); }},
        {"a reload kind", [](Parts& p) { p.reloadKinds["agents"] = ReloadKind::Restart; }},
        {"a reload kind more", [](Parts& p) { p.reloadKinds["tools"] = ReloadKind::Hot; }},
        {"a former id", [](Parts& p) { p.former[0] = ResourceId("agents.entries.older"); }},
        {"a former id more", [](Parts& p) { p.former.emplace_back("agents.entries.gone"); }},
        {"an owned value", [](Parts& p) { p.owned["/bindings"] = sha256("[]"); }},
        {"an owned field more", [](Parts& p) { p.owned["/tools"] = Digest(); }},
        {"a rename", [](Parts& p) { p.renames[ResourceId("agents.entries.old")] = ResourceId("agents.entries.new"); }},
        {"no rename", [](Parts& p) { p.renames.clear(); }},
    };
}

} // namespace

class TestSource : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isWrittenAndReadBack()
    {
        for (const Parts& parts : {fullParts(), test::sampleParts()}) {
            const Source source = Source::create(parts).value();
            const Json json = toJson(source);
            const auto back = parseSource(json);
            FABRIC_VERIFY_RESULT(back);
            QVERIFY(*back == source);
            QVERIFY(toJson(*back) == json);
            QVERIFY(back->document() == parts.document);
            QVERIFY(std::ranges::equal(back->resources(), parts.resources));
            QVERIFY(back->parts().reloadKinds == parts.reloadKinds);
            QVERIFY(back->parts().former == parts.former);
            QVERIFY(back->parts().owned == parts.owned);
            QVERIFY(back->parts().renames == parts.renames);
        }
    }

    void theEmptyOneIsOfNoProvider()
    {
        QVERIFY(Source().isEmpty());
        QVERIFY(Source::create({}).value() == Source());
        QVERIFY(parseSource(toJson(Source())).value().isEmpty());
        QVERIFY(!test::sampleSource().isEmpty());
        for (const auto& [name, mutate] : mutations()) {
            Parts parts = fullParts();
            mutate(parts);
            parts.provider.clear();
            QVERIFY2(!Source::create(parts), name);
        }
    }

    void digestCoversEveryPart()
    {
        const Digest whole = Source::create(fullParts()).value().digest();
        std::set<Digest> seen{whole};
        for (const auto& [name, mutate] : mutations()) {
            Parts parts = fullParts();
            mutate(parts);
            const auto changed = Source::create(std::move(parts));
            FABRIC_VERIFY_RESULT(changed);
            QVERIFY2(seen.insert(changed->digest()).second, name);
        }
    }

    void digestIsOfTheContent_notOfItsOrder()
    {
        Parts parts = fullParts();
        parts.former.emplace_back("agents.entries.gone");
        parts.document["x"] = 1;
        const Source one = Source::create(parts).value();
        std::swap(parts.resources[0], parts.resources[1]);
        parts.former.push_back(parts.former.front()); // once is enough
        std::swap(parts.former[0], parts.former[1]);
        parts.document["x"] = 1.0; // one number to RFC 8785
        const Source two = Source::create(parts).value();
        QVERIFY(two == one);
        QVERIFY(std::ranges::is_sorted(two.resources(), {}, &Resource::id));
        QVERIFY(std::ranges::is_sorted(two.parts().former));
        QCOMPARE(two.parts().former.size(), std::size_t{2});
    }

    void digestIsTheSameOnEveryMachine()
    {
        // A change here is a change of what is stored: a new format.
        QCOMPARE(Source::create(fullParts()).value().digest().text(),
                 std::string("sha256:cd189758c7a73f1ca7e06cbbc0f379f40dee327309d2b9539b9dce1878d21dcf"));
    }

    void findsAResource()
    {
        const Source source = test::sampleSource();
        QVERIFY(source.find(ResourceId("bindings")) != nullptr);
        QCOMPARE(source.find(ResourceId("agents.entries.main"))->id, ResourceId("agents.entries.main"));
        for (const char* absent : {"", "agents.entries", "agents.entries.main.model", "z"})
            QVERIFY(source.find(ResourceId(absent)) == nullptr);
        QVERIFY(Source().find(ResourceId("bindings")) == nullptr);
    }

    void createRefuses_data()
    {
        QTest::addColumn<int>("row");
        QTest::addColumn<ErrorCode>("code");
        const auto row = [](const char* name, Mutation mutate, ErrorCode code = ErrorCode::InvalidArgument) {
            QTest::newRow(name) << static_cast<int>(refused().size()) << code;
            refused().push_back(std::move(mutate));
        };
        refused().clear();
        row("a resource twice", [](Parts& p) { p.resources.push_back(p.resources.front()); });
        row("a resource without id", [](Parts& p) { p.resources[0].id = ResourceId(); });
        row("a resource without digest", [](Parts& p) { p.resources[0].digest = Digest(); });
        row("a document that is a list", [](Parts& p) { p.document = Json::array(); });
        row("an integer without exact form", [](Parts& p) { p.document["x"] = std::int64_t{1} << 60; });
        row("text that is not UTF-8", [](Parts& p) { p.document["x"] = "\xff"; });
        row("an id that is not UTF-8", [](Parts& p) { p.former[0] = ResourceId("\xff"); });
        const auto many = [](std::size_t count) {
            std::vector<ResourceId> ids;
            ids.reserve(count);
            for (std::size_t i = 0; i < count; ++i)
                ids.emplace_back(std::to_string(i));
            return ids;
        };
        row(
            "too many former ids", [many](Parts& p) { p.former = many(Source::kMaxFormer + 1); }, ErrorCode::TooLarge);
        row(
            "too many owned fields",
            [](Parts& p) {
                for (std::size_t i = 0; i <= Source::kMaxOwned; ++i)
                    p.owned.emplace(std::to_string(i), Digest());
            },
            ErrorCode::TooLarge);
        row(
            "too many reload kinds",
            [](Parts& p) {
                for (std::size_t i = 0; i <= Source::kMaxReloadKinds; ++i)
                    p.reloadKinds.emplace(std::to_string(i), ReloadKind::Hot);
            },
            ErrorCode::TooLarge);
        row(
            "too many resources",
            [](Parts& p) {
                for (std::size_t i = 0; i <= Source::kMaxResources; ++i)
                    p.resources.push_back({ResourceId(std::to_string(i)), sha256("x")});
            },
            ErrorCode::TooLarge);
        row(
            "a document that is too deep",
            [](Parts& p) {
                Json* at = &p.document;
                for (int i = 0; i < 300; ++i)
                    at = &(*at)["x"];
            },
            ErrorCode::TooLarge);
    }
    void createRefuses()
    {
        QFETCH(int, row);
        QFETCH(ErrorCode, code);
        Parts parts = fullParts();
        refused()[static_cast<std::size_t>(row)](parts);
        FABRIC_VERIFY_ERROR(Source::create(std::move(parts)), code);
    }

    void keepsAsManyFormerIdsAsItMay()
    {
        Parts parts = test::sampleParts();
        parts.former.clear();
        for (std::size_t i = 0; i < Source::kMaxFormer; ++i)
            parts.former.emplace_back(std::to_string(i));
        FABRIC_VERIFY_RESULT(Source::create(std::move(parts)));
    }

    void parseIsStrict_data()
    {
        QTest::addColumn<Json>("change"); // a merge patch of the document
        QTest::addColumn<QString>("where");
        const auto row = [](const char* name, const Json& change, const char* where) {
            QTest::newRow(name) << change << QString::fromLatin1(where);
        };
        for (const char* member : {"format", "provider", "providerVersion", "document", "resources", "reloadKinds",
                                   "former", "owned", "renames"}) {
            row((std::string("without ") + member).c_str(), {{member, nullptr}},
                (std::string("/at/") + member).c_str());
            row((std::string("other type of ") + member).c_str(), {{member, true}},
                (std::string("/at/") + member).c_str());
        }
        row("unknown member", {{"secret", 1}}, "/at/secret");
        row("newer format", {{"format", 2}}, "/at/format");
        row("resource with more", {{"resources", {{{"id", "a"}, {"digest", sha256("x").text()}, {"x", 1}}}}},
            "/at/resources/0/x");
        row("resource without digest", {{"resources", {{{"id", "a"}}}}}, "/at/resources/0/digest");
        row("resource with another digest", {{"resources", {{{"id", "a"}, {"digest", "md5:1"}}}}},
            "/at/resources/0/digest");
        row("resources out of order",
            {{"resources",
              {{{"id", "b"}, {"digest", sha256("x").text()}}, {{"id", "a"}, {"digest", sha256("x").text()}}}}},
            "/at/resources");
        row("unknown reload kind", {{"reloadKinds", {{"agents", "warm"}}}}, "/at/reloadKinds/agents");
        row("reload kind that is no text", {{"reloadKinds", {{"a/b", 1}}}}, "/at/reloadKinds/a~1b");
        row("former id that is no text", {{"former", {1}}}, "/at/former/0");
        row("former ids out of order", {{"former", {"b", "a"}}}, "/at/former");
        row("former id twice", {{"former", {"a", "a"}}}, "/at/former");
        row("owned by no digest", {{"owned", {{"/x", "yes"}}}}, "/at/owned/~1x");
        row("owned by the digest of nothing", {{"owned", {{"/x", Digest().text()}}}}, "/at/owned/~1x");
        row("rename to no text", {{"renames", {{"a", nullptr}, {"b", 1}}}}, "/at/renames/b");
        row("no provider", {{"provider", ""}}, "/at/provider");
    }
    void parseIsStrict()
    {
        QFETCH(Json, change);
        QFETCH(QString, where);
        Json json = toJson(Source::create(fullParts()).value());
        json.merge_patch(change);
        const auto parsed = parseSource(json, "/at");
        QVERIFY(!parsed);
        QCOMPARE(QString::fromStdString(parsed.error().where), where);
    }

    void namesAreThoseOfTheApi()
    {
        QCOMPARE(toText(ReloadKind::Restart), std::string_view("restart"));
        for (const ReloadKind kind : {ReloadKind::None, ReloadKind::Hot, ReloadKind::Restart})
            QVERIFY(reloadKindFrom(toText(kind)) == kind);
        QVERIFY(!reloadKindFrom("Restart"));
        std::set<std::string_view> names;
        for (const PartHealth health :
             {PartHealth::Ok, PartHealth::Off, PartHealth::Degraded, PartHealth::Down, PartHealth::Unknown}) {
            QVERIFY(partHealthFrom(toText(health)) == health);
            names.insert(toText(health));
        }
        QVERIFY((names == std::set<std::string_view>{"ok", "off", "degraded", "down", "unknown"}));
        QVERIFY(!partHealthFrom(""));
        using enum WriteAnswer::Verdict;
        names.clear();
        for (const WriteAnswer::Verdict verdict : {Accepted, Stale, Refused, Limited, Unknown})
            names.insert(toText(verdict));
        QVERIFY((names == std::set<std::string_view>{"accepted", "stale", "refused", "limited", "unknown"}));
    }

private:
    /// The mutations of createRefuses, which are no values that a data column takes.
    static std::vector<Mutation>& refused()
    {
        static std::vector<Mutation> rows;
        return rows;
    }
};

QTEST_GUILESS_MAIN(TestSource)
#include "tst_source.moc"
