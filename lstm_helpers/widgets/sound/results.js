// @ts-check
// What was heard beside what was said, letter by letter, and how likely it is.

import { el, hide, refill, write } from "../shared/nodes.js";
import { visible } from "../shared/numbers.js";
import { aligned } from "./model.js";
import { aloneInWords, beamInWords, sumsInWords, verdictOf } from "./words.js";

export function resultsPanel(desk) {
  const [path, beam] = [pairsOf("heard"), pairsOf("the beam")];
  const verdict = el("p", { class: "sl-verdict" });
  const [beamSays, sums, alone] = [0, 1, 2].map(() => el("p", {}));
  const [ofBeam, about] = [el("p", { class: "sl-verdict" }), el("div", { class: "sl-about" }, sums, alone)];
  return {
    node: el("div", { class: "sl-results" }, path.node, verdict, beamSays, beam.node, ofBeam, about),
    fill() {
      const { result, classes, clip } = desk;
      path.show(result.against.pairs, classes);
      judge(verdict, verdictOf(desk));
      write(beamSays, beamInWords(desk));
      const best = desk.beam[clip.T - 1][0];
      const other = best && best.classes.join() !== result.heard.join();
      hide(beam.node, !other);
      hide(ofBeam, !other);
      if (other) {
        const against = aligned(clip.said, best.classes);
        beam.show(against.pairs, classes);
        judge(ofBeam, verdictOf(desk, against));
      }
      write(sums, sumsInWords(desk));
      write(alone, aloneInWords(desk));
    },
    show() {},
  };
}

function judge(node, { text, state }) {
  write(node, text);
  node.dataset.state = state;
}

// Two rows of letters, what was said under what was heard; where they differ the column is marked.
function pairsOf(heardBy) {
  const table = el("table", { class: "sl-pairs" });
  return {
    node: el("div", { class: "sl-pairs-box lab-scroller", tabindex: 0, role: "group", "aria-label": heardBy }, table),
    show(pairs, classes) {
      const cell = (pair, own) => {
        const same = pair.said === pair.heard;
        const text = own === null ? "∅" : visible(classes[own]);
        return el("td", { class: same ? "" : own === null ? "sl-none" : "sl-other" }, text);
      };
      refill(table, [pairs, classes], () =>
        ["heard", "said"].map((key) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, key === "heard" ? heardBy : key),
            ...pairs.map((pair) => cell(pair, pair[key])),
          ),
        ),
      );
    },
  };
}
