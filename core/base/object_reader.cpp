// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/object_reader.h"

namespace fabric {

ObjectReader::ObjectReader(const Json& value, std::string path, UnknownFields unknown)
    : m_value(value)
    , m_path(std::move(path))
    , m_unknown(unknown)
{
    if (!value.is_object())
        note(ErrorCode::InvalidArgument, (m_path.empty() ? std::string("the document") : m_path) + " must be an object",
             m_path);
}

std::string ObjectReader::string(const char* key)
{
    const Json* found = take(key, false);
    if (found == nullptr)
        return {};
    if (!found->is_string()) {
        mustBe(key, "a string");
        return {};
    }
    return found->get<std::string>();
}

std::optional<std::string> ObjectReader::optionalString(const char* key)
{
    const Json* found = take(key, true);
    if (found == nullptr)
        return std::nullopt;
    if (!found->is_string()) {
        mustBe(key, "a string");
        return std::nullopt;
    }
    return found->get<std::string>();
}

bool ObjectReader::boolean(const char* key)
{
    const Json* found = take(key, false);
    if (found == nullptr)
        return false;
    if (!found->is_boolean()) {
        mustBe(key, "true or false");
        return false;
    }
    return found->get<bool>();
}

std::optional<bool> ObjectReader::optionalBoolean(const char* key)
{
    const Json* found = take(key, true);
    if (found == nullptr)
        return std::nullopt;
    if (!found->is_boolean()) {
        mustBe(key, "true or false");
        return std::nullopt;
    }
    return found->get<bool>();
}

std::int64_t ObjectReader::integer(const char* key, std::int64_t min, std::int64_t max)
{
    if (take(key, false) == nullptr)
        return 0;
    return optionalInteger(key, min, max).value_or(0);
}

std::optional<std::int64_t> ObjectReader::optionalInteger(const char* key, std::int64_t min, std::int64_t max)
{
    const Json* found = take(key, true);
    if (found == nullptr)
        return std::nullopt;
    if (!found->is_number_integer()) {
        mustBe(key, "an integer");
        return std::nullopt;
    }
    constexpr auto kMaxSigned = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const bool isHuge = found->is_number_unsigned() && found->get<std::uint64_t>() > kMaxSigned;
    const std::int64_t number = isHuge ? 0 : found->get<std::int64_t>();
    if (isHuge || number < min || number > max) {
        mustBe(key, ("between " + std::to_string(min) + " and " + std::to_string(max)).c_str());
        return std::nullopt;
    }
    return number;
}

const Json* ObjectReader::value(const char* key, bool isOptional)
{
    return take(key, isOptional);
}

const Json* ObjectReader::array(const char* key, bool isOptional)
{
    const Json* found = take(key, isOptional);
    if (found != nullptr && !found->is_array()) {
        mustBe(key, "an array");
        return nullptr;
    }
    return found;
}

const Json* ObjectReader::object(const char* key, bool isOptional)
{
    const Json* found = take(key, isOptional);
    if (found != nullptr && !found->is_object()) {
        mustBe(key, "an object");
        return nullptr;
    }
    return found;
}

void ObjectReader::note(ErrorCode code, std::string message, std::string where)
{
    if (!m_error)
        m_error = Error{code, std::move(message), std::move(where)};
}

Result<> ObjectReader::finish()
{
    if (!m_error && m_unknown == UnknownFields::Reject && m_value.is_object()) {
        for (const auto& [key, unused] : m_value.items()) {
            if (!m_seen.contains(key)) {
                const std::string where = pointerTo(m_path, key);
                note(ErrorCode::InvalidArgument, where + " is not a known field", where);
                break;
            }
        }
    }
    if (m_error)
        return tl::make_unexpected(*m_error);
    return {};
}

const Json* ObjectReader::take(const char* key, bool isOptional)
{
    m_seen.insert(key);
    if (!m_value.is_object())
        return nullptr;
    const auto found = m_value.find(key);
    if (found == m_value.end() || (isOptional && found->is_null())) {
        if (!isOptional)
            note(ErrorCode::InvalidArgument, at(key) + " is required", at(key));
        return nullptr;
    }
    return &*found;
}

void ObjectReader::mustBe(const char* key, const char* what)
{
    note(ErrorCode::InvalidArgument, at(key) + " must be " + what, at(key));
}

} // namespace fabric
