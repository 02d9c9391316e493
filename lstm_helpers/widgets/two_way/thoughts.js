// @ts-check
// What the three models think of one letter, in words.

import { el, write } from "../shared/nodes.js";
import { visible } from "../shared/numbers.js";
import { disagreement } from "./model.js";

export const WAYS = [
  ["forward", "→"],
  ["backward", "←"],
  ["both ways", "⇄"],
];
export const share = (p) => (Number.isNaN(p) ? "NaN" : `${Math.round(100 * p)} %`);

const MOST = 16; // letters that are quoted
const first = (list) => list.slice(0, MOST).join("") + (list.length > MOST ? "…" : "");
const last = (list) => (list.length > MOST ? "…" : "") + list.slice(-MOST).join("");

export function thoughtsPanel(desk) {
  const here = el("p", { class: "lab-say tw-here" });
  const thoughts = el("ul", { class: "tw-thoughts" });
  const why = el("p", { class: "tw-why" });
  return {
    node: el("div", { class: "tw-words" }, here, thoughts, why),
    show() {
      const { letters, ends, said, view } = desk;
      const t = view.step;
      if (!letters.length) {
        write(here, "Type a sentence: the models read it as you write.");
        thoughts.replaceChildren();
        write(why, "");
        return;
      }
      const verdicts = said.map((row) => desk.isEnd(row[t]));
      const lines = thoughtsOn(letters, t, said, verdicts);
      write(here, `Letter ${t + 1} of ${letters.length}: does a word end after “${visible(letters[t])}”?`);
      thoughts.replaceChildren(
        ...lines.map(([one, verdict, rest], n) =>
          el("li", { "data-n": n, class: verdicts[n] ? "tw-yes" : "" }, one, el("b", {}, verdict), rest),
        ),
      );
      const truth = ends === null ? "" : ends[t] ? " In the text a word ends here." : " In the text no word ends here.";
      write(why, disagreement(verdicts, letters, t) + truth);
      const short = lines.map(([one, verdict]) => one + verdict).join("; ");
      desk.say(`${here.textContent} ${short}. ${why.textContent}`);
    },
  };
}

// Each model's name, its verdict, and what it has read.
function thoughtsOn(letters, t, said, verdicts) {
  const read = [
    `read “${last(letters.slice(0, t + 1))}” and nothing after it`,
    `read “${first(letters.slice(t))}”, from its end, and nothing before it`,
    "read the whole sentence",
  ];
  const verdict = (n) => `${share(said[n][t])}: ${verdicts[n] ? "a word ends here" : "no end"}`;
  return WAYS.map(([way], n) => [`${way} `, verdict(n), `, having ${read[n]}.`]);
}
