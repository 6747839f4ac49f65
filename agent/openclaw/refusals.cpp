// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/refusals.h"

#include <array>

namespace fabric::openclaw {
namespace {

/// One row per details.code of a refused connect that has words of its own (2026.9.6, connect error details).
struct Words
{
    std::string_view detailCode;
    std::string_view code;
    std::string_view message;
    std::string_view action;
};

constexpr std::string_view kSetToken = "Give this runtime the value of the gateway's gateway.auth.token.";
constexpr std::string_view kNewKey = "Remove this device at the gateway (openclaw devices list) and connect again.";

constexpr std::array<Words, 20> kWords{{
    {"AUTH_TOKEN_MISMATCH", "token-mismatch", "The gateway does not accept the token of this runtime.", kSetToken},
    {"AUTH_TOKEN_MISSING", "token-missing", "The gateway wants a token, and this runtime has none.", kSetToken},
    {"AUTH_REQUIRED", "token-missing", "The gateway wants a credential, and this runtime has none.", kSetToken},
    {"AUTH_UNAUTHORIZED", "token-mismatch", "The gateway does not accept the credential of this runtime.", kSetToken},
    {"AUTH_TOKEN_NOT_CONFIGURED", "token-not-configured", "The gateway itself has no usable token.",
     "Set gateway.auth.token at the gateway; a ${VAR} in it must be set in the gateway's environment."},
    {"AUTH_PASSWORD_MISSING", "password-required", "The gateway wants a password; Fabric connects with tokens only.",
     "Set gateway.auth.mode to token at the gateway."},
    {"AUTH_PASSWORD_MISMATCH", "password-required", "The gateway wants a password; Fabric connects with tokens only.",
     "Set gateway.auth.mode to token at the gateway."},
    {"AUTH_PASSWORD_NOT_CONFIGURED", "password-required",
     "The gateway wants a password; Fabric connects with tokens only.",
     "Set gateway.auth.mode to token at the gateway."},
    {"AUTH_DEVICE_TOKEN_MISMATCH", "token-mismatch", "The gateway does not accept the token of this device.",
     kSetToken},
    {"AUTH_SCOPE_MISMATCH", "scope-missing", "The gateway does not grant this device the scope operator.read.",
     "Approve the device for operator.read at the gateway (openclaw devices list)."},
    {"AUTH_RATE_LIMITED", "rate-limited", "The gateway refuses new connections after too many failed ones.",
     "Check the token of this runtime; Fabric waits and tries again."},
    {"DEVICE_IDENTITY_REQUIRED", "token-missing", "The gateway knows neither a token nor a pairing of this device.",
     kSetToken},
    {"DEVICE_AUTH_INVALID", "device-refused", "The gateway does not accept this device's identity.", kNewKey},
    {"DEVICE_AUTH_DEVICE_ID_MISMATCH", "device-refused", "The gateway does not accept this device's identity.",
     kNewKey},
    {"DEVICE_AUTH_SIGNATURE_INVALID", "device-refused", "The gateway does not accept this device's signature.",
     kNewKey},
    {"DEVICE_AUTH_PUBLIC_KEY_INVALID", "device-refused", "The gateway does not accept this device's key.", kNewKey},
    {"DEVICE_AUTH_SIGNATURE_EXPIRED", "clock-skew", "The gateway finds this device's signature too old.",
     "Set the clock of the gateway's host; it may jump by no more than two minutes."},
    {"DEVICE_AUTH_NONCE_REQUIRED", "device-refused", "The gateway does not accept this device's challenge.", kNewKey},
    {"DEVICE_AUTH_NONCE_MISMATCH", "device-refused", "The gateway does not accept this device's challenge.", kNewKey},
    {"CLIENT_VERSION_MISMATCH", "protocol-mismatch", "The gateway does not accept this version of the client.",
     "Update Fabric, or the gateway."},
}};

provider::Problem pairingProblem(const RpcError& error)
{
    provider::Problem problem;
    problem.code = "pairing-required";
    if (error.reason == "metadata-upgrade" || error.reason == "scope-upgrade" || error.reason == "role-upgrade")
        problem.message = "The gateway wants this device to be approved again (" + error.reason + ").";
    else
        problem.message = "This device is not paired with the gateway yet.";
    problem.action = error.requestId.empty()
        ? std::string("Approve it on the gateway's host: openclaw devices list, then openclaw devices approve <id>.")
        : "Approve it on the gateway's host: openclaw devices approve " + error.requestId;
    return problem;
}

provider::Problem protocolProblem(const RpcError& error)
{
    provider::Problem problem;
    problem.code = "protocol-mismatch";
    problem.message = "The gateway speaks "
        + (error.expectedProtocol ? "protocol " + std::to_string(*error.expectedProtocol)
                                  : std::string("another protocol"))
        + "; Fabric speaks " + std::to_string(kMinProtocol) + " to " + std::to_string(kMaxProtocol) + ".";
    problem.action
        = error.expectedProtocol && *error.expectedProtocol < kMinProtocol ? "Update OpenClaw." : "Update Fabric.";
    return problem;
}

} // namespace

bool isStartingUp(const RpcError& error)
{
    return error.code == "UNAVAILABLE" && error.isRetryable;
}

provider::Problem refusalOf(const RpcError& error)
{
    if (error.detailCode == "PAIRING_REQUIRED")
        return pairingProblem(error);
    if (error.detailCode == "PROTOCOL_MISMATCH")
        return protocolProblem(error);
    for (const Words& words : kWords) {
        if (words.detailCode == error.detailCode)
            return {std::string(words.code), std::string(words.message), std::string(words.action), {}};
    }
    return {"connect-refused",
            "The gateway refuses the connection: " + error.message,
            "Look into the gateway's log for the reason.",
            {}};
}

provider::Problem frameProblemOf(const Error& error)
{
    switch (error.code) {
    case ErrorCode::TooLarge:
        return {"frame-too-large", "The gateway sent more than Fabric takes in one frame.",
                "Make its configuration smaller; the topology of before is shown.", error.where};
    case ErrorCode::ResourceExhausted:
        return {"frames-too-many", "The gateway sends large frames faster than Fabric can read them.",
                "Fabric connects again; look into the gateway's log for what it sends if this stays.", error.where};
    default:
        return {"frame-malformed", "The gateway sent a frame that is not understood.", "Update Fabric.", error.where};
    }
}

std::optional<provider::Problem> configProblemOf(const ConfigAnswer& state)
{
    if (!state.exists)
        return provider::Problem{"config-gone",
                                 "The configuration file is gone; the gateway still runs the one that it had read.",
                                 "Put the file back before the gateway restarts.", state.path};
    if (!state.isValid) {
        std::string message = "The configuration file is not valid; the gateway still runs the one before.";
        std::string where = state.path;
        if (!state.issues.empty()) {
            const ConfigIssue& first = state.issues.front();
            message += " " + (first.path.empty() ? std::string() : first.path + ": ") + first.message;
            if (state.issues.size() > 1)
                message += " (and " + std::to_string(state.issues.size() - 1) + " more)";
        }
        return provider::Problem{"config-invalid", std::move(message), "Correct the file; Fabric sees it by itself.",
                                 std::move(where)};
    }
    if (!state.isApplied())
        return provider::Problem{
            "config-not-applied",
            "The gateway does not run what its configuration file says; the topology of before is shown.",
            "Restart the gateway, or look into its log for why it did not reload.", state.path};
    return std::nullopt;
}

} // namespace fabric::openclaw
