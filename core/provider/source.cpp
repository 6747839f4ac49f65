// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/source.h"

#include "core/base/names.h"
#include "core/base/object_reader.h"

#include <algorithm>

namespace fabric::provider {
namespace {

constexpr std::array<Named<ReloadKind>, 3> kReloadKinds{{
    {ReloadKind::None, "none"},
    {ReloadKind::Hot, "hot"},
    {ReloadKind::Restart, "restart"},
}};

Json withoutDocument(const Source::Parts& parts)
{
    Json resources = Json::array();
    for (const Resource& resource : parts.resources)
        resources.push_back({{"id", resource.id.value()}, {"digest", resource.digest.text()}});
    Json reload = Json::object();
    for (const auto& [path, kind] : parts.reloadKinds)
        reload[path] = toText(kind);
    Json former = Json::array();
    for (const ResourceId& id : parts.former)
        former.push_back(id.value());
    Json owned = Json::object();
    for (const auto& [pointer, digest] : parts.owned)
        owned[pointer] = digest.text();
    Json renames = Json::object();
    for (const auto& [from, to] : parts.renames)
        renames[from.value()] = to.value();
    return {{"format", Source::kFormatVersion},
            {"provider", parts.provider},
            {"providerVersion", parts.providerVersion},
            {"resources", resources},
            {"reloadKinds", reload},
            {"former", former},
            {"owned", owned},
            {"renames", renames}};
}

} // namespace

struct Source::Data
{
    Parts parts;
    Digest digest;
};

Source::Source()
    : m_data(std::make_shared<Data>())
{
}

Source::Source(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

Result<Source> Source::create(Parts parts)
{
    if (!parts.document.is_object())
        return fail(ErrorCode::InvalidArgument, "the document of a source is an object", "/document");
    if (parts.former.size() > kMaxFormer || parts.owned.size() > kMaxOwned)
        return fail(ErrorCode::TooLarge, "the source holds too much");
    std::sort(parts.resources.begin(), parts.resources.end(),
              [](const Resource& a, const Resource& b) { return a.id < b.id; });
    const auto twice = std::adjacent_find(parts.resources.begin(), parts.resources.end(),
                                          [](const Resource& a, const Resource& b) { return a.id == b.id; });
    if (twice != parts.resources.end())
        return fail(ErrorCode::InvalidArgument, "a resource is there twice", twice->id.value());
    auto data = std::make_shared<Data>();
    FABRIC_TRY(const std::string text, canonicalJson(withoutDocument(parts)));
    data->digest = sha256(text);
    data->parts = std::move(parts);
    return Source(std::move(data));
}

const Source::Parts& Source::parts() const
{
    return m_data->parts;
}

const Resource* Source::find(const ResourceId& id) const
{
    const auto all = resources();
    const auto found
        = std::lower_bound(all.begin(), all.end(), id, [](const Resource& a, const ResourceId& b) { return a.id < b; });
    return found != all.end() && found->id == id ? &*found : nullptr;
}

const Digest& Source::digest() const
{
    return m_data->digest;
}

std::string_view toText(ReloadKind kind)
{
    return nameOf(kReloadKinds, kind);
}

std::optional<ReloadKind> reloadKindFrom(std::string_view text)
{
    return valueOf(kReloadKinds, text);
}

} // namespace fabric::provider
