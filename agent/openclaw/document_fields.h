// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"
#include "core/provider/configuration.h"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Places in a masked document: pointers, paths, fields, resources. All pure.

namespace fabric::openclaw {

/// Keys from the root to one place. No index: an array is one field.
using Segments = std::vector<std::string>;

/// @return InvalidArgument (where = pointer) for text that is no RFC 6901 pointer.
[[nodiscard]] Result<Segments> segmentsOf(std::string_view pointer);
[[nodiscard]] std::string pointerOf(std::span<const std::string> segments);
/// As OpenClaw writes it: `channels.telegram`, `channels["a.b"]`.
[[nodiscard]] std::string pathOf(std::span<const std::string> segments);
/// The segments that pathOf() was given; empty for text that it does not write.
[[nodiscard]] Segments segmentsOfPath(std::string_view path);

/// Is @p segments a place that @p pattern means? `a.*.b`: `*` stands for one segment, `**` at the end for one or more.
[[nodiscard]] bool fitsPath(std::string_view pattern, std::span<const std::string> segments);

/// The value at a place; null if there is none or an object is missing on the way.
[[nodiscard]] const Json* findAt(const Json& document, std::span<const std::string> segments);
[[nodiscard]] Json* findAt(Json& document, std::span<const std::string> segments);
/// Sets the value, making objects on the way (and in place of what is no object).
void setAt(Json& document, std::span<const std::string> segments, Json value);
/// Removes the value, and the objects that are empty because of it.
void removeAt(Json& document, std::span<const std::string> segments);

/// @p document with nothing but what stands at @p places, for whoever changes something there: ten thousand other agents need not be
/// copied for it. What stands beside is left out, except for the names of two neighbours (of which objects and lists come
/// empty): no object looks empty, or like the only one, that is not.
[[nodiscard]] Json excerptOf(const Json& document, std::vector<Segments> places);

/// The fields in which two documents differ, sorted by pointer. Objects are looked into; anything else is one field, and so is an
/// empty object where the other side has none. A member that is null counts as absent.
[[nodiscard]] std::vector<provider::FieldEdit> fieldsBetween(const Json& before, const Json& after);
/// Pointers of the fields of @p value, which stands at @p segments.
[[nodiscard]] std::vector<std::string> fieldsOf(const Json& value, const Segments& segments);

/// The resource that a place belongs to, as its segments: agent entries, accounts, servers, plugins and providers are whole,
/// settings of a channel and of any other section are single.
[[nodiscard]] Segments resourceSegments(std::span<const std::string> segments);
/// True for a resource that is one of several of its kind: an agent, an account, a server of tools, a provider of models, a plug-in.
[[nodiscard]] bool isEntry(std::span<const std::string> resource);
[[nodiscard]] provider::ResourceId resourceId(std::span<const std::string> segments);
/// The resources of @p document with their values, in no order.
[[nodiscard]] std::vector<std::pair<provider::ResourceId, const Json*>> resourceValues(const Json& document);

/// @p document with a roster in the old form (`agents.list[]`) in the new one (`agents.entries.<id>`), by the mapping's rules for
/// ids. A member `id` stays only where it is not the id itself. What is no sound roster stays as it is.
[[nodiscard]] Json withRosterAsMap(Json document);

} // namespace fabric::openclaw
