// @ts-check
// Marks that several charts draw on a canvas, beside the lines of colours.js.

import { stroke } from "./colours.js";

// A full dot.
export function dot(context, colour, [x, y], radius) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

// A straight line from one point to another, faint as a grid or strong as a cursor.
export function rule(context, colours, [x0, y0, x1, y1], alpha = 0.16, wide = 1) {
  context.globalAlpha = alpha;
  stroke(
    context,
    colours.text,
    wide,
    [],
    [
      [x0, y0],
      [x1, y1],
    ],
  );
  context.globalAlpha = 1;
}
