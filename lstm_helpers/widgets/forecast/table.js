// @ts-check
// The models: a row each, to tick on and off, with what it reads and its errors so far and from this origin.

import { el, sample, write } from "../shared/nodes.js";
import { percent } from "../shared/numbers.js";
import { DASHES } from "./chart.js";
import { best, errorsHere, errorsSoFar, judgedHere, judgedSoFar, KINDS } from "./model.js";
import { amount, manyOf, readsInWords } from "./words.js";

const NONE = "–";

export function modelsPanel(desk) {
  const table = el("table", { class: "fc-models" });
  let parts = null;
  return {
    node: el("div", { class: "lab-scroller fc-models-box", tabindex: 0, role: "group", "aria-label": "models" }, table),
    arrange() {
      const rows = desk.series.models.map((model) => rowOf(desk, model));
      const head = headOf(desk);
      parts = { head, rows };
      table.replaceChildren(head.node, el("tbody", {}, ...rows.map(({ node }) => node)));
    },
    show() {
      const { ticked } = desk;
      parts.head.show();
      const sides = [errorsSoFar, errorsHere].map((errors) => sideOf(desk, errors));
      for (const row of parts.rows) row.show(ticked.indexOf(row.model), sides);
    },
  };
}

// The errors of the models that are ticked, as texts, and which are the best of each kind: what reads alike is alike.
function sideOf({ series, view, ticked }, errors) {
  const found = ticked.map((model) => errors(series, model, view.origin, view.revealed));
  const kinds = KINDS.map((kind) => {
    const texts = found.map((one) => textOf(series, kind, one));
    const first = best(found, kind, series.nominal).map((won, n) => (won ? texts[n] : NONE));
    return { texts, marks: texts.map((text) => text !== NONE && first.includes(text)) };
  });
  return { texts: kinds.map(({ texts }) => texts), marks: kinds.map(({ marks }) => marks) };
}

function textOf(series, kind, errors) {
  if (!errors || (kind === "held" && series.quantiles.length < 2)) return NONE;
  return kind === "held" ? percent(errors.held) : amount(errors[kind], series.digits + 1);
}

function headOf(desk) {
  const { series, view } = desk;
  const soFar = el("th", { scope: "colgroup", colspan: 3, class: "fc-side" });
  const here = el("th", { scope: "colgroup", colspan: 3, class: "fc-side" });
  const unit = series.unit ? `, ${series.unit}` : "";
  const bands = series.quantiles.length > 1;
  const names = [
    `pinball loss${unit}`,
    `median off by${unit}`,
    bands ? `in the band (${percent(series.nominal).replace(" ", "\u00a0")})` : "in the band",
  ];
  const columns = () => names.map((name, n) => el("th", { scope: "col", class: n ? "" : "fc-side" }, name));
  const top = el("tr", {}, el("th", { scope: "col", rowspan: 2, class: "fc-model" }, "model"));
  top.append(soFar, here);
  return {
    node: el("thead", {}, top, el("tr", {}, ...columns(), ...columns())),
    show() {
      const soFarCount = judgedSoFar(series, view.origin, view.revealed);
      write(soFar, `so far: ${grouped(soFarCount)} forecast${soFarCount === 1 ? "" : "s"}`);
      write(here, `from this origin: ${hereInWords(desk)}`);
    },
  };
}

// 12345 as 12,345.
const grouped = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

function hereInWords({ series, view, clock }) {
  if (!view.revealed) return "veiled";
  const count = Math.max(0, judgedHere(series, view.origin, true));
  const steps = manyOf(series.horizon, clock.every);
  return count < series.horizon ? `${count} of ${steps}` : steps;
}

function rowOf(desk, model) {
  const { clock } = desk;
  const line = sample("fc-line", { "data-n": model.place, "stroke-dasharray": DASHES[model.place].join(" ") });
  const input = el("input", { type: "checkbox", onchange: desk.guard(() => desk.tick(model.name, input.checked)) });
  const reads = el("small", { class: "fc-reads" }, readsInWords(model, clock.every));
  const label = el("label", { class: "fc-name" }, input, line, el("span", {}, model.name, reads));
  const cells = [0, 1].flatMap(() => KINDS.map((kind, n) => cellOf(kind, n === 0)));
  return {
    model,
    node: el("tr", {}, el("th", { scope: "row", class: "fc-model" }, label), ...cells.map(({ node }) => node)),
    show(place, sides) {
      input.checked = place >= 0;
      cells.forEach((cell, n) => {
        const { texts, marks } = sides[n < KINDS.length ? 0 : 1];
        cell.show(texts[n % KINDS.length][place] ?? NONE, marks[n % KINDS.length][place] ?? false);
      });
    },
  };
}

function cellOf(kind, first) {
  const word = el("small", { class: "fc-word" });
  const number = el("span", { class: "fc-number" });
  let was = false;
  const node = el("td", { class: first ? "fc-side" : "" }, word, number);
  return {
    node,
    show(text, marked) {
      write(number, text);
      if (marked === was) return;
      was = marked;
      write(word, marked ? (kind === "held" ? "nearest" : "best") : "");
      node.classList.toggle("fc-best", marked);
    },
  };
}
