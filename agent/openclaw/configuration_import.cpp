// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/json5.h"
#include "agent/openclaw/map_context.h"
#include "agent/openclaw/openclaw_configuration.h"
#include "agent/openclaw/source_document.h"
#include "core/provider/source.h"

namespace fabric::openclaw {
namespace {

Result<> refuse(const std::string& path, const char* message)
{
    return fail(ErrorCode::InvalidArgument, message, path);
}

/// Takes what a person brings, place by place.
class Importer
{
public:
    /// @param base what stands there now; null: nothing.
    Result<Json> take(const Json& value, const Json* base, const std::string& path)
    {
        if (value.is_string()) {
            FABRIC_CHECK(checkText(value.get_ref<const std::string&>(), base, path));
            return value;
        }
        if (value.is_array())
            return takeItems(value, base, path);
        if (!value.is_object())
            return value;
        Json out = Json::object();
        for (const auto& [name, member] : value.items()) {
            if (name == "$include") {
                FABRIC_CHECK(refuse(path, "this document is whole: an included part stands in its place"));
            }
            if (member.is_null()) // nothing, for the gateway as well
                continue;
            m_path.push_back(name);
            FABRIC_TRY(out[name], take(member, memberOf(base, name), pathTo(path, name)));
            m_path.pop_back();
        }
        return out;
    }

private:
    Result<Json> takeItems(const Json& value, const Json* base, const std::string& path)
    {
        Json out = Json::array();
        for (std::size_t i = 0; i < value.size(); ++i) {
            const Json* old = base != nullptr && base->is_array() && i < base->size() ? &(*base)[i] : nullptr;
            m_path.push_back(std::to_string(i));
            FABRIC_TRY(Json item, take(value[i], old, path + "[" + std::to_string(i) + "]"));
            m_path.pop_back();
            out.push_back(std::move(item));
        }
        return out;
    }

    static const Json* memberOf(const Json* value, const std::string& name)
    {
        if (value == nullptr || !value->is_object())
            return nullptr;
        const auto found = value->find(name);
        return found == value->end() ? nullptr : &*found;
    }

    [[nodiscard]] Result<> checkText(const std::string& text, const Json* base, const std::string& path) const
    {
        if (base != nullptr && *base == text)
            return {};
        if (text == provider::kMasked)
            return refuse(path, "nothing stands here that could be kept");
        if (isVariable(text))
            return {};
        switch (shownAt(m_path)) {
        case Shown::Masked:
            return refuse(path, "text at this place may be a secret, which is only taken as a reference `${VAR}`");
        case Shown::Origin:
            if (const auto origin = safeOrigin(text); !origin || *origin != text)
                return refuse(path, "of an address only scheme, host and port are taken here");
            return {};
        case Shown::Text: break;
        }
        return looksSecret(text) ? refuse(path, "this looks like a secret, which is only taken as a reference `${VAR}`")
                                 : Result<>();
    }

    Segments m_path;
};

/// Whoever copies what a gateway shows brings its mask: it says the same as ours.
void takeMasks(Json& value) // NOLINT(misc-no-recursion): as deep as the parser lets it be
{
    if (value.is_string() && value == kRedactedByGateway)
        value = provider::kMasked;
    else if (value.is_structured()) {
        for (Json& inner : value)
            takeMasks(inner);
    }
}

} // namespace

Result<Json> importDocument(std::string_view text, const Json& base)
{
    FABRIC_TRY(Json parsed, parseJson5(text));
    if (!parsed.is_object())
        return fail(ErrorCode::InvalidArgument, "a configuration is an object");
    parsed.erase("meta");
    takeMasks(parsed);
    parsed = withRosterAsMap(std::move(parsed));
    FABRIC_TRY(Json document, Importer().take(parsed, &base, {}));
    const auto canonical = canonicalJson(document); // digests are made of it
    if (!canonical)
        return fail(ErrorCode::InvalidArgument, canonical.error().message, canonical.error().where);
    return document;
}

} // namespace fabric::openclaw
