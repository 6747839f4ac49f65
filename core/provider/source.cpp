// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/source.h"

#include "core/base/names.h"
#include "core/base/object_reader.h"

#include <algorithm>

namespace fabric::provider {
namespace {

constexpr auto kReloadKinds = std::to_array<Named<ReloadKind>>({
    {ReloadKind::None, "none"},
    {ReloadKind::Hot, "hot"},
    {ReloadKind::Restart, "restart"},
});

Json orNull(const Digest& digest)
{
    return digest.isNull() ? Json() : Json(digest.text());
}

/// Everything but the document, which the digests of the resources stand for.
Json headerOf(const Source::Parts& parts)
{
    Json resources = Json::array();
    for (const Resource& resource : parts.resources)
        resources.push_back({{"id", resource.id.value()}, {"digest", resource.digest.text()}});
    Json reloadKinds = Json::object();
    for (const auto& [path, kind] : parts.reloadKinds)
        reloadKinds[path] = toText(kind);
    Json former = Json::array();
    for (const ResourceId& id : parts.former)
        former.push_back(id.value());
    Json owned = Json::object();
    for (const auto& [pointer, digest] : parts.owned)
        owned[pointer] = orNull(digest);
    Json renames = Json::object();
    for (const auto& [from, to] : parts.renames)
        renames[from.value()] = to.value();
    return {{"format", Source::kFormatVersion},
            {"provider", parts.provider},
            {"providerVersion", parts.providerVersion},
            {"resources", std::move(resources)},
            {"reloadKinds", std::move(reloadKinds)},
            {"former", std::move(former)},
            {"owned", std::move(owned)},
            {"renames", std::move(renames)}};
}

} // namespace

std::string_view toText(ReloadKind kind)
{
    return nameOf(kReloadKinds, kind);
}

std::optional<ReloadKind> reloadKindFrom(std::string_view text)
{
    return valueOf(kReloadKinds, text);
}

struct Source::Data
{
    Parts parts;
    Digest digest;
};

Source::Source()
{
    static const std::shared_ptr<const Data> kEmpty
        = std::make_shared<const Data>(Data{Parts{}, sha256(canonicalJson(headerOf(Parts{})).value())});
    m_data = kEmpty;
}

Source::Source(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

Result<Source> Source::create(Parts parts)
{
    if (!parts.document.is_object())
        return fail(ErrorCode::InvalidArgument, "the document of a source must be an object", "/document");
    if (parts.former.size() > kMaxFormer)
        return fail(ErrorCode::TooLarge, "a source remembers too many former ids", "/former");
    if (parts.owned.size() > kMaxOwned)
        return fail(ErrorCode::TooLarge, "an intent owns too many fields", "/owned");
    const auto byId = [](const Resource& a, const Resource& b) { return a.id < b.id; };
    std::sort(parts.resources.begin(), parts.resources.end(), byId);
    const auto twice = std::adjacent_find(parts.resources.begin(), parts.resources.end(),
                                          [](const Resource& a, const Resource& b) { return a.id == b.id; });
    if (twice != parts.resources.end())
        return fail(ErrorCode::InvalidArgument, "the resource '" + twice->id.value() + "' is there twice",
                    "/resources");
    std::sort(parts.former.begin(), parts.former.end());
    parts.former.erase(std::unique(parts.former.begin(), parts.former.end()), parts.former.end());
    FABRIC_TRY(const std::string canonical, canonicalJson(headerOf(parts)));
    return Source(std::make_shared<const Data>(Data{std::move(parts), sha256(canonical)}));
}

const Source::Parts& Source::parts() const
{
    return m_data->parts;
}

const Resource* Source::find(const ResourceId& id) const
{
    const auto& all = m_data->parts.resources;
    const auto found = std::lower_bound(all.begin(), all.end(), id,
                                        [](const Resource& row, const ResourceId& wanted) { return row.id < wanted; });
    return found != all.end() && found->id == id ? &*found : nullptr;
}

const Digest& Source::digest() const
{
    return m_data->digest;
}

Json toJson(const Source& source)
{
    Json out = headerOf(source.parts());
    out["document"] = source.document();
    return out;
}

namespace {

Result<Resource> parseResource(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    Resource out;
    out.id = ResourceId(reader.string("id"));
    const std::string digest = reader.string("digest");
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(out.digest, Digest::parse(digest, pointerTo(path, "digest")));
    return out;
}

Result<> readMaps(const Json& reloadKinds, const Json& owned, const Json& renames, const std::string& path,
                  Source::Parts& out)
{
    for (const auto& [name, value] : reloadKinds.items()) {
        const auto kind = value.is_string() ? reloadKindFrom(value.get_ref<const std::string&>()) : std::nullopt;
        if (!kind)
            return fail(ErrorCode::InvalidArgument, "a reload kind is not a known name", path + "/reloadKinds");
        out.reloadKinds.emplace(name, *kind);
    }
    for (const auto& [pointer, value] : owned.items()) {
        Digest digest;
        if (!value.is_null()) {
            if (!value.is_string())
                return fail(ErrorCode::InvalidArgument, "a digest must be a string or null", path + "/owned");
            FABRIC_TRY(digest, Digest::parse(value.get_ref<const std::string&>(), path + "/owned"));
        }
        out.owned.emplace(pointer, digest);
    }
    for (const auto& [from, to] : renames.items()) {
        if (!to.is_string())
            return fail(ErrorCode::InvalidArgument, "a rename must name a resource", path + "/renames");
        out.renames.emplace(ResourceId(from), ResourceId(to.get<std::string>()));
    }
    return {};
}

} // namespace

Result<Source> parseSource(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    Source::Parts parts;
    static_cast<void>(reader.integer("format", Source::kFormatVersion, Source::kFormatVersion));
    parts.provider = reader.string("provider");
    parts.providerVersion = reader.string("providerVersion");
    const Json* document = reader.object("document");
    const Json* resources = reader.array("resources");
    const Json* reloadKinds = reader.object("reloadKinds");
    const Json* former = reader.array("former");
    const Json* owned = reader.object("owned");
    const Json* renames = reader.object("renames");
    FABRIC_CHECK(reader.finish());
    parts.document = *document;
    parts.resources.reserve(resources->size());
    for (std::size_t i = 0; i < resources->size(); ++i) {
        FABRIC_TRY(Resource resource, parseResource((*resources)[i], path + "/resources/" + std::to_string(i)));
        parts.resources.push_back(std::move(resource));
    }
    for (const Json& id : *former) {
        if (!id.is_string())
            return fail(ErrorCode::InvalidArgument, "a former id must be text", path + "/former");
        parts.former.emplace_back(id.get<std::string>());
    }
    FABRIC_CHECK(readMaps(*reloadKinds, *owned, *renames, path, parts));
    return Source::create(std::move(parts));
}

} // namespace fabric::provider
