// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "tests/agent/storage/rollout_contract.h"
#include "tests/agent/storage/store_contract.h"
#include "tests/support/memory_store.h"

#include <QCoreApplication>
#include <QTest>

int main(int argc, char** argv)
{
    QCoreApplication app(argc, argv);
    const auto makeEmpty = [] { return std::make_unique<fabric::test::MemoryStore>(); };
    fabric::test::StoreContract contract(makeEmpty);
    fabric::test::RolloutContract rollouts(makeEmpty);
    return QTest::qExec(&contract, argc, argv) + QTest::qExec(&rollouts, argc, argv);
}
