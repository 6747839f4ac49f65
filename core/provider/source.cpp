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

Json toJson(const Resource& resource)
{
    return {{"id", resource.id.value()}, {"digest", resource.digest.text()}};
}

/// A null digest stands for "absent".
Json toJson(const Digest& digest)
{
    return digest.isNull() ? Json() : Json(digest.text());
}

/// All but the document and the resources.
Json describe(const Source::Parts& parts)
{
    Json kinds = Json::object();
    for (const auto& [path, kind] : parts.reloadKinds)
        kinds[path] = toText(kind);
    Json former = Json::array();
    for (const ResourceId& id : parts.former)
        former.push_back(id.value());
    Json owned = Json::object();
    for (const auto& [pointer, digest] : parts.owned)
        owned[pointer] = toJson(digest);
    Json renames = Json::object();
    for (const auto& [from, to] : parts.renames)
        renames[from.value()] = to.value();
    return {
        {"format", Source::kFormatVersion}, {"provider", parts.provider},  {"providerVersion", parts.providerVersion},
        {"reloadKinds", std::move(kinds)},  {"former", std::move(former)}, {"owned", std::move(owned)},
        {"renames", std::move(renames)}};
}

/// `,"resources":[...]}`: how the canonical form of a source ends, since no member comes behind that one.
Result<std::string> canonicalEnd(const std::vector<Resource>& resources)
{
    std::string out = ",\"resources\":[";
    for (const Resource& resource : resources) {
        FABRIC_TRY(const std::string id, canonicalJson(resource.id.value()));
        out += out.back() == '[' ? "" : ",";
        out.append("{\"digest\":\"").append(resource.digest.text()).append("\",\"id\":").append(id).append("}");
    }
    return out + "]}";
}

/// Of the stored form with the document's own digest in the place of the document, which need not be copied for it; nor are
/// the many resources made values for it.
Result<Digest> digestOf(const Source::Parts& parts)
{
    FABRIC_TRY(const std::string document, canonicalJson(parts.document));
    Json description = describe(parts);
    description["document"] = sha256(document).text();
    FABRIC_TRY(std::string text, canonicalJson(description));
    FABRIC_TRY(const std::string end, canonicalEnd(parts.resources));
    text.pop_back();
    return sha256(text + end);
}

bool isEmpty(const Source::Parts& parts)
{
    return parts.providerVersion.empty() && parts.document.empty() && parts.resources.empty()
        && parts.reloadKinds.empty() && parts.former.empty() && parts.owned.empty() && parts.renames.empty();
}

Result<> checkCounts(const Source::Parts& parts)
{
    const auto atMost = [](std::size_t count, std::size_t max, const char* where) -> Result<> {
        if (count > max)
            return fail(ErrorCode::TooLarge, "a source has more than " + std::to_string(max) + " " + where, where);
        return {};
    };
    FABRIC_CHECK(atMost(parts.resources.size(), Source::kMaxResources, "resources"));
    FABRIC_CHECK(atMost(parts.reloadKinds.size(), Source::kMaxReloadKinds, "reloadKinds"));
    FABRIC_CHECK(atMost(parts.former.size(), Source::kMaxFormer, "former"));
    FABRIC_CHECK(atMost(parts.owned.size(), Source::kMaxOwned, "owned"));
    return atMost(parts.renames.size(), Source::kMaxResources, "renames");
}

Result<> sortResources(std::vector<Resource>& resources)
{
    std::sort(resources.begin(), resources.end(), [](const Resource& a, const Resource& b) { return a.id < b.id; });
    for (std::size_t i = 0; i < resources.size(); ++i) {
        const ResourceId& id = resources[i].id;
        if (id.isEmpty())
            return fail(ErrorCode::InvalidArgument, "a resource has no id", "resources");
        if (i > 0 && resources[i - 1].id == id)
            return fail(ErrorCode::InvalidArgument, "the resource '" + id.value() + "' is there twice", "resources");
        if (resources[i].digest.isNull())
            return fail(ErrorCode::InvalidArgument, "the resource '" + id.value() + "' has no digest", "resources");
    }
    return {};
}

/// The members of the object @p key, each read by @p read: (name, value, pointer) -> Result<>.
template <class Read>
void readMembers(ObjectReader& reader, const char* key, Read read)
{
    const Json* members = reader.object(key);
    for (auto at = members == nullptr ? Json::const_iterator() : members->begin();
         members != nullptr && at != members->end(); ++at) {
        const std::string where = pointerTo(reader.at(key), at.key());
        if (const Result<> outcome = read(at.key(), at.value(), where); !outcome) {
            reader.note(outcome.error().code, outcome.error().message, outcome.error().where);
            return;
        }
    }
}

Result<std::string> textIn(const Json& value, const std::string& where)
{
    if (!value.is_string())
        return fail(ErrorCode::InvalidArgument, where + " is not text", where);
    return value.get<std::string>();
}

/// The usual case without the names that an error would need: there are ten thousands of them. Nothing if it is not as usual.
std::optional<Resource> readPlainResource(const Json& value)
{
    if (!value.is_object() || value.size() != 2)
        return std::nullopt;
    const auto id = value.find("id");
    const auto digest = value.find("digest");
    if (id == value.end() || digest == value.end() || !id->is_string() || !digest->is_string())
        return std::nullopt;
    const auto parsed = Digest::parse(digest->get_ref<const std::string&>());
    return parsed ? std::optional(Resource{ResourceId(id->get<std::string>()), *parsed}) : std::nullopt;
}

Result<Resource> readResource(const Json& value, std::size_t index, const std::string& path)
{
    if (auto plain = readPlainResource(value))
        return *std::move(plain);
    const std::string where = pointerTo(pointerTo(path, "resources"), std::to_string(index));
    ObjectReader reader(value, where);
    Resource resource;
    resource.id = ResourceId(reader.string("id"));
    const std::string digest = reader.string("digest");
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(resource.digest, Digest::parse(digest, pointerTo(where, "digest")));
    return resource;
}

Result<> readLists(const Json& resources, const Json& former, const std::string& path, Source::Parts& parts)
{
    parts.resources.reserve(std::min(resources.size(), Source::kMaxResources));
    for (std::size_t i = 0; i < resources.size(); ++i) {
        FABRIC_TRY(Resource resource, readResource(resources[i], i, path));
        if (i > 0 && resource.id <= parts.resources.back().id)
            return fail(ErrorCode::InvalidArgument, "the resources are not in order", pointerTo(path, "resources"));
        parts.resources.push_back(std::move(resource));
    }
    for (std::size_t i = 0; i < former.size(); ++i) {
        FABRIC_TRY(std::string id, textIn(former[i], pointerTo(pointerTo(path, "former"), std::to_string(i))));
        if (i > 0 && id <= parts.former.back().value())
            return fail(ErrorCode::InvalidArgument, "the former ids are not in order", pointerTo(path, "former"));
        parts.former.emplace_back(std::move(id));
    }
    return {};
}

void readMaps(ObjectReader& reader, Source::Parts& parts)
{
    readMembers(reader, "reloadKinds",
                [&](const std::string& name, const Json& value, const std::string& where) -> Result<> {
                    FABRIC_TRY(const std::string text, textIn(value, where));
                    const auto kind = reloadKindFrom(text);
                    if (!kind)
                        return fail(ErrorCode::InvalidArgument, where + " is no kind of reload", where);
                    parts.reloadKinds.emplace(name, *kind);
                    return {};
                });
    readMembers(reader, "owned", [&](const std::string& name, const Json& value, const std::string& where) -> Result<> {
        Digest digest;
        if (!value.is_null()) {
            FABRIC_TRY(const std::string text, textIn(value, where));
            FABRIC_TRY(digest, Digest::parse(text, where));
            if (digest.isNull())
                return fail(ErrorCode::InvalidArgument, where + " is no digest", where);
        }
        parts.owned.emplace(name, digest);
        return {};
    });
    readMembers(reader, "renames",
                [&](const std::string& name, const Json& value, const std::string& where) -> Result<> {
                    FABRIC_TRY(std::string to, textIn(value, where));
                    parts.renames.emplace(ResourceId(name), ResourceId(std::move(to)));
                    return {};
                });
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
    static const auto empty = std::make_shared<const Data>(Data{Parts{}, digestOf(Parts{}).value()});
    m_data = empty;
}

Source::Source(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{
}

Result<Source> Source::create(Parts parts)
{
    if (!parts.document.is_object())
        return fail(ErrorCode::InvalidArgument, "the document of a source is no object", "document");
    if (parts.provider.empty() && !provider::isEmpty(parts))
        return fail(ErrorCode::InvalidArgument, "a source has no provider", "provider");
    FABRIC_CHECK(checkCounts(parts));
    FABRIC_CHECK(sortResources(parts.resources));
    std::sort(parts.former.begin(), parts.former.end());
    parts.former.erase(std::unique(parts.former.begin(), parts.former.end()), parts.former.end());
    FABRIC_TRY(const Digest digest, digestOf(parts));
    return Source(std::make_shared<const Data>(Data{std::move(parts), digest}));
}

const Source::Parts& Source::parts() const
{
    return m_data->parts;
}

const Digest& Source::digest() const
{
    return m_data->digest;
}

const Resource* Source::find(const ResourceId& id) const
{
    const std::vector<Resource>& all = parts().resources;
    const auto at
        = std::lower_bound(all.begin(), all.end(), id,
                           [](const Resource& resource, const ResourceId& wanted) { return resource.id < wanted; });
    return at != all.end() && at->id == id ? &*at : nullptr;
}

Json toJson(const Source& source)
{
    Json out = describe(source.parts());
    Json resources = Json::array();
    for (const Resource& resource : source.resources())
        resources.push_back(toJson(resource));
    out["resources"] = std::move(resources);
    out["document"] = source.document();
    return out;
}

Result<Source> parseSource(Json value, const std::string& path)
{
    ObjectReader reader(value, path);
    Source::Parts parts;
    (void)reader.integer("format", Source::kFormatVersion, Source::kFormatVersion);
    parts.provider = reader.string("provider");
    parts.providerVersion = reader.string("providerVersion");
    (void)reader.object("document");
    const Json* resources = reader.array("resources");
    const Json* former = reader.array("former");
    readMaps(reader, parts);
    FABRIC_CHECK(reader.finish());
    FABRIC_CHECK(readLists(*resources, *former, path, parts));
    parts.document = std::move(value["document"]); // a copy of it would cost as much as to read it
    auto source = Source::create(std::move(parts));
    if (!source)
        return fail(source.error().code, source.error().message, pointerTo(path, source.error().where));
    return source;
}

} // namespace fabric::provider
