// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "core/wire/self.h"

#include "core/wire/wire_reader.h"

#include <nlohmann/json.hpp>

namespace fabric::wire {

Json toJson(const Self& value)
{
    return {{"actor", value.actor}, {"name", value.name}, {"role", value.role}, {"scopes", value.scopes}};
}

template <>
Result<Self> parse<Self>(const Json& value, const std::string& path)
{
    WireReader in(value, path);
    Self out;
    out.actor = in.string("actor");
    out.name = in.string("name");
    out.role = in.string("role");
    out.scopes = in.texts("scopes");
    return in.result(std::move(out));
}

} // namespace fabric::wire
