// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/rollout/parts.h"

#include <algorithm>
#include <map>

namespace fabric::rollout {
namespace {

using provider::PartHealth;
using provider::PartState;
using topology::NodeId;
using topology::NodeKind;

constexpr const char* kReady = "ready";

int rankOf(PartHealth health)
{
    switch (health) {
    case PartHealth::Ok:
    case PartHealth::Off: return 0;
    case PartHealth::Degraded: return 1;
    case PartHealth::Unknown: return 2;
    case PartHealth::Down: return 3;
    }
    return 3;
}

/// The name in an id: `telegram/shop` of `account:telegram/shop`.
std::string_view nameIn(std::string_view id)
{
    const std::size_t colon = id.find(':');
    return colon == std::string_view::npos ? std::string_view() : id.substr(colon + 1);
}

/// Where the edge of that id leads: `<kind>|<from>|<to>|<key>`, '|' and '%' written %7C and %25.
NodeId endOf(const topology::EdgeId& id)
{
    const std::string& text = id.value();
    std::size_t from = 0;
    for (int part = 0; part < 2 && from != std::string::npos; ++part) {
        const std::size_t bar = text.find('|', from);
        from = bar == std::string::npos ? bar : bar + 1;
    }
    if (from == std::string::npos)
        return {};
    const std::size_t end = text.find('|', from);
    std::string node;
    for (std::size_t i = from; i < std::min(end, text.size()); ++i) {
        if (text.compare(i, 3, "%7C") == 0 || text.compare(i, 3, "%25") == 0) {
            node += text[i + 1] == '7' ? '|' : '%';
            i += 2;
        } else {
            node += text[i];
        }
    }
    return NodeId(node);
}

std::string sentence(const PartState& part, std::string_view health, std::string_view then)
{
    return part.subject + " is " + std::string(health) + ", it was " + std::string(then)
        + (part.detail.empty() ? std::string() : " (" + part.detail + ")");
}

bool isNamed(const std::vector<std::string>& touched, const std::string& subject)
{
    return std::binary_search(touched.begin(), touched.end(), subject);
}

/// Lists of accounts and plug-ins are complete: one that is missing there was not told of. Models are listed as they are used.
bool isAlwaysTold(const std::string& subject)
{
    const auto kind = topology::kindOf(NodeId(subject));
    return kind == NodeKind::Account || kind == NodeKind::Plugin;
}

} // namespace

TouchedParts::TouchedParts(const planning::Plan& plan)
{
    m_subjects.insert(kReady);
    const topology::Diff& diff = plan.diff;
    for (const topology::Node& node : diff.addedNodes)
        add(node.id);
    for (const topology::NodeChange& change : diff.changedNodes)
        add(change.id);
    for (const topology::Edge& edge : diff.addedEdges)
        add(edge.to);
    for (const topology::Edge& edge : diff.removedEdges)
        add(edge.to);
    for (const topology::EdgeChange& change : diff.changedEdges)
        add(endOf(change.id));
    for (const topology::EdgeMove& move : diff.movedEdges)
        add(endOf(move.id));
    for (const std::string& channel : plan.blastRadius.channels)
        add(NodeId(channel));
    for (const topology::Node& node : diff.removedNodes)
        m_removed.insert(node.id.value());
}

void TouchedParts::add(const NodeId& id)
{
    m_subjects.insert(id.value());
    const std::string name(nameIn(id.value()));
    switch (topology::kindOf(id).value_or(NodeKind::Gateway)) {
    case NodeKind::Channel: m_families.insert(topology::nodeId(NodeKind::Account, name + "/").value()); break;
    case NodeKind::ModelProvider: m_families.insert(topology::nodeId(NodeKind::Model, name + "/").value()); break;
    case NodeKind::Model:
        m_subjects.insert(topology::nodeId(NodeKind::ModelProvider, name.substr(0, name.find('/'))).value());
        break;
    default: break;
    }
}

bool TouchedParts::contains(std::string_view subject) const
{
    if (m_removed.contains(subject))
        return false;
    const std::size_t slash = subject.find('/');
    return m_subjects.contains(subject)
        || (slash != std::string_view::npos && m_families.contains(subject.substr(0, slash + 1)));
}

PartChanges comparedWith(const std::vector<PartState>& baseline, const std::vector<PartState>& now,
                         const std::vector<std::string>& touched, bool isAllTouched)
{
    std::map<std::string_view, const PartState*> present;
    for (const PartState& part : now)
        present.emplace(part.subject, &part);
    PartChanges changes;
    const auto tell = [&](const PartState& part, std::string_view health, std::string_view then) {
        const bool isOurs = isAllTouched || isNamed(touched, part.subject);
        (isOurs ? changes.worse : changes.elsewhere).push_back(sentence(part, health, then));
    };
    std::set<std::string_view> known;
    for (const PartState& before : baseline) {
        known.insert(before.subject);
        const auto at = present.find(before.subject);
        if (at != present.end() && rankOf(at->second->health) > rankOf(before.health))
            tell(*at->second, toText(at->second->health), toText(before.health));
        else if (at == present.end() && isNamed(touched, before.subject) && isAlwaysTold(before.subject)
                 && rankOf(before.health) < rankOf(PartHealth::Unknown))
            tell({before.subject, PartHealth::Unknown, {}}, "not told of any more", toText(before.health));
    }
    for (const PartState& part : now) {
        if (part.health == PartHealth::Down && !known.contains(part.subject))
            tell(part, toText(part.health), "not there");
    }
    if (isReady(baseline) && !isReady(now) && changes.worse.empty())
        changes.worse.emplace_back("the runtime is not ready");
    return changes;
}

std::vector<std::string> unwellParts(const std::vector<PartState>& parts, const std::vector<std::string>& touched)
{
    std::vector<std::string> all;
    for (const PartState& part : parts) {
        if ((part.health == PartHealth::Down || part.health == PartHealth::Degraded) && isNamed(touched, part.subject))
            all.push_back(part.subject + " was " + std::string(toText(part.health)) + " before the change already"
                          + (part.detail.empty() ? std::string() : " (" + part.detail + ")"));
    }
    return all;
}

std::vector<std::string> untoldModels(const planning::Plan& plan, const std::vector<PartState>& parts)
{
    std::set<std::string> told;
    for (const PartState& part : parts) {
        if (topology::kindOf(NodeId(part.subject)) == NodeKind::Model)
            told.insert(part.subject);
    }
    std::set<std::string> untold;
    for (const topology::Edge& edge : plan.diff.addedEdges) {
        if (edge.kind == topology::EdgeKind::UsesModel && !told.empty() && !told.contains(edge.to.value()))
            untold.insert(edge.to.value());
    }
    return {untold.begin(), untold.end()};
}

bool isReady(const std::vector<PartState>& parts)
{
    return std::any_of(parts.begin(), parts.end(),
                       [](const PartState& part) { return part.subject == kReady && part.health == PartHealth::Ok; });
}

} // namespace fabric::rollout
