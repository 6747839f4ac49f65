// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/config/secret_source.h"

#include <QFile>
#include <QFileInfo>

namespace fabric::config {
namespace {

constexpr qint64 kMaxSecretBytes = 16 * 1024;

Result<std::string> readSecretFile(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    const QFileInfo info(file);
    if (!info.isFile())
        return fail(ErrorCode::NotFound, "the secret's file does not exist", path);
    if ((info.permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther)) != 0)
        return fail(ErrorCode::FailedPrecondition, "the secret's file can be read by others: chmod 600", path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Unavailable, "the secret's file cannot be read", path);
    QByteArray text = file.read(kMaxSecretBytes + 1);
    if (text.size() > kMaxSecretBytes)
        return fail(ErrorCode::InvalidArgument, "the secret's file is larger than 16 KiB", path);
    while (text.endsWith('\n') || text.endsWith('\r'))
        text.chop(1);
    if (text.isEmpty())
        return fail(ErrorCode::InvalidArgument, "the secret's file is empty", path);
    return text.toStdString();
}

} // namespace

std::string SecretSource::described() const
{
    switch (kind) {
    case Kind::None: return "none";
    case Kind::Environment: return "env " + name;
    case Kind::File: return "file " + name;
    case Kind::Credential: return "credential " + name;
    case Kind::Inline: return "inline [masked]";
    }
    return {};
}

Result<std::string> SecretSource::read(const EnvironmentMap& environment) const
{
    switch (kind) {
    case Kind::None: return fail(ErrorCode::NotFound, "no secret is configured");
    case Kind::Inline: return name;
    case Kind::File: return readSecretFile(name);
    case Kind::Environment: {
        const auto found = environment.find(name);
        if (found == environment.end() || found->second.empty())
            return fail(ErrorCode::NotFound, "the environment variable is not set", name);
        return found->second;
    }
    case Kind::Credential: {
        const auto folder = environment.find("CREDENTIALS_DIRECTORY");
        if (folder == environment.end())
            return fail(ErrorCode::NotFound, "no service credentials are passed (CREDENTIALS_DIRECTORY is not set)",
                        name);
        return readSecretFile(folder->second + "/" + name);
    }
    }
    return fail(ErrorCode::Internal, "unknown secret source");
}

} // namespace fabric::config
