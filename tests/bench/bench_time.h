// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

// How the benchmarks measure: processor time, the median of kRounds.

namespace fabric::bench {

inline constexpr int kRounds = 7;

/// Median processor time of @p work in milliseconds.
template <class F>
double medianOf(F work)
{
    std::vector<double> times;
    times.reserve(kRounds);
    for (int i = 0; i < kRounds; ++i) {
        const std::clock_t start = std::clock();
        work();
        times.push_back(static_cast<double>(std::clock() - start) * 1e3 / CLOCKS_PER_SEC);
    }
    std::nth_element(times.begin(), times.begin() + kRounds / 2, times.end());
    return times[kRounds / 2];
}

/// A line of the table.
inline void print(const std::string& figure, double value, const char* reference = nullptr, double referenceValue = 0)
{
    if (reference == nullptr)
        std::printf("%s\t%.3f\tms CPU\t-\t-\n", figure.c_str(), value);
    else
        std::printf("%s\t%.3f\tms CPU\t%.3f (%s)\t%.2f\n", figure.c_str(), value, referenceValue, reference,
                    value / referenceValue);
    std::fflush(stdout);
}

} // namespace fabric::bench
