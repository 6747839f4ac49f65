// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/storage/graph_codec.h"

#include "core/base/json.h"

#include <QtEndian>

#include <nlohmann/json.hpp>

namespace fabric::storage {
namespace {

/// More than the largest graph takes (250,000 nodes and 1,000,000 edges of about 500 bytes); keeps a damaged length
/// from allocating without bound.
constexpr std::size_t kMaxDocumentBytes = std::size_t{1} << 30;
/// More levels than any canonical form has (core/base/json.cpp): what has a digest can be read back.
constexpr std::size_t kMaxDepth = 300;

/// Errors of decoding in the words of one kind of document.
struct Damage
{
    const char* what;
    const Digest& digest;

    [[nodiscard]] tl::unexpected<Error> because(const std::string& why) const
    {
        return fail(ErrorCode::DataLoss,
                    std::string("the stored ") + what + " " + digest.text() + " is damaged: " + why);
    }
};

Result<QByteArray> pack(const Json& document, const char* what)
{
    const std::string text = dumpJson(document);
    if (text.size() > kMaxDocumentBytes)
        return fail(ErrorCode::TooLarge, std::string("the ") + what + " takes more than 1 GiB");
    return qCompress(reinterpret_cast<const uchar*>(text.data()), static_cast<qsizetype>(text.size()));
}

Result<Json> unpack(const QByteArray& body, const Damage& damage)
{
    if (body.size() < 4 || qFromBigEndian<quint32>(body.constData()) > kMaxDocumentBytes)
        return damage.because("its length is impossible");
    const QByteArray text = qUncompress(body);
    if (text.isEmpty())
        return damage.because("it cannot be unpacked");
    const JsonLimits limits{.maxBytes = kMaxDocumentBytes, .maxDepth = kMaxDepth, .maxValues = 100'000'000};
    auto value = parseJson({text.constData(), static_cast<std::size_t>(text.size())}, limits);
    if (!value)
        return damage.because(value.error().message);
    return value;
}

/// @p parse: Json -> Result of something with a digest().
template <class Parse>
auto decode(const QByteArray& body, const Damage& damage, Parse parse) -> decltype(parse(Json()))
{
    FABRIC_TRY(Json document, unpack(body, damage));
    auto parsed = parse(std::move(document));
    if (!parsed)
        return damage.because(parsed.error().message);
    if (parsed->digest() != damage.digest)
        return damage.because("its content has the digest " + parsed->digest().text());
    return parsed;
}

} // namespace

Result<QByteArray> encodeGraph(const topology::Graph& graph)
{
    return pack(toJson(graph), "topology");
}

Result<QByteArray> encodeSource(const provider::Source& source)
{
    return pack(toJson(source), "source");
}

Result<topology::Graph> decodeGraph(const QByteArray& body, const Digest& digest)
{
    return decode(body, {"topology", digest}, [](const Json& document) { return topology::parseGraph(document); });
}

Result<provider::Source> decodeSource(const QByteArray& body, const Digest& digest)
{
    return decode(body, {"source", digest}, [](Json document) { return provider::parseSource(std::move(document)); });
}

} // namespace fabric::storage
