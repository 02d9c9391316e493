// @ts-check
// Where the Gate Lab's maps stand and how they are painted: rows, columns, sizes; heat maps and bars on canvases.

import { brightness, paintHeat } from "../shared/colours.js";
import { clamp, fixed, peak, visible } from "../shared/numbers.js";
import { canReach } from "./gradient.js";
import { answerName, mapsOf, valueAt } from "./model.js";

export const PAGE = 16;
export const GAP = 9;
export const FIT = 9; // letters of an upright label; the rest of it stands in the sentence
const NUMBERS = 46; // the width of the numbers beside the bars
const FONT = "11px system-ui, sans-serif";

// The places of everything for one width of the lab: blocks from top to bottom, each with its lines.
export function plan({ shown, readout, view, units }, width) {
  const { T, layer, labels, y } = shown;
  const narrow = width < 720;
  const gutter = narrow ? 120 : 142;
  const now = narrow ? 84 : 108;
  const longest = labels ? Math.max(...labels.map((label) => [...visible(label)].length)) : 0;
  const upright = longest > 2;
  const room = Math.max(120, width - gutter - now - 30);
  const column = Math.min(64, Math.max(room / T, upright ? 14 : longest > 1 ? 16 : 8));
  const unitHeight = Math.max(units.length > PAGE ? 3 : 5, Math.min(20, Math.floor(80 / units.length)));
  const strip = labels ? (upright ? 12 + Math.ceil(7.5 * Math.min(longest, FIT)) : 24) : 20; // 7.5 pixels a letter
  const blocks = [];
  let top = strip + 4;
  const add = (block) => {
    const height = block.lines.length * block.lineHeight;
    blocks.push({ ...block, top, height });
    top += height + GAP;
  };
  if (layer.D <= 8 && !layer.oneHot) {
    const lines = Array.from({ length: layer.D }, (_, d) => d);
    add({ key: "x", name: "input", what: "what the layer reads", lines, lineHeight: layer.D > 2 ? 9 : 16 });
  }
  const inputs = top - GAP / 2;
  for (const map of mapsOf(view, layer)) add({ ...map, map, lines: units, lineHeight: unitHeight });
  if (y)
    add({
      key: "y",
      name: "readout",
      what: "what the model answers",
      lines: outputs(readout, y),
      lineHeight: 16,
    });
  if (view.gradients && view.form === "full" && canReach(layer))
    add({ key: "d", name: "gradient", what: "how far back it reaches", lines: [0], lineHeight: 88 });
  const size = { given: width, width: Math.round(column * T), height: top - GAP + 2 };
  return { ...size, gutter, now, column, upright, strip, inputs, blocks };
}

// Which outputs get a line: all of them, or the eight that rise highest.
function outputs({ O }, y) {
  const peaks = Array.from({ length: O }, (_, k) => [k, -Infinity]);
  y.forEach((v, n) => {
    peaks[n % O][1] = Math.max(peaks[n % O][1], v);
  });
  const kept = peaks
    .sort((a, b) => b[1] - a[1])
    .slice(0, 8)
    .map(([k]) => k);
  return kept.sort((a, b) => a - b);
}

// A block's numbers: value(line, t), and the ends of its scale. In a difference map they are
// "after minus before", or of two models "this minus the other".
export function source(scene, block) {
  const { readout, shown, was, gaps } = scene;
  const { layer, scale, y } = shown;
  const of = (one) => {
    if (block.key === "x") return (d, t) => one.x[t * layer.D + d];
    if (block.key === "y") return (k, t) => one.y[t * readout.O + k];
    return (unit, t) => valueAt(one.run, block.map, t, unit);
  };
  const now = of(shown);
  if (gaps) {
    const then = of(was);
    return { value: (line, t) => now(line, t) - then(line, t), low: -gaps[block.key], high: gaps[block.key] };
  }
  if (block.key === "y") {
    const shares = readout.activation === "sigmoid" || readout.activation === "softmax";
    const high = shares ? 1 : peak(y) || 1;
    return { value: now, low: shares ? 0 : -high, high };
  }
  const [low, high] = layer.ends[block.key] ?? [-scale[block.key], scale[block.key]];
  return { value: now, low, high };
}

// How many decimals tell the values of a scale apart: two, and up to four where it ends below a tenth.
export const digitsOf = (high) => Math.max(2, Math.min(4, 1 - Math.floor(Math.log10(high) + 1e-9)));

// All maps, on a canvas that `sized` has prepared.
export function paintMaps(context, scene) {
  const { places, colours } = scene;
  context.clearRect(0, 0, places.width, places.height);
  context.lineWidth = 1;
  for (const block of places.blocks) if (block.key !== "d") paintBlock(context, scene, block);
  context.strokeStyle = colours.faint;
  for (const block of places.blocks) context.strokeRect(0.5, block.top - 0.5, places.width - 1, block.height + 1);
}

function paintBlock(context, scene, block) {
  const { places, colours, shown } = scene;
  const { value, low, high } = source(scene, block);
  const pixels = low < 0 ? colours.diverging : (colours.maps[block.tint ?? block.key] ?? colours.sequential);
  const { T } = shown;
  const { column, width } = places;
  paintHeat(context, {
    x: 0,
    y: block.top,
    width,
    height: block.height,
    rows: block.lines.length,
    columns: T,
    value: (line, t) => value(block.lines[line], t),
    low,
    high,
    pixels,
    missing: colours.missing,
  });
  context.fillStyle = colours.ground;
  if (block.lineHeight >= 6)
    for (let n = 1; n < block.lines.length; n++) context.fillRect(0, block.top + n * block.lineHeight - 0.5, width, 1);
  if (column >= 7)
    for (let t = 1; t < T; t++) context.fillRect(t * column - 0.5, block.top, column >= 14 ? 1 : 0.5, block.height);
  const digits = digitsOf(high);
  if (column < 26 + 7 * digits || block.lineHeight < 14) return;
  context.font = FONT; // the cells are large enough for their numbers
  context.textAlign = "center";
  context.textBaseline = "middle";
  block.lines.forEach((line, row) => {
    for (let t = 0; t < T; t++) {
      const v = value(line, t);
      const pixel = pixels[clamp(Math.round(((v - low) * 255) / (high - low)) || 0, 256)];
      const bright = brightness([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]) > 140;
      context.fillStyle = bright ? "#000000" : "#ffffff";
      context.fillText(fixed(v, digits, low < 0), (t + 0.5) * column, block.top + (row + 0.5) * block.lineHeight + 1);
    }
  });
}

// Which lines have their number beside the bars: all where there is room, else the chosen unit's. [{ block, line, y }]
export function numbered({ places, view }) {
  return places.blocks
    .filter(({ key }) => key !== "d")
    .flatMap((block) =>
      block.lines
        .map((line, row) => ({
          block,
          line,
          y: block.top + (row + 0.5) * block.lineHeight,
          chosen: Boolean(block.map) && line === view.unit,
        }))
        .filter(({ chosen }) => chosen || block.lineHeight >= 12),
    );
}

// Bars of the current step, in line with the maps' rows and in their colours, on a canvas that `sized` has prepared.
export function paintBars(context, scene) {
  const { places, colours } = scene;
  context.clearRect(0, 0, places.now - NUMBERS + 8, places.height);
  for (const block of places.blocks) if (block.key !== "d") paintBlockBars(context, scene, block, colours);
}

function paintBlockBars(context, scene, block, colours) {
  const { places, view } = scene;
  const plot = places.now - NUMBERS;
  const { value, low, high } = source(scene, block);
  const signed = low < 0;
  const full = (signed ? 0.5 : 1) * (plot - 4);
  const zero = 4 + (signed ? full : 0);
  const pad = block.lineHeight > 8 ? 2 : block.lineHeight > 4 ? 1 : 0;
  const bar = (line, row, sign) => {
    const length = Math.max(-1, Math.min(1, value(line, view.step) / high || 0)) * full;
    if (sign && length * sign <= 0) return;
    const y = block.top + row * block.lineHeight + pad;
    context.rect(Math.min(zero, zero + length), y, Math.abs(length), block.lineHeight - 2 * pad);
  };
  const fill = (colour, sign) => {
    context.fillStyle = colour;
    context.beginPath(); // one shape a colour: calls are what costs
    block.lines.forEach((line, row) => {
      bar(line, row, sign);
    });
    context.fill();
  };
  if (signed) {
    fill(colours.above, 1);
    fill(colours.below, -1);
  } else fill(colours[block.tint] ?? colours.text, 0);
  context.fillStyle = colours.text;
  context.fillRect(zero - 0.5, block.top, 1, block.height);
}

// What a block is called in the gutter: its name and scale, or one name a line.
export function blockWords({ readout, places }, block, { low, high }) {
  const range = low < 0 ? `±${Number(high.toPrecision(3))}` : `0 to ${Number(high.toPrecision(3))}`;
  if (block.key === "y") return { range, lines: block.lines.map((k) => answerName(readout, k)) };
  const name = places.gutter > 130 ? block.name : block.name.split(" ")[0];
  return { range, lines: block.height >= 32 ? [name, range] : [name] };
}
