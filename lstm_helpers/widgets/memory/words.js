// @ts-check
// What the Memory Lab says: whether the target is hit, and what happens at a step.

import { fixed } from "../shared/numbers.js";

export function verdictInWords({ view, target }, c) {
  const { want } = target();
  if (!want) return "";
  const miss = missOf(c, want);
  const first = miss.findIndex((one) => one > view.payload.close);
  return first < 0 ? "✓ Target hit at every step." : `Not yet: step ${first + 1} misses by ${fixed(miss[first], 2)}.`;
}

// Is the memory at every step as near to the target as it must be?
export function isHit({ view, target }, c) {
  const { want } = target();
  return Boolean(want) && missOf(c, want).every((one) => one <= view.payload.close);
}

export function stepInWords({ view, target }, c) {
  const { step: t, f, i, g } = view;
  const { want } = target();
  const kept = `keeps ${fixed(100 * f[t], 0)} % of ${fixed(t ? c[t - 1] : 0)}`;
  const written = `writes ${fixed(i[t])} × ${fixed(g[t])} = ${fixed(i[t] * g[t])}`;
  return `Step ${t + 1}: ${kept}, ${written}, so c = ${fixed(c[t])}${want ? `; wanted ${fixed(want[t])}` : ""}.`;
}

// The same for the picture, with the largest miss.
export function pictureInWords(desk, c) {
  const { want } = desk.target();
  const most = want ? Math.max(...missOf(c, want)) : 0;
  return `${verdictInWords(desk, c)} ${stepInWords(desk, c)} The largest miss is ${fixed(most)}.`;
}

const missOf = (c, want) => c.map((value, t) => Math.abs(value - want[t]));
