// @ts-check
// The losses as numbers, and what is said about them; no nodes.

import { decode } from "../shared/numbers.js";
import { complete } from "./state.js";

const BELOW = 0.9; // of the baseline

// The bytes of a message as rows; done is counted in batches.
export function unpackLive(message) {
  const live = complete(message);
  const rows = (bytes, width) => {
    const flat = decode(bytes ?? "");
    return Array.from({ length: flat.length / width }, (_, n) => flat.subarray(n * width, (n + 1) * width));
  };
  return {
    ...live,
    total: live.epochs * live.batches,
    train: rows(live.train, 5).map(([done, mean, low, high, seconds]) => ({ done, mean, low, high, seconds })),
    validation: rows(live.validation, 3).map(([done, mean, seconds]) => ({ done, mean, seconds })),
  };
}

export const runs = ({ state }) => state === "running" || state === "stopping";

// A loss in three digits, as people write it; NaN and infinities are shown as such.
export function short(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+∞" : "−∞";
  const size = Math.abs(value);
  const text = size === 0 ? "0" : size >= 1e-3 && size < 999.5 ? size.toPrecision(3) : size.toExponential(2);
  return (value < 0 ? "−" : "") + text.replace("e-", "e−").replace("e+", "e");
}

// Seconds as people say them.
export function inSeconds(seconds) {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

// How far the training is; `quiet` are the seconds since the last news.
export function progressInWords({ state, epochs, batches, total, seconds, done, ended }, quiet) {
  if (state === "waiting") return "Not started.";
  if (state === "done") return `${ended[0]?.toUpperCase() ?? ""}${ended.slice(1)} (${inSeconds(seconds)}).`;
  const epoch = batches ? Math.min(epochs, Math.floor(Math.max(0, done - 1) / batches) + 1) : 1;
  const place = epochs > 1 ? `epoch ${epoch} of ${epochs}, ` : "";
  const batch = batches ? `batch ${done - (epoch - 1) * batches} of ${batches}` : `batch ${done}`;
  const left = total && done ? `, about ${inSeconds((seconds / done) * (total - done))} left` : "";
  const news = quiet > 5 ? ` No news for ${inSeconds(quiet)}.` : "";
  return `Training: ${place}${batch}; ${inSeconds(seconds)} so far${left}.${news}`;
}

// One point of the curve.
export function lossInWords({ batches, epochs, validation }, loss, one) {
  const seen = validation.findLast(({ done }) => done <= one.done);
  const epoch = batches && epochs > 1 ? ` (epoch ${Math.ceil(one.done / batches)})` : "";
  const band = one.low < one.high ? ` (${short(one.low)} to ${short(one.high)})` : "";
  const after = `After batch ${one.done}${epoch}, ${inSeconds(one.seconds)}`;
  return `${after}: training ${loss} ${short(one.mean)}${band}${seen ? `, validation ${short(seen.mean)}.` : "."}`;
}

// Whether the loss has left the plateau of one who learns nothing, and since when: from the point after which every
// mean lies below nine tenths of it.
export function plateauInWords({ train, state }, baseline) {
  if (!baseline || !train.length) return "";
  const [name, value] = baseline;
  const near = train.findLastIndex(({ mean }) => !(mean < BELOW * value));
  const rival = `“${name}” (${short(value)})`;
  if (near === train.length - 1) {
    const wait = state === "done" ? "It ended there." : "Many tasks stay there for a while before the loss falls.";
    return `Still on the plateau: the loss is no lower than nine tenths of ${rival}. ${wait}`;
  }
  const when = near < 0 ? "from the first point on" : `after batch ${train[near].done}`;
  return `Off the plateau ${when}: the loss is below nine tenths of ${rival}, and has stayed there.`;
}

// The last point, and the best.
export function summary(live, loss) {
  const best = live.validation.reduce((a, b) => (b.mean < (a?.mean ?? Infinity) ? b : a), null);
  const last = live.train.at(-1);
  if (!last) return "";
  const lowest = best ? ` Lowest validation: ${short(best.mean)}, after batch ${best.done}.` : "";
  return lossInWords(live, loss, last) + lowest;
}
