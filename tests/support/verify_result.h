// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QTest>

namespace fabric::test {

template <class T>
[[nodiscard]] std::string errorText(const Result<T>& result)
{
    if (result)
        return {};
    return std::string(info(result.error().code).name) + ": " + result.error().message + " [" + result.error().where
        + "]";
}

} // namespace fabric::test

/// Fails the test with the error's text unless the Result has a value.
#define FABRIC_VERIFY_RESULT(expr)                                                           \
    do {                                                                                     \
        const auto& fabricResult_ = (expr);                                                  \
        QVERIFY2(fabricResult_.has_value(), fabric::test::errorText(fabricResult_).c_str()); \
    } while (false)

/// Fails the test unless the Result is an error of this code.
#define FABRIC_VERIFY_ERROR(expr, errorCode)                                                                 \
    do {                                                                                                     \
        const auto& fabricResult_ = (expr);                                                                  \
        QVERIFY2(!fabricResult_.has_value(), "an error was expected");                                       \
        QVERIFY2(fabricResult_.error().code == (errorCode), fabric::test::errorText(fabricResult_).c_str()); \
    } while (false)
