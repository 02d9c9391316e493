// @ts-check
// What each line of the Gradient Lab's chart is, with its number at this step.

import { el, sample, write } from "../shared/nodes.js";
import { power } from "../shared/numbers.js";

const LINES = { rnn: "RNN", bound: "never above r", lstm: "LSTM, all paths", direct: "LSTM, forget gates alone" };

export function legendPanel(desk) {
  const entries = Object.entries(LINES).map(([key, name]) => {
    const number = el("b", {});
    const words = el("span", {}, name, key === "bound" ? el("sup", {}, "k") : "");
    return { key, number, node: el("span", { class: "lab-key" }, sample(`gd-${key}`), words, number) };
  });
  return {
    node: el("div", { class: "lab-row lab-legend gd-legend" }, ...entries.map(({ node }) => node)),
    paint() {
      for (const { key, node } of entries) node.hidden = !desk.found[key];
    },
    show() {
      for (const { key, number } of entries) {
        if (desk.found[key]) write(number, power(desk.found[key][desk.view.step]));
      }
    },
  };
}
