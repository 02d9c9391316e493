// @ts-check
// Where everything stands in the Sound Lab's picture: rows one below another, frames side by side.

const NARROWEST = 8; // pixels of a frame, so that its letter can be read
const [WAVE, SPECTRUM, GAP] = [50, 112, 10];
const [ROW, MOST] = [15, 195]; // pixels of a class, and of all of them
const BLANK_GAP = 5;
const STRIP = 22; // of the path, and of what becomes of it
const AXIS = 24;

/**
 * @typedef {object} Places
 * @property {number} width
 * @property {number} height
 * @property {number} frame pixels of a frame of chances
 * @property {{ y: number, height: number }} wave
 * @property {{ y: number, height: number }} spectrum
 * @property {{ y: number, height: number, row: number }} chances of the letters
 * @property {{ y: number, height: number }} blank
 * @property {{ y: number, height: number }[]} strips the path, merged, written
 * @property {number} axis
 */

/** @returns {Places} */
export function placesFor({ T, K, room }) {
  const frame = Math.max(NARROWEST, room / T);
  const row = Math.max(5, Math.min(ROW, Math.floor(MOST / (K - 1))));
  const wave = { y: 0, height: WAVE };
  const spectrum = { y: WAVE + GAP, height: SPECTRUM };
  const chances = { y: spectrum.y + SPECTRUM + GAP, height: row * (K - 1), row };
  const blank = { y: chances.y + chances.height + BLANK_GAP, height: Math.max(row, 12) };
  const first = blank.y + blank.height + GAP;
  const strips = [0, 1, 2].map((n) => ({ y: first + n * (STRIP + 4), height: STRIP }));
  const axis = strips[2].y + STRIP + 6;
  return { ...{ frame, wave, spectrum, chances, blank, strips, axis }, width: frame * T, height: axis + AXIS };
}

// The frame and the class under a pointer; no class where it is over no chance.
export function under(at, x, y, { T, K }) {
  const frame = Math.max(0, Math.min(T - 1, Math.floor(x / at.frame)));
  const row = Math.floor((y - at.chances.y) / at.chances.row);
  if (row >= 0 && row < K - 1) return { frame, k: row + 1 };
  return { frame, k: y >= at.blank.y && y < at.blank.y + at.blank.height ? 0 : null };
}
