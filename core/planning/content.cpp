// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/object_reader.h"
#include "core/planning/plan.h"

#include <nlohmann/json.hpp>

namespace fabric::planning {

Json toJson(const Content& content)
{
    return {{"format", Content::kFormatVersion},
            {"graph", topology::toJson(content.graph)},
            {"source", provider::toJson(content.source)}};
}

Result<Content> parseContent(const Json& value, const provider::Configuration& configuration, const std::string& path)
{
    ObjectReader reader(value, path);
    Content out;
    (void)reader.integer("format", Content::kFormatVersion, Content::kFormatVersion);
    const Json* graph = reader.object("graph");
    const Json* source = reader.object("source");
    FABRIC_CHECK(reader.finish());
    FABRIC_TRY(out.graph, topology::parseGraph(*graph, reader.at("graph")));
    FABRIC_TRY(out.source, provider::parseSource(*source, reader.at("source")));
    if (out.source.parts().provider != configuration.provider())
        return fail(ErrorCode::InvalidArgument,
                    "the provider '" + out.source.parts().provider + "' is not " + configuration.provider(),
                    reader.at("source") + "/provider");
    FABRIC_TRY(const auto resources, configuration.resources(out.source.document()));
    if (!std::equal(resources.begin(), resources.end(), out.source.resources().begin(), out.source.resources().end()))
        return fail(ErrorCode::DataLoss, "the digests of the resources are not those of the document",
                    reader.at("source") + "/resources");
    return out;
}

} // namespace fabric::planning
