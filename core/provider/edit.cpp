// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/provider/edit.h"

#include "core/base/names.h"
#include "core/base/object_reader.h"

#include <limits>

namespace fabric::provider {
namespace {

using topology::EdgeId;
using topology::NodeId;

constexpr std::size_t kMaxTextBytes = 4096;
constexpr std::size_t kMaxFallbacks = 100;

constexpr std::array<Named<SetTool::Permission>, 4> kPermissions{{
    {SetTool::Permission::Allow, "allow"},
    {SetTool::Permission::AlsoAllow, "also-allow"},
    {SetTool::Permission::Deny, "deny"},
    {SetTool::Permission::Inherit, "inherit"},
}};

Json jsonOf(const AddAgent& edit)
{
    Json out{{"edit", "add-agent"}, {"id", edit.id}};
    if (!edit.name.empty())
        out["name"] = edit.name;
    if (edit.model)
        out["model"] = edit.model->value();
    if (!edit.workspace.empty())
        out["workspace"] = edit.workspace;
    if (!edit.toolsProfile.empty())
        out["toolsProfile"] = edit.toolsProfile;
    return out;
}

Json jsonOf(const RemoveAgent& edit)
{
    return {{"edit", "remove-agent"}, {"agent", edit.agent.value()}};
}

Json jsonOf(const RenameAgent& edit)
{
    return {{"edit", "rename-agent"}, {"agent", edit.agent.value()}, {"to", edit.to}};
}

Json jsonOf(const SetModel& edit)
{
    Json out{{"edit", "set-model"}, {"subject", edit.subject.value()}, {"fallbacks", Json::array()}};
    if (edit.primary)
        out["primary"] = edit.primary->value();
    for (const NodeId& model : edit.fallbacks)
        out["fallbacks"].push_back(model.value());
    return out;
}

Json jsonOf(const AddRoute& edit)
{
    Json out{{"edit", "add-route"}, {"from", edit.from.value()}, {"agent", edit.agent.value()}, {"match", edit.match}};
    if (edit.position)
        out["position"] = *edit.position;
    return out;
}

Json jsonOf(const ChangeRoute& edit)
{
    return {{"edit", "change-route"}, {"route", edit.route.value()}, {"agent", edit.agent.value()}};
}

Json jsonOf(const RemoveRoute& edit)
{
    return {{"edit", "remove-route"}, {"route", edit.route.value()}};
}

Json jsonOf(const SetDelegation& edit)
{
    return {{"edit", edit.isAllowed ? "allow-delegation" : "forbid-delegation"},
            {"from", edit.from.value()},
            {"to", edit.to.value()}};
}

Json jsonOf(const SetTalk& edit)
{
    return {{"edit", edit.isAllowed ? "allow-talk" : "forbid-talk"},
            {"one", edit.one.value()},
            {"other", edit.other.value()}};
}

Json jsonOf(const SetTool& edit)
{
    return {{"edit", "set-tool"},
            {"subject", edit.subject.value()},
            {"tool", edit.tool.value()},
            {"permission", nameOf(kPermissions, edit.permission)}};
}

Json jsonOf(const SetAttribute& edit)
{
    return {{"edit", "set-attribute"}, {"node", edit.node.value()}, {"name", edit.name}, {"value", edit.value}};
}

/// Reads the fields of one edit; errors stay in the reader until its finish().
class Fields
{
public:
    explicit Fields(ObjectReader& reader)
        : m_reader(reader)
    {
    }

    [[nodiscard]] std::string word(const char* key)
    {
        std::string text = m_reader.string(key);
        if (!m_reader.hasError())
            check(text, m_reader.at(key));
        return text;
    }
    [[nodiscard]] std::string optionalText(const char* key)
    {
        std::string text = m_reader.optionalString(key).value_or(std::string());
        if (text.size() > kMaxTextBytes)
            m_reader.note(ErrorCode::TooLarge, "the text is too long", m_reader.at(key));
        return text;
    }
    template <class Id>
    [[nodiscard]] Id id(const char* key)
    {
        return Id(word(key));
    }
    [[nodiscard]] std::optional<NodeId> optionalId(const char* key)
    {
        auto text = m_reader.optionalString(key);
        if (!text)
            return std::nullopt;
        check(*text, m_reader.at(key));
        return NodeId(*std::move(text));
    }
    [[nodiscard]] std::vector<NodeId> ids(const char* key)
    {
        std::vector<NodeId> out;
        const Json* list = m_reader.array(key, true);
        if (list == nullptr)
            return out;
        if (list->size() > kMaxFallbacks)
            m_reader.note(ErrorCode::TooLarge, "the list is too long", m_reader.at(key));
        out.reserve(list->size());
        for (std::size_t i = 0; i < list->size() && !m_reader.hasError(); ++i) {
            const std::string where = pointerTo(m_reader.at(key), std::to_string(i));
            if (!(*list)[i].is_string()) {
                m_reader.note(ErrorCode::InvalidArgument, "text is expected here", where);
                break;
            }
            const auto& text = (*list)[i].get_ref<const std::string&>();
            check(text, where);
            out.emplace_back(text);
        }
        return out;
    }
    [[nodiscard]] Json match(const char* key)
    {
        const Json* value = m_reader.object(key, true);
        return value == nullptr ? Json::object() : *value;
    }

private:
    void check(const std::string& text, const std::string& where)
    {
        if (text.empty())
            m_reader.note(ErrorCode::InvalidArgument, "the text is empty", where);
        else if (text.size() > kMaxTextBytes)
            m_reader.note(ErrorCode::TooLarge, "the text is too long", where);
    }

    ObjectReader& m_reader;
};

Edit readSetTool(ObjectReader& reader, Fields& fields)
{
    SetTool edit;
    edit.subject = fields.id<NodeId>("subject");
    edit.tool = fields.id<NodeId>("tool");
    const std::string permission = reader.string("permission");
    if (const auto known = valueOf(kPermissions, permission))
        edit.permission = *known;
    else
        reader.note(ErrorCode::InvalidArgument, "this permission is not known", reader.at("permission"));
    return edit;
}

Edit readSetAttribute(ObjectReader& reader, Fields& fields)
{
    SetAttribute edit;
    edit.node = fields.id<NodeId>("node");
    edit.name = fields.word("name");
    if (const Json* value = reader.value("value"))
        edit.value = *value;
    return edit;
}

Edit readAddRoute(ObjectReader& reader, Fields& fields)
{
    AddRoute edit;
    edit.from = fields.id<NodeId>("from");
    edit.agent = fields.id<NodeId>("agent");
    edit.match = fields.match("match");
    if (const auto position = reader.optionalInteger("position", 0, std::numeric_limits<int>::max()))
        edit.position = static_cast<int>(*position);
    return edit;
}

Edit readAddAgent(ObjectReader&, Fields& fields)
{
    AddAgent edit;
    edit.id = fields.word("id");
    edit.name = fields.optionalText("name");
    edit.model = fields.optionalId("model");
    edit.workspace = fields.optionalText("workspace");
    edit.toolsProfile = fields.optionalText("toolsProfile");
    return edit;
}

Edit readSetModel(ObjectReader&, Fields& fields)
{
    SetModel edit;
    edit.subject = fields.id<NodeId>("subject");
    edit.primary = fields.optionalId("primary");
    edit.fallbacks = fields.ids("fallbacks");
    return edit;
}

Edit readRemoveAgent(ObjectReader&, Fields& fields)
{
    return RemoveAgent{fields.id<NodeId>("agent")};
}

Edit readRenameAgent(ObjectReader&, Fields& fields)
{
    RenameAgent edit;
    edit.agent = fields.id<NodeId>("agent");
    edit.to = fields.word("to");
    return edit;
}

Edit readChangeRoute(ObjectReader&, Fields& fields)
{
    ChangeRoute edit;
    edit.route = fields.id<EdgeId>("route");
    edit.agent = fields.id<NodeId>("agent");
    return edit;
}

Edit readRemoveRoute(ObjectReader&, Fields& fields)
{
    return RemoveRoute{fields.id<EdgeId>("route")};
}

template <bool isAllowed>
Edit readDelegation(ObjectReader&, Fields& fields)
{
    SetDelegation edit;
    edit.from = fields.id<NodeId>("from");
    edit.to = fields.id<NodeId>("to");
    edit.isAllowed = isAllowed;
    return edit;
}

template <bool isAllowed>
Edit readTalk(ObjectReader&, Fields& fields)
{
    SetTalk edit;
    edit.one = fields.id<NodeId>("one");
    edit.other = fields.id<NodeId>("other");
    edit.isAllowed = isAllowed;
    return edit;
}

using Read = Edit (*)(ObjectReader&, Fields&);

constexpr std::array<Named<Read>, 13> kReaders{{
    {readAddAgent, "add-agent"},
    {readRemoveAgent, "remove-agent"},
    {readRenameAgent, "rename-agent"},
    {readSetModel, "set-model"},
    {readAddRoute, "add-route"},
    {readChangeRoute, "change-route"},
    {readRemoveRoute, "remove-route"},
    {readDelegation<true>, "allow-delegation"},
    {readDelegation<false>, "forbid-delegation"},
    {readTalk<true>, "allow-talk"},
    {readTalk<false>, "forbid-talk"},
    {readSetTool, "set-tool"},
    {readSetAttribute, "set-attribute"},
}};

} // namespace

Json toJson(const Edit& edit)
{
    return std::visit([](const auto& one) { return jsonOf(one); }, edit);
}

Result<Edit> parseEdit(const Json& value, const std::string& path)
{
    ObjectReader reader(value, path);
    const std::string kind = reader.string("edit");
    if (reader.hasError()) {
        FABRIC_CHECK(reader.finish());
    }
    const auto read = valueOf(kReaders, kind);
    if (!read)
        return fail(ErrorCode::InvalidArgument, "this kind of edit is not known", reader.at("edit"));
    Fields fields(reader);
    Edit edit = (*read)(reader, fields);
    FABRIC_CHECK(reader.finish());
    return edit;
}

} // namespace fabric::provider
