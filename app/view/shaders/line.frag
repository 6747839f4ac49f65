// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
#version 440

layout(location = 0) in vec2 dashAndAcross;
layout(location = 1) in vec3 edges;
layout(location = 2) in vec4 ink;

layout(location = 0) out vec4 fragment;

void main()
{
    float cover = clamp(edges.x - abs(dashAndAcross.y) + 0.5, 0.0, 1.0);
    if (edges.z > 0.0) {
        float start = edges.y / edges.z; // the first dash begins where the line does
        float fromMiddle = abs(fract(dashAndAcross.x - start + 0.5) - 0.5) * edges.z;
        cover *= clamp(edges.y - fromMiddle + 0.5, 0.0, 1.0);
    }
    fragment = ink * cover;
}
