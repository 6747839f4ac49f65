// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/navigation.h"

#include <QJSEngine>

Navigation* Navigation::instance()
{
    static Navigation navigation;
    return &navigation;
}

Navigation* Navigation::create(QQmlEngine*, QJSEngine*)
{
    QJSEngine::setObjectOwnership(instance(), QJSEngine::CppOwnership);
    return instance();
}
