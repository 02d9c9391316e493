// The Gate Lab's "guess": the future is hidden, the reader says what comes next, the truth is shown, a score is kept.

import { MAPS, valueOf } from "./model.js";
import { button, choice, el, fixed } from "../shared/lab.js";

const CLOSE = 0.1; // of the scale from 0 to 1, or of the whole scale of a state

// `lab` answers: view, shown(), go(step), set(changes).
export function guessPanel(lab) {
  let quantity = "f";
  const question = el("span", {});
  const range = el("input", { type: "range", "aria-label": "your guess", class: "gl-guess", oninput: () => face() });
  const number = el("output", { class: "lab-number" });
  const verdict = el("p", { class: "gl-outcome", role: "status" });
  const pick = choice(
    "guess",
    MAPS.map(({ key, name }) => [key, `${key} ${name}`]),
    quantity,
    (value) => {
      quantity = value;
      scale();
    },
  );
  const reveal = button("show me", "show me", () => answer());
  const node = el(
    "div",
    { class: "gl-panel", role: "group", "aria-label": "guess what comes next" },
    el("div", { class: "lab-row" }, pick, question, range, number, reveal),
    verdict,
  );
  const map = () => MAPS.find(({ key }) => key === quantity);
  const span = () => (map().gate ? 1 : (lab.shown().scale[quantity] ?? 1));
  const face = () => {
    number.textContent = fixed(Number(range.value), 2, !map().gate);
  };

  function scale() {
    const high = span();
    Object.assign(range, { min: map().gate ? 0 : -high, max: high, step: high / 100 });
    range.value = map().gate ? 0.5 : 0;
    show();
  }
  function show() {
    const { step, unit } = lab.view;
    const { T } = lab.shown();
    reveal.disabled = step + 1 >= T;
    question.textContent =
      step + 1 < T ? `of unit ${unit + 1} at step ${step + 2}:` : "nothing comes after the last step";
    face();
    verdict.textContent ||= tally();
  }
  function answer() {
    const { step, unit, guesses } = lab.view;
    const said = Number(range.value);
    const truth = valueOf(lab.shown().run, map(), step + 1, unit);
    const close = Math.abs(said - truth) <= CLOSE * span();
    lab.set({ guesses: [...guesses, [quantity, unit, step + 1, said, truth, close]] });
    verdict.textContent = `${close ? "✓" : "✗"} You said ${fixed(said)}; it is ${fixed(truth)}, ${fixed(Math.abs(said - truth))} away. ${tally()}`;
    lab.go(step + 1);
  }
  function tally() {
    const { guesses } = lab.view;
    const close = guesses.filter((one) => one[5]).length;
    return guesses.length === 0
      ? "Within a tenth of the scale counts."
      : `${close} of ${guesses.length} within a tenth of the scale.`;
  }
  scale();
  return { node, show };
}
