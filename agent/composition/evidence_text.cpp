// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/evidence_text.h"

#include "agent/composition/group_text.h"
#include "agent/composition/output.h"
#include "agent/composition/rollout_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace fabric::composition {
namespace {

constexpr std::size_t kHashDigits = 12; ///< that are shown
constexpr const char* kHashCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
constexpr std::size_t kLongest = 160; ///< bytes of one value

/// @p text with every run of 32 and more characters of a hash, in hex or base64url, cut to its beginning, and cut as a whole
/// where it is very long.
std::string shortened(const std::string& text)
{
    constexpr std::size_t kHash = 32;
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = std::min(text.find_first_not_of(kHashCharacters, i), text.size());
        if (end - i >= kHash)
            out.append(text, i, kHashDigits).append("...");
        else
            out.append(text, i, end - i);
        i = end;
        if (i < text.size())
            out += text[i++];
    }
    if (out.size() <= kLongest)
        return out;
    std::size_t cut = kLongest;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xc0) == 0x80) // not inside of a character
        --cut;
    return out.substr(0, cut) + "...";
}

/// `75 parts`, and each that is neither ok nor off.
std::string partsText(const Json& parts)
{
    std::string text = std::to_string(parts.size()) + (parts.size() == 1 ? " part" : " parts");
    const auto word = [](const Json& part, const char* name) {
        const auto member = part.find(name);
        return member != part.end() && member->is_string() ? member->get<std::string>() : std::string();
    };
    for (const Json& part : parts) {
        const std::string health = word(part, "health");
        if (!part.is_object() || health == "ok" || health == "off")
            continue;
        const std::string detail = word(part, "detail");
        text += ", " + word(part, "subject") + " " + health + (detail.empty() ? "" : " (" + shortened(detail) + ")");
    }
    return text;
}

/// The members of an object as `name value`; what is empty is left out.
std::string membersText(const Json& body)
{
    if (!body.is_object())
        return body.is_null() ? std::string() : shortened(dumpJson(body));
    std::string text;
    for (const auto& [name, value] : body.items()) {
        const bool isEmpty = value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())
            || ((value.is_array() || value.is_object()) && value.empty());
        if (isEmpty)
            continue;
        text += text.empty() ? "" : ", ";
        if (name == "parts" && value.is_array())
            text += partsText(value);
        else
            text += name + " " + shortened(value.is_string() ? value.get<std::string>() : dumpJson(value));
    }
    return text;
}

/// A line for each step.
std::string stepTable(const std::vector<wire::EvidenceStep>& steps)
{
    std::vector<std::vector<std::string>> rows;
    rows.reserve(steps.size());
    for (const wire::EvidenceStep& step : steps) {
        const std::string sent = membersText(step.sent);
        const std::string came = membersText(step.received);
        std::string said = sent.empty() ? "" : "sent: " + sent;
        if (!came.empty())
            said += (said.empty() ? "came: " : "; came: ") + came;
        if (!step.detail.empty())
            said += (said.empty() ? "" : "; ") + step.detail;
        rows.push_back({step.at, step.state, step.step, step.actor, said});
    }
    return table(rows);
}

} // namespace

std::string evidenceText(const wire::Evidence& evidence)
{
    return "Rollout " + printable(evidence.rollout.id) + " of " + printable(evidence.rollout.runtime) + ", plan "
        + printable(shortened(evidence.rollout.plan)) + "\n" + stepTable(evidence.steps) + endText(evidence.rollout);
}

std::string evidenceText(const wire::GroupEvidence& evidence)
{
    std::string text
        = "Group " + printable(evidence.group.id) + "\n" + stepTable(evidence.steps) + endText(evidence.group);
    for (const wire::RolloutGroupMember& member : evidence.group.members) {
        if (member.rollout)
            text += printable(member.runtime) + ": " + printable(callOf("rollouts evidence " + *member.rollout)) + "\n";
    }
    return text;
}

} // namespace fabric::composition
