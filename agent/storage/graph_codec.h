// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/topology/graph.h"

#include <QByteArray>

namespace fabric::storage {

/// A graph as it is stored: its JSON document (topology::toJson), zlib with qCompress's 4 byte length in front. A
/// topology of 10 KB takes about 1.5 KB (measured by fabric-bench-storage).
/// @return TooLarge beyond 1 GiB of JSON.
[[nodiscard]] Result<QByteArray> encodeGraph(const topology::Graph& graph);

/// @return DataLoss unless the bytes give a graph with @p digest.
[[nodiscard]] Result<topology::Graph> decodeGraph(const QByteArray& body, const Digest& digest);

} // namespace fabric::storage
