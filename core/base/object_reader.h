// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>

namespace fabric {

/// What to do with fields that nobody asked for.
enum class UnknownFields { Reject, Ignore };

/// Reads one JSON object strictly: typed getters with ranges; the first error is kept with its JSON pointer and
/// told by finish(). A getter after an error returns an empty value, so a reader is written without branches.
class ObjectReader
{
public:
    /// Borrows @p value, which must outlive this object. @p path is the JSON pointer of @p value.
    ObjectReader(const Json& value, std::string path, UnknownFields unknown = UnknownFields::Reject);
    ObjectReader(Json&& value, std::string path, UnknownFields unknown = UnknownFields::Reject) = delete;

    [[nodiscard]] std::string string(const char* key);
    [[nodiscard]] std::optional<std::string> optionalString(const char* key); ///< null counts as absent
    [[nodiscard]] bool boolean(const char* key);
    [[nodiscard]] std::optional<bool> optionalBoolean(const char* key);
    [[nodiscard]] std::int64_t integer(const char* key, std::int64_t min = std::numeric_limits<std::int64_t>::min(),
                                       std::int64_t max = std::numeric_limits<std::int64_t>::max());
    [[nodiscard]] std::optional<std::int64_t>
    optionalInteger(const char* key, std::int64_t min = std::numeric_limits<std::int64_t>::min(),
                    std::int64_t max = std::numeric_limits<std::int64_t>::max());
    /// The value as it is, or null if absent (an error is noted unless @p isOptional).
    [[nodiscard]] const Json* value(const char* key, bool isOptional = false);
    /// The array or object as it is; an error is noted for any other type.
    [[nodiscard]] const Json* array(const char* key, bool isOptional = false);
    [[nodiscard]] const Json* object(const char* key, bool isOptional = false);

    /// Notes an error of the caller's own checks; only the first is kept.
    void note(ErrorCode code, std::string message, std::string where);
    [[nodiscard]] std::string at(const char* key) const { return pointerTo(m_path, key); }
    [[nodiscard]] bool hasError() const { return m_error.has_value(); }
    /// The first error, or that of an unknown field.
    [[nodiscard]] Result<> finish();

private:
    const Json* take(const char* key, bool isOptional);
    void mustBe(const char* key, const char* what);

    const Json& m_value;
    std::string m_path;
    UnknownFields m_unknown;
    std::set<std::string, std::less<>> m_seen;
    std::optional<Error> m_error;
};

} // namespace fabric
