// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

// CPU time from two texts of 10,000 lines to the rows of the plan page's view (median of kRuns, this thread only), and of
// GNU diff for the same texts in the same run.

#include "app/model/text_diff_model.h"

#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>
#include <sys/resource.h>

using namespace fabric::model;

namespace {

constexpr int kRuns = 9;
constexpr int kLines = 10'000;

double threadMillis()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double childMillis()
{
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    const auto millis
        = [](const timeval& t) { return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3; };
    return millis(usage.ru_utime) + millis(usage.ru_stime);
}

double ownMillis(const QString& before, const QString& after)
{
    std::vector<double> times;
    times.reserve(kRuns);
    for (int i = 0; i < kRuns; ++i) {
        const double start = threadMillis();
        TextDiffModel model;
        model.setTexts(before, after);
        times.push_back(threadMillis() - start);
    }
    std::nth_element(times.begin(), times.begin() + kRuns / 2, times.end());
    return times[kRuns / 2];
}

/// CPU of one `diff` run; negative if it cannot be run.
double diffMillis(const QString& before, const QString& after)
{
    const QTemporaryDir folder;
    const auto write = [&](const char* name, const QString& text) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        if (file.open(QIODevice::WriteOnly))
            file.write(text.toUtf8());
        return file.fileName();
    };
    const QStringList files{write("before", before), write("after", after)};
    const double start = childMillis();
    QProcess diff;
    diff.setStandardOutputFile(QProcess::nullDevice());
    diff.start(QStringLiteral("diff"), files);
    return diff.waitForFinished(60'000) ? childMillis() - start : -1;
}

/// Lines as a configuration has them: few words, much repetition. @p variety is how many different ones there are.
QStringList configurationLines(std::mt19937_64& random, int variety)
{
    QStringList lines;
    for (int i = 0; i < kLines; ++i)
        lines << QStringLiteral("      \"key%1\": \"value\",").arg(random() % static_cast<unsigned>(variety));
    return lines;
}

void measure(const char* figure, int variety, int everyNth)
{
    std::mt19937_64 random(1);
    const QStringList before = configurationLines(random, variety);
    QStringList after = before;
    for (qsizetype i = 0; i < after.size(); i += everyNth)
        after[i] = QStringLiteral("      \"other%1\": 1,").arg(i % variety);
    const QString a = before.join(QLatin1Char('\n'));
    const QString b = after.join(QLatin1Char('\n'));
    const double own = ownMillis(a, b);
    const double reference = diffMillis(a, b);
    char text[64] = "diff not found";
    char ratio[32] = "-";
    if (reference > 0) {
        std::snprintf(text, sizeof text, "diff %.0f ms", reference);
        std::snprintf(ratio, sizeof ratio, "%.2f", own / reference);
    }
    std::printf("%s\t%.2f\tms CPU\t%s\t%s\n", figure, own, text, ratio);
}

} // namespace

int main()
{
    measure("text difference, 10,000 lines, few changed", 5'000, 1'000);
    measure("text difference, 10,000 lines, one in ten changed", 5'000, 10);
    measure("text difference, 10,000 lines, one in ten changed, nothing unique", 50, 10);
    measure("text difference, 10,000 lines, all changed", 5'000, 1);
    return 0;
}
