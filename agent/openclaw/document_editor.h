// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "agent/openclaw/document_fields.h"
#include "core/provider/edit.h"
#include "core/topology/graph.h"

#include <set>
#include <string>
#include <vector>

namespace fabric::openclaw {

/// Changes one masked document and remembers which fields it set or removed. Borrows both.
class DocumentEditor
{
public:
    DocumentEditor(Json& document, const topology::Graph& graph)
        : m_document(document)
        , m_graph(graph)
    {
    }

    [[nodiscard]] const Json& document() const { return m_document; }
    [[nodiscard]] const topology::Graph& graph() const { return m_graph; }
    [[nodiscard]] const Json* find(const Segments& segments) const { return findAt(document(), segments); }
    /// The list at a place; null if there is none.
    [[nodiscard]] const Json* list(const Segments& segments) const;

    void set(const Segments& segments, Json value);
    void remove(const Segments& segments);
    /// Adds text to a list, made if it is not there, unless it holds it.
    void append(const Segments& list, const std::string& text);
    /// Takes every equal text from a list; one that gets empty stays, for an empty list and none may mean different things.
    void drop(const Segments& list, const std::string& text);
    /// Takes a document that was changed elsewhere in the place of this one.
    void replace(Json document);

    /// Sorted.
    [[nodiscard]] std::vector<std::string> fields() const { return {m_fields.begin(), m_fields.end()}; }

private:
    Json& m_document;
    const topology::Graph& m_graph;
    std::set<std::string> m_fields;
};

/// The part of a node's id after its kind; InvalidArgument if it is of another kind.
[[nodiscard]] Result<std::string> nameOf(const topology::NodeId& node, topology::NodeKind kind);
/// The place of an agent's entry; NotFound if there is none, InvalidArgument if it is no agent.
[[nodiscard]] Result<Segments> entryOf(const Json& document, const topology::NodeId& agent);
/// `provider/model` of a model.
[[nodiscard]] Result<std::string> modelOf(const topology::NodeId& model);
/// InvalidArgument (where = path) for text that the document must not hold at this place.
[[nodiscard]] Result<> checkText(const Segments& segments, const std::string& text);
[[nodiscard]] Segments below(Segments segments, std::initializer_list<const char*> more);

/// The edits, each with the errors of Configuration::apply().
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::AddAgent& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::RemoveAgent& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::RenameAgent& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::SetModel& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::AddRoute& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::ChangeRoute& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::RemoveRoute& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::SetDelegation& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::SetTalk& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::SetTool& edit);
[[nodiscard]] Result<> applyTo(DocumentEditor& editor, const provider::SetAttribute& edit);

} // namespace fabric::openclaw
