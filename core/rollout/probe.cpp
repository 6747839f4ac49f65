// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/probe.h"

#include "core/base/names.h"
#include "core/topology/types.h"

#include <algorithm>
#include <charconv>

namespace fabric::rollout {
namespace {

using topology::NodeKind;

constexpr std::size_t kMaxUrlBytes = 2000;
constexpr std::size_t kMaxSubjectBytes = 256;

constexpr auto kKinds = std::to_array<Named<Probe::Kind>>({
    {Probe::Kind::Http, "http"},
    {Probe::Kind::Part, "part"},
});

constexpr auto kOutcomes = std::to_array<Named<ProbeState::Outcome>>({
    {ProbeState::Outcome::Waiting, "waiting"},
    {ProbeState::Outcome::Green, "green"},
    {ProbeState::Outcome::Red, "red"},
});

bool isPrintable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char letter) { return letter > ' ' && letter < '\x7f'; });
}

bool isClean(std::string_view text)
{
    return std::none_of(text.begin(), text.end(),
                        [](char letter) { return static_cast<unsigned char>(letter) < ' ' || letter == '\x7f'; });
}

bool isPort(std::string_view text)
{
    unsigned port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    return problem == std::errc() && end == text.data() + text.size() && port >= 1 && port <= 65'535;
}

/// `host`, `host:port` or `[address]:port`; anything odder is refused.
bool isAuthority(std::string_view text)
{
    std::string_view allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
    std::size_t hostEnd = text.find(':');
    std::size_t hostBegin = 0;
    if (text.starts_with('[')) {
        allowed = "0123456789abcdefABCDEF:.";
        hostBegin = 1;
        hostEnd = text.find(']');
        if (hostEnd == std::string_view::npos)
            return false;
    }
    const std::string_view host
        = text.substr(hostBegin, hostEnd == std::string_view::npos ? hostEnd : hostEnd - hostBegin);
    if (host.empty() || host.find_first_not_of(allowed) != std::string_view::npos)
        return false;
    const std::string_view rest
        = hostEnd == std::string_view::npos ? std::string_view() : text.substr(hostEnd + hostBegin);
    return rest.empty() || (rest.front() == ':' && isPort(rest.substr(1)));
}

bool isUsableUrl(std::string_view text)
{
    if (text.size() > kMaxUrlBytes || !isPrintable(text) || text.find_first_of("?#@\\") != std::string_view::npos)
        return false;
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (text.starts_with(scheme)) {
            const std::string_view rest = text.substr(scheme.size());
            return isAuthority(rest.substr(0, rest.find('/')));
        }
    }
    return false;
}

bool isSubject(const std::string& text)
{
    if (text == "ready")
        return true;
    const auto kind = topology::kindOf(topology::NodeId(text));
    return kind && text.size() <= kMaxSubjectBytes && text.find(':') != std::string::npos && isClean(text)
        && (kind == NodeKind::Account || kind == NodeKind::Plugin || kind == NodeKind::Model
            || kind == NodeKind::ModelProvider);
}

} // namespace

std::string_view toText(Probe::Kind kind)
{
    return nameOf(kKinds, kind);
}

std::optional<Probe::Kind> probeKindFrom(std::string_view text)
{
    return valueOf(kKinds, text);
}

std::string_view toText(ProbeState::Outcome outcome)
{
    return nameOf(kOutcomes, outcome);
}

std::optional<ProbeState::Outcome> probeOutcomeFrom(std::string_view text)
{
    return valueOf(kOutcomes, text);
}

Result<> checkProbe(const Probe& probe)
{
    if (probe.kind == Probe::Kind::Http && !isUsableUrl(probe.target))
        return fail(ErrorCode::InvalidArgument,
                    "the URL of a probe is http or https, has a host, and neither user, query nor fragment", "/target");
    if (probe.kind == Probe::Kind::Part && !isSubject(probe.target))
        return fail(ErrorCode::InvalidArgument,
                    "a part is 'ready', or an account, plug-in, model or model provider, such as account:telegram/shop",
                    "/target");
    return {};
}

} // namespace fabric::rollout
