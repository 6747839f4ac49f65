// SPDX-FileCopyrightText: 2026 Fabric contributors
// SPDX-License-Identifier: Apache-2.0
#version 440

// A rectangle with round corners and a frame, as one quad. See Tessellator.
layout(location = 0) in vec2 position;
layout(location = 1) in vec2 fromMiddle; // scene units, as all lengths here
layout(location = 2) in vec4 form; // half the width, half the height, radius, width of the frame
layout(location = 3) in vec4 fill; // premultiplied
layout(location = 4) in vec4 frame;

layout(location = 0) out vec2 place; // pixels from the middle
layout(location = 1) out vec4 shape; // pixels: half sizes without the corners; radius; half the frame
layout(location = 2) out vec4 fillInk;
layout(location = 3) out vec4 frameInk;

layout(std140, binding = 0) uniform Uniforms {
    mat4 matrix;
    float opacity;
    float zoom; // pixels of the screen per scene unit
    float ratio; // pixels of the screen per pixel of the item
} uniforms;

out gl_PerVertex { vec4 gl_Position; };

void main()
{
    place = fromMiddle * uniforms.zoom;
    shape = vec4(form.xy - form.z, form.z, form.w / 2.0) * uniforms.zoom;
    fillInk = fill * uniforms.opacity;
    frameInk = frame * uniforms.opacity;
    gl_Position = uniforms.matrix * vec4(position, 0.0, 1.0);
}
