// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/document_editor.h"

#include "agent/openclaw/agent_references.h"
#include "agent/openclaw/source_document.h"
#include "core/provider/source.h"

#include <algorithm>

namespace fabric::openclaw {

const Json* DocumentEditor::list(const Segments& segments) const
{
    const Json* value = find(segments);
    return value != nullptr && value->is_array() ? value : nullptr;
}

void DocumentEditor::set(const Segments& segments, Json value)
{
    if (const Json* old = find(segments); old != nullptr) {
        for (std::string& pointer : fieldsOf(*old, segments))
            m_fields.insert(std::move(pointer));
    }
    for (std::string& pointer : fieldsOf(value, segments))
        m_fields.insert(std::move(pointer));
    setAt(m_document, segments, std::move(value));
}

void DocumentEditor::remove(const Segments& segments)
{
    const Json* old = find(segments);
    for (std::string& pointer : fieldsOf(old == nullptr ? Json() : *old, segments))
        m_fields.insert(std::move(pointer));
    removeAt(m_document, segments);
    // Without its last setting an agent is one all the same.
    const Segments owner = resourceSegments(segments);
    if (segments.size() > owner.size() && isEntry(owner) && find(owner) == nullptr)
        setAt(m_document, owner, Json::object());
}

void DocumentEditor::append(const Segments& place, const std::string& text)
{
    const Json* old = list(place);
    Json items = old == nullptr ? Json::array() : *old;
    if (std::find(items.begin(), items.end(), text) == items.end())
        items.push_back(text);
    set(place, std::move(items));
}

void DocumentEditor::drop(const Segments& place, const std::string& text)
{
    const Json* old = list(place);
    if (old == nullptr)
        return;
    Json items = Json::array();
    for (const Json& item : *old) {
        if (item != text)
            items.push_back(item);
    }
    set(place, std::move(items));
}

void DocumentEditor::replace(Json document)
{
    for (provider::FieldEdit& field : fieldsBetween(m_document, document))
        m_fields.insert(std::move(field.pointer));
    m_document = std::move(document);
}

Result<std::string> nameOf(const topology::NodeId& node, topology::NodeKind kind)
{
    const std::string prefix = std::string(topology::toText(kind)) + ":";
    if (!node.value().starts_with(prefix) || node.value().size() == prefix.size())
        return fail(ErrorCode::InvalidArgument,
                    "an id of the kind " + std::string(topology::toText(kind)) + " is expected here", node.value());
    return node.value().substr(prefix.size());
}

Result<Segments> entryOf(const Json& document, const topology::NodeId& agent)
{
    FABRIC_TRY(const std::string id, nameOf(agent, topology::NodeKind::Agent));
    const auto key = entryKeyOf(document, id);
    if (!key)
        return fail(ErrorCode::NotFound, "the configuration has no such agent", agent.value());
    return Segments{"agents", "entries", *key};
}

Result<std::string> modelOf(const topology::NodeId& model)
{
    FABRIC_TRY(std::string name, nameOf(model, topology::NodeKind::Model));
    FABRIC_CHECK(checkText({"agents", "defaults", "model"}, name));
    return name;
}

Result<> checkText(const Segments& segments, const std::string& text)
{
    if (isVariable(text))
        return {};
    if (text.empty() || text == provider::kMasked || looksSecret(text))
        return fail(ErrorCode::InvalidArgument,
                    "the text is empty or looks like a secret, which is only taken as a reference `${VAR}`",
                    pathOf(segments));
    return {};
}

Segments below(Segments segments, std::initializer_list<const char*> more)
{
    segments.insert(segments.end(), more.begin(), more.end());
    return segments;
}

} // namespace fabric::openclaw
