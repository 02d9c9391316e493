// @ts-check
// What the reader can ask the Gate Lab for: to hide the future, gradients, and a drawer with "what if" or "guess".

import { button, checkbox, el } from "../shared/nodes.js";
import { changePanel } from "./change.js";
import { canReach } from "./gradient.js";
import { guessPanel } from "./guess.js";

const DRAWERS = { change: ["what if…", changePanel], guess: ["guess what comes next", guessPanel] };

export function toolsPanel(desk) {
  const { scene, view, guard, change } = desk;
  const future = checkbox("hide the future", view.veil, (veil) => change({ veil }));
  const lanes = checkbox("gradients", view.gradients, (gradients) => change({ gradients }));
  const gates = checkbox("all gates", view.form === "full", (all) => change({ form: all ? "full" : "small" }));
  gates.hidden = view.form === "full"; // offered to who began with the small form
  const drawer = el("div", { class: "gl-drawer" });
  const made = {};
  const buttons = Object.entries(DRAWERS).map(([name, [text]]) => {
    const toggle = guard(() => open(scene.panel === name ? "" : name));
    return button(text, text, toggle, { "aria-expanded": "false", "data-panel": name });
  });
  function open(name) {
    scene.panel = name;
    if (name) made[name] ??= DRAWERS[name][1](desk);
    drawer.replaceChildren(...(name ? [made[name].node] : []));
    for (const one of buttons) one.setAttribute("aria-expanded", String(one.dataset.panel === name));
    desk.root.classList.toggle("gl-guessing", name === "guess");
    desk.arrange();
  }
  return {
    node: el("div", {}, el("div", { class: "lab-row gl-tools" }, future, gates, lanes, ...buttons), drawer),
    open,
    // the input of the step, to be changed
    edit() {
      open("change");
      made.change.focus();
    },
    mirror() {
      future.set(view.veil);
      lanes.set(view.gradients);
      gates.set(view.form === "full");
    },
    arrange() {
      const small = view.form === "small";
      gates.hidden &&= !small;
      lanes.hidden = small || !canReach(scene.shown.layer);
      for (const one of buttons) one.hidden = small && one.dataset.panel === "guess";
    },
    show: () => made[scene.panel]?.show(),
  };
}
