// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>
#include <QStringList>

#include <cstdint>
#include <vector>

/// Which lines of two texts differ. Pure functions.
namespace fabric::model {

/// One line of a diff. Lines are counted from 0; -1: it is not in that text.
struct DiffLine
{
    enum class Kind : std::uint8_t { Same, Removed, Added } kind = Kind::Same;
    int before = -1;
    int after = -1;
    bool operator==(const DiffLine&) const = default;
};

/// The lines of both texts in order: what is removed stands before what is added in its place. Lines that are unique in both
/// texts hold it together (patience), between them the least changes are looked for (Myers) up to kMaxEdits; beyond, a piece
/// counts as replaced whole. So the result is right for any texts, and bounded: O(n log n + n * kMaxEdits).
[[nodiscard]] std::vector<DiffLine> diffLines(const QStringList& before, const QStringList& after);
inline constexpr int kMaxEdits = 400;

/// Lines of a text without their ends; an end at the end of the text begins no line.
[[nodiscard]] QStringList linesOf(const QString& text);

/// A row of the view: lines side by side, or a fold of unchanged ones.
struct DiffRow
{
    int before = -1; ///< line on the left; -1: nothing stands there
    int after = -1; ///< line on the right
    bool isChanged = false;
    int foldFirst
        = -1; ///< index of the first unchanged line (into diffLines()) that is folded here; -1: this is no fold
    int foldCount = 0;
    bool operator==(const DiffRow&) const = default;
};

/// How many unchanged lines stay around a change.
inline constexpr int kContextLines = 3;

/// One text below the other: a removed line and an added one are two rows. Folds whose first line is in @p open are unfolded.
[[nodiscard]] std::vector<DiffRow> unifiedRows(const std::vector<DiffLine>& lines, const std::vector<int>& open = {});
/// Side by side: the n-th removed line of a change stands beside its n-th added one.
[[nodiscard]] std::vector<DiffRow> splitRows(const std::vector<DiffLine>& lines, const std::vector<int>& open = {});

/// The text that a person sees for a line: a value that Fabric does not know is `•••••• (unchanged secret)`.
[[nodiscard]] QString shownLine(const QString& line);

} // namespace fabric::model
