// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#include "agent/composition/model_wish.h"

namespace fabric::composition {

using topology::NodeKind;

Result<ModelWish> parseModelWish(const std::string& text)
{
    const auto equals = text.find('=');
    const auto slash = equals == std::string::npos ? equals : text.find('/', equals);
    if (equals == 0 || slash == std::string::npos || slash == equals + 1 || slash + 1 == text.size())
        return fail(ErrorCode::InvalidArgument, "a model is set as AGENT=PROVIDER/MODEL", "--model");
    const std::string agent = text.substr(0, equals);
    return ModelWish{agent == "defaults" ? topology::nodeId(NodeKind::Gateway, {})
                                         : topology::nodeId(NodeKind::Agent, agent),
                     topology::nodeId(NodeKind::Model, text.substr(equals + 1))};
}

} // namespace fabric::composition
