// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/openclaw_provider.h"
#include "tests/support/fake_gateway.h"

#include <QString>
#include <QTemporaryDir>

#include <memory>

namespace fabric::openclaw {

/// The real provider and writer on a stand-in of the gateway, with a data folder of their own.
struct FakeGatewayWriter
{
    QTemporaryDir data;
    std::unique_ptr<OpenClawProvider> openClaw;
    std::unique_ptr<provider::RuntimeWriter> writer; ///< ends before its provider

    /// Borrows @p clock and @p random.
    [[nodiscard]] Result<> open(const test::FakeGateway& gateway, const Clock& clock, Random& random)
    {
        if (!data.isValid())
            return fail(ErrorCode::Internal, "no data folder");
        OpenClawProvider::Options options;
        options.dataFolder = data.path().toStdString();
        options.paths.systemHome = options.paths.workingDirectory = options.dataFolder;
        options.paths.environment["XDG_CONFIG_HOME"] = data.filePath(QStringLiteral("keys")).toStdString();
        options.clientVersion = "0.1.0";
        openClaw = std::make_unique<OpenClawProvider>(std::move(options), clock, random);
        provider::RuntimeConfig config;
        config.id = RuntimeId("hq");
        config.provider = "openclaw";
        config.url = gateway.url().toString().toStdString();
        config.token = [token = gateway.token] { return Result<std::string>(token); };
        FABRIC_TRY(writer, openClaw->openWriter(config));
        return {};
    }
};

} // namespace fabric::openclaw
