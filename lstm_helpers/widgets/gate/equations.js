// @ts-check
// The six equations of one unit with the numbers of this step. Their terms are buttons: pointing at one, or focusing
// it, calls onTerm with its name (null when it is left again).

import { el, write } from "../shared/nodes.js";
import { fixed } from "../shared/numbers.js";

const SQUASHED = [
  ["f", "σ", "forget gate"],
  ["i", "σ", "input gate"],
  ["g", "tanh", "candidate"],
  ["o", "σ", "output gate"],
];
const NAMES = {
  ...Object.fromEntries(SQUASHED.map(([key, , name]) => [key, name])),
  c: "cell state",
  h: "hidden state",
};
const PARTS = ["x", "h", "b", "z"];
const inBrackets = (v) => (v < 0 ? `(${fixed(v, 3)})` : fixed(v, 3));

export function equationsPanel({ light }) {
  const terms = termsFor(light);
  const gates = gateTable(terms);
  const cell = stateLine(
    terms("c"),
    " = ",
    terms("f"),
    " · ",
    terms("c₋₁"),
    " + ",
    terms("i"),
    " · ",
    terms("g"),
    " = ",
  );
  const hidden = stateLine(terms("h"), " = ", terms("o"), " · tanh(", terms("c"), ") = ");
  const wait = el("p", {});
  const label = { tabindex: 0, role: "group", "aria-label": "the arithmetic of this step" };
  return {
    node: el("div", { class: "gl-arithmetic", ...label }, gates.node, cell.node, hidden.node, wait),
    show(numbers) {
      const { f, i, g, o, c, h, before, padded } = numbers;
      gates.show(numbers);
      const kept = `${fixed(f, 3)} · ${inBrackets(before)} + ${fixed(i, 3)} · ${inBrackets(g)} = `;
      cell.show(padded ? "not used here: c₋₁ = " : kept, c);
      hidden.show(padded ? "not used here: h₋₁ = " : `${fixed(o, 3)} · ${inBrackets(Math.tanh(c))} = `, h);
      write(wait, padded ? "This step is padding: the state is carried over." : "");
    },
  };
}

// Makes the button of a term; its title says what it lights.
function termsFor(onTerm) {
  const titles = {
    "c₋₁": "c₋₁, the memory one step before: show its cell",
    x: "x, the input: show its cell",
    "h₋₁": "h₋₁, all hidden states one step before: show their cells",
  };
  return (name, text = name) => {
    const title = titles[name] ?? `${name}, ${NAMES[name]}: show its cell`;
    const [on, off] = [() => onTerm(name), () => onTerm(null)];
    const heard = { onpointerenter: on, onfocus: on, onpointerleave: off, onblur: off };
    const kind = NAMES[name] ? `gl-key gl-key-${name}` : "";
    return el("button", { type: "button", class: `gl-term ${kind}`, title, "aria-label": title, ...heard }, text);
  };
}

function gateTable(terms) {
  const numbers = {};
  const put = (name, kind = "gl-n") => {
    numbers[name] = el("td", { class: kind });
    return numbers[name];
  };
  const caption = el("caption", {});
  const heads = [terms("x", "from x"), terms("h₋₁", "from h₋₁"), "bias", "z"];
  const head = [el("td", {}), ...heads.map((one) => el("th", { scope: "col" }, one)), el("td", {})];
  const rows = SQUASHED.map(([key, squash, name]) =>
    el(
      "tr",
      {},
      el("th", { scope: "row", title: name }, terms(key), ` = ${squash}(z)`),
      ...PARTS.map((from) => put(key + from)),
      put(key, "gl-n gl-result"),
    ),
  );
  return {
    node: el("table", { class: "gl-sums" }, caption, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)),
    show(now) {
      write(caption, `unit ${now.unit + 1}, step ${now.t + 1}`);
      for (const [key] of SQUASHED) {
        for (const from of PARTS) write(numbers[key + from], fixed(now.parts[key][from], 3, true));
        write(numbers[key], `${now.forced.includes(key) ? "forced" : "="} ${fixed(now[key], 3, key === "g")}`);
      }
    },
  };
}

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
