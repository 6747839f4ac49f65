// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/text_diff.h"

#include "core/provider/source.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace fabric::model {
namespace {

using Kind = DiffLine::Kind;

/// Lines as numbers: equal lines have equal numbers.
struct Texts
{
    std::vector<int> before;
    std::vector<int> after;
};

Texts numbered(const QStringList& before, const QStringList& after)
{
    QHash<QString, int> known;
    known.reserve(before.size() + after.size());
    const auto numbers = [&](const QStringList& lines) {
        std::vector<int> result;
        result.reserve(static_cast<std::size_t>(lines.size()));
        for (const QString& line : lines) {
            const auto found = known.constFind(line);
            result.push_back(found == known.cend() ? known.insert(line, static_cast<int>(known.size())).value()
                                                   : *found);
        }
        return result;
    };
    Texts texts;
    texts.before = numbers(before);
    texts.after = numbers(after);
    return texts;
}

/// A piece of both texts, [first, last).
struct Piece
{
    int before;
    int beforeEnd;
    int after;
    int afterEnd;
};

struct Anchor
{
    int before;
    int after;
};

class Differ
{
public:
    explicit Differ(const Texts& texts)
        : m_a(texts.before)
        , m_b(texts.after)
    {
        m_lines.reserve(m_a.size() + m_b.size());
    }

    std::vector<DiffLine> lines()
    {
        piece({0, static_cast<int>(m_a.size()), 0, static_cast<int>(m_b.size())});
        return std::move(m_lines);
    }

private:
    [[nodiscard]] int a(int line) const { return m_a[static_cast<std::size_t>(line)]; }
    [[nodiscard]] int b(int line) const { return m_b[static_cast<std::size_t>(line)]; }

    void piece(Piece p)
    {
        while (p.before < p.beforeEnd && p.after < p.afterEnd && a(p.before) == b(p.after))
            same(p.before++, p.after++);
        int tail = 0;
        while (p.before < p.beforeEnd - tail && p.after < p.afterEnd - tail
               && a(p.beforeEnd - tail - 1) == b(p.afterEnd - tail - 1))
            ++tail;
        p.beforeEnd -= tail;
        p.afterEnd -= tail;
        middle(p);
        for (int i = 0; i < tail; ++i)
            same(p.beforeEnd + i, p.afterEnd + i);
    }

    void middle(const Piece& p)
    {
        if (p.before == p.beforeEnd || p.after == p.afterEnd)
            return replaced(p);
        const std::vector<Anchor> anchors = anchorsOf(p);
        if (anchors.empty())
            return myers(p);
        int before = p.before;
        int after = p.after;
        for (const Anchor& anchor : anchors) {
            piece({before, anchor.before, after, anchor.after});
            same(anchor.before, anchor.after);
            before = anchor.before + 1;
            after = anchor.after + 1;
        }
        piece({before, p.beforeEnd, after, p.afterEnd});
    }

    /// Lines that are there once in each piece, as the longest chain that rises in both.
    std::vector<Anchor> anchorsOf(const Piece& p) const
    {
        struct Seen
        {
            int before = -1;
            int after = -1;
            int beforeCount = 0;
            int afterCount = 0;
        };
        QHash<int, Seen> seen;
        for (int i = p.before; i < p.beforeEnd; ++i) {
            Seen& s = seen[a(i)];
            s.before = i;
            ++s.beforeCount;
        }
        for (int i = p.after; i < p.afterEnd; ++i) {
            Seen& s = seen[b(i)];
            s.after = i;
            ++s.afterCount;
        }
        std::vector<Anchor> unique;
        for (int i = p.before; i < p.beforeEnd; ++i) {
            const Seen s = seen.value(a(i));
            if (s.beforeCount == 1 && s.afterCount == 1)
                unique.push_back({i, s.after});
        }
        return longestRise(unique);
    }

    static std::vector<Anchor> longestRise(const std::vector<Anchor>& all)
    {
        std::vector<int> tops; // index of the smallest end of a chain of each length
        std::vector<int> previous(all.size(), -1);
        for (int i = 0; i < static_cast<int>(all.size()); ++i) {
            const auto at = std::lower_bound(
                tops.begin(), tops.end(), all[static_cast<std::size_t>(i)].after,
                [&](int top, int after) { return all[static_cast<std::size_t>(top)].after < after; });
            if (at != tops.begin())
                previous[static_cast<std::size_t>(i)] = *(at - 1);
            if (at == tops.end())
                tops.push_back(i);
            else
                *at = i;
        }
        std::vector<Anchor> chain;
        chain.reserve(tops.size());
        for (int i = tops.empty() ? -1 : tops.back(); i >= 0; i = previous[static_cast<std::size_t>(i)])
            chain.push_back(all[static_cast<std::size_t>(i)]);
        std::reverse(chain.begin(), chain.end());
        return chain;
    }

    /// Myers' greedy algorithm of 1986, with the way back kept per step; at most kMaxEdits steps.
    void myers(const Piece& p)
    {
        const int n = p.beforeEnd - p.before;
        const int m = p.afterEnd - p.after;
        const int most = std::min(n + m, kMaxEdits);
        const auto at = [&](int k) { return static_cast<std::size_t>(k + most + 1); };
        std::vector<int> reach(static_cast<std::size_t>(2 * most + 3), 0);
        std::vector<std::vector<int>> steps;
        for (int d = 0; d <= most; ++d) {
            steps.push_back(reach);
            for (int k = -d; k <= d; k += 2) {
                const bool isDown = k == -d || (k != d && reach[at(k - 1)] < reach[at(k + 1)]);
                int x = isDown ? reach[at(k + 1)] : reach[at(k - 1)] + 1;
                while (x < n && x - k < m && a(p.before + x) == b(p.after + x - k))
                    ++x;
                reach[at(k)] = x;
                if (x >= n && x - k >= m)
                    return wayBack(p, steps, d, at);
            }
        }
        replaced(p);
    }

    template <class At>
    void wayBack(const Piece& p, const std::vector<std::vector<int>>& steps, int d, const At& at)
    {
        std::vector<DiffLine> lines;
        int x = p.beforeEnd - p.before;
        int y = p.afterEnd - p.after;
        for (; d >= 0; --d) {
            const std::vector<int>& reach = steps[static_cast<std::size_t>(d)];
            const int k = x - y;
            const bool isDown = k == -d || (k != d && reach[at(k - 1)] < reach[at(k + 1)]);
            const int fromX = d == 0 ? 0 : reach[at(isDown ? k + 1 : k - 1)];
            const int fromY = d == 0 ? 0 : fromX - (isDown ? k + 1 : k - 1);
            while (x > fromX && y > fromY) {
                --x;
                --y;
                lines.push_back({Kind::Same, p.before + x, p.after + y});
            }
            if (d == 0)
                break;
            if (isDown)
                lines.push_back({Kind::Added, -1, p.after + --y});
            else
                lines.push_back({Kind::Removed, p.before + --x, -1});
        }
        m_lines.insert(m_lines.end(), lines.rbegin(), lines.rend());
    }

    void same(int before, int after) { m_lines.push_back({Kind::Same, before, after}); }
    void replaced(const Piece& p)
    {
        for (int i = p.before; i < p.beforeEnd; ++i)
            m_lines.push_back({Kind::Removed, i, -1});
        for (int i = p.after; i < p.afterEnd; ++i)
            m_lines.push_back({Kind::Added, -1, i});
    }

    const std::vector<int>& m_a;
    const std::vector<int>& m_b;
    std::vector<DiffLine> m_lines;
};

/// In each run of changes what is removed comes first.
void removedFirst(std::vector<DiffLine>& lines)
{
    for (auto first = lines.begin(); first != lines.end();) {
        if (first->kind == Kind::Same) {
            ++first;
            continue;
        }
        const auto last
            = std::find_if(first, lines.end(), [](const DiffLine& line) { return line.kind == Kind::Same; });
        std::stable_partition(first, last, [](const DiffLine& line) { return line.kind == Kind::Removed; });
        first = last;
    }
}

/// Calls @p change with each run of changes and @p same with each unchanged line; folds the others into @p rows.
template <class OnChange>
std::vector<DiffRow> rowsOf(const std::vector<DiffLine>& lines, const std::vector<int>& open, const OnChange& change)
{
    std::vector<DiffRow> rows;
    const int count = static_cast<int>(lines.size());
    for (int first = 0; first < count;) {
        const bool isSame = lines[static_cast<std::size_t>(first)].kind == Kind::Same;
        int last = first;
        while (last < count && (lines[static_cast<std::size_t>(last)].kind == Kind::Same) == isSame)
            ++last;
        if (!isSame) {
            change(first, last, rows);
            first = last;
            continue;
        }
        const int foldFirst = first == 0 ? first : first + kContextLines;
        const int foldLast = last == count ? last : last - kContextLines;
        const bool isOpen = std::find(open.begin(), open.end(), foldFirst) != open.end();
        const bool isFolded = foldLast - foldFirst > 1 && !isOpen;
        for (int i = first; i < last; ++i) {
            if (isFolded && i == foldFirst) {
                rows.push_back({-1, -1, false, foldFirst, foldLast - foldFirst});
                i = foldLast - 1;
                continue;
            }
            rows.push_back(
                {lines[static_cast<std::size_t>(i)].before, lines[static_cast<std::size_t>(i)].after, false});
        }
        first = last;
    }
    return rows;
}

} // namespace

std::vector<DiffLine> diffLines(const QStringList& before, const QStringList& after)
{
    const Texts texts = numbered(before, after);
    std::vector<DiffLine> lines = Differ(texts).lines();
    removedFirst(lines);
    return lines;
}

QStringList linesOf(const QString& text)
{
    QStringList lines = text.split(QLatin1Char('\n'));
    if (lines.constLast().isEmpty())
        lines.removeLast();
    return lines;
}

std::vector<DiffRow> unifiedRows(const std::vector<DiffLine>& lines, const std::vector<int>& open)
{
    return rowsOf(lines, open, [&](int first, int last, std::vector<DiffRow>& rows) {
        for (int i = first; i < last; ++i)
            rows.push_back({lines[static_cast<std::size_t>(i)].before, lines[static_cast<std::size_t>(i)].after, true});
    });
}

std::vector<DiffRow> splitRows(const std::vector<DiffLine>& lines, const std::vector<int>& open)
{
    return rowsOf(lines, open, [&](int first, int last, std::vector<DiffRow>& rows) {
        int added = first;
        while (added < last && lines[static_cast<std::size_t>(added)].kind == Kind::Removed)
            ++added;
        const int removedCount = added - first;
        const int addedCount = last - added;
        for (int i = 0; i < std::max(removedCount, addedCount); ++i) {
            const int left = i < removedCount ? lines[static_cast<std::size_t>(first + i)].before : -1;
            const int right = i < addedCount ? lines[static_cast<std::size_t>(added + i)].after : -1;
            rows.push_back({left, right, true});
        }
    });
}

QString shownLine(const QString& line)
{
    static const QString kMask = QString::fromLatin1(provider::kMasked);
    if (!line.contains(kMask))
        return line;
    QString shown = line;
    return shown.replace(kMask, QCoreApplication::translate("TextDiff", "•••••• (unchanged secret)"));
}

} // namespace fabric::model
