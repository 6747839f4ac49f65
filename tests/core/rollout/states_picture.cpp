// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/core/rollout/states_picture.h"

#include "core/rollout/states.h"

#include <cstdlib>
#include <sstream>

namespace fabric::rollout::test {
namespace {

constexpr int kBoxWidth = 200;
constexpr int kBoxHeight = 44;
constexpr int kRowHeight = 72;
constexpr int kWidth = 930;

enum Column { Left, Middle, Right };
struct Place
{
    Column column;
    int row;
};

/// Where a state stands: the way of a good rollout in the middle, what ends it before the write left, the way back right.
Place placeOf(State state)
{
    switch (state) {
    case State::Cancelled: return {Left, 2};
    case State::RollingBack: return {Right, 6};
    case State::RolledBack: return {Right, 8};
    case State::FailedOperatorNeeded: return {Right, 10};
    case State::Succeeded: return {Middle, 10};
    default: return {Middle, static_cast<int>(state)};
    }
}

int centreX(State state)
{
    constexpr int kCentres[] = {130, 430, 740};
    return kCentres[placeOf(state).column];
}
int centreY(State state)
{
    return 40 + placeOf(state).row * kRowHeight;
}

std::string deadlineOf(const StateInfo& row)
{
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(row.deadline).count();
    const std::string time
        = seconds % 3600 == 0 ? std::to_string(seconds / 3600) + " h" : std::to_string(seconds) + " s";
    switch (row.kind) {
    case DeadlineKind::None: return "the end";
    case DeadlineKind::Elapsed: return time;
    case DeadlineKind::Wall: return time + ", wall time";
    }
    return {};
}

/// From one box to the other: straight down to the next row, around the boxes between, or across to another column.
void drawArrow(std::ostream& out, State from, State to, bool isAtDeadline)
{
    const int x1 = centreX(from);
    const int y1 = centreY(from);
    const int x2 = centreX(to);
    const int y2 = centreY(to);
    const int rows = std::abs(placeOf(to).row - placeOf(from).row);
    const bool isSameColumn = x1 == x2;
    const bool isNext = isSameColumn && (rows == 1 || (from == State::RollingBack && to == State::RolledBack));
    out << "  <path class=\"" << (isAtDeadline ? "deadline" : "way") << "\" d=\"";
    if (isNext) {
        out << "M" << x1 << ' ' << y1 + kBoxHeight / 2 << " L" << x2 << ' ' << y2 - kBoxHeight / 2 - 2;
    } else if (isSameColumn) {
        const int side = placeOf(from).column == Right ? 1 : -1;
        const int edge = x1 + side * kBoxWidth / 2;
        const int bulge = edge + side * (16 + rows * 16);
        out << "M" << edge << ' ' << y1 + 6 << " C" << bulge << ' ' << y1 + 6 << ' ' << bulge << ' ' << y2 - 6 << ' '
            << edge + side * 2 << ' ' << y2 - 6;
    } else {
        const int side = x2 > x1 ? 1 : -1;
        const int start = x1 + side * kBoxWidth / 2;
        const int end = x2 - side * (kBoxWidth / 2 + 2);
        const int middle = (start + end) / 2;
        const int spread = (placeOf(from).row - placeOf(to).row) * 6; // arrows that meet in a box keep apart
        out << "M" << start << ' ' << y1 << " C" << middle << ' ' << y1 << ' ' << middle << ' ' << y2 + spread << ' '
            << end << ' ' << y2 + spread;
    }
    out << "\"/>\n";
}

} // namespace

std::string statesPicture()
{
    std::ostringstream out;
    const int height = 40 + 10 * kRowHeight + kBoxHeight / 2 + 70;
    out << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << kWidth << ' ' << height
        << "\" font-family=\"sans-serif\" font-size=\"14\" text-anchor=\"middle\">\n"
           "  <title>The states of a rollout</title>\n"
           "  <style>\n"
           "    .box { fill: #eef2f7; stroke: #51607a } .good { fill: #e2f3e5; stroke: #2f7d3b }\n"
           "    .bad { fill: #fbe5e3; stroke: #b3372c } .small { font-size: 12px; fill: #51607a }\n"
           "    .way, .deadline { fill: none; stroke: #51607a; stroke-width: 1.5; marker-end: url(#tip) }\n"
           "    .deadline { stroke: #b3640f; stroke-dasharray: 6 4 }\n"
           "  </style>\n"
           "  <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
           "orient=\"auto\"><path d=\"M0 0 L8 4 L0 8 z\" fill=\"#51607a\"/></marker></defs>\n"
        << "  <rect width=\"" << kWidth << "\" height=\"" << height << "\" fill=\"#ffffff\"/>\n";
    for (const StateInfo& row : kStates) {
        for (const StateInfo& other : kStates) {
            if (mayLeaveTo(row.state, other.state))
                drawArrow(out, row.state, other.state, other.state == row.atDeadline);
        }
    }
    for (const StateInfo& row : kStates) {
        const int x = centreX(row.state);
        const int y = centreY(row.state);
        const char* look = row.state == State::Succeeded ? "good"
            : row.state == State::FailedOperatorNeeded   ? "bad"
                                                         : "box";
        out << "  <rect class=\"" << look << "\" x=\"" << x - kBoxWidth / 2 << "\" y=\"" << y - kBoxHeight / 2
            << "\" width=\"" << kBoxWidth << "\" height=\"" << kBoxHeight << "\" rx=\"6\"/>\n"
            << "  <text x=\"" << x << "\" y=\"" << y - 3 << "\">" << row.name << "</text>\n"
            << "  <text class=\"small\" x=\"" << x << "\" y=\"" << y + 14 << "\">" << deadlineOf(row) << "</text>\n";
    }
    const int legend = height - 22;
    out << "  <path class=\"deadline\" d=\"M240 " << legend - 4 << " L300 " << legend - 4 << "\"/>\n"
        << "  <text class=\"small\" x=\"312\" y=\"" << legend
        << "\" text-anchor=\"start\">taken when the time of the state is over</text>\n</svg>\n";
    return out.str();
}

} // namespace fabric::rollout::test
