// @ts-check
// What is inside both LSTMs of the Attention Lab, over the words and under the blocks: a column each, a line a unit.

import { paintHeat, palette, sized } from "../shared/colours.js";
import { el, write } from "../shared/nodes.js";
import { fixed, peak, roundUp } from "../shared/numbers.js";
import { encoderAt } from "./model.js";
import { nameOf } from "./words.js";

const [LEAST, MOST] = [60, 128]; // pixels of a map

// The values of one LSTM: (H) of column n.
const columnOf = ({ sentence, steps, view }, which, n) =>
  which === "encoder" ? encoderAt(sentence, n, view.inside) : steps[n].inside[view.inside];

// The ends of the scale: gates from 0 to 1, the candidate and h from −1 to 1, the memory as far as both of them reach.
export function endsOf({ sentence, steps, view }) {
  if (["f", "i", "o"].includes(view.inside)) return [0, 1];
  if (view.inside !== "c") return [-1, 1];
  const most = roundUp(Math.max(peak(sentence.run.c), ...steps.map(({ inside }) => peak(inside.c))));
  return [-most, most];
}

export function mapPanel(desk, which, row) {
  const canvas = el("canvas", { role: "img" });
  const frame = el("span", { class: "at-cursor" });
  const box = el("div", { class: "at-box" }, canvas, frame);
  const caption = el("p", { class: "at-caption lab-faint" });
  const node = el("div", { class: `at-map at-of-${which}` });
  return {
    node,
    narrow() {
      canvas.style.width = "0";
    },
    paint() {
      const { view } = desk;
      node.replaceChildren(...(view.inside === "nothing" ? [] : which === "encoder" ? [caption, box] : [box, caption]));
      if (view.inside === "nothing" || !row.wide) return;
      const H = columnOf(desk, which, 0).length;
      const height = Math.min(MOST, H * Math.max(1, Math.ceil(LEAST / H)));
      paintColumns(sized(canvas, row.wide, height), desk, which, row, height);
      frame.style.height = `${height}px`;
      const size = `${H} units over ${row.chips.length} columns`;
      canvas.setAttribute(
        "aria-label",
        `${nameOf(view.inside)} of the ${which}, ${size}; the numbers are in the table`,
      );
    },
    show(n) {
      const { view } = desk;
      if (view.inside === "nothing" || !row.wide) return;
      const [from, to] = row.column(n);
      Object.assign(frame.style, { left: `${from}px`, width: `${to - from}px` });
      write(caption, captionOf(desk, which, n));
    },
  };
}

function paintColumns(context, desk, which, row, height) {
  const colours = palette(desk.root);
  const [low, high] = endsOf(desk);
  const pixels = low < 0 ? colours.diverging : (colours.maps[desk.view.inside] ?? colours.sequential);
  row.chips.forEach((_, n) => {
    const values = columnOf(desk, which, n);
    const [from, to] = row.column(n);
    const place = { x: from, y: 0, width: to - from - 1, height, rows: values.length, columns: 1 };
    paintHeat(context, { ...place, value: (u) => values[u], low, high, pixels, missing: colours.missing });
  });
}

// What a map shows, and its mean over the units here.
function captionOf(desk, which, n) {
  const { view, sentence, steps } = desk;
  const values = columnOf(desk, which, n);
  const mean = values.reduce((a, v) => a + v, 0) / values.length;
  const [low, high] = endsOf(desk);
  const at = which === "encoder" ? sentence.words[n] : steps[n].block;
  const scale = `${fixed(low, low < 0 && high < 1 ? 1 : 0)} to ${fixed(high, high < 1 ? 1 : 0)}`;
  const told = `${nameOf(view.inside)} of the ${which}, ${values.length} units, ${scale}`;
  return `${told}; mean at “${at}” ${fixed(mean, 2)}`;
}
