// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

class QJSEngine;
class QQmlEngine;

/// Which page is shown. One object per process; GUI thread.
class Navigation : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    Q_PROPERTY(QString pageFile READ pageFile NOTIFY pageChanged)

public:
    static Navigation* instance();
    static Navigation* create(QQmlEngine* engine, QJSEngine* scriptEngine);

    [[nodiscard]] QString pageFile() const { return QStringLiteral("TopologyPage.qml"); }

Q_SIGNALS:
    void pageChanged();
};
