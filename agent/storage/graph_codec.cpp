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

tl::unexpected<Error> damaged(const Digest& digest, const std::string& why)
{
    return fail(ErrorCode::DataLoss, "the stored topology " + digest.text() + " is damaged: " + why);
}

} // namespace

Result<QByteArray> encodeGraph(const topology::Graph& graph)
{
    const std::string text = dumpJson(toJson(graph));
    if (text.size() > kMaxDocumentBytes)
        return fail(ErrorCode::TooLarge, "the topology takes more than 1 GiB");
    return qCompress(reinterpret_cast<const uchar*>(text.data()), static_cast<qsizetype>(text.size()));
}

Result<topology::Graph> decodeGraph(const QByteArray& body, const Digest& digest)
{
    if (body.size() < 4 || qFromBigEndian<quint32>(body.constData()) > kMaxDocumentBytes)
        return damaged(digest, "its length is impossible");
    const QByteArray text = qUncompress(body);
    if (text.isEmpty())
        return damaged(digest, "it cannot be unpacked");
    const JsonLimits limits{.maxBytes = kMaxDocumentBytes, .maxDepth = 64, .maxValues = 100'000'000};
    const auto value = parseJson({text.constData(), static_cast<std::size_t>(text.size())}, limits);
    if (!value)
        return damaged(digest, value.error().message);
    auto graph = topology::parseGraph(*value);
    if (!graph)
        return damaged(digest, graph.error().message);
    if (graph->digest() != digest)
        return damaged(digest, "its content has the digest " + graph->digest().text());
    return graph;
}

} // namespace fabric::storage
