// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/open_store.h"
#include "tests/agent/storage/rollout_contract.h"
#include "tests/agent/storage/store_contract.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

using namespace fabric;

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    QLoggingCategory::setFilterRules(QStringLiteral("fabric.storage.info=false")); // one line per new database
    const QTemporaryDir dir;
    int count = 0;
    const auto makeEmpty = [&]() -> std::unique_ptr<store::Store> {
        const SystemClock clock;
        SystemRandom random;
        const std::string path = dir.filePath(QString::number(++count)).toStdString();
        auto folder = storage::DataFolder::open(path);
        auto store = folder.and_then(
            [&](const storage::DataFolder& it) { return storage::openStore("sqlite", it, clock, random); });
        if (!store)
            qFatal("%s", store.error().message.c_str());
        return *std::move(store);
    };
    test::StoreContract contract(makeEmpty);
    test::RolloutContract rollouts(makeEmpty);
    return QTest::qExec(&contract, argc, argv) + QTest::qExec(&rollouts, argc, argv);
}
