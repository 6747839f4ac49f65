// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/openclaw_provider.h"

#include "tests/support/real_gateway.h"
#include "tests/support/recording_sink.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QSqlField>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <set>

using namespace fabric;
using namespace fabric::openclaw;
using fabric::test::RealGateway;

namespace {

constexpr int kPatienceMs = 180000;
constexpr int kRounds = 4; ///< of all reads, after the first one

QByteArray realisticConfig()
{
    QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw/openclaw.realistic.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// What a gateway left behind. Rows are told apart by all that is not an id, a time, a path or a random value.
struct Traces
{
    std::set<QString> files; ///< relative, without random parts
    QByteArray config;
    std::map<QString, std::multiset<QString>> rows; ///< by database and table
    QStringList rowsOfDevice; ///< `database/table` of each row that names our device
};

QString withoutRandomParts(QString text, const RealGateway& gateway)
{
    text.replace(gateway.folder(), QStringLiteral("<folder>"));
    static const QRegularExpression uuid(
        QStringLiteral("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
    static const QRegularExpression encoded(QStringLiteral("[A-Za-z0-9_+/=-]{32,}"));
    static const QRegularExpression hexadecimal(QStringLiteral("\\b[0-9a-f]{6,}\\b"));
    static const QRegularExpression number(QStringLiteral("[0-9]+"));
    text.replace(uuid, QStringLiteral("<id>"));
    text.replace(encoded, QStringLiteral("<id>"));
    text.replace(hexadecimal, QStringLiteral("<id>"));
    text.replace(number, QStringLiteral("<n>"));
    return text;
}

void readDatabase(const QString& path, const QString& name, const RealGateway& gateway, const QString& device,
                  Traces& traces)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("traces"));
        database.setDatabaseName(path);
        if (!database.open())
            qFatal("cannot read %s", qPrintable(path));
        const QStringList tables = database.tables();
        for (const QString& table : tables) {
            QSqlQuery query(database);
            if (!query.exec(QStringLiteral("SELECT * FROM \"") + table + QLatin1Char('"')))
                continue; // a table of a module that this library does not have
            const QString place = name + QLatin1Char('/') + table;
            auto& rows = traces.rows[place];
            while (query.next()) {
                QStringList cells;
                const QSqlRecord record = query.record();
                for (int i = 0; i < record.count(); ++i) {
                    const QVariant cell = record.value(i);
                    const bool isBlob = cell.userType() == QMetaType::QByteArray; // keys: random in every run
                    cells << record.fieldName(i) + QLatin1Char('=')
                            + (isBlob ? QString::number(cell.toByteArray().size()) : cell.toString());
                }
                const QString row = cells.join(QLatin1Char('|'));
                if (!device.isEmpty() && row.contains(device))
                    traces.rowsOfDevice << place;
                rows.insert(withoutRandomParts(row, gateway));
            }
        }
        database.close();
    }
    QSqlDatabase::removeDatabase(QStringLiteral("traces"));
}

Traces tracesOf(const RealGateway& gateway, const QString& device)
{
    Traces traces;
    traces.config = gateway.readConfig();
    QDirIterator walk(gateway.folder(), QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    QStringList databases;
    while (walk.hasNext()) {
        const QString path = walk.next();
        const QString relative = path.mid(gateway.folder().size() + 1);
        traces.files.insert(withoutRandomParts(relative, gateway));
        if (relative.endsWith(u".sqlite"))
            databases << path;
    }
    for (const QString& path : std::as_const(databases))
        readDatabase(path, withoutRandomParts(path.mid(gateway.folder().size() + 1), gateway), gateway, device, traces);
    return traces;
}

} // namespace

/// Discovery changes nothing of a runtime but the one row of its own pairing (docs/providers/openclaw.md). A run of the
/// gateway alone is the measure: it writes on its own.
class TestOpenClawReadOnly : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesNothingButItsPairing()
    {
        Traces without;
        qint64 lifetimeMs = 0;
        Traces with = runWithFabric(lifetimeMs);
        if (QTest::currentTestFailed())
            return;
        without = runAlone(lifetimeMs);
        if (QTest::currentTestFailed())
            return;

        QVERIFY2(with.rows.size() > 3, "the databases were not found");
        QCOMPARE(with.rowsOfDevice.size(), 1);
        const QString pairing = with.rowsOfDevice.front();
        QVERIFY2(pairing.contains(u"device"), qPrintable(pairing));
        QStringList more; // all of them, so that one failure tells the whole story
        std::set_difference(with.files.begin(), with.files.end(), without.files.begin(), without.files.end(),
                            std::back_inserter(more));
        for (const auto& [table, rows] : with.rows) {
            const auto& alone = without.rows[table];
            QStringList added;
            std::set_difference(rows.begin(), rows.end(), alone.begin(), alone.end(), std::back_inserter(added));
            if (table == pairing && added.size() == 1)
                continue;
            for (const QString& row : std::as_const(added))
                more << table + QStringLiteral(": ") + row.left(500);
        }
        QVERIFY2(more.isEmpty(), qPrintable(more.join(QLatin1Char('\n'))));
    }

private:
    Traces runWithFabric(qint64& lifetimeMs)
    {
        Traces traces;
        RealGateway gateway(realisticConfig());
        const QByteArray config = gateway.readConfig();
        const QString failure = gateway.start();
        [&] { QVERIFY2(failure.isEmpty(), qPrintable(failure)); }();
        QElapsedTimer timer;
        timer.start();
        QTemporaryDir data;
        OpenClawProvider::Options options;
        options.dataFolder = data.path().toStdString();
        options.paths.systemHome = data.path().toStdString();
        options.paths.workingDirectory = data.path().toStdString();
        options.clientVersion = "0.1.0";
        OpenClawProvider provider(std::move(options), m_clock, m_random);
        test::RecordingSink sink;
        provider::RuntimeConfig runtime;
        runtime.id = RuntimeId("hq");
        runtime.provider = "openclaw";
        runtime.configPath = gateway.configPath().toStdString();
        runtime.url = gateway.url().toString().toStdString();
        runtime.token = [] { return Result<std::string>(RealGateway::token().toStdString()); };
        QString device;
        [&] {
            auto connection = provider.open(runtime, sink);
            QVERIFY(connection);
            (*connection)->start();
            QTRY_VERIFY_WITH_TIMEOUT(sink.status("hq").health == provider::HealthState::Live, kPatienceMs);
            for (int i = 0; i < kRounds; ++i) {
                const std::size_t before = sink.of("hq").observations.size();
                (*connection)->refresh();
                QTRY_VERIFY_WITH_TIMEOUT(sink.of("hq").observations.size() > before, kPatienceMs);
            }
            device = QString::fromStdString(sink.status("hq").pairedDeviceId);
            QVERIFY(!device.isEmpty());
            (*connection)->stop();
        }();
        lifetimeMs = timer.elapsed();
        [&] { QVERIFY(gateway.stop()); }();
        traces = tracesOf(gateway, device);
        [&] { QCOMPARE(traces.config, config); }(); // not a byte of the configuration
        return traces;
    }

    Traces runAlone(qint64 lifetimeMs)
    {
        RealGateway gateway(realisticConfig());
        const QString failure = gateway.start();
        [&] { QVERIFY2(failure.isEmpty(), qPrintable(failure)); }();
        QTest::qWait(static_cast<int>(lifetimeMs) + 5000); // at least as long: it must have had every chance to write
        [&] { QVERIFY(gateway.stop()); }();
        return tracesOf(gateway, {});
    }

    SystemClock m_clock;
    SystemRandom m_random;
};

QTEST_GUILESS_MAIN(TestOpenClawReadOnly)
#include "tst_openclaw_read_only.moc"
