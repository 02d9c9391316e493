// @ts-check
// What the Sound Lab computes, without a page: what a row of chances says, as maths/ctc.py computes it. Class 0 is the
// blank. A path names one class a frame; what it says is the path with its repeats merged and its blanks left out.

import { largestDifference } from "../shared/lstm.js";
import { decode, widened } from "../shared/numbers.js";

/**
 * @typedef {object} Clip
 * @property {string} name
 * @property {Float64Array} wave
 * @property {number} rate samples a second
 * @property {number} seconds
 * @property {{ count: number, bands: number, values: Float64Array }} features (count, bands)
 * @property {number} T frames of chances
 * @property {Float64Array} logP (T, K)
 * @property {number[]} said classes
 * @property {Float64Array} kernel log chances as the kernel computed them: of what was said, of a beam's prefixes
 *
 * @typedef {object} Prefix one of the beam's
 * @property {number[]} classes
 * @property {number} blank log chance of its paths that end in a blank
 * @property {number} letter log chance of those that end in its last letter
 * @property {number} total log chance of both
 */

export const BLANK = 0;
export const KERNEL_WIDTH = 8; // of the beam that the kernel computed

// A clip of the payload with its bytes as numbers.
/** @returns {Clip} */
export function unpackClip(record) {
  const wave = widened(record.wave);
  const [count, bands] = record.size;
  const log = widened(record.log_probs);
  return {
    ...{ name: record.name, rate: record.rate, said: record.said, wave },
    seconds: wave.length / record.rate,
    features: { count, bands, values: widened(record.features) },
    T: record.frames,
    logP: log,
    kernel: decode(record.kernel),
  };
}

// log(e^a + e^b), as NumPy has it.
export function logAdd(a, b) {
  if (a === b) return a + Math.LN2; // of two that are −∞ as well
  const gap = a - b;
  return gap > 0 ? a + Math.log1p(Math.exp(-gap)) : b + Math.log1p(Math.exp(gap));
}

/**
 * The log chances with what is forced: such a frame is sure of its class.
 *
 * @param {Clip} clip
 * @param {Record<string, number>} forced
 */
export function withForced({ logP, T }, forced) {
  const K = logP.length / T;
  const own = logP.slice();
  for (const [frame, k] of Object.entries(forced)) {
    const t = Number(frame);
    if (t < T && k < K) own.fill(-Infinity, t * K, (t + 1) * K).fill(0, t * K + k, t * K + k + 1);
  }
  return own;
}

// The likeliest class of every frame; of equals the first.
export function bestPath(logP, T) {
  const K = logP.length / T;
  return Array.from({ length: T }, (_, t) => {
    let most = 0;
    for (let k = 1; k < K; k++) if (logP[t * K + k] > logP[t * K + most]) most = k;
    return most;
  });
}

// What a path says: repeats are merged first, then the blanks are left out.
export const collapse = (path) => path.filter((k, t) => k !== BLANK && k !== path[t - 1]);

// The runs of equal classes in a path: { k, from, to } with `to` behind the last frame.
export function runsOf(path) {
  const runs = [];
  path.forEach((k, t) => {
    if (t && k === path[t - 1]) runs[runs.length - 1].to = t + 1;
    else runs.push({ k, from: t, to: t + 1 });
  });
  return runs;
}

// log of the chance of one path.
export function pathChance(logP, path) {
  const K = logP.length / path.length;
  return path.reduce((sum, k, t) => sum + logP[t * K + k], 0);
}

/**
 * log P(label): the sum over all paths that collapse to it, by the forward recursion.
 *
 * @param {Float64Array} logP (T, K)
 * @param {number} T
 * @param {number[]} label
 */
export function labelChance(logP, T, label) {
  const K = logP.length / T;
  const S = 2 * label.length + 1;
  const z = Array.from({ length: S }, (_, s) => (s % 2 ? label[(s - 1) / 2] : BLANK));
  let alpha = new Float64Array(S).fill(-Infinity);
  for (let s = 0; s < Math.min(2, S); s++) alpha[s] = logP[z[s]];
  for (let t = 1; t < T; t++) {
    const next = new Float64Array(S);
    for (let s = 0; s < S; s++) {
      let stay = alpha[s];
      if (s > 0) stay = logAdd(stay, alpha[s - 1]);
      if (s > 1 && z[s] !== BLANK && z[s] !== z[s - 2]) stay = logAdd(stay, alpha[s - 2]);
      next[s] = logP[t * K + z[s]] + stay;
    }
    alpha = next;
  }
  return S > 1 ? logAdd(alpha[S - 2], alpha[S - 1]) : alpha[0];
}

// Prefixes in the order of lists in Python: letter by letter, and the shorter first.
function inOrder(a, b) {
  for (let n = 0; n < Math.min(a.length, b.length); n++) if (a[n] !== b[n]) return a[n] - b[n];
  return a.length - b.length;
}

/**
 * The beam after every frame: lists of at most `width` prefixes, the likeliest first.
 *
 * @param {Float64Array} logP (T, K)
 * @param {number} T
 * @param {number} width
 * @returns {Prefix[][]}
 */
export function prefixBeam(logP, T, width) {
  const K = logP.length / T;
  const after = [];
  let kept = [{ classes: [], blank: 0, letter: -Infinity, total: 0 }];
  for (let t = 0; t < T; t++) {
    const found = new Map();
    for (const one of kept) grow(found, one, logP.subarray(t * K, (t + 1) * K));
    const all = [...found.values()];
    for (const one of all) one.total = logAdd(one.blank, one.letter);
    all.sort((a, b) => b.total - a.total || inOrder(a.classes, b.classes));
    kept = all.slice(0, width);
    after.push(kept);
  }
  return after;
}

// One more frame: a prefix stays as it is, by a blank or its last letter once more, or grows by a letter.
function grow(found, { classes, blank, letter }, row) {
  const either = logAdd(blank, letter);
  const last = classes[classes.length - 1];
  put(found, classes, either + row[BLANK], last === undefined ? -Infinity : letter + row[last]);
  for (let k = 1; k < row.length; k++) {
    if (row[k] !== -Infinity) put(found, [...classes, k], -Infinity, (k === last ? blank : either) + row[k]);
  }
}

function put(found, classes, blank, letter) {
  if (blank === -Infinity && letter === -Infinity) return;
  const name = classes.join();
  const old = found.get(name);
  if (!old) found.set(name, { classes, blank, letter, total: 0 });
  else Object.assign(old, { blank: logAdd(old.blank, blank), letter: logAdd(old.letter, letter) });
}

/**
 * What was said beside what was heard, with as few edits as can be: { edits, pairs }, a pair for each letter of
 * either, { said, heard } with null where one has none.
 *
 * @param {number[]} said
 * @param {number[]} heard
 */
export function aligned(said, heard) {
  const rows = [Array.from({ length: heard.length + 1 }, (_, j) => j)];
  said.forEach((one, i) => {
    const row = [i + 1];
    heard.forEach((other, j) => {
      row.push(Math.min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + Number(one !== other)));
    });
    rows.push(row);
  });
  const pairs = [];
  let [i, j] = [said.length, heard.length];
  while (i || j) {
    const here = rows[i][j];
    if (i && j && here === rows[i - 1][j - 1] + Number(said[i - 1] !== heard[j - 1])) {
      pairs.unshift({ said: said[--i], heard: heard[--j] });
    } else if (i && here === rows[i - 1][j] + 1) pairs.unshift({ said: said[--i], heard: null });
    else pairs.unshift({ said: null, heard: heard[--j] });
  }
  return { edits: rows[said.length][heard.length], pairs };
}

/**
 * All that follows from the chances and what is forced: the path, what it says, and how likely all paths are that
 * say so.
 *
 * @param {Clip} clip
 * @param {Record<string, number>} forced
 */
export function deciphered(clip, forced) {
  const logP = withForced(clip, forced);
  const path = bestPath(logP, clip.T);
  const heard = collapse(path);
  return {
    ...{ logP, path, heard, runs: runsOf(path) },
    ofPath: pathChance(logP, path),
    ofHeard: labelChance(logP, clip.T, heard),
    ofSaid: labelChance(logP, clip.T, clip.said),
    against: aligned(clip.said, heard),
  };
}

// How far the browser is from NumPy: the log chances of what was said and of a beam's prefixes, where they are any.
export function gapToKernel(clip) {
  const beam = prefixBeam(clip.logP, clip.T, KERNEL_WIDTH)[clip.T - 1];
  const here = [labelChance(clip.logP, clip.T, clip.said), ...beam.map(({ total }) => total)];
  return largestDifference(here, clip.kernel);
}
