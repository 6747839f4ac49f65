// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/json.h"

#include "core/base/encoding.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace fabric {
namespace {

/// Builds the value and checks bounds and duplicate keys while reading, so that nothing deep or huge is ever built:
/// nlohmann's own DOM parser takes any depth, and copying or dumping a deep value then overflows the stack.
class BoundedBuilder final : public nlohmann::json_sax<Json>
{
public:
    explicit BoundedBuilder(const JsonLimits& limits)
        : m_limits(limits)
    {
    }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override
    {
        if (!std::isfinite(value))
            return refuse(ErrorCode::InvalidArgument, "a number is too large");
        return add(value);
    }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t&) override { return refuse(ErrorCode::InvalidArgument, "binary values are not JSON"); }
    bool start_object(std::size_t) override { return open(Json::object()); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool key(string_t& name) override
    {
        const auto [slot, isNew] = m_open.back()->get_ref<Json::object_t&>().try_emplace(std::move(name));
        if (!isNew)
            return refuse(ErrorCode::InvalidArgument,
                          "the key '" + slot->first.substr(0, 80) + "' stands twice in one object");
        m_slot = &slot->second;
        return true;
    }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override
    {
        // The library's own message quotes the input, which may hold a secret.
        m_error = Error{ErrorCode::InvalidArgument, "the text is not valid JSON", "byte " + std::to_string(position)};
        return false;
    }

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
    [[nodiscard]] Json take() { return std::move(m_root); }

private:
    bool refuse(ErrorCode code, std::string message)
    {
        m_error = Error{code, std::move(message), {}};
        return false;
    }

    Json* place(Json value)
    {
        if (++m_count > m_limits.maxValues) {
            refuse(ErrorCode::TooLarge,
                   "the document holds more than " + std::to_string(m_limits.maxValues) + " values");
            return nullptr;
        }
        if (m_open.empty()) {
            m_root = std::move(value);
            return &m_root;
        }
        if (m_slot != nullptr) {
            Json* slot = std::exchange(m_slot, nullptr);
            *slot = std::move(value);
            return slot;
        }
        m_open.back()->push_back(std::move(value));
        return &m_open.back()->back();
    }

    bool add(Json value) { return place(std::move(value)) != nullptr; }

    bool open(Json container)
    {
        if (m_open.size() >= m_limits.maxDepth)
            return refuse(ErrorCode::TooLarge,
                          "the document is nested deeper than " + std::to_string(m_limits.maxDepth) + " levels");
        Json* placed = place(std::move(container));
        if (placed == nullptr)
            return false;
        m_open.push_back(placed);
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        return true;
    }

    JsonLimits m_limits;
    Json m_root;
    std::vector<Json*> m_open; // stable: a container gets no sibling while it is open
    Json* m_slot = nullptr;
    std::size_t m_count = 0;
    std::optional<Error> m_error;
};

constexpr std::int64_t kMaxExact = std::int64_t{1} << 53;

/// RFC 8785 section 3.2.2.3: ECMAScript's Number::toString of the shortest digits that read back as the same double.
std::string ecmaNumber(double value)
{
    if (value == 0)
        return "0"; // also -0
    std::array<char, 40> buffer{};
    const auto written
        = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(value), std::chars_format::scientific);
    const std::string_view text(buffer.data(), static_cast<std::size_t>(written.ptr - buffer.data()));
    const auto e = text.find('e');
    std::string digits;
    for (const char c : text.substr(0, e)) {
        if (c != '.')
            digits.push_back(c);
    }
    int exponent = 0;
    const std::string_view exponentText = text.substr(e + (text[e + 1] == '+' ? 2 : 1));
    std::from_chars(exponentText.data(), exponentText.data() + exponentText.size(), exponent);
    const int count = static_cast<int>(digits.size());
    const int point = exponent + 1; // n of the specification: value = 0.digits * 10^n
    std::string out = value < 0 ? "-" : "";
    const auto zeros = [](int n) { return std::string(static_cast<std::size_t>(n), '0'); };
    if (count <= point && point <= 21)
        return out + digits + zeros(point - count);
    if (0 < point && point <= 21)
        return out + digits.substr(0, static_cast<std::size_t>(point)) + "."
            + digits.substr(static_cast<std::size_t>(point));
    if (-6 < point && point <= 0)
        return out + "0." + zeros(-point) + digits;
    out += digits.substr(0, 1);
    if (count > 1)
        out += "." + digits.substr(1);
    return out + "e" + (point - 1 < 0 ? "-" : "+") + std::to_string(std::abs(point - 1));
}

void canonicalString(const std::string& value, std::string& out)
{
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto isPlain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
    out.push_back('"');
    for (auto at = value.begin(); at != value.end();) {
        const auto plainEnd = std::find_if_not(at, value.end(), isPlain);
        out.append(at, plainEnd);
        if (plainEnd == value.end())
            break;
        at = std::next(plainEnd);
        const char c = *plainEnd;
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            out += "\\u00";
            out.push_back(kHex[static_cast<unsigned char>(c) >> 4U]);
            out.push_back(kHex[static_cast<unsigned char>(c) & 15U]);
        }
    }
    out.push_back('"');
}

/// Order by UTF-16 code units (RFC 8785 section 3.2.3). It differs from the order of UTF-8 bytes only where
/// U+E000..U+FFFF (lead byte EE or EF) meets a supplementary character (lead byte F0 and up, surrogates D800..).
bool lessUtf16(const std::string& a, const std::string& b)
{
    const auto [left, right] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    if (left == a.end() || right == b.end())
        return left == a.end() && right != b.end();
    const auto x = static_cast<unsigned char>(*left);
    const auto y = static_cast<unsigned char>(*right);
    if (x >= 0xF0 && (y == 0xEE || y == 0xEF))
        return true;
    if (y >= 0xF0 && (x == 0xEE || x == 0xEF))
        return false;
    return x < y;
}

constexpr std::size_t kMaxCanonicalDepth = 256;

Result<> writeCanonical(const Json& value, std::string& out, std::size_t depth);

Result<> writeCanonicalObject(const Json& value, std::string& out, std::size_t depth)
{
    std::vector<Json::const_iterator> members;
    members.reserve(value.size());
    bool isAscii = true;
    for (auto it = value.begin(); it != value.end(); ++it) {
        members.push_back(it);
        isAscii = isAscii && std::all_of(it.key().begin(), it.key().end(), [](char c) { return c >= 0; });
    }
    if (!isAscii)
        std::sort(members.begin(), members.end(),
                  [](const auto& a, const auto& b) { return lessUtf16(a.key(), b.key()); });
    out.push_back('{');
    bool isFirst = true;
    for (const auto& member : members) {
        if (!std::exchange(isFirst, false))
            out.push_back(',');
        if (!isUtf8(member.key()))
            return fail(ErrorCode::InvalidArgument, "a key is not UTF-8");
        canonicalString(member.key(), out);
        out.push_back(':');
        FABRIC_CHECK(writeCanonical(member.value(), out, depth + 1));
    }
    out.push_back('}');
    return {};
}

Result<> writeCanonical(const Json& value, std::string& out, std::size_t depth)
{
    if (depth > kMaxCanonicalDepth)
        return fail(ErrorCode::TooLarge, "the document is nested too deeply for its canonical form");
    switch (value.type()) {
    case Json::value_t::null: out += "null"; return {};
    case Json::value_t::boolean: out += value.get<bool>() ? "true" : "false"; return {};
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned: {
        const bool isHuge
            = value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(kMaxExact);
        if (isHuge || value.get<std::int64_t>() > kMaxExact || value.get<std::int64_t>() < -kMaxExact)
            return fail(ErrorCode::InvalidArgument, "an integer is beyond 2^53 and has no exact canonical form");
        out += std::to_string(value.get<std::int64_t>());
        return {};
    }
    case Json::value_t::number_float:
        if (!std::isfinite(value.get<double>()))
            return fail(ErrorCode::InvalidArgument, "a number is not finite");
        out += ecmaNumber(value.get<double>());
        return {};
    case Json::value_t::string: {
        const auto& text = value.get_ref<const std::string&>();
        if (!isUtf8(text))
            return fail(ErrorCode::InvalidArgument, "a string is not UTF-8");
        canonicalString(text, out);
        return {};
    }
    case Json::value_t::array: {
        out.push_back('[');
        bool isFirst = true;
        for (const Json& item : value) {
            if (!std::exchange(isFirst, false))
                out.push_back(',');
            FABRIC_CHECK(writeCanonical(item, out, depth + 1));
        }
        out.push_back(']');
        return {};
    }
    case Json::value_t::object: return writeCanonicalObject(value, out, depth);
    case Json::value_t::binary:
    case Json::value_t::discarded: break;
    }
    return fail(ErrorCode::InvalidArgument, "the value has no JSON form");
}

} // namespace

Result<Json> parseJson(std::string_view text, const JsonLimits& limits)
{
    if (text.size() > limits.maxBytes)
        return fail(ErrorCode::TooLarge, "the document is larger than " + std::to_string(limits.maxBytes) + " bytes");
    // The library takes a NUL for the end of the text and would let anything follow it.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return fail(ErrorCode::InvalidArgument, "the text is not valid JSON", "byte " + std::to_string(nul));
    BoundedBuilder builder(limits);
    const bool isComplete = Json::sax_parse(text.begin(), text.end(), &builder);
    if (builder.error())
        return tl::make_unexpected(*builder.error());
    if (!isComplete)
        return fail(ErrorCode::InvalidArgument, "the text is not valid JSON");
    return builder.take();
}

std::string dumpJson(const Json& value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<std::string> canonicalJson(const Json& value)
{
    std::string out;
    FABRIC_CHECK(writeCanonical(value, out, 0));
    return out;
}

std::string pointerTo(std::string_view base, std::string_view token)
{
    std::string out(base);
    out.push_back('/');
    for (const char c : token) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out.push_back(c);
    }
    return out;
}

} // namespace fabric
