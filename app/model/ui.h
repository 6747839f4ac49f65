// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>
#include <QtQml/qqmlregistration.h>

/// Words that C++ and QML share: `Ui.Ok`, `Ui.Loading`.
namespace fabric::model::Ui {
Q_NAMESPACE
QML_ELEMENT

/// What a colour and its sign mean. Theme and components map each to one colour and one icon.
enum Tone { Neutral, Ok, Warn, Bad, Pending };
Q_ENUM_NS(Tone)

/// The five states of every page.
enum PageState { Loading, Empty, Failed, Stale, Ready };
Q_ENUM_NS(PageState)

} // namespace fabric::model::Ui
