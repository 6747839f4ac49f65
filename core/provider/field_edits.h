// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"
#include "core/base/result.h"
#include "core/provider/configuration.h"

#include <span>

namespace fabric::provider {

/// True for the edit which says that an object stays where it is and loses its last member: it stands beside the removals of the
/// members, and without it the object would go with them. `channels.telegram.groups` may mean another thing empty than absent.
[[nodiscard]] bool isEmptied(const FieldEdit& edit);

/// Sets the value at an RFC 6901 @p pointer. Objects on the way are made, whatever their names look like; an item of a list must be
/// there. A list that is too short, or another value on the way, is InvalidArgument (where = pointer).
[[nodiscard]] Result<> setField(Json& document, const std::string& pointer, const Json& value);

/// Does to @p document what @p edits, those of one operation, say. An object goes with its last member, unless it is emptied
/// (isEmptied); objects on the way to a new field are made.
/// @return InvalidArgument (where = pointer) for a field that does not fit the document, which is then half changed.
[[nodiscard]] Result<> applyEdits(Json& document, std::span<const FieldEdit> edits);

} // namespace fabric::provider
