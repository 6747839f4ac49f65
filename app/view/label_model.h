// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/view/scene.h"

#include <QAbstractListModel>

#include <map>
#include <set>
#include <vector>

namespace fabric::view {

class GraphPalette;

/// The texts that are on screen, for a pool of Text items. A row is a place in the pool, not a thing: a label keeps its
/// row while it is seen, so that moving the picture changes only what comes and goes. GUI thread.
class LabelModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        XRole = Qt::UserRole + 1,
        YRole,
        WidthRole,
        HeightRole,
        TextRole,
        ColourRole,
        PixelSizeRole,
        WeightRole,
        IsMonoRole,
        AlignRole, ///< Qt::Alignment
        IsPillRole,
        IsFixedSizeRole,
        IsDimmedRole,
        IsShownRole,
        StrengthRole, ///< how much of it is seen, 0 to 1
    };
    Q_ENUM(Role)

    using QAbstractListModel::QAbstractListModel;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    void setLabels(const std::vector<Label>& labels);
    void setPalette(const GraphPalette* palette);
    /// Labels of other nodes fade; titles of boxes and columns stay. Empty and false: nothing fades.
    void setBright(bool isDimming, std::set<std::uint32_t> bright);
    /// Labels of these nodes are seen only so much, 0 to 1; others whole.
    void setStrengths(std::map<std::uint32_t, float> strengths);
    [[nodiscard]] int shownCount() const;

private:
    struct Slot
    {
        Label label;
        bool isShown = false;
    };
    [[nodiscard]] bool isDimmed(const Label& label) const;

    std::vector<Slot> m_slots;
    const GraphPalette* m_palette = nullptr; ///< not owned
    bool m_isDimming = false;
    std::set<std::uint32_t> m_bright;
    std::map<std::uint32_t, float> m_strengths;
};

/// Size and weight of a label's font; shared with the painter.
struct LabelFont
{
    int pixelSize;
    int weight; ///< QFont::Weight
    bool isMono;
};
[[nodiscard]] LabelFont fontOf(Label::Style style);

} // namespace fabric::view
