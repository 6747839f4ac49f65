// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/json.h"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <string_view>

namespace fabric::openclaw {

/// What a value may show of itself.
enum class Shown {
    Masked, ///< only that it is there
    Origin, ///< of a URL its scheme, host and port
    Text, ///< as it stands, unless it looks like a secret
};

/// The configuration as Fabric may keep it. @p view is the one that both modes agree on: viewOf() in config_view.h.
///
/// Keys, numbers, booleans and null stay. Text stays where a table of paths names it, unless the name of a member on its
/// way or the text itself looks like a secret, and where it is a reference `${VAR}`; any other text becomes
/// provider::kMasked. Of a secret reference source and provider stay. `meta`, which the gateway rewrites with every
/// write, is left out. A roster in the old form is shown in the new one, which is how newer versions read it too (the version
/// decides how it is written). Masking a masked document changes nothing.
///
/// @param view not nested deeper than the parsers let through.
/// @param authored the root file as written (`parsed` of the gateway): a gateway never shows the references of an included
/// part, so that none is shown below `$include`. Null: no part is included.
[[nodiscard]] Json maskedDocument(const Json& view, const Json& authored = {});

/// The rule for text at a path; segments as in the document, an index as its digits.
[[nodiscard]] Shown shownAt(std::span<const std::string> segments);

/// `${VAR}` alone, which names a secret and holds none.
[[nodiscard]] bool isVariable(std::string_view text);
/// Text of a form that is used for secrets: known prefixes, bot tokens, keys in base64 or hex, URLs.
[[nodiscard]] bool looksSecret(std::string_view text);
/// True if the value is or holds provider::kMasked.
[[nodiscard]] bool holdsMask(const Json& value);

} // namespace fabric::openclaw
