// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
#version 440

// A piece of a line: a quad whose corners know where they are along and across it. See Tessellator.
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 place; // along, across; scene units
layout(location = 2) in vec3 look; // half the width, length of a dash, of the gap behind it; scene units
layout(location = 3) in vec4 colour; // premultiplied

layout(location = 0) out vec2 dashAndAcross; // dashes since the start; pixels from the middle
layout(location = 1) out vec3 edges; // pixels: half the width; half a dash; dash and gap. No dashes if the last is 0
layout(location = 2) out vec4 ink;

layout(std140, binding = 0) uniform Uniforms {
    mat4 matrix;
    float opacity;
    float zoom; // pixels of the screen per scene unit
    float ratio; // pixels of the screen per pixel of the item
} uniforms;

out gl_PerVertex { vec4 gl_Position; };

const float kLeastHalf = 0.35; // thinner lines shimmer when the picture moves

void main()
{
    // From afar dashes keep their size on the screen: smaller ones are a smear.
    float period = (look.y + look.z) * max(uniforms.zoom, uniforms.ratio);
    float along = place.x * uniforms.zoom;
    dashAndAcross = vec2(period > 0.0 ? along / period : 0.0, place.y * uniforms.zoom);
    edges = vec3(max(look.x * uniforms.zoom, kLeastHalf), look.y * max(uniforms.zoom, uniforms.ratio) / 2.0, period);
    ink = colour * uniforms.opacity;
    gl_Position = uniforms.matrix * vec4(position, 0.0, 1.0);
}
