// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/text_diff_model.h"

#include "app/model/format.h"

namespace fabric::model {

TextDiffModel::TextDiffModel(QObject* parent)
    : QAbstractListModel(parent)
{
}

int TextDiffModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant TextDiffModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const DiffRow& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto number = [](int line) { return line < 0 ? QString() : QString::number(line + 1); };
    const auto text = [](const QStringList& lines, int line) { return line < 0 ? QString() : shownLine(lines[line]); };
    const bool isRemoved = row.isChanged && row.before >= 0;
    const bool isAdded = row.isChanged && row.after >= 0;
    switch (role) {
    case BeforeNumberRole: return number(row.before);
    case AfterNumberRole: return number(row.after);
    case BeforeTextRole: return text(m_before, row.before);
    case AfterTextRole: return text(m_after, row.after);
    case IsRemovedRole: return isRemoved;
    case IsAddedRole: return isAdded;
    case FoldTextRole: return row.foldFirst < 0 ? QString() : tr("%1 unchanged lines").arg(grouped(row.foldCount));
    case SpokenRole: {
        if (row.foldFirst >= 0)
            return tr("%1 unchanged lines, Enter shows them").arg(row.foldCount);
        QStringList words;
        if (isRemoved)
            words << tr("removed: %1").arg(text(m_before, row.before).trimmed());
        if (isAdded)
            words << tr("added: %1").arg(text(m_after, row.after).trimmed());
        return words.isEmpty() ? text(m_after, row.after).trimmed() : words.join(QStringLiteral(", "));
    }
    default: return {};
    }
}

QHash<int, QByteArray> TextDiffModel::roleNames() const
{
    return {{BeforeNumberRole, "beforeNumber"}, {AfterNumberRole, "afterNumber"},
            {BeforeTextRole, "beforeText"},     {AfterTextRole, "afterText"},
            {IsRemovedRole, "isRemoved"},       {IsAddedRole, "isAdded"},
            {FoldTextRole, "foldText"},         {SpokenRole, "spoken"}};
}

void TextDiffModel::setTexts(const QString& before, const QString& after)
{
    QStringList beforeLines = linesOf(before);
    QStringList afterLines = linesOf(after);
    if (beforeLines == m_before && afterLines == m_after)
        return;
    m_before = std::move(beforeLines);
    m_after = std::move(afterLines);
    m_lines = diffLines(m_before, m_after);
    m_open.clear();
    rebuild();
}

void TextDiffModel::setSplit(bool isSplit)
{
    if (m_isSplit == isSplit)
        return;
    m_isSplit = isSplit;
    rebuild();
    Q_EMIT splitChanged();
}

QString TextDiffModel::summary() const
{
    const auto count = [this](DiffLine::Kind kind) {
        return std::count_if(m_lines.begin(), m_lines.end(), [&](const DiffLine& line) { return line.kind == kind; });
    };
    const auto removed = count(DiffLine::Kind::Removed);
    const auto added = count(DiffLine::Kind::Added);
    return removed + added == 0 ? tr("The texts are equal") : tr("−%1  +%2").arg(grouped(removed), grouped(added));
}

void TextDiffModel::unfold(int row)
{
    if (row < 0 || row >= rowCount() || m_rows[static_cast<std::size_t>(row)].foldFirst < 0)
        return;
    const DiffRow fold = m_rows[static_cast<std::size_t>(row)];
    m_open.push_back(fold.foldFirst);
    std::vector<DiffRow> next = m_isSplit ? splitRows(m_lines, m_open) : unifiedRows(m_lines, m_open);
    // The fold becomes its first line, the others come after it: what is above stays where it is.
    beginInsertRows({}, row + 1, row + fold.foldCount - 1);
    m_rows = std::move(next);
    endInsertRows();
    Q_EMIT dataChanged(index(row), index(row));
}

void TextDiffModel::rebuild()
{
    beginResetModel();
    m_rows = m_isSplit ? splitRows(m_lines, m_open) : unifiedRows(m_lines, m_open);
    endResetModel();
    Q_EMIT textsChanged();
}

} // namespace fabric::model
