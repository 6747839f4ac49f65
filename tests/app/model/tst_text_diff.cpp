// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/text_diff.h"
#include "app/model/text_diff_model.h"
#include "tests/support/fake_random.h"

#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace fabric;
using namespace fabric::model;
using Kind = DiffLine::Kind;

namespace {

/// Carries a diff out: what is the same or added, in order.
QStringList applied(const std::vector<DiffLine>& lines, const QStringList& before, const QStringList& after)
{
    QStringList result;
    for (const DiffLine& line : lines) {
        if (line.kind == Kind::Same)
            result << before[line.before];
        else if (line.kind == Kind::Added)
            result << after[line.after];
    }
    return result;
}

/// Takes it back: what is the same or removed, in order.
QStringList undone(const std::vector<DiffLine>& lines, const QStringList& before)
{
    QStringList result;
    for (const DiffLine& line : lines) {
        if (line.kind != Kind::Added)
            result << before[line.before];
    }
    return result;
}

qsizetype changes(const std::vector<DiffLine>& lines)
{
    return std::count_if(lines.begin(), lines.end(), [](const DiffLine& line) { return line.kind != Kind::Same; });
}

QStringList randomLines(std::mt19937_64& random, int count, int variety)
{
    QStringList lines;
    for (int i = 0; i < count; ++i)
        lines << QString::number(random() % static_cast<unsigned>(variety));
    return lines;
}

/// @p lines with some removed, some added, some replaced.
QStringList edited(std::mt19937_64& random, QStringList lines, int edits, int variety)
{
    for (int i = 0; i < edits; ++i) {
        const qsizetype at
            = lines.isEmpty() ? 0 : static_cast<qsizetype>(random() % static_cast<std::uint64_t>(lines.size()));
        const QString word = QString::number(random() % static_cast<unsigned>(variety));
        switch (random() % 3) {
        case 0:
            if (!lines.isEmpty())
                lines.removeAt(at);
            break;
        case 1: lines.insert(at, word); break;
        default:
            if (!lines.isEmpty())
                lines[at] = word;
        }
    }
    return lines;
}

QStringList words(std::initializer_list<const char*> texts)
{
    QStringList list;
    for (const char* text : texts)
        list << QString::fromUtf8(text);
    return list;
}

} // namespace

class TestTextDiff : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void applyingGivesAfter_whateverTheTexts()
    {
        const std::uint64_t seed = test::testSeed(20261126);
        std::mt19937_64 random(seed);
        for (int round = 0; round < 2'000; ++round) {
            const int variety = 1 + static_cast<int>(random() % 30);
            const QStringList before = randomLines(random, static_cast<int>(random() % 40), variety);
            const QStringList after = edited(random, before, static_cast<int>(random() % 20), variety);
            const auto lines = diffLines(before, after);
            QVERIFY2(applied(lines, before, after) == after,
                     qPrintable(QStringLiteral("seed %1 round %2").arg(seed).arg(round)));
            QVERIFY2(undone(lines, before) == before,
                     qPrintable(QStringLiteral("seed %1 round %2").arg(seed).arg(round)));
        }
    }

    void staysRight_beyondTheBound()
    {
        // Nothing unique to hold on to, and more changes than are looked for: replaced whole, still right.
        QStringList before;
        QStringList after;
        for (int i = 0; i < 2 * kMaxEdits; ++i) {
            before << QStringLiteral("a") << QStringLiteral("b");
            after << QStringLiteral("c") << QStringLiteral("d");
        }
        const auto lines = diffLines(before, after);
        QCOMPARE(applied(lines, before, after), after);
        QCOMPARE(undone(lines, before), before);
    }

    void saysOnlyWhatChanged()
    {
        const QStringList before = words({"{", "  a", "  b", "  c", "}"});
        const QStringList after = words({"{", "  a", "  x", "  c", "  d", "}"});
        const auto lines = diffLines(before, after);
        QCOMPARE(changes(lines), 3);
        QCOMPARE(lines[2], (DiffLine{Kind::Removed, 2, -1}));
        QCOMPARE(lines[3], (DiffLine{Kind::Added, -1, 2}));
        QCOMPARE(changes(diffLines(before, before)), 0);
        QCOMPARE(changes(diffLines({}, after)), after.size());
        QCOMPARE(diffLines({}, {}).size(), std::size_t{0});
    }

    void fewestChanges_whereNothingIsUnique()
    {
        const QStringList before = words({"x", "y", "x", "y", "x", "y"});
        const QStringList after = words({"x", "y", "y", "x", "y"});
        QCOMPARE(changes(diffLines(before, after)), 1);
    }

    void folds_whatIsFarFromAChange()
    {
        QStringList before;
        for (int i = 0; i < 100; ++i)
            before << QString::number(i);
        QStringList after = before;
        after[50] = QStringLiteral("new");
        const auto lines = diffLines(before, after);
        const auto rows = unifiedRows(lines);
        QCOMPARE(rows.size(), std::size_t{1 + 3 + 2 + 3 + 1});
        QCOMPARE(rows.front().foldCount, 47);
        QCOMPARE(rows.back().foldCount, 46);
        QVERIFY(rows[4].isChanged && rows[4].after < 0);
        QCOMPARE(unifiedRows(lines, {rows.front().foldFirst}).size(), rows.size() + 46);
        const auto split = splitRows(lines);
        QCOMPARE(split.size(), rows.size() - 1); // removed and added stand side by side
        QCOMPARE(split[4], (DiffRow{50, 50, true, -1, 0}));
    }

    void hides_whatFabricDoesNotKnow()
    {
        QCOMPARE(shownLine(QStringLiteral("  \"token\": \"__MASKED__\",")),
                 QStringLiteral("  \"token\": \"•••••• (unchanged secret)\","));
        QCOMPARE(shownLine(QStringLiteral("plain")), QStringLiteral("plain"));
        QCOMPARE(linesOf(QStringLiteral("a\nb\n")), words({"a", "b"}));
        QCOMPARE(linesOf({}), QStringList());
    }

    void model_keepsWhatIsAbove_whenAFoldOpens()
    {
        TextDiffModel model;
        QString before;
        for (int i = 0; i < 50; ++i)
            before += QString::number(i) + QLatin1Char('\n');
        QString after = before;
        after.replace(QLatin1String("\n40\n"), QLatin1String("\nforty\n"));
        model.setTexts(before, after);
        QCOMPARE(model.summary(), QStringLiteral("−1  +1"));
        const auto text
            = [&](int row, TextDiffModel::Role role) { return model.data(model.index(row), role).toString(); };
        QCOMPARE(text(0, TextDiffModel::FoldTextRole), QStringLiteral("37 unchanged lines"));
        QCOMPARE(text(1, TextDiffModel::AfterTextRole), QStringLiteral("37"));
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.unfold(0);
        QCOMPARE(inserted.count(), 1);
        QCOMPARE(reset.count(), 0);
        QCOMPARE(text(0, TextDiffModel::FoldTextRole), QString());
        QCOMPARE(text(0, TextDiffModel::AfterTextRole), QStringLiteral("0"));
        QCOMPARE(text(36, TextDiffModel::AfterTextRole), QStringLiteral("36"));
        QCOMPARE(text(40, TextDiffModel::SpokenRole), QStringLiteral("removed: 40"));
        QCOMPARE(text(41, TextDiffModel::SpokenRole), QStringLiteral("added: forty"));
        model.setSplit(true);
        QCOMPARE(text(40, TextDiffModel::BeforeTextRole), QStringLiteral("40"));
        QCOMPARE(text(40, TextDiffModel::AfterTextRole), QStringLiteral("forty"));
        model.unfold(-1);
        model.unfold(40); // no fold
        QCOMPARE(text(40, TextDiffModel::AfterTextRole), QStringLiteral("forty"));
    }
};

QTEST_GUILESS_MAIN(TestTextDiff)
#include "tst_text_diff.moc"
