// @ts-check
// The chances of the block that comes next, the likeliest first.

import { el, hide, write } from "../shared/nodes.js";
import { likeliestBlocks } from "./model.js";
import { share } from "./words.js";

const SHOWN = 6;

export function nextPanel(desk) {
  const rows = Array.from({ length: SHOWN }, () => rowOf());
  const head = el("p", { class: "at-head" });
  const list = el("div", { class: "at-list", role: "group", "aria-label": "the chances of this step" });
  list.append(...rows.map(({ node }) => node));
  return {
    node: el("div", { class: "at-chances" }, head, list),
    show() {
      const { view, steps, net, truth } = desk;
      const one = steps[view.step];
      write(head, `Chances at step ${view.step + 1}`);
      const best = likeliestBlocks(one, SHOWN);
      const right = truth && desk.rightSoFar() ? (truth.blocks[view.step] ?? net.target[net.target.length - 1]) : null;
      rows.forEach((row, k) => {
        hide(row.node, !best[k]);
        if (best[k]) row.show(net.target[best[k].n], best[k].chance, net.target[best[k].n] === right);
      });
    },
  };
}

function rowOf() {
  const block = el("b", {});
  const bar = el("span", { class: "lab-bar" });
  const number = el("span", { class: "lab-share" });
  return {
    node: el("div", { class: "at-next" }, block, el("span", { class: "lab-rail" }, bar), number),
    show(text, chance, right) {
      write(block, right ? `${text} ✓` : text);
      write(number, share(chance));
      bar.style.width = `${(100 * chance).toFixed(1)}%`;
    },
  };
}
