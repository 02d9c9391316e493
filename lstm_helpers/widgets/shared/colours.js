// @ts-check
// Colours of the theme, and what is painted with them on a canvas.

const GREY = "#7f7f7f";

// The colours for the theme that `root` stands in: one a quantity (i, f, g, o, c, h), that of signed values above zero
// and below it, the colour maps (a gate has its own), and the host's own text and ground. All come from CSS, where
// lstm_helpers.figures.style put them. A box that is in no page yet has none of them: it is painted grey, and anew when
// it is attached (lab.onTheme).
export function palette(root) {
  const style = getComputedStyle(root);
  const named = (name) => style.getPropertyValue(`--lstm-${name}`).trim() || GREY;
  const stops = (name) => Array.from({ length: 7 }, (_, n) => named(`${name}-${n}`)).filter((one) => one !== GREY);
  const series = stops("series");
  const quantities = Object.fromEntries(["i", "f", "g", "o", "c", "h"].map((key) => [key, named(key)]));
  return {
    ...quantities,
    ground: style.backgroundColor,
    text: style.color,
    faint: GREY,
    missing: "#8c8c8c",
    series: series.length ? series : Array(7).fill(GREY),
    above: named("diverging-5"),
    below: named("diverging-1"),
    maps: Object.fromEntries(["f", "i", "o", "y"].map((key) => [key, ramp(...stops(key))])),
    diverging: ramp(...stops("diverging")),
    sequential: ramp(...stops("sequential")),
  };
}

// 256 colours from one to the other by way of others, as pixels for paintHeat.
export function ramp(...stops) {
  const rgb = (stops.length > 1 ? stops : [GREY, GREY]).map(channels);
  const pixels = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    const at = (n / 255) * (rgb.length - 1);
    const k = Math.min(Math.floor(at), rgb.length - 2);
    const [r, g, b] = rgb[k].map((v, j) => Math.round(v + (at - k) * (rgb[k + 1][j] - v)));
    pixels[n] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return pixels;
}

export function channels(colour) {
  if (colour[0] === "#") return [1, 3, 5].map((n) => Number.parseInt(colour.slice(n, n + 2), 16));
  const numbers = colour.match(/[\d.]+/g) ?? [];
  return numbers.length < 3 ? channels(GREY) : numbers.slice(0, 3).map(Number);
}

// How bright three channels look, 0 to 255.
export const brightness = ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b;

let small = null; // one pixel a value; maps of one size share it

// Paint rows × columns values, value(row, column), into a box of the canvas; low and high are the ends of the ramp.
export function paintHeat(context, { x, y, width, height, rows, columns, value, low, high, pixels, missing }) {
  const image = new ImageData(columns, rows);
  const data = new Uint32Array(image.data.buffer);
  const [r, g, b] = channels(missing);
  const none = (255 << 24) | (b << 16) | (g << 8) | r;
  const scale = 255 / (high - low);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const v = value(row, column);
      const n = Math.round((v - low) * scale);
      data[row * columns + column] = Number.isNaN(v) ? none : pixels[Math.max(0, Math.min(255, n))];
    }
  }
  if (small?.canvas.width !== columns || small.canvas.height !== rows) {
    small = new OffscreenCanvas(columns, rows).getContext("2d");
  }
  small.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small.canvas, x, y, width, height);
}

// A canvas of so many CSS pixels, sharp on any screen; returns its context, cleared.
export function sized(canvas, width, height) {
  const dots = Math.min(window.devicePixelRatio || 1, 16000 / Math.max(width, height, 1));
  canvas.width = Math.round(width * dots);
  canvas.height = Math.round(height * dots);
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(dots, 0, 0, dots, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

// A line through points on a canvas, dashed or not.
export function stroke(context, colour, wide, dashes, points) {
  Object.assign(context, { strokeStyle: colour, lineWidth: wide });
  context.setLineDash(dashes);
  context.beginPath();
  for (const [x, y] of points) context.lineTo(x, y);
  context.stroke();
  context.setLineDash([]);
}
