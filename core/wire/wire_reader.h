// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/clock.h"
#include "core/base/digest.h"
#include "core/base/ids.h"
#include "core/base/object_reader.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How the parsers of this room read. Only its .cpp files need this.

namespace fabric::wire {

inline constexpr std::int64_t kMaxCount = std::numeric_limits<int>::max();

/// An ObjectReader with the wire's own text forms. Answers are read with UnknownFields::Ignore, so that an older console can
/// read a newer agent; requests strictly.
class WireReader : public ObjectReader
{
public:
    WireReader(const Json& value, const std::string& path, UnknownFields unknown = UnknownFields::Ignore)
        : ObjectReader(value, path, unknown)
    {
    }

    [[nodiscard]] int count(const char* key) { return static_cast<int>(integer(key, 0, kMaxCount)); }

    std::string time(const char* key)
    {
        const std::string text = string(key);
        check(parseRfc3339(text, at(key)));
        return text;
    }

    std::optional<std::string> optionalTime(const char* key)
    {
        const auto text = optionalString(key);
        if (text)
            check(parseRfc3339(*text, at(key)));
        return text;
    }

    std::string digest(const char* key)
    {
        const std::string text = string(key);
        check(Digest::parse(text, at(key)));
        return text;
    }

    std::optional<std::string> optionalDigest(const char* key)
    {
        const auto text = optionalString(key);
        if (text)
            check(Digest::parse(*text, at(key)));
        return text;
    }

    std::string runtime(const char* key)
    {
        const std::string text = string(key);
        check(parseRuntimeId(text, at(key)));
        return text;
    }

    std::optional<std::string> optionalRuntime(const char* key)
    {
        const auto text = optionalString(key);
        if (text)
            check(parseRuntimeId(*text, at(key)));
        return text;
    }

    /// Text that must be one of a closed list.
    std::string oneOf(const char* key, std::initializer_list<std::string_view> words)
    {
        const std::string text = string(key);
        if (std::find(words.begin(), words.end(), text) == words.end())
            note(ErrorCode::InvalidArgument, at(key) + " is not one of the known words", at(key));
        return text;
    }

    std::vector<std::string> texts(const char* key)
    {
        std::vector<std::string> out;
        const Json* list = array(key);
        if (list == nullptr)
            return out;
        for (const Json& item : *list) {
            if (!item.is_string()) {
                note(ErrorCode::InvalidArgument, at(key) + " must hold strings only", at(key));
                return {};
            }
            out.push_back(item.get<std::string>());
        }
        return out;
    }

    /// A member that has its own parser.
    template <class T, class F>
    T member(const char* key, F parser)
    {
        const Json* found = value(key);
        if (found == nullptr)
            return {};
        return taken(parser(*found, at(key)));
    }

    /// An array whose items have their own parser.
    template <class T, class F>
    std::vector<T> items(const char* key, F parser)
    {
        std::vector<T> out;
        const Json* list = array(key);
        if (list == nullptr)
            return out;
        out.reserve(list->size());
        for (std::size_t i = 0; i < list->size() && !hasError(); ++i)
            out.push_back(taken(parser((*list)[i], pointerTo(at(key), std::to_string(i)))));
        return out;
    }

    /// @p value if everything was right, else the first error.
    template <class T>
    Result<T> result(T value)
    {
        FABRIC_CHECK(finish());
        return value;
    }

private:
    template <class T>
    void check(const Result<T>& parsed)
    {
        if (!parsed)
            note(parsed.error().code, parsed.error().message, parsed.error().where);
    }

    template <class T>
    T taken(Result<T> parsed)
    {
        if (parsed)
            return *std::move(parsed);
        note(parsed.error().code, parsed.error().message, parsed.error().where);
        return {};
    }
};

} // namespace fabric::wire
