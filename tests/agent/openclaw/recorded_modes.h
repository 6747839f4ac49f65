// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/config_file.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <QFile>

#include <string>

/// Configurations recorded from a real gateway, each with its files and the gateway's answer (tests/fixtures/openclaw-modes).
inline fabric::Json recordedModes()
{
    QFile file(QStringLiteral(FABRIC_SOURCE_DIR "/tests/fixtures/openclaw-modes/modes-openclaw-2026.9.6.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no recorded modes");
    auto recorded = fabric::parseJson(file.readAll().toStdString());
    if (!recorded)
        qFatal("recorded modes: %s", recorded.error().message.c_str());
    return *std::move(recorded);
}

inline const std::string kRecordedFolder = "/home/operator/.openclaw/";
inline const fabric::openclaw::Environment kRecordedEnvironment{{"OC_HOME", "/home/operator/.openclaw"},
                                                                {"OC_MODEL", "local-vllm/m1"}};

/// The files of one recorded configuration.
class RecordedFiles final : public fabric::openclaw::FileReader
{
public:
    explicit RecordedFiles(const fabric::Json& files)
        : m_files(files)
    {
    }
    [[nodiscard]] bool exists(const std::string& path) const override { return find(path) != nullptr; }
    [[nodiscard]] fabric::openclaw::FileAnswer read(const std::string& path, std::size_t) const override
    {
        const fabric::Json* text = find(path);
        if (text == nullptr)
            return {};
        return {.state = fabric::openclaw::FileState::Ok,
                .bytes = text->get<std::string>(),
                .realPath = path,
                .isLink = false,
                .hasSeveralNames = false};
    }
    [[nodiscard]] std::optional<std::string> realPath(const std::string& path) const override
    {
        return find(path) == nullptr && path + "/" != kRecordedFolder ? std::nullopt : std::optional(path);
    }

private:
    [[nodiscard]] const fabric::Json* find(const std::string& path) const
    {
        if (!path.starts_with(kRecordedFolder))
            return nullptr;
        const auto found = m_files.find(path.substr(kRecordedFolder.size()));
        return found == m_files.end() ? nullptr : &*found;
    }
    const fabric::Json& m_files;
};
