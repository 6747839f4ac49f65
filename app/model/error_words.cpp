// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/model/error_words.h"

#include <QCoreApplication>

namespace fabric::model {
namespace {

QString text(const char* source)
{
    return QCoreApplication::translate("ErrorWords", source);
}

} // namespace

ErrorWords wordsFor(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return {
            text("The agent's answer makes no sense"),
            text("Check that the address is that of a Fabric agent, and that console and agent are of one version.")};
    case ErrorCode::Unauthenticated:
        return {text("The agent does not know this key"),
                text("Make a new key on the agent's host with fabric-agent apikey create, and enter it here.")};
    case ErrorCode::PermissionDenied:
        return {text("This key may not read here"), text("Ask an admin of the agent for a key with the role viewer.")};
    case ErrorCode::NotFound: return {text("The agent does not have this any more"), text("Choose another runtime.")};
    case ErrorCode::Conflict:
    case ErrorCode::FailedPrecondition:
        return {text("It changed in the meantime"), text("Load it again and look at what is there now.")};
    case ErrorCode::TooLarge:
        return {text("The answer is larger than this console accepts"),
                text("Ask for less: one runtime, or one page.")};
    case ErrorCode::ResourceExhausted:
        return {text("The agent is busy"), text("Nothing to do: the console tries again by itself.")};
    case ErrorCode::DataLoss:
        return {text("The agent found damaged data"),
                text("Look into its log, and restore its last backup if the damage is confirmed.")};
    case ErrorCode::Internal:
        return {text("Something went wrong in the agent"), text("Look into its log; the trace id is in the detail.")};
    case ErrorCode::Unimplemented: return {text("The agent is too old for this"), text("Update the agent.")};
    case ErrorCode::Unavailable:
        return {text("The agent is not reachable"),
                text("Check that it runs and that the address is right. The console keeps trying.")};
    case ErrorCode::DeadlineExceeded:
        return {text("The agent does not answer in time"),
                text("Check the network between here and the agent. The console keeps trying.")};
    }
    Q_UNREACHABLE();
}

bool mayPass(ErrorCode code)
{
    return code == ErrorCode::Unavailable || code == ErrorCode::DeadlineExceeded || code == ErrorCode::ResourceExhausted
        || code == ErrorCode::Internal;
}

} // namespace fabric::model
