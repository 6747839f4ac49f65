// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/configuration.h"
#include "core/provider/source.h"

#include <string>
#include <vector>

// Fields of documents: found by JSON pointer, compared, set. An array is one field; JSON null counts as absent.

namespace fabric::planning {

/// The value at @p pointer (RFC 6901); null if it is absent or JSON null.
[[nodiscard]] const Json* valueAt(const Json& document, const std::string& pointer);
/// Sets the value at @p pointer, or removes it if @p value is null; makes the objects on the way.
/// @return FailedPrecondition (where = pointer) if something on the way is no object.
[[nodiscard]] Result<> setAt(Json& document, const std::string& pointer, const Json* value);
/// The first value on the way to @p pointer that is there and can hold no field: its pointer; empty if there is none.
[[nodiscard]] std::string obstacleTo(const Json& document, const std::string& pointer);
/// SHA-256 of the RFC 8785 form; the null digest for what is absent.
[[nodiscard]] Result<Digest> digestOf(const Json* value);
/// True if @p pointer names @p ancestor or something in it.
[[nodiscard]] bool isWithin(const std::string& pointer, const std::string& ancestor);
/// True if @p value or something in it is kMasked.
[[nodiscard]] bool holdsMask(const Json& value);

/// One field that two documents disagree about; borrows both values, null: absent.
struct FieldDifference
{
    std::string pointer;
    const Json* observed = nullptr;
    const Json* desired = nullptr;
};

/// One resource whose digests differ, with its differing fields, sorted by pointer. Borrows from the documents.
struct ResourceDifference
{
    provider::ResourceId id;
    std::string pointer; ///< of the resource
    const Json* observed = nullptr;
    const Json* desired = nullptr;
    std::vector<FieldDifference> fields;
};

/// The fields below @p pointer in which two values differ, in the order of keys. An object that one of them lacks is looked
/// into, so that its members can have owners of their own.
void compareFields(const std::string& pointer, const Json* observed, const Json* desired,
                   std::vector<FieldDifference>& out);

/// A merge over the digests of the resources, which looks into those that differ and no others. Sorted by id. Both sources
/// must outlive the answer.
/// @return Internal for a resource whose value is not in its document.
[[nodiscard]] Result<std::vector<ResourceDifference>> compareSources(const provider::Source& observed,
                                                                     const provider::Source& desired,
                                                                     const provider::Configuration& configuration);

} // namespace fabric::planning
