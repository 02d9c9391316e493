// @ts-check
// The chances of the next letter: a button for each of the likeliest, which writes it.

import { el, write } from "../shared/nodes.js";
import { percent, visible } from "../shared/numbers.js";

// A chance that is small is not none.
const chance = (share) => (share < 0.005 ? "< 1 %" : percent(share));

export const SHOWN = 10;

export function chancesPanel(desk) {
  const rows = Array.from({ length: SHOWN }, (_, place) => rowOf(desk, place));
  const head = el("p", { class: "tx-head" });
  return {
    node: el(
      "div",
      { class: "tx-chances", role: "group", "aria-label": "the next letter" },
      head,
      ...rows.map((r) => r.node),
    ),
    show() {
      const last = desk.view.step === desk.text.letters.length - 1;
      write(head, last ? "Next letter: choose one" : "Expected here: choose one, and the text goes on from here");
      rows.forEach((row) => {
        row.show();
      });
    },
  };
}

function rowOf(desk, place) {
  const letter = el("b", {});
  const bar = el("span", { class: "lab-bar" });
  const share = el("span", { class: "lab-share" });
  const press = desk.guard(() => desk.choose(desk.best[place].n));
  const node = el(
    "button",
    { type: "button", class: "tx-row", onclick: press },
    letter,
    el("span", { class: "lab-rail" }, bar),
    share,
  );
  return {
    node,
    show() {
      const one = desk.best[place];
      node.hidden = !one;
      if (!one) return;
      const name = visible(desk.symbols[one.n]);
      write(letter, name);
      write(share, chance(one.chance));
      bar.style.width = `${(100 * one.chance).toFixed(1)}%`;
      node.setAttribute("aria-label", `write ${name}, ${chance(one.chance)}`);
      node.classList.toggle("tx-came", desk.text.letters[desk.view.step + 1] === desk.symbols[one.n]);
    },
  };
}
