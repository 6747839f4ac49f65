// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/openclaw/json5.h"

#include "core/base/encoding.h"

#include <nlohmann/json.hpp>

#include <QChar>

#include <charconv>
#include <cmath>
#include <optional>
#include <vector>

namespace fabric::openclaw {
namespace {

/// Stands for the end of the text; no code point has this value.
constexpr char32_t kEnd = 0xFFFFFFFF;
constexpr double kMaxExact = 9007199254740992.0; // 2^53

bool isDigit(char32_t c)
{
    return c >= U'0' && c <= U'9';
}

/// The value of a hexadecimal digit, or -1.
int hexValue(char32_t c)
{
    if (isDigit(c))
        return static_cast<int>(c - U'0');
    const char32_t lower = c | 0x20U;
    return lower >= U'a' && lower <= U'f' ? static_cast<int>(lower - U'a') + 10 : -1;
}

bool isLineTerminator(char32_t c)
{
    return c == U'\n' || c == U'\r' || c == 0x2028 || c == 0x2029;
}

bool isSpace(char32_t c)
{
    return c == U' ' || c == U'\t' || c == U'\v' || c == U'\f' || c == 0xFEFF || isLineTerminator(c)
        || (c >= 0x80 && c != kEnd && QChar::category(c) == QChar::Separator_Space);
}

/// ECMAScript 5.1 section 7.6, IdentifierStart: `$`, `_` and UnicodeLetter.
bool isIdentifierStart(char32_t c)
{
    if (c == kEnd)
        return false;
    const QChar::Category category = QChar::category(c);
    return c == U'$' || c == U'_' || QChar::isLetter(c) || category == QChar::Number_Letter;
}

/// ECMAScript 5.1 section 7.6, IdentifierPart: also marks, digits, connectors and the two joiners.
bool isIdentifierPart(char32_t c)
{
    if (isIdentifierStart(c))
        return true;
    if (c == kEnd)
        return false;
    switch (QChar::category(c)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_SpacingCombining:
    case QChar::Number_DecimalDigit:
    case QChar::Punctuation_Connector: return true;
    default: return c == 0x200C || c == 0x200D;
    }
}

void appendUtf8(char32_t c, std::string& out)
{
    const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(static_cast<unsigned char>(value))); };
    if (c < 0x80) {
        byte(c);
    } else if (c < 0x800) {
        byte(0xC0U | (c >> 6U));
        byte(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        byte(0xE0U | (c >> 12U));
        byte(0x80U | ((c >> 6U) & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    } else {
        byte(0xF0U | (c >> 18U));
        byte(0x80U | ((c >> 12U) & 0x3FU));
        byte(0x80U | ((c >> 6U) & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    }
}

/// Walks over well-formed UTF-8 and knows the line and column of the next character.
class Cursor
{
public:
    explicit Cursor(std::string_view text)
        : m_text(text)
    {
    }

    [[nodiscard]] char32_t peek() const
    {
        if (m_next >= m_text.size())
            return kEnd;
        const auto byteAt = [this](std::size_t i) { return static_cast<unsigned char>(m_text[m_next + i]); };
        const char32_t lead = byteAt(0);
        if (lead < 0x80)
            return lead;
        const std::size_t length = lengthOf(lead);
        char32_t c = lead & (0x7FU >> length);
        for (std::size_t i = 1; i < length; ++i)
            c = (c << 6U) | (byteAt(i) & 0x3FU);
        return c;
    }

    char32_t take()
    {
        const char32_t c = peek();
        if (c == kEnd)
            return c;
        m_next += lengthOf(static_cast<unsigned char>(m_text[m_next]));
        if (c == U'\n') {
            ++m_line;
            m_column = 1;
        } else {
            ++m_column;
        }
        return c;
    }

    bool takeIf(char32_t wanted)
    {
        if (peek() != wanted)
            return false;
        take();
        return true;
    }

    [[nodiscard]] std::size_t offset() const { return m_next; }
    [[nodiscard]] std::string_view textFrom(std::size_t offset) const { return m_text.substr(offset, m_next - offset); }
    [[nodiscard]] std::string where() const
    {
        return "line " + std::to_string(m_line) + ", column " + std::to_string(m_column);
    }

private:
    static std::size_t lengthOf(char32_t lead) { return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; }

    std::string_view m_text;
    std::size_t m_next = 0;
    std::size_t m_line = 1;
    std::size_t m_column = 1;
};

class Parser
{
public:
    Parser(std::string_view text, const JsonLimits& limits)
        : m_cursor(text)
        , m_limits(limits)
    {
    }

    Result<Json> parse();

private:
    [[nodiscard]] tl::unexpected<Error> invalid(const char* what) const
    {
        return fail(ErrorCode::InvalidArgument, std::string("the text is not valid JSON5: ") + what, m_cursor.where());
    }

    Result<> skipSpace();
    Result<> skipComment();
    Result<> step(); ///< one member, item or closing bracket of the innermost open container
    Result<> value(); ///< reads one value and puts it in its place
    Result<> place(Json value);
    Result<> afterItem(char32_t closing);
    Result<std::string> key();
    Result<std::string> identifier();
    Result<std::string> string();
    Result<> escape(std::string& out);
    Result<char32_t> hexDigits(int count);
    Result<char32_t> surrogatePair(char32_t high);
    Result<> word(std::string_view word);
    Result<Json> number();
    Result<double> hexNumber();
    Result<double> decimalNumber(std::size_t start);
    std::size_t digits(); ///< takes decimal digits and tells how many

    Cursor m_cursor;
    JsonLimits m_limits;
    Json m_root;
    std::vector<Json*> m_open; // stable: a container gets no sibling while it is open
    Json* m_slot = nullptr; // the member that waits for its value
    std::size_t m_count = 0;
};

Result<> Parser::skipComment()
{
    m_cursor.take();
    if (m_cursor.takeIf(U'/')) {
        while (m_cursor.peek() != kEnd && !isLineTerminator(m_cursor.peek()))
            m_cursor.take();
        return {};
    }
    if (!m_cursor.takeIf(U'*'))
        return invalid("a '/' starts no comment");
    for (;;) {
        if (m_cursor.peek() == kEnd)
            return invalid("a comment does not end");
        if (m_cursor.take() == U'*' && m_cursor.takeIf(U'/'))
            return {};
    }
}

Result<> Parser::skipSpace()
{
    for (;;) {
        const char32_t c = m_cursor.peek();
        if (c == U'/') {
            FABRIC_CHECK(skipComment());
        } else if (isSpace(c)) {
            m_cursor.take();
        } else {
            return {};
        }
    }
}

Result<> Parser::place(Json value)
{
    if (++m_count > m_limits.maxValues)
        return fail(ErrorCode::TooLarge,
                    "the document holds more than " + std::to_string(m_limits.maxValues) + " values", m_cursor.where());
    const bool isContainer = value.is_structured();
    if (isContainer && m_open.size() >= m_limits.maxDepth)
        return fail(ErrorCode::TooLarge,
                    "the document is nested deeper than " + std::to_string(m_limits.maxDepth) + " levels",
                    m_cursor.where());
    Json* placed = &m_root;
    if (m_slot != nullptr) {
        placed = std::exchange(m_slot, nullptr);
        *placed = std::move(value);
    } else if (!m_open.empty()) {
        m_open.back()->push_back(std::move(value));
        placed = &m_open.back()->back();
    } else {
        m_root = std::move(value);
    }
    if (isContainer)
        m_open.push_back(placed);
    return {};
}

Result<> Parser::word(std::string_view word)
{
    for (const char c : word) {
        if (m_cursor.peek() != static_cast<char32_t>(c))
            return invalid("a value is expected");
        m_cursor.take();
    }
    return {};
}

Result<> Parser::value()
{
    switch (m_cursor.peek()) {
    case U'{': m_cursor.take(); return place(Json::object());
    case U'[': m_cursor.take(); return place(Json::array());
    case U'n': FABRIC_CHECK(word("null")); return place(nullptr);
    case U't': FABRIC_CHECK(word("true")); return place(true);
    case U'f': FABRIC_CHECK(word("false")); return place(false);
    case U'"':
    case U'\'': {
        FABRIC_TRY(std::string text, string());
        return place(std::move(text));
    }
    case kEnd: return invalid("it ends where a value is expected");
    default: {
        FABRIC_TRY(Json read, number());
        return place(std::move(read));
    }
    }
}

/// True if the decimal number @p digits, which no double can hold, is too near to 0 rather than too large.
bool isTiny(std::string_view digits)
{
    const std::size_t e = std::min(digits.find_first_of("eE"), digits.size());
    const std::string_view mantissa = digits.substr(0, e);
    const std::size_t first = mantissa.find_first_of("123456789");
    if (first == std::string_view::npos)
        return true;
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    const auto magnitude = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
    std::int64_t exponent = 0;
    if (e < digits.size()) {
        std::string_view text = digits.substr(e + 1);
        const bool isNegative = text.front() == '-';
        if (text.front() == '+')
            text.remove_prefix(1);
        if (std::from_chars(text.data(), text.data() + text.size(), exponent).ec != std::errc{})
            return isNegative; // more digits than an integer holds
    }
    return exponent < -magnitude;
}

Result<double> Parser::hexNumber()
{
    const std::size_t start = m_cursor.offset();
    while (hexValue(m_cursor.peek()) >= 0)
        m_cursor.take();
    const std::string_view digits = m_cursor.textFrom(start);
    double value = 0;
    if (digits.empty())
        return invalid("a hexadecimal number has no digit");
    if (std::from_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::hex).ec != std::errc{})
        return invalid("a number is too large");
    return value;
}

std::size_t Parser::digits()
{
    std::size_t count = 0;
    for (; isDigit(m_cursor.peek()); ++count)
        m_cursor.take();
    return count;
}

Result<double> Parser::decimalNumber(std::size_t start)
{
    const bool hasZero = m_cursor.offset() > start; // number() took it
    std::size_t count = digits() + (hasZero ? 1 : 0);
    if (m_cursor.takeIf(U'.'))
        count += digits();
    if (count == 0)
        return invalid("a number has no digit");
    if (m_cursor.peek() == U'e' || m_cursor.peek() == U'E') {
        m_cursor.take();
        if (!m_cursor.takeIf(U'+'))
            m_cursor.takeIf(U'-');
        if (digits() == 0)
            return invalid("an exponent has no digit");
    }
    const std::string_view text = m_cursor.textFrom(start);
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec == std::errc::result_out_of_range) {
        if (!isTiny(text))
            return invalid("a number is too large");
        return 0.0; // as ECMAScript reads it
    }
    return value;
}

Result<Json> Parser::number()
{
    const bool isNegative = m_cursor.peek() == U'-';
    if (isNegative || m_cursor.peek() == U'+')
        m_cursor.take();
    const char32_t first = m_cursor.peek();
    if (first == U'I' || first == U'N')
        return invalid("Infinity and NaN are not accepted");
    if (!isDigit(first) && first != U'.')
        return invalid("a value is expected");
    const std::size_t start = m_cursor.offset();
    const bool isZero = m_cursor.takeIf(U'0');
    const bool isHex = isZero && (m_cursor.peek() == U'x' || m_cursor.peek() == U'X');
    if (isZero && isDigit(m_cursor.peek()))
        return invalid("a number starts with a superfluous 0");
    if (isHex)
        m_cursor.take();
    FABRIC_TRY(const double magnitude, isHex ? hexNumber() : decimalNumber(start));
    const double value = isNegative ? -magnitude : magnitude;
    if (magnitude <= kMaxExact && std::trunc(value) == value)
        return Json(static_cast<std::int64_t>(value));
    return Json(value);
}

Result<char32_t> Parser::hexDigits(int count)
{
    char32_t value = 0;
    for (int i = 0; i < count; ++i) {
        const int digit = hexValue(m_cursor.peek());
        if (digit < 0)
            return invalid("an escape has too few hexadecimal digits");
        m_cursor.take();
        value = value * 16 + static_cast<char32_t>(digit);
    }
    return value;
}

/// After `\u` and a high surrogate: the low one must follow as an escape of its own.
Result<char32_t> Parser::surrogatePair(char32_t high)
{
    if (m_cursor.takeIf(U'\\') && m_cursor.takeIf(U'u')) {
        FABRIC_TRY(const char32_t low, hexDigits(4));
        if (low >= 0xDC00 && low <= 0xDFFF)
            return 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00);
    }
    return invalid("an escape is half a surrogate pair");
}

Result<> Parser::escape(std::string& out)
{
    switch (const char32_t c = m_cursor.take()) {
    case U'b': out.push_back('\b'); return {};
    case U'f': out.push_back('\f'); return {};
    case U'n': out.push_back('\n'); return {};
    case U'r': out.push_back('\r'); return {};
    case U't': out.push_back('\t'); return {};
    case U'v': out.push_back('\v'); return {};
    case U'0':
        if (isDigit(m_cursor.peek()))
            return invalid("an octal escape is not JSON5");
        out.push_back('\0');
        return {};
    case U'x': {
        FABRIC_TRY(const char32_t value, hexDigits(2));
        appendUtf8(value, out);
        return {};
    }
    case U'u': {
        FABRIC_TRY(char32_t value, hexDigits(4));
        if (value >= 0xD800 && value <= 0xDBFF) {
            FABRIC_TRY(value, surrogatePair(value));
        } else if (value >= 0xDC00 && value <= 0xDFFF) {
            return invalid("an escape is half a surrogate pair");
        }
        appendUtf8(value, out);
        return {};
    }
    case U'\r': m_cursor.takeIf(U'\n'); return {};
    case U'\n':
    case 0x2028:
    case 0x2029: return {};
    case kEnd: return invalid("a string does not end");
    default:
        if (isDigit(c))
            return invalid("an octal escape is not JSON5");
        appendUtf8(c, out);
        return {};
    }
}

Result<std::string> Parser::string()
{
    const char32_t quote = m_cursor.take();
    std::string out;
    for (;;) {
        const char32_t c = m_cursor.peek();
        if (c == kEnd || c == U'\n' || c == U'\r')
            return invalid("a string does not end");
        m_cursor.take();
        if (c == quote)
            return out;
        if (c == U'\\')
            FABRIC_CHECK(escape(out));
        else
            appendUtf8(c, out);
    }
}

Result<std::string> Parser::identifier()
{
    std::string out;
    for (;;) {
        char32_t c = m_cursor.peek();
        if (c != U'\\' && !isIdentifierPart(c))
            return out;
        m_cursor.take();
        if (c == U'\\') {
            if (!m_cursor.takeIf(U'u'))
                return invalid("a key without quotes has an escape that is not \\u");
            FABRIC_TRY(c, hexDigits(4));
        }
        if (!(out.empty() ? isIdentifierStart(c) : isIdentifierPart(c)))
            return invalid("a key without quotes has a character that needs them");
        appendUtf8(c, out);
    }
}

Result<std::string> Parser::key()
{
    const char32_t c = m_cursor.peek();
    if (c == U'"' || c == U'\'')
        return string();
    if (c != U'\\' && !isIdentifierStart(c))
        return invalid("a key or '}' is expected");
    return identifier();
}

/// After a member or item: a comma, unless the container closes.
Result<> Parser::afterItem(char32_t closing)
{
    FABRIC_CHECK(skipSpace());
    if (m_cursor.peek() == closing || m_cursor.takeIf(U','))
        return {};
    return invalid(closing == U'}' ? "',' or '}' is expected" : "',' or ']' is expected");
}

Result<> Parser::step()
{
    Json& container = *m_open.back();
    const char32_t closing = container.is_object() ? U'}' : U']';
    if (m_cursor.takeIf(closing)) {
        m_open.pop_back();
        if (m_open.empty())
            return {};
        return afterItem(m_open.back()->is_object() ? U'}' : U']');
    }
    if (container.is_object()) {
        FABRIC_TRY(const std::string name, key());
        FABRIC_CHECK(skipSpace());
        if (!m_cursor.takeIf(U':'))
            return invalid("':' is expected");
        FABRIC_CHECK(skipSpace());
        m_slot = &container[name];
    }
    const std::size_t depth = m_open.size();
    FABRIC_CHECK(value());
    return m_open.size() > depth ? Result<>{} : afterItem(closing);
}

Result<Json> Parser::parse()
{
    FABRIC_CHECK(skipSpace());
    FABRIC_CHECK(value());
    for (;;) {
        FABRIC_CHECK(skipSpace());
        if (m_open.empty())
            break;
        FABRIC_CHECK(step());
    }
    if (m_cursor.peek() != kEnd)
        return invalid("text follows the value");
    return std::move(m_root);
}

} // namespace

Result<Json> parseJson5(std::string_view text, const JsonLimits& limits)
{
    if (text.size() > limits.maxBytes)
        return fail(ErrorCode::TooLarge, "the document is larger than " + std::to_string(limits.maxBytes) + " bytes");
    if (!isUtf8(text))
        return fail(ErrorCode::InvalidArgument, "the text is not UTF-8");
    return Parser(text, limits).parse();
}

} // namespace fabric::openclaw
