// @ts-check
// The three sentences with their spaces put back; where the truth is known, errors are marked.

import { el } from "../shared/nodes.js";
import { tally } from "./model.js";
import { WAYS } from "./thoughts.js";

const LEGEND =
  "× a letter after which the model is wrong, ‿ a space that is missing, ¦ one too many. Known because the text was " +
  "given with its spaces; the models saw it without.";

export function restoredPanel(desk) {
  const label = { role: "group", "aria-label": "the sentence with its spaces put back" };
  const node = el("div", { class: "tw-restored", ...label });
  node.onclick = desk.guard(({ target }) => {
    const t = target.dataset?.t;
    if (t !== undefined) desk.go(Number(t));
  });
  return {
    node,
    paint() {
      const { letters, said, ends } = desk;
      const lines = letters.length ? said.map((row, n) => result(desk, row, n)) : [];
      node.replaceChildren(...lines, ends ? el("p", { class: "lab-faint tw-legend" }, LEGEND) : "");
    },
    show() {
      for (const one of node.querySelectorAll(".tw-now")) one.classList.remove("tw-now");
      for (const one of node.querySelectorAll(`[data-t="${desk.view.step}"]`)) one.classList.add("tw-now");
    },
  };
}

function result(desk, row, n) {
  const { letters, ends, view } = desk;
  const line = el("span", { class: "tw-line" });
  letters.forEach((letter, t) => {
    line.append(el("span", { "data-t": t }, letter));
    if (t < letters.length - 1) line.append(gap(desk.isEnd(row[t]), desk.isWrong(n, t)));
  });
  const count = ends && tally(row, ends, view.threshold);
  const words = count ? `${count.found} of ${count.all} spaces found, ${count.extra} too many` : "";
  const [way, arrow] = WAYS[n];
  const who = el("span", { class: "tw-who" }, `${arrow} ${way}`);
  return el("p", { "data-n": n, class: "tw-result" }, who, line, el("span", { class: "tw-count" }, words));
}

// What stands after a letter: a space or none, and a mark where that is wrong.
function gap(put, wrong) {
  if (!wrong) return put ? " " : "";
  return put
    ? el("span", { class: "tw-extra", title: "a space too many" }, "¦")
    : el("span", { class: "tw-missed", title: "a space is missing" }, "‿");
}
