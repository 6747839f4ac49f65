// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/edit.h"
#include "core/provider/source.h"
#include "core/topology/graph.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fabric::provider {

/// One field that an operation changes; JSON null stands for "absent". Arrays are one field.
struct FieldEdit
{
    std::string pointer; ///< RFC 6901, into the document
    std::string path; ///< the same for people, as the provider writes it
    Json before;
    Json after;
    bool operator==(const FieldEdit&) const = default;
};

/// What becomes of one resource.
struct ResourceChange
{
    ResourceId id;
    std::optional<Json> after; ///< absent: it goes away
};

/// One call to the runtime. Names (toText) of kinds are API.
struct Operation
{
    enum class Kind {
        Patch, ///< one compare-and-set write that carries every change that it can, new agents too
        CreateAgent, ///< an id that the runtime may remember as deleted: its own call first
        DeleteAgent, ///< its own call, last
    } kind
        = Kind::Patch;
    /// Exactly what is sent, but for base hash and note, which are added at the moment of writing. Secrets only as references
    /// (`${VAR}`, secret references): never kMasked, never a value.
    Json payload = Json::object();
    std::vector<ResourceId> touches; ///< sorted
    /// That it relies on and does not change; sorted, disjoint from touches. The planner adds what references() names.
    std::vector<ResourceId> reads;
    std::vector<FieldEdit> changes; ///< sorted by pointer
    ReloadKind reload = ReloadKind::None; ///< the strongest of its fields
    bool operator==(const Operation&) const = default;
};
[[nodiscard]] std::string_view toText(Operation::Kind kind);
[[nodiscard]] std::optional<Operation::Kind> operationKindFrom(std::string_view text);

/// Something that undoing the operations will not bring back; the planner adds it to the plan.
struct Irreversible
{
    std::string code; ///< agent-state, sent-messages, secret, comments, ...
    std::string subject; ///< node or resource
    std::string message; ///< one sentence
    bool operator==(const Irreversible&) const = default;
};

/// An authority that gets wider in itself.
struct Widening
{
    std::string subject; ///< node or edge
    std::string reason; ///< one sentence: an allow list becomes empty, a wildcard is added, the sandbox is switched off
    bool operator==(const Widening&) const = default;
};

struct Compiled
{
    std::vector<Operation> operations; ///< in the order of doing
    std::vector<Irreversible> irreversible;
    std::vector<Widening> widened; ///< what the topology does not show: it may know only how many names a list has
};

/// What a provider knows about its configurations without touching a runtime: all pure, same answer for same input on any
/// machine. Thread-safety: none of the functions changes the object.
class Configuration
{
public:
    virtual ~Configuration() = default;
    [[nodiscard]] virtual std::string provider() const = 0;

    /// The resources of a masked document with their digests, sorted by id.
    [[nodiscard]] virtual Result<std::vector<Resource>> resources(const Json& document) const = 0;
    /// The value of a resource in @p document; null if absent.
    [[nodiscard]] virtual const Json* value(const Json& document, const ResourceId& id) const = 0;
    /// @p document with that value in place (absent: without the resource).
    [[nodiscard]] virtual Result<> set(Json& document, const ResourceId& id, std::optional<Json> value) const = 0;
    /// The resource that a field belongs to; the field need not exist.
    [[nodiscard]] virtual Result<ResourceId> resourceOf(const std::string& pointer) const = 0;

    /// The topology that a document means. Runtime-only elements (cron jobs, devices) are taken over from @p observed where
    /// they still fit.
    [[nodiscard]] virtual Result<topology::Graph> graphOf(const Source& source,
                                                          const topology::Graph& observed) const = 0;

    /// Carries one edit out on @p document.
    /// @return the pointers of the fields that it set or removed; NotFound, InvalidArgument or FailedPrecondition (a part that
    /// is masked, an included file that cannot be written) naming the field.
    [[nodiscard]] virtual Result<std::vector<std::string>> apply(const Edit& edit, Json& document,
                                                                 const topology::Graph& graph) const = 0;
    /// A document that a person brings (text in the provider's own format), over @p base: kMasked stands for "as it is".
    /// @return InvalidArgument for text that would put a secret into the document or cannot be read.
    [[nodiscard]] virtual Result<Json> import(std::string_view text, const Json& base) const = 0;

    /// True if @p value, as a source shows it at @p pointer, is or holds a text that is shown in part only (of a URL the origin): it
    /// cannot be written back.
    [[nodiscard]] virtual bool isShownInPart(const std::string& /*pointer*/, const Json& /*value*/) const
    {
        return false;
    }

    /// The resources that @p value relies on (an agent that a route names, the provider of a model).
    [[nodiscard]] virtual std::vector<ResourceId> references(const ResourceId& id, const Json& value) const = 0;
    /// The operations that make @p changes on a runtime whose configuration is @p before. Minimal: at most one Patch.
    /// @return FailedPrecondition (where = path) for a change that cannot be written.
    [[nodiscard]] virtual Result<Compiled> compile(const Source& before,
                                                   const std::vector<ResourceChange>& changes) const = 0;
    /// Sentences about what a restart of the runtime interrupts.
    [[nodiscard]] virtual std::vector<std::string> restartInterrupts(const topology::Graph& graph) const = 0;
};

} // namespace fabric::provider
