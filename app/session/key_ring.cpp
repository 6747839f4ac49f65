// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "app/session/key_ring.h"

#include <QCoreApplication>

namespace fabric::session {
namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("KeyRing", text);
}

} // namespace

KeyRingWords keyRingWords(const Error& error)
{
    switch (error.code) {
    case ErrorCode::Unavailable:
        return {tr("No key ring answers here."),
                tr("Start the key ring of your desktop and try again, or save the connection again with a new key.")};
    case ErrorCode::FailedPrecondition:
        return {tr("The key ring is locked."), tr("Unlock it with its password, then try again.")};
    case ErrorCode::PermissionDenied:
        return {tr("The key ring was not opened: its question was declined, or could not be shown."),
                tr("Try again and allow it, or unlock the key ring first.")};
    case ErrorCode::DeadlineExceeded:
        return {tr("The key ring does not answer."), tr("Restart it, or log in again, then try again.")};
    case ErrorCode::NotFound:
        return {tr("The key ring has no such key: it was removed, or another key ring has it."),
                tr("Save the connection again with a new key.")};
    default:
        return {tr("The key ring fails: %1.").arg(QString::fromStdString(error.message)),
                tr("Repair it with the password manager of your desktop, then try again.")};
    }
}

} // namespace fabric::session
