// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
#version 440

layout(location = 0) in vec2 place;
layout(location = 1) in vec4 shape;
layout(location = 2) in vec4 fillInk;
layout(location = 3) in vec4 frameInk;

layout(location = 0) out vec4 fragment;

void main()
{
    vec2 corner = abs(place) - shape.xy;
    float outside = length(max(corner, 0.0)) + min(max(corner.x, corner.y), 0.0) - shape.z; // of the outline
    float cover = clamp(shape.w - outside + 0.5, 0.0, 1.0);
    float inner = clamp(0.5 - outside - shape.w, 0.0, 1.0);
    fragment = mix(frameInk, fillInk, inner) * cover;
}
