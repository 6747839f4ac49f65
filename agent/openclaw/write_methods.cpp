// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/write_methods.h"

#include "agent/openclaw/config_view.h"

namespace fabric::openclaw {
namespace {

/// A mask of the gateway's or of ours.
bool isMask(const Json& value)
{
    if (!value.is_string())
        return false;
    const auto& text = value.get_ref<const std::string&>();
    return text.find(kRedactedByGateway) != std::string::npos || text.find(provider::kMasked) != std::string::npos;
}

const Json* memberOf(const Json* object, const std::string& name)
{
    const bool isObject = object != nullptr && object->is_object();
    const auto found = isObject ? object->find(name) : Json::const_iterator{};
    return isObject && found != object->end() ? &*found : nullptr;
}

const Json* elementOf(const Json* array, std::size_t index)
{
    return array != nullptr && array->is_array() && index < array->size() ? &(*array)[index] : nullptr;
}

/// The pointer of a mask that has no counterpart; empty if there is none. The depth is that of a parsed document.
std::string strayMask(const Json& value, const Json* masked, const std::string& path)
{
    if (isMask(value))
        return masked != nullptr && *masked == value && value != provider::kMasked ? std::string()
            : path.empty()                                                         ? std::string("/")
                                                                                   : path;
    if (value.is_object()) {
        for (const auto& [name, member] : value.items()) {
            if (std::string found = strayMask(member, memberOf(masked, name), pointerTo(path, name)); !found.empty())
                return found;
        }
    }
    for (std::size_t i = 0; value.is_array() && i < value.size(); ++i) {
        if (std::string found = strayMask(value[i], elementOf(masked, i), pointerTo(path, std::to_string(i)));
            !found.empty())
            return found;
    }
    return {};
}

Result<> check(const WriterCall& call, const WriterMethodInfo& info)
{
    if (info.changes && call.lease.value().empty())
        return fail(ErrorCode::InvalidArgument, "a change needs the lease of its rollout", std::string(info.name));
    if (std::string stray = strayMask(call.params, nullptr, {}); !stray.empty())
        return fail(ErrorCode::InvalidArgument, "a masked value would be written as it stands", std::move(stray));
    if (!info.takesBaseHash)
        return {};
    if (call.baseHash.empty())
        return fail(ErrorCode::InvalidArgument, "a change needs the hash that it is based on", std::string(info.name));
    if (!call.document.is_object())
        return fail(ErrorCode::InvalidArgument, "a change needs a document", std::string(info.name));
    if (std::string stray = strayMask(call.document, call.masked, {}); !stray.empty())
        return fail(ErrorCode::InvalidArgument, "a masked value would be written as it stands", std::move(stray));
    return {};
}

} // namespace

Result<std::string> writerFrame(std::string_view id, const WriterCall& call)
{
    const WriterMethodInfo& info = infoOf(call.method);
    FABRIC_CHECK(check(call, info));
    Json params = call.params;
    if (info.takesBaseHash) {
        params["raw"] = dumpJson(call.document);
        params["baseHash"] = call.baseHash;
    }
    return dumpJson(
        {{"type", "req"}, {"id", std::string(id)}, {"method", std::string(info.name)}, {"params", std::move(params)}});
}

} // namespace fabric::openclaw
