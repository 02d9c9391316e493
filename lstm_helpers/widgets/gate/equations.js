// @ts-check
// The equations of one unit with the numbers of this step. Their terms are buttons: pointing at one, or focusing it,
// calls onTerm with its name (null when it is left again).

import { written } from "../shared/activations.js";
import { PRE } from "../shared/cells.js";
import { el, refill, write } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";
import { allMaps } from "./model.js";

const PARTS = ["x", "h", "b", "z"];
const inBrackets = (v) => (v < 0 ? `(${fixed(v, 3)})` : fixed(v, 3));

export function equationsPanel({ scene, light }) {
  const label = { tabindex: 0, role: "group", "aria-label": "the arithmetic of this step" };
  const node = el("div", { class: "gl-arithmetic", ...label });
  const wait = el("p", {});
  let lines = [];
  return {
    node,
    // another cell has other equations
    fill() {
      const { layer } = scene.shown;
      refill(node, [layer.kind, layer.activations], () => {
        const terms = termsFor(light, layer);
        lines = [gateTable(terms, layer), ...STATES[layer.kind](terms, layer)];
        return [...lines.map((line) => line.node), wait];
      });
    },
    show(numbers) {
      for (const line of lines) line.show(numbers);
      write(wait, numbers.padded ? "This step is padding: the state is carried over." : "");
    },
  };
}

// Makes the button of a term; its title says what it lights.
function termsFor(onTerm, layer) {
  const names = Object.fromEntries(allMaps(layer).map((map) => [map.key, map]));
  const titles = {
    "c₋₁": "c₋₁, the memory one step before: show its cell",
    x: "x, the input: show its cell",
    "h₋₁": "h₋₁, all hidden states one step before: show their cells",
    "own h₋₁": "h₋₁, the state of this unit one step before: show its cell",
  };
  return (name, text = name) => {
    const map = names[name];
    const title = titles[name] ?? `${name}, ${map.name}: show its cell`;
    const [on, off] = [() => onTerm(name), () => onTerm(null)];
    const heard = { onpointerenter: on, onfocus: on, onpointerleave: off, onblur: off };
    const kind = map ? `gl-key gl-key-${map.tint}` : "";
    return el("button", { type: "button", class: `gl-term ${kind}`, title, "aria-label": title, ...heard }, text);
  };
}

// Of an LSTM the gates in the order of its maps, of the others in their own.
const gatesOf = ({ kind }) => (kind === "lstm" ? ["f", "i", "g", "o"] : PRE[kind]);

function gateTable(terms, layer) {
  const numbers = {};
  const put = (name, kind = "gl-n") => {
    numbers[name] = el("td", { class: kind });
    return numbers[name];
  };
  const sum = layer.kind.startsWith("gru") ? "sum" : "z"; // a GRU's z is its update gate
  const caption = el("caption", {});
  const heads = [terms("x", "from x"), terms("h₋₁", "from h₋₁"), "bias", sum];
  const head = [el("td", {}), ...heads.map((one) => el("th", { scope: "col" }, one)), el("td", {})];
  const squash = (key) => written(layer.activations["gh".includes(key) ? 0 : 1]);
  const names = Object.fromEntries(allMaps(layer).map(({ key, name }) => [key, name]));
  const rows = gatesOf(layer).map((key) =>
    el(
      "tr",
      {},
      el("th", { scope: "row", title: names[key] }, terms(key), ` = ${squash(key)}(${sum})`),
      ...PARTS.map((from) => put(key + from)),
      put(key, "gl-n gl-result"),
    ),
  );
  return {
    node: el("table", { class: "gl-sums" }, caption, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)),
    show(now) {
      write(caption, `unit ${now.unit + 1}, step ${now.t + 1}`);
      for (const key of gatesOf(layer)) {
        for (const from of PARTS) write(numbers[key + from], fixed(now.parts[key][from], 3, true));
        const signed = (layer.ends[key]?.[0] ?? -1) < 0;
        const result = now.padded && key === "h" ? "not used" : fixed(now[key], 3, signed);
        write(numbers[key], `${now.forced.includes(key) ? "forced" : "="} ${result}`);
      }
    },
  };
}

// What becomes of the state.
const STATES = {
  lstm(terms, { activations }) {
    const [squash] = activations;
    const kept = [terms("c"), " = ", terms("f"), " · ", terms("c₋₁"), " + ", terms("i"), " · ", terms("g"), " = "];
    const shown = [terms("h"), " = ", terms("o"), ` · ${squash}(`, terms("c"), ") = "];
    const cell = stateLine(...kept);
    const hidden = stateLine(...shown);
    return [
      {
        node: cell.node,
        show({ f, i, g, c, before, padded }) {
          const sum = `${fixed(f, 3)} · ${inBrackets(before)} + ${fixed(i, 3)} · ${inBrackets(g)} = `;
          cell.show(padded ? "not used here: c₋₁ = " : sum, c);
        },
      },
      {
        node: hidden.node,
        show: ({ o, h, shown: seen, padded }) =>
          hidden.show(padded ? "not used here: h₋₁ = " : `${fixed(o, 3)} · ${inBrackets(seen)} = `, h),
      },
    ];
  },
  gru(terms) {
    const parts = [terms("h"), " = ", terms("z"), " · ", terms("own h₋₁", "h₋₁"), " + (1 − ", terms("z"), ") · "];
    const line = stateLine(...parts, terms("g"), " = ");
    const reset = el(
      "p",
      {},
      "For ",
      terms("g"),
      ", what comes from h₋₁ goes through the reset gate ",
      terms("r"),
      ".",
    );
    return [
      { node: reset, show() {} },
      {
        node: line.node,
        show({ z, g, h, before, padded }) {
          const sum = `${fixed(z, 3)} · ${inBrackets(before)} + ${fixed(1 - z, 3)} · ${inBrackets(g)} = `;
          line.show(padded ? "not used here: h₋₁ = " : sum, h);
        },
      },
    ];
  },
  rnn: () => [],
};
STATES["gru after"] = STATES.gru;

// A state equation, written once; a step fills in its numbers, so that the focus stays.
function stateLine(...parts) {
  const numbers = el("span", {});
  const result = el("b", {});
  return {
    node: el("p", { class: "gl-line" }, ...parts, numbers, result),
    show(text, value) {
      write(numbers, text);
      write(result, fixed(value, 3, true));
    },
  };
}
