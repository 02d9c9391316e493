// @ts-check
// What the Forecast Lab computes, without a page: the errors of every model, so far and from one origin.
//
// Origin k means that y[0], …, y[k − 1] are known and y[k], …, y[k + horizon − 1] are forecast. What can be seen
// counts: under the veil the values before the origin, without it those of its horizon as well.

import { decode, widened } from "../shared/numbers.js";

/**
 * @typedef {object} ForecastModel
 * @property {string} name
 * @property {number | "all" | null} reads how many steps before the origin it reads; null where nobody said
 * @property {Float64Array} values (origins, horizon, quantiles)
 * @property {any} sums
 */

// The payload with its bytes as numbers, and the sums of all errors.
export function unpackForecasts(payload) {
  const { quantiles } = payload;
  const series = {
    ...payload,
    y: decode(payload.y),
    median: quantiles.indexOf(0.5),
    nominal: quantiles[quantiles.length - 1] - quantiles[0],
    kernel: decode(payload.kernel),
  };
  series.models = payload.models.map((model) => ({ ...model, values: widened(model.values) }));
  series.counts = judgeable(series);
  for (const model of series.models) model.sums = summed(series, model);
  return series;
}

// The quantiles of a model for the value `lead` steps after the first unknown one.
export function quantilesAt({ horizon, quantiles }, model, origin, lead) {
  const at = (origin * horizon + lead) * quantiles.length;
  return model.values.subarray(at, at + quantiles.length);
}

// The mean over the quantiles of what each costs: q times the miss above it, 1 − q times the miss below it.
export function pinball(y, expected, quantiles) {
  let sum = 0;
  for (let n = 0; n < quantiles.length; n++) {
    const miss = y - expected[n];
    sum += Math.max(quantiles[n] * miss, (quantiles[n] - 1) * miss);
  }
  return sum / quantiles.length;
}

// How many of an origin's values came before the series ends.
export const came = ({ y, origins, horizon }, origin) => Math.min(horizon, y.length - origins[origin]);

// How many forecasts can be judged: by the time of the value, and by the origin.
function judgeable(series) {
  const { y, origins, horizon } = series;
  const at = new Float64Array(y.length);
  for (const k of origins) for (let t = k; t < Math.min(k + horizon, y.length); t++) at[t] += 1;
  return { byTime: running(at), byOrigin: running(origins.map((_, n) => came(series, n))) };
}

export const KINDS = ["pinball", "off", "held"];

// For each kind of error: of each origin alone, of all origins up to it, and of all values up to a time.
function summed(series, model) {
  const { y, origins, quantiles, median } = series;
  const sums = {};
  const times = KINDS.map(() => new Sums(y.length));
  const each = KINDS.map(() => new Sums(origins.length));
  origins.forEach((k, origin) => {
    const count = came(series, origin);
    for (let lead = 0; lead < count; lead++) {
      const expected = quantilesAt(series, model, origin, lead);
      const value = y[k + lead];
      const held = expected[0] <= value && value <= expected[expected.length - 1];
      const costs = [pinball(value, expected, quantiles), Math.abs(value - expected[median]), held ? 1 : 0];
      for (let n = 0; n < costs.length; n++) {
        times[n].add(k + lead, costs[n]);
        each[n].add(origin, costs[n]);
      }
    }
  });
  KINDS.forEach((kind, n) => {
    const alone = each[n].values();
    sums[kind] = { alone, byOrigin: running(alone), byTime: running(times[n].values()) };
  });
  return sums;
}

// Sums of many numbers that lose nothing to rounding but in the last place (Neumaier).
class Sums {
  constructor(count) {
    this.sum = new Float64Array(count);
    this.lost = new Float64Array(count);
  }
  add(at, value) {
    const sum = this.sum[at] + value;
    const first = Math.abs(this.sum[at]) >= Math.abs(value);
    this.lost[at] += first ? this.sum[at] - sum + value : value - sum + this.sum[at];
    this.sum[at] = sum;
  }
  values() {
    return this.sum.map((sum, n) => sum + this.lost[n]);
  }
}

// The sum of all values before each place, and of all of them.
function running(values) {
  const one = new Sums(1);
  const found = new Float64Array(values.length + 1);
  values.forEach((value, n) => {
    one.add(0, value);
    found[n + 1] = one.sum[0] + one.lost[0];
  });
  return found;
}

// How many forecasts are judged so far, and how many from this origin.
export function judgedSoFar({ counts, origins }, origin, revealed) {
  return revealed ? counts.byOrigin[origin + 1] : counts.byTime[origins[origin]];
}
export const judgedHere = (series, origin, revealed) => (revealed ? came(series, origin) : 0);

/**
 * The errors of a model: its mean pinball loss, the mean absolute error of its median, the share that its band held.
 *
 * @returns {{ pinball: number, off: number, held: number } | null} null where nothing can be judged
 */
export function errorsSoFar(series, model, origin, revealed) {
  const count = judgedSoFar(series, origin, revealed);
  const place = revealed ? origin + 1 : series.origins[origin];
  return means(count, (kind) => model.sums[kind][revealed ? "byOrigin" : "byTime"][place]);
}
export function errorsHere(series, model, origin, revealed) {
  return means(judgedHere(series, origin, revealed), (kind) => model.sums[kind].alone[origin]);
}

function means(count, sum) {
  if (!count) return null;
  return { pinball: sum("pinball") / count, off: sum("off") / count, held: sum("held") / count };
}

// Which of the errors are the best: the smallest, or of the shares the nearest to what the band promises. Ties are all
// best; of fewer than two none is.
export function best(errors, kind, nominal) {
  const size = (one) => (kind === "held" ? Math.abs(one.held - nominal) : one[kind]);
  const sizes = errors.map((one) => (one ? size(one) : Infinity));
  const least = Math.min(...sizes);
  if (sizes.filter(Number.isFinite).length < 2) return sizes.map(() => false);
  return sizes.map((one) => one <= least + 1e-12 * Math.max(1, least));
}

// The largest difference between the kernel's errors over all origins and those computed here, relative to their size.
export function gapToKernel(series) {
  const last = series.origins.length - 1;
  const gaps = series.models.flatMap((model, m) => {
    const found = errorsSoFar(series, model, last, true);
    return KINDS.map((kind, n) => {
      const theirs = series.kernel[m * KINDS.length + n];
      return found ? Math.abs(found[kind] - theirs) / Math.max(1, Math.abs(theirs)) : 0;
    });
  });
  return Math.max(0, ...gaps);
}

// All steps that the series or a forecast has: [first, last].
export function whole({ y, origins, horizon }) {
  return [0, Math.max(y.length, origins[origins.length - 1] + horizon) - 1];
}

// Which steps are seen, with a share of the picture left free for names. The window turns over by a sixth of its
// past, so that the origin moves along the series more often than the series does.
export function windowAt(series, origin, past, free = 0) {
  const end = whole(series)[1];
  const page = Math.max(1, Math.floor(past / 6));
  const wide = past + page + series.horizon;
  const seen = (first, count) => ({ first, last: first + Math.ceil(count / (1 - free)) - 1 });
  if (!past || wide > end) return { ...seen(0, end + 1), all: true };
  return { ...seen(Math.max(0, Math.floor((series.origins[origin] - past) / page) * page), wide), all: false };
}

// The origin that is nearest to a place on the time axis, where origin k stands at k − ½.
export function nearestOrigin(origins, place) {
  let low = 0;
  let high = origins.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (origins[middle] - 0.5 < place) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(0, low - 1);
  return place - (origins[before] - 0.5) <= origins[low] - 0.5 - place ? before : low;
}
