// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fabric::provider {

/// The smallest unit that a provider writes whole (CONTRACTS, "Resource"), in the provider's own notation, for OpenClaw
/// `agents.entries.main`, `bindings`, `channels.telegram.accounts.ops`. Unique in one source.
using ResourceId = StrongId<struct ResourceIdTag>;

/// What a runtime does when a value changes. Names (toText) are API.
enum class ReloadKind {
    None, ///< takes effect with the next use, nothing is reloaded
    Hot, ///< reloaded while it runs
    Restart, ///< the runtime restarts: every connection and every running turn is interrupted
};
[[nodiscard]] std::string_view toText(ReloadKind kind);
[[nodiscard]] std::optional<ReloadKind> reloadKindFrom(std::string_view text);

struct Resource
{
    ResourceId id;
    Digest
        digest; ///< SHA-256 of the RFC 8785 form of its value in the document; Fabric's own, never the runtime's hash
    bool operator==(const Resource&) const = default;
};

/// The text that stands in a document for a value that Fabric must not know or does not manage.
inline constexpr const char* kMasked = "__MASKED__";

/// The configuration behind one graph, as far as Fabric may know it: what plans are made of. The document holds no secret:
/// text stands in it only where the provider's table says that it may, everything else is kMasked. With the graph it makes
/// one revision; a change in either is a new one (ADR 10).
///
/// A desired revision's source also says which fields its intent owns. Immutable, cheap to copy (shared state).
class Source
{
public:
    static constexpr int kFormatVersion = 1;

    struct Parts
    {
        std::string provider; ///< id of the provider
        std::string providerVersion; ///< of the runtime
        Json document = Json::object(); ///< masked
        std::vector<Resource> resources; ///< of the document; create() sorts them by id
        /// By configuration path as the runtime's own schema names it (`*` for one segment). The longest one that fits counts.
        std::map<std::string, ReloadKind> reloadKinds;
        /// Ids that the runtime once had and may remember (tombstones), as resources; sorted, at most kMaxFormer.
        std::vector<ResourceId> former;
        /// Desired only: JSON pointer of each field that the intent owns -> digest of the value that Fabric adopted or applied
        /// there last; a null digest: it was absent.
        std::map<std::string, Digest> owned;
        /// Desired only: declared renames, old resource -> new one.
        std::map<ResourceId, ResourceId> renames;
    };
    static constexpr std::size_t kMaxResources = 250'000;
    static constexpr std::size_t kMaxReloadKinds = 10'000;
    static constexpr std::size_t kMaxFormer = 1000;
    static constexpr std::size_t kMaxOwned = 250'000;

    Source(); ///< the empty one of no provider
    /// Sorts resources and former ids.
    /// @return InvalidArgument for a resource that is there twice, has no id or no digest, for a document that is no object
    /// or has no canonical form, for content without a provider; TooLarge.
    static Result<Source> create(Parts parts);

    [[nodiscard]] const Parts& parts() const;
    [[nodiscard]] const Json& document() const { return parts().document; }
    [[nodiscard]] std::span<const Resource> resources() const { return parts().resources; }
    [[nodiscard]] const Resource* find(const ResourceId& id) const; ///< null if absent; binary search
    /// Over every part: format, provider, version, document, resources, reload kinds, former ids, ownership and renames.
    /// Computed once, by create(): it costs about as much as one pass over the document.
    [[nodiscard]] const Digest& digest() const;
    [[nodiscard]] bool isEmpty() const { return parts().provider.empty(); }
    bool operator==(const Source& other) const { return digest() == other.digest(); }

private:
    struct Data;
    explicit Source(std::shared_ptr<const Data> data);
    std::shared_ptr<const Data> m_data; ///< shared: revisions are handed to API, store and planner
};

/// `{"format":1,"provider":"openclaw","providerVersion":"2026.9.6","document":{...},"resources":[{"id":...,"digest":...}],
/// "reloadKinds":{path:"hot"},"former":[id],"owned":{pointer:digest or null},"renames":{id:id}}`. The form that is stored.
[[nodiscard]] Json toJson(const Source& source);
/// Strict: every field must be there and nothing else, lists in their order.
[[nodiscard]] Result<Source> parseSource(Json value, const std::string& path = {});

} // namespace fabric::provider
