// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "app/model/topology_words.h"
#include "core/topology/types.h"

#include <array>
#include <cstdint>

namespace fabric::view {

/// A colour by its role. The scene never knows the theme; a palette turns roles into colours when it is drawn.
enum class Ink : std::uint8_t {
    None, ///< not drawn
    Canvas,
    Surface,
    Raised,
    Hover,
    Line,
    LineStrong,
    Text,
    Text2,
    Text3,
    Accent,
    AccentBg,
    Ok,
    Warn,
    Bad,
    BadBg,
    KindChannel,
    KindAgent,
    KindModel,
    KindTool,
    KindTrigger,
    KindGateway,
};
inline constexpr std::size_t kInkCount = 22;

/// 0xAARRGGBB per ink, not premultiplied.
using InkColours = std::array<std::uint32_t, kInkCount>;

/// What marks a kind besides its colour.
enum class Shape : std::uint8_t { Pentagon, Avatar, Diamond, Square, Circle, Hexagon };

[[nodiscard]] constexpr Ink inkOf(topology::NodeKind kind)
{
    using topology::NodeKind;
    switch (kind) {
    case NodeKind::Channel:
    case NodeKind::Account: return Ink::KindChannel;
    case NodeKind::Agent: return Ink::KindAgent;
    case NodeKind::ModelProvider:
    case NodeKind::Model: return Ink::KindModel;
    case NodeKind::Tool:
    case NodeKind::Plugin:
    case NodeKind::McpServer: return Ink::KindTool;
    case NodeKind::Hook:
    case NodeKind::BroadcastGroup:
    case NodeKind::CronJob: return Ink::KindTrigger;
    case NodeKind::Gateway:
    case NodeKind::Device:
    case NodeKind::Node:
    case NodeKind::Session: return Ink::KindGateway;
    }
    return Ink::Text;
}

[[nodiscard]] constexpr Shape shapeOf(topology::NodeKind kind)
{
    switch (inkOf(kind)) {
    case Ink::KindChannel: return Shape::Pentagon;
    case Ink::KindAgent: return Shape::Avatar;
    case Ink::KindModel: return Shape::Diamond;
    case Ink::KindTool: return Shape::Square;
    case Ink::KindTrigger: return Shape::Circle;
    default: return Shape::Hexagon;
    }
}

[[nodiscard]] constexpr Ink inkOf(model::Tone tone)
{
    switch (tone) {
    case model::Tone::Plain: return Ink::Text;
    case model::Tone::Muted: return Ink::Text2;
    case model::Tone::Ok: return Ink::Ok;
    case model::Tone::Warn: return Ink::Warn;
    case model::Tone::Bad: return Ink::Bad;
    case model::Tone::Accent: return Ink::Accent;
    }
    return Ink::Text;
}

} // namespace fabric::view
