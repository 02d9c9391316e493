// @ts-check
// The Gate Lab's "guess": the future is hidden, the reader says what comes next, the truth is shown, a score is kept.

import { button, choice, el } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";
import { MAPS, mapsOf, valueAt } from "./model.js";

const CLOSE = 0.1; // of the scale from 0 to 1, or of the whole scale of a state

export function guessPanel(desk) {
  const { scene, view } = desk;
  let map = MAPS[0];
  const question = el("span", {});
  const range = el("input", { type: "range", "aria-label": "your guess", class: "gl-guess", oninput: () => face() });
  const number = el("output", { class: "lab-number" });
  const verdict = el("span", {});
  const score = el("span", {});
  const names = mapsOf(view).map(({ key, name }) => [key, `${key} ${name}`]);
  const pick = choice("guess", names, map.key, (key) => {
    map = MAPS.find((one) => one.key === key);
    scale();
  });
  const reveal = button("show me", "show me", () => answer());
  const row = el("div", { class: "lab-row" }, pick, question, range, number, reveal);
  const words = el("p", { class: "gl-outcome", role: "status" }, verdict, score);
  const node = el("div", { class: "gl-panel", role: "group", "aria-label": "guess what comes next" }, row, words);
  const span = () => (map.gate ? 1 : (scene.shown.scale[map.key] ?? 1));
  const face = () => {
    number.textContent = fixed(Number(range.value), 2, !map.gate);
  };
  function scale() {
    const high = span();
    Object.assign(range, { min: map.gate ? 0 : -high, max: high, step: high / 100 });
    range.value = map.gate ? 0.5 : 0;
    show();
  }
  function show() {
    const { step, unit } = view;
    const { T } = scene.shown;
    reveal.disabled = step + 1 >= T;
    question.textContent =
      step + 1 < T ? `of unit ${unit + 1} at step ${step + 2}:` : "nothing comes after the last step";
    face();
    score.textContent = tally(view.guesses);
  }
  function answer() {
    const { step, unit, guesses } = view;
    const said = Number(range.value);
    const truth = valueAt(scene.shown.run, map, step + 1, unit);
    const close = Math.abs(said - truth) <= CLOSE * span();
    desk.change({ guesses: [...guesses, [map.key, unit, step + 1, said, truth, close]] });
    const found = `You said ${fixed(said)}; it is ${fixed(truth)}, ${fixed(Math.abs(said - truth))} away.`;
    verdict.textContent = `${close ? "✓" : "✗"} ${found} `;
    desk.go(step + 1);
  }
  scale();
  return { node, show };
}

function tally(guesses) {
  if (guesses.length === 0) return "Within a tenth of the scale counts.";
  const close = guesses.filter((one) => one[5]).length;
  return `${close} of ${guesses.length} within a tenth of the scale.`;
}
