// @ts-check
// How the Tune Lab goes on: it writes a note or the rest of a phrase, otherwise, or what was there before.

import { button, checkbox, el, slider } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";
import { MOST_NOTES } from "./model.js";

export function writePanel(desk) {
  const { view } = desk;
  const one = button("write a note", "write a note after the last one (n)", () => desk.write(1));
  const rest = button("write to the end of the phrase", "write to the end of the phrase (e)", () => desk.write(null));
  const other = button("otherwise", "otherwise: draw what was written last again", () => desk.otherwise());
  const undo = button("undo", "undo the last change (u)", () => desk.undo());
  const again = button("start again", "start again with the tune with which the lab opened", () =>
    desk.compose(desk.composer.tune.notes, desk.composer.tune.notes.length),
  );
  const clear = button("empty", "empty: begin a tune of your own", () => desk.compose([], 0));
  const heat = { min: 0.1, max: 2, step: 0.05, value: view.temperature, format: (v) => fixed(v, 2) };
  const tau = slider("temperature", heat, (temperature) => desk.change({ temperature }));
  const hear = checkbox("hear what is written", view.hear, (on) => desk.change({ hear: on }));
  const keep = checkbox("keep what follows a change", view.keep, (on) => desk.change({ keep: on }));
  return {
    node: el("div", { class: "lab-row" }, one, rest, other, undo, again, clear, tau, hear, keep),
    show() {
      const full = view.notes.length >= MOST_NOTES;
      one.disabled = full;
      rest.disabled = full;
      other.disabled = !desk.last;
      undo.disabled = !desk.past.length;
      clear.disabled = !view.notes.length;
      tau.set(view.temperature);
      hear.set(view.hear);
      keep.set(view.keep);
    },
  };
}
