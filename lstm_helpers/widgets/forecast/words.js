// @ts-check
// What the Forecast Lab says: numbers with their unit, what is expected from an origin, and what came.

import { came, errorsHere, quantilesAt } from "./model.js";

// So many steps of the series: "1 month", "12 months".
export const manyOf = (count, every) => `${count} ${every}${count === 1 ? "" : "s"}`;

// How many decimals tell the values of a series apart.
export function digitsOf(y) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of y) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const size = high - low || Math.abs(high) || 1;
  return Math.max(0, Math.min(9, 2 - Math.floor(Math.log10(size))));
}

// A number of the series or of its errors, with a real minus sign.
export function amount(value, digits) {
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 10 ** (-digits - 3) && size < 1e7);
  const text = plain ? size.toFixed(digits) : size.toPrecision(4).replace("e+", "e").replace("e-", "e−");
  return value < 0 && Number(size.toFixed(digits)) !== 0 ? `−${text}` : text;
}

export const joined = (texts) =>
  texts.length < 2 ? texts.join("") : `${texts.slice(0, -1).join(", ")} and ${texts[texts.length - 1]}`;

export function readsInWords({ reads }, every) {
  if (reads === null || reads === undefined) return "";
  if (reads === "all") return "reads all the past";
  return reads === 0 ? "reads nothing" : `reads ${manyOf(reads, every)}`;
}

// The median of a model, with its band where it has one: "24.3 (23.1 to 25.0)".
export function expectedInWords(series, model, origin, lead) {
  const q = quantilesAt(series, model, origin, lead);
  const [low, middle, high] = [q[0], q[series.median], q[q.length - 1]].map((v) => amount(v, series.digits));
  return q.length > 1 ? `${middle} (${low} to ${high})` : middle;
}

export function originInWords(desk) {
  const { view, series, clock, ticked } = desk;
  const start = `From ${clock.label(series.origins[view.origin] - 1)}`;
  if (!ticked.length) return `${start}: no model is ticked.`;
  return view.revealed ? whatCame(desk, start) : whatIsExpected(desk, start);
}

function whatIsExpected({ view, series, clock, ticked }, start) {
  const last = series.horizon - 1;
  const said = ticked.map((model, n) => {
    const expected = expectedInWords(series, model, view.origin, last);
    return n ? `${model.name} ${expected}` : `${model.name} expects ${withUnit(expected, series.unit)}`;
  });
  const ahead = manyOf(series.horizon, clock.every);
  return `${start}, ${ahead} ahead: ${joined(said)}. What came lies under the veil.`;
}

function whatCame(desk, start) {
  const { view, series, clock, ticked } = desk;
  const count = came(series, view.origin);
  if (count <= 0) return `${start}: the series ends here, so there is nothing to compare the forecasts with.`;
  const found = ticked.map((model) => errorsHere(series, model, view.origin, true));
  const off = found.map((one, n) => {
    const size = amount(one.off, series.digits);
    return `${ticked[n].name} ${n ? size : `${withUnit(size, series.unit)} off on average ${over(desk, count)}`}`;
  });
  if (series.quantiles.length < 2) return `${start}: ${joined(off)}.`;
  const held = found.map((one) => String(Math.round(one.held * count)));
  const bands = `the band${held.length > 1 ? "s" : ""} held ${joined(held)} of ${manyOf(count, clock.every)}`;
  return `${start}: ${joined(off)}; ${bands}.`;
}

function over({ series, clock }, count) {
  const steps = manyOf(count, clock.every);
  if (count < series.horizon) return `over the ${steps} until the series ends`;
  return `over ${steps}`;
}

// A number with its unit; the unit comes before a bracket.
export function withUnit(text, unit) {
  if (!unit) return text;
  const [number, ...rest] = text.split(" (");
  return [`${number} ${unit}`, ...rest].join(" (");
}

export const ofSeries = ({ name, unit }) => (unit ? `${name}, ${unit}` : name);
