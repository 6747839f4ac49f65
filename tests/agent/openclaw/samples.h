// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <QFile>

#include <string>

/// The bytes of a recorded sample (tests/fixtures/openclaw).
inline std::string sampleText(const char* name)
{
    QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw/") + QString::fromUtf8(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no sample %s", name);
    return file.readAll().toStdString();
}

inline fabric::Json sample(const char* name)
{
    auto value = fabric::parseJson(sampleText(name));
    if (!value)
        qFatal("sample %s: %s", name, value.error().message.c_str());
    return *std::move(value);
}

/// The payload of a recorded answer, whatever it was wrapped in.
inline fabric::Json samplePayload(const char* name)
{
    fabric::Json value = sample(name);
    for (const char* wrap : {"response", "payload"}) {
        if (const auto inner = value.find(wrap); inner != value.end()) {
            fabric::Json taken = std::move(*inner);
            value = std::move(taken);
        }
    }
    return value;
}
