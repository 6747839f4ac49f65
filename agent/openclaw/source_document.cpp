// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/source_document.h"

#include "agent/openclaw/config_view.h"
#include "agent/openclaw/document_fields.h"
#include "agent/openclaw/map_context.h"
#include "core/base/redaction.h"
#include "core/provider/source.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace fabric::openclaw {
namespace {

struct Rule
{
    std::string_view path; ///< `*` stands for one segment, `**` at the end for one or more
    Shown shown;
};

/// Where text may be shown. What is not here is masked: a new setting of OpenClaw is hidden until somebody looked at it.
constexpr std::array<Rule, 78> kRules{{
    {"agents.ownership", Shown::Text},
    {"agents.defaults.**", Shown::Text},
    {"agents.entries.**", Shown::Text},
    {"agents.list.**", Shown::Text},
    {"bindings.**", Shown::Text},
    {"broadcast.**", Shown::Text},
    {"tools.**", Shown::Text},
    {"session.**", Shown::Text},
    {"talk.agentId", Shown::Text},
    {"cron.**", Shown::Text},
    {"messages.groupChat.mentionPatterns.*", Shown::Text},
    {"gateway.mode", Shown::Text},
    {"gateway.bind", Shown::Text},
    {"gateway.auth.mode", Shown::Text},
    {"gateway.reload.mode", Shown::Text},
    {"gateway.tailscale.mode", Shown::Text},
    {"discovery.mdns.mode", Shown::Text},
    {"logging.level", Shown::Text},
    {"update.channel", Shown::Text},
    {"channels.defaults.groupPolicy", Shown::Text},
    {"channels.modelByChannel.*.*", Shown::Text},
    {"channels.*.defaultAccount", Shown::Text},
    {"channels.*.name", Shown::Text},
    {"channels.*.mode", Shown::Text},
    {"channels.*.dmPolicy", Shown::Text},
    {"channels.*.groupPolicy", Shown::Text},
    {"channels.*.allowFrom.*", Shown::Text},
    {"channels.*.groupAllowFrom.*", Shown::Text},
    {"channels.*.dm.policy", Shown::Text},
    {"channels.*.dm.allowFrom.*", Shown::Text},
    {"channels.*.groups.*.groupPolicy", Shown::Text},
    {"channels.*.groups.*.allowFrom.*", Shown::Text},
    {"channels.*.guilds.*.users.*", Shown::Text},
    {"channels.*.guilds.*.roles.*", Shown::Text},
    {"channels.*.guilds.*.slug", Shown::Text},
    {"channels.*.accounts.*.name", Shown::Text},
    {"channels.*.accounts.*.mode", Shown::Text},
    {"channels.*.accounts.*.dmPolicy", Shown::Text},
    {"channels.*.accounts.*.groupPolicy", Shown::Text},
    {"channels.*.accounts.*.allowFrom.*", Shown::Text},
    {"channels.*.accounts.*.groupAllowFrom.*", Shown::Text},
    {"channels.*.accounts.*.dm.policy", Shown::Text},
    {"channels.*.accounts.*.dm.allowFrom.*", Shown::Text},
    {"channels.*.accounts.*.groups.*.groupPolicy", Shown::Text},
    {"channels.*.accounts.*.groups.*.allowFrom.*", Shown::Text},
    {"channels.*.accounts.*.guilds.*.users.*", Shown::Text},
    {"channels.*.accounts.*.guilds.*.roles.*", Shown::Text},
    {"channels.*.accounts.*.guilds.*.slug", Shown::Text},
    {"models.mode", Shown::Text},
    {"models.providers.*.api", Shown::Text},
    {"models.providers.*.auth", Shown::Text},
    {"models.providers.*.baseUrl", Shown::Origin},
    {"models.providers.*.models.*.id", Shown::Text},
    {"models.providers.*.models.*.name", Shown::Text},
    {"models.providers.*.models.*.api", Shown::Text},
    {"models.providers.*.models.*.input.*", Shown::Text},
    {"mcp.servers.*.type", Shown::Text},
    {"mcp.servers.*.transport", Shown::Text},
    {"mcp.servers.*.command", Shown::Text},
    {"mcp.servers.*.url", Shown::Origin},
    {"plugins.allow.*", Shown::Text},
    {"plugins.deny.*", Shown::Text},
    {"plugins.slots.*", Shown::Text},
    {"hooks.path", Shown::Text},
    {"hooks.allowedAgentIds.*", Shown::Text},
    {"hooks.mappings.*.id", Shown::Text},
    {"hooks.mappings.*.name", Shown::Text},
    {"hooks.mappings.*.agentId", Shown::Text},
    {"hooks.mappings.*.action", Shown::Text},
    {"hooks.mappings.*.wakeMode", Shown::Text},
    {"hooks.mappings.*.channel", Shown::Text},
    {"hooks.mappings.*.to", Shown::Text},
    {"hooks.mappings.*.match.path", Shown::Text},
    {"hooks.mappings.*.match.source", Shown::Text},
    {"hooks.mappings.*.model", Shown::Text},
    {"skills.allowBundled.*", Shown::Text},
    {"commands.native", Shown::Text},
    {"commands.text", Shown::Text},
}};

/// Members whose text may hold a secret under any name: what is handed to a program or sent with a request.
bool isOpenEnded(std::string_view name)
{
    constexpr std::array<std::string_view, 16> kNames{"env",        "vars",    "headers",        "header",
                                                      "args",       "argv",    "cookies",        "query",
                                                      "params",     "config",  "serviceaccount", "serviceaccountref",
                                                      "encryptkey", "webhook", "passwordfile",   "keys"};
    return std::find(kNames.begin(), kNames.end(), lowerAscii(name)) != kNames.end();
}

/// `keyMaterial`, `signingKey`, `api-key`: a key by its last word or its first one. `sessionKey` names a conversation.
bool isKeyName(std::string_view name)
{
    const std::string lower = lowerAscii(name);
    if (lower == "key" || lower.find("keymaterial") != std::string::npos)
        return true;
    return lower.ends_with("key") && lower != "sessionkey";
}

/// {source, provider, id}: what a secret reference is made of.
bool isSecretReference(const Json& value)
{
    return value.is_object() && value.contains("source") && value.contains("id") && value.size() <= 3
        && (value.size() == 2 || value.contains("provider"));
}

/// What the root file says of a place, as far as it matters here.
struct Authored
{
    const Json* value = nullptr; ///< null: nothing, or not known
    bool isIncluded = false;

    template <class Key>
    [[nodiscard]] Authored below(const Key& key) const
    {
        Authored out{nullptr, isIncluded};
        if (isIncluded || value == nullptr)
            return out;
        if constexpr (std::is_same_v<Key, std::size_t>) {
            if (value->is_array() && key < value->size())
                out.value = &(*value)[key];
        } else if (value->is_object()) {
            if (const auto found = value->find(key); found != value->end())
                out.value = &*found;
        }
        out.isIncluded = out.value != nullptr && out.value->is_object() && out.value->contains("$include");
        return out;
    }
};

class Masker
{
public:
    Json run(const Json& value, const Authored& authored)
    {
        if (value.is_string())
            return text(value.get_ref<const std::string&>(), authored.isIncluded);
        if (value.is_array()) {
            Json out = Json::array();
            for (std::size_t i = 0; i < value.size(); ++i)
                out.push_back(below(std::to_string(i), value[i], authored.below(i)));
            return out;
        }
        if (!value.is_object())
            return value;
        if (isSecretReference(value) && shownAt(m_path) != Shown::Text)
            return reference(value);
        Json out = Json::object();
        for (const auto& [name, member] : value.items()) {
            if (!m_path.empty() || name != "meta")
                out[name] = below(name, member, authored.below(name));
        }
        return out;
    }

private:
    Json below(std::string segment, const Json& value, const Authored& authored)
    {
        m_path.push_back(std::move(segment));
        Json out = run(value, authored);
        m_path.pop_back();
        return out;
    }

    [[nodiscard]] Json text(const std::string& text, bool isIncluded) const
    {
        if (text.find(kRedactedByGateway) != std::string::npos)
            return provider::kMasked;
        if (isVariable(text) && !isIncluded)
            return text;
        switch (shownAt(m_path)) {
        case Shown::Masked: break;
        case Shown::Origin:
            if (auto origin = safeOrigin(text);
                origin && (isVariable(text) || !looksSecret(origin->substr(origin->find("://") + 3))))
                return *std::move(origin);
            break;
        case Shown::Text:
            if (text.size() <= kMaxShownBytes && !looksSecret(text))
                return text;
            break;
        }
        return provider::kMasked;
    }

    static Json reference(const Json& value)
    {
        constexpr std::array<std::string_view, 3> kSources{"env", "file", "exec"};
        Json out = Json::object();
        for (const auto& [name, member] : value.items()) {
            const std::string text = member.is_string() ? member.get<std::string>() : std::string();
            const bool isKnown
                = name == "source" && std::find(kSources.begin(), kSources.end(), text) != kSources.end();
            const bool isName
                = name == "provider" && !text.empty() && text.size() <= kMaxNameBytes && !looksSecret(text);
            out[name] = isKnown || isName ? Json(text) : Json(provider::kMasked);
        }
        return out;
    }

    static constexpr std::size_t kMaxShownBytes = 4096; ///< the most that a graph shows (map_context.cpp)
    static constexpr std::size_t kMaxNameBytes = 64;
    std::vector<std::string> m_path;
};

bool isPlain(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// A run of letters and digits that is long and mixed as keys are, and names are not.
bool hasKeyRun(std::string_view text)
{
    constexpr std::size_t kKeyBytes = 32;
    std::size_t run = 0;
    bool hasDigit = false;
    bool hasLower = false;
    bool hasUpper = false;
    for (const char c : text) {
        if (!isPlain(c) && c != '+' && c != '=') {
            run = 0;
            hasDigit = hasLower = hasUpper = false;
            continue;
        }
        ++run;
        hasDigit = hasDigit || (c >= '0' && c <= '9');
        hasLower = hasLower || (c >= 'a' && c <= 'z');
        hasUpper = hasUpper || (c >= 'A' && c <= 'Z');
        if (run >= kKeyBytes && hasDigit && (hasLower || hasUpper))
            return true;
    }
    return false;
}

/// `123456:AAA...`, as Telegram gives to bots.
bool hasBotToken(std::string_view text)
{
    constexpr std::size_t kMinId = 6;
    constexpr std::size_t kMinKey = 16;
    for (auto colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
        std::size_t digits = 0;
        while (digits < colon && text[colon - digits - 1] >= '0' && text[colon - digits - 1] <= '9')
            ++digits;
        std::size_t key = 0;
        while (colon + key + 1 < text.size()
               && (isPlain(text[colon + key + 1]) || text[colon + key + 1] == '_' || text[colon + key + 1] == '-'))
            ++key;
        if (digits >= kMinId && key >= kMinKey)
            return true;
    }
    return false;
}

} // namespace

bool isVariable(std::string_view text)
{
    if (!text.starts_with("${") || !text.ends_with('}') || text.size() < 4)
        return false;
    const std::string_view name = text.substr(2, text.size() - 3);
    return (name.front() < '0' || name.front() > '9')
        && std::all_of(name.begin(), name.end(), [](char c) { return isPlain(c) || c == '_'; });
}

bool looksSecret(std::string_view text)
{
    constexpr std::array<std::string_view, 22> kPrefixes{
        "sk-",    "sk_",  "pk_",  "rk_",  "xox",   "xapp-", "ghp_", "gho_", "ghs_", "ghu_", "github_pat_",
        "glpat-", "AKIA", "ASIA", "AIza", "ya29.", "hf_",   "gsk_", "npm_", "eyJ",  "SG.",  "xai-"};
    // The start of any word of the text: `Bearer sk-...`, `--key=sk-...`.
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && (isPlain(text[i - 1]) || text[i - 1] == '-' || text[i - 1] == '_'))
            continue;
        const std::string_view rest = text.substr(i);
        constexpr std::size_t kMinBytes = 8; // shorter ones are words
        if (rest.size() >= kMinBytes && std::any_of(kPrefixes.begin(), kPrefixes.end(), [&](std::string_view prefix) {
                return rest.starts_with(prefix);
            }))
            return true;
    }
    const std::string lower = lowerAscii(text);
    return lower.starts_with("bearer ") || lower.starts_with("basic ") || lower.find("-----begin") != std::string::npos
        || lower.find("://") != std::string::npos || hasBotToken(text) || hasKeyRun(text);
}

Shown shownAt(std::span<const std::string> segments)
{
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string& name = segments[i];
        // Names that somebody gives (of an agent, a server, a tool) say nothing about what is below.
        const bool isGiven
            = i == 2 && (segments[1] == "entries" || segments[1] == "providers" || segments[1] == "servers");
        if (!isGiven && (isSecretName(name) || isKeyName(name) || isOpenEnded(name)))
            return Shown::Masked;
    }
    for (const Rule& rule : kRules) {
        if (fitsPath(rule.path, segments))
            return rule.shown;
    }
    return Shown::Masked;
}

bool holdsMask(const Json& value)
{
    if (value.is_string())
        return value.get_ref<const std::string&>() == provider::kMasked;
    if (!value.is_structured())
        return false;
    return std::any_of(value.begin(), value.end(), [](const Json& inner) { return holdsMask(inner); });
}

Json maskedDocument(const Json& view, const Json& authored)
{
    return withRosterAsMap(Masker().run(view, {&authored, authored.is_object() && authored.contains("$include")}));
}

} // namespace fabric::openclaw
