// @ts-check
// The Sound Lab's picture on a canvas; no state: the wave, its spectrogram, the chances of each class over time, the
// likeliest path, its repeats merged, and what is left without the blanks.

import { paintHeat, ramp, sized } from "../shared/colours.js";
import { roundTick, steps } from "../shared/scales.js";
import { BLANK } from "./model.js";
import { signOf } from "./words.js";

const FONT = "system-ui, sans-serif";
const QUIETEST = 0.02; // of all energies, which the darkest colour leaves out; as many above the brightest

// The colours of the theme, and of chances: from the ground to the first of the series, those of the blank to grey.
export function soundColours(colours, soft) {
  const tile = new OffscreenCanvas(6, 6);
  const context = tile.getContext("2d");
  Object.assign(context, { strokeStyle: colours.text, lineWidth: 1.1, globalAlpha: 0.5 });
  context.beginPath();
  for (const from of [-6, 0, 6]) {
    context.moveTo(from - 1, 7);
    context.lineTo(from + 7, -1);
  }
  context.stroke();
  return {
    ...colours,
    soft,
    ofLetters: ramp(colours.ground, colours.series[0]),
    ofBlank: ramp(colours.ground, colours.faint),
    hatch: context.createPattern(tile, "repeat"),
  };
}

export function paintSound(canvas, desk, at) {
  const context = sized(canvas, at.width, at.height);
  const scene = { ...desk, context, at, x: (t) => t * at.frame };
  wave(scene);
  spectrum(scene);
  chances(scene);
  likeliest(scene);
  strips(scene);
  axis(scene);
}

// From the lowest to the highest sample of each column.
function wave({ context, colours, clip, at }) {
  const { samples, most } = { samples: clip.wave, most: clip.loudest || 1 };
  const middle = at.wave.y + at.wave.height / 2;
  const columns = Math.ceil(at.width);
  context.fillStyle = colours.text;
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * samples.length) / columns);
    const to = Math.max(from + 1, Math.floor(((column + 1) * samples.length) / columns));
    let [low, high] = [0, 0];
    for (let n = from; n < to; n++) {
      if (samples[n] < low) low = samples[n];
      if (samples[n] > high) high = samples[n];
    }
    const scale = at.wave.height / 2 / most;
    context.fillRect(column, middle - high * scale - 0.5, 1, (high - low) * scale + 1);
  }
}

// The energies between which most lie: the ends of the colours.
function endsOfEnergy(values) {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [QUIETEST, 1 - QUIETEST].map((q) => sorted[Math.round(q * (sorted.length - 1))]);
  return high > low ? [low, high] : [low - 1, low + 1];
}

function spectrum({ context, colours, clip, at }) {
  const { count, bands, values } = clip.features;
  clip.energies ??= endsOfEnergy(values);
  const [low, high] = clip.energies;
  paintHeat(context, {
    ...{ x: 0, y: at.spectrum.y, width: at.width, height: at.spectrum.height, rows: bands, columns: count },
    ...{ low, high, pixels: colours.sequential, missing: colours.missing },
    value: (row, n) => values[n * bands + bands - 1 - row],
  });
}

function chances({ context, colours, clip, classes, result, at }) {
  const K = classes.length;
  const { logP } = result;
  const box = { x: 0, width: at.width, columns: clip.T, low: 0, high: 1, missing: colours.missing };
  const of = (k, t) => Math.exp(logP[t * K + k]);
  const { chances: letters, blank } = at;
  const rows = { y: letters.y, height: letters.height, rows: K - 1, pixels: colours.ofLetters };
  paintHeat(context, { ...box, ...rows, value: (row, t) => of(row + 1, t) });
  paintHeat(context, {
    ...{ ...box, y: blank.y, height: blank.height, rows: 1, pixels: colours.ofBlank },
    value: (_, t) => of(BLANK, t),
  });
  context.fillStyle = colours.hatch;
  for (let t = 0; t < clip.T; t++) {
    if (of(BLANK, t) < 0.1) continue;
    context.globalAlpha = of(BLANK, t);
    context.fillRect(t * at.frame, blank.y, at.frame, blank.height);
  }
  context.globalAlpha = 1;
  for (const { y, height } of [letters, blank]) frame(context, colours.soft, [0, y, at.width, height], 1);
}

/** @param {number[]} box x, y, width, height */
function frame(context, colour, box, wide, dashes = []) {
  const [x, y, width, height] = box;
  Object.assign(context, { strokeStyle: colour, lineWidth: wide });
  context.setLineDash(dashes);
  context.strokeRect(x + wide / 2, y + wide / 2, width - wide, height - wide);
  context.setLineDash([]);
}

// A frame around each run of the likeliest class, and a dashed one around what is forced.
function likeliest({ context, colours, result, view, at, x }) {
  const placed = (k) =>
    k === BLANK ? [at.blank.y, at.blank.height] : [at.chances.y + (k - 1) * at.chances.row, at.chances.row];
  for (const { k, from, to } of result.runs) {
    const [y, height] = placed(k);
    frame(context, colours.text, [x(from), y, x(to) - x(from), height], 1.6);
  }
  const top = at.chances.y - 4;
  for (const t of Object.keys(view.forced).map(Number)) {
    frame(context, colours.series[1], [x(t), top, at.frame, at.blank.y + at.blank.height + 4 - top], 2, [5, 3]);
  }
}

// The path letter by letter, its runs, and what is written.
function strips(scene) {
  const { context, colours, classes, result, clip, at, x } = scene;
  const [path, merged, final] = at.strips;
  const letters = result.runs.filter(({ k }) => k !== BLANK);
  for (let t = 0; t < clip.T; t++) {
    const k = result.path[t];
    context.fillStyle = k === BLANK ? colours.soft : colours.text;
    say(scene, signOf(classes, k), t, path, at.frame + 2, ["12px"]);
  }
  for (const { from, to } of result.runs.filter(({ k }) => k === BLANK)) {
    context.fillStyle = colours.hatch;
    context.globalAlpha = 0.55;
    context.fillRect(x(from) + 0.5, merged.y + 5, x(to) - x(from) - 1, merged.height - 10);
    context.globalAlpha = 1;
  }
  letters.forEach(({ k, from, to }, n) => {
    const next = n + 1 < letters.length ? letters[n + 1].from : clip.T + 4;
    frame(context, colours.text, [x(from) + 0.5, merged.y, x(to) - x(from) - 1, merged.height], 1.2);
    context.fillStyle = colours.text;
    say(scene, signOf(classes, k), from, merged, x(to) - x(from) + 2, ["13px", "12px"]);
    say(scene, signOf(classes, k), from, final, x(next) - x(from) + 4, ["700 18px", "700 12px"], true);
  });
}

// A name where it is read, so that no veil lies on it: over its first frame, or from there on where it is wider, in the
// first of the fonts in which there is room for it; cut, where it must be said.
function say({ context, at, x }, text, t, { y, height }, room, fonts, must = false) {
  const font = fonts.find((one) => widthIn(context, text, one) <= room);
  if (!font && !must) return;
  let shown = text;
  while (!font && shown.length > 1 && widthIn(context, `${shown}…`, fonts.at(-1)) > room) shown = shown.slice(0, -1);
  if (shown !== text) shown += "…";
  const wide = widthIn(context, shown, font ?? fonts.at(-1));
  Object.assign(context, { textAlign: "left", textBaseline: "middle" });
  const left = wide > at.frame + 8 ? x(t) + 1 : x(t) + (at.frame - wide) / 2;
  context.fillText(shown, left, y + height / 2 + 1);
}

function widthIn(context, text, font) {
  context.font = `${font} ${FONT}`;
  return context.measureText(text).width;
}

function axis({ context, colours, clip, at }) {
  Object.assign(context, { textAlign: "center", textBaseline: "top", font: `12px ${FONT}`, fillStyle: colours.soft });
  context.fillRect(0, at.axis, at.width, 1);
  const place = (second) => (second / clip.seconds) * at.width;
  let free = 0;
  for (const tick of steps(0, clip.seconds, Math.max(2, Math.floor(at.width / 90)))) {
    const text = `${roundTick(tick)} s`;
    const half = context.measureText(text).width / 2;
    const middle = Math.max(half, place(tick));
    context.fillRect(Math.min(place(tick), at.width - 1), at.axis, 1, 5);
    if (middle - half < free || middle + half > at.width + 1) continue;
    context.fillText(text, middle, at.axis + 8);
    free = middle + half + 8;
  }
}
