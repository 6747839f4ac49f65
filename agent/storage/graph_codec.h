// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/provider/source.h"
#include "core/topology/graph.h"

#include <QByteArray>

namespace fabric::storage {

// The two documents of a revision as they are stored: the JSON of topology::toJson or provider::toJson, zlib with
// qCompress's 4 byte length in front. A topology of 10 KB takes about 1.5 KB (measured by fabric-bench-storage).

/// @return TooLarge beyond 1 GiB of JSON.
[[nodiscard]] Result<QByteArray> encodeGraph(const topology::Graph& graph);
[[nodiscard]] Result<QByteArray> encodeSource(const provider::Source& source);

/// @return DataLoss unless the bytes give a graph with @p digest.
[[nodiscard]] Result<topology::Graph> decodeGraph(const QByteArray& body, const Digest& digest);
/// @return DataLoss unless the bytes give a source with @p digest.
[[nodiscard]] Result<provider::Source> decodeSource(const QByteArray& body, const Digest& digest);

} // namespace fabric::storage
