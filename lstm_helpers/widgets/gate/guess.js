// @ts-check
// The Gate Lab's "guess": the future is hidden, the reader says what comes next, the truth is shown, a score is kept.

import { button, choice, el, refill } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";
import { mapsOf, valueAt } from "./model.js";

const CLOSE = 0.1; // of the scale from 0 to 1, or of the whole scale of a state

export function guessPanel(desk) {
  const { scene, view } = desk;
  let map = null;
  const question = el("span", {});
  const range = el("input", { type: "range", "aria-label": "your guess", class: "gl-guess", oninput: () => face() });
  const number = el("output", { class: "lab-number" });
  const verdict = el("span", {});
  const score = el("span", {});
  const place = el("span", {});
  const reveal = button("show me", "show me", () => answer());
  const row = el("div", { class: "lab-row" }, place, question, range, number, reveal);
  const words = el("p", { class: "gl-outcome", role: "status" }, verdict, score);
  const node = el("div", { class: "gl-panel", role: "group", "aria-label": "guess what comes next" }, row, words);
  // the ends of what is guessed
  const ends = () => {
    const { layer, scale } = scene.shown;
    return layer.ends[map.key] ?? [-scale[map.key], scale[map.key]];
  };
  const face = () => {
    number.textContent = fixed(Number(range.value), 2, ends()[0] < 0);
  };
  function choose(key) {
    map = mapsOf(view, scene.shown.layer).find((one) => one.key === key);
    const [low, high] = ends();
    Object.assign(range, { min: low, max: high, step: (high - low) / 200 });
    range.value = (low + high) / 2;
    face();
  }
  // the quantities of this layer
  function offer() {
    const names = mapsOf(view, scene.shown.layer).map(({ key, name }) => [key, `${key} ${name}`]);
    refill(place, names, () => {
      if (!names.some(([key]) => key === map?.key)) choose(names[0][0]);
      return [choice("guess", names, map.key, choose)];
    });
  }
  function show() {
    const { step, unit } = view;
    const { T, stale } = scene.shown;
    offer();
    reveal.disabled = stale || step + 1 >= T;
    const next = step + 1 < T ? `of unit ${unit + 1} at step ${step + 2}:` : "nothing comes after the last step";
    question.textContent = stale ? "what comes next is not known" : next;
    face();
    score.textContent = tally(view.guesses);
  }
  function answer() {
    const { step, unit, guesses } = view;
    const said = Number(range.value);
    const truth = valueAt(scene.shown.run, map, step + 1, unit);
    const [low, high] = ends();
    const close = Math.abs(said - truth) <= CLOSE * (low < 0 ? high : high - low);
    desk.change({ guesses: [...guesses, [map.key, unit, step + 1, said, truth, close]] });
    const found = `You said ${fixed(said)}; it is ${fixed(truth)}, ${fixed(Math.abs(said - truth))} away.`;
    verdict.textContent = `${close ? "✓" : "✗"} ${found} `;
    desk.go(step + 1);
  }
  return { node, show };
}

function tally(guesses) {
  if (guesses.length === 0) return "Within a tenth of the scale counts.";
  const close = guesses.filter((one) => one[5]).length;
  return `${close} of ${guesses.length} within a tenth of the scale.`;
}
