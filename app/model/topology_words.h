// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/types.h"

#include <QString>

#include <cstdint>

namespace fabric::model {

/// How a word wants to be seen: state colours, never the only sign of the state.
enum class Tone : std::uint8_t { Plain, Muted, Ok, Warn, Bad, Accent };

struct Phrase
{
    QString text; ///< empty: nothing to say
    Tone tone = Tone::Plain;
};

/// "agent", "model provider", ... in the user's language.
[[nodiscard]] QString wordFor(topology::NodeKind kind);
/// "agents", ... for headings and filters.
[[nodiscard]] QString pluralFor(topology::NodeKind kind);
/// "routes to", "may spawn", ...
[[nodiscard]] QString wordFor(topology::EdgeKind kind);

/// The name as people read it: channels begin with a capital letter.
[[nodiscard]] QString titleOf(const topology::Node& node);

/// The one state that matters most: missing, off, open to anyone, no sandbox, ... or a quiet word about the node.
[[nodiscard]] Phrase stateOf(const topology::Node& node);

/// The attribute that tells most about a thing beyond name and state, in words; empty if there is none.
[[nodiscard]] QString tellingOf(const topology::Node& node);

/// Ids, models, tools and addresses are set in the mono font.
[[nodiscard]] bool isMono(topology::NodeKind kind);

/// What an edge adds in the panel: "account, order 2", "fallback 1, inherited", ...
[[nodiscard]] QString detailOf(const topology::Edge& edge);

/// Readers of attributes; the empty value if absent or of another type.
[[nodiscard]] QString textAttribute(const Json& attributes, const char* name);
[[nodiscard]] bool isTrueAttribute(const Json& attributes, const char* name);
[[nodiscard]] bool isFalseAttribute(const Json& attributes, const char* name);

} // namespace fabric::model
