// The two pictures of one unit in one step: its memory as bars, and the six equations with their numbers.

import { el, fixed, write } from "../shared/lab.js";

// The memory of one unit in this step, as bars on one line of numbers: before, kept, written, now, shown.
export function memoryPicture() {
  const W = 380;
  const LEFT = 122;
  const RIGHT = 322;
  const ROW = 25;
  const middle = (LEFT + RIGHT) / 2;
  const rows = [
    ["c", "memory before"],
    ["f", "keep  f · c₋₁"],
    ["g", "write  + i · g"],
    ["c", "memory now  c"],
    ["h", "show  o · tanh(c)"],
  ];
  const node = el("svg", {
    viewBox: `0 0 ${W} ${rows.length * ROW + 20}`,
    class: "gl-memory",
    role: "img",
    "aria-label": "the memory of the unit in this step as bars; the sentence above says it in words",
  });
  const lines = rows.map(([key, text], n) => {
    const y = n * ROW + 4;
    const ghost = el("rect", { y: y + 3, height: ROW - 8, class: "gl-ghost" });
    const bar = el("rect", { y: y + 3, height: ROW - 8, class: `gl-bar gl-${key}` });
    const number = el("text", { x: RIGHT + 12, y: y + ROW / 2 + 3 });
    node.append(el("text", { x: 0, y: y + ROW / 2 + 3 }, text), ghost, bar, number);
    return { ghost, bar, number };
  });
  const base = rows.length * ROW + 4;
  const marks = [-1, 0, 1].map((side) => {
    const x = middle + (side * (RIGHT - LEFT)) / 2;
    const text = el("text", { x, y: base + 14, "text-anchor": "middle", class: "gl-mark" });
    node.append(el("line", { x1: x, x2: x, y1: 2, y2: base, class: side ? "gl-rule" : "gl-rule gl-zero" }), text);
    return { side, text };
  });
  const place = (rect, from, to, scale) => {
    const half = (RIGHT - LEFT) / 2;
    const [a, b] = [from, to].map((v) => middle + half * Math.max(-1, Math.min(1, v / scale || 0)));
    rect.setAttribute("x", Math.min(a, b));
    rect.setAttribute("width", Math.max(1.5, Math.abs(b - a)));
  };
  return {
    node: el("figure", { class: "gl-figure" }, node),
    show({ before, f, i, g, c, h, padded }, scale) {
      const kept = padded ? before : f * before;
      const written = padded ? 0 : i * g;
      const steps = [
        [0, before, before],
        [0, kept, kept],
        [kept, kept + written, written],
        [0, c, c],
        [0, h, h],
      ];
      steps.forEach(([from, to, value], n) => {
        place(lines[n].bar, from, to, scale);
        if (n === 1) place(lines[n].ghost, 0, before, scale);
        write(lines[n].number, fixed(value, 2, true));
      });
      for (const { side, text } of marks) write(text, fixed(side * scale, 1, true));
    },
  };
}

// The six equations of one unit with the numbers of this step.
// Its terms are buttons: pointing at one, or focusing it, calls onTerm with its name (null when it is left again).
export function equations(onTerm = () => {}) {
  const numbers = {};
  const term = (name, text, title, extra = "") =>
    el(
      "button",
      {
        type: "button",
        class: `gl-term ${extra}`,
        title,
        "aria-label": title,
        onpointerenter: () => onTerm(name),
        onfocus: () => onTerm(name),
        onpointerleave: () => onTerm(null),
        onblur: () => onTerm(null),
      },
      text,
    );
  const put = (name, attributes = {}) => (numbers[name] = el("td", { class: "gl-n", ...attributes }));
  const gates = [
    ["f", "σ", "forget gate"],
    ["i", "σ", "input gate"],
    ["g", "tanh", "candidate"],
    ["o", "σ", "output gate"],
  ];
  const names = {
    ...Object.fromEntries(gates.map(([key, , name]) => [key, name])),
    c: "cell state",
    h: "hidden state",
  };
  const symbol = (key) => term(key, key, `${key}, ${names[key]}: show its cell`, `gl-key gl-key-${key}`);
  const memory = () => term("c₋₁", "c₋₁", "c₋₁, the memory one step before: show its cell");
  const heads = {
    "from x": () => term("x", "from x", "x, the input: show its cell"),
    "from h₋₁": () => term("h₋₁", "from h₋₁", "h₋₁, all hidden states one step before: show their cells"),
  };
  const caption = el("caption", {});
  const table = el(
    "table",
    { class: "gl-sums" },
    caption,
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        ...["", "from x", "from h₋₁", "bias", "z", ""].map((text) =>
          text ? el("th", { scope: "col" }, heads[text]?.() ?? text) : el("td", {}),
        ),
      ),
    ),
    el(
      "tbody",
      {},
      ...gates.map(([key, squash, name]) =>
        el(
          "tr",
          {},
          el("th", { scope: "row", title: name }, symbol(key), ` = ${squash}(z)`),
          put(`${key}x`),
          put(`${key}h`),
          put(`${key}b`),
          put(`${key}z`),
          put(key, { class: "gl-n gl-result" }),
        ),
      ),
    ),
  );
  // The two state equations are written once; a step fills in their numbers, so that the focus stays.
  const [cellNumbers, hiddenNumbers, wait] = [el("span", {}), el("span", {}), el("p", {})];
  const [cellResult, hiddenResult] = [el("b", {}), el("b", {})];
  const cell = el(
    "p",
    { class: "gl-line" },
    symbol("c"),
    " = ",
    symbol("f"),
    " · ",
    memory(),
    " + ",
    symbol("i"),
    " · ",
    symbol("g"),
    " = ",
    cellNumbers,
    cellResult,
  );
  const hidden = el(
    "p",
    { class: "gl-line" },
    symbol("h"),
    " = ",
    symbol("o"),
    " · tanh(",
    symbol("c"),
    ") = ",
    hiddenNumbers,
    hiddenResult,
  );
  const inBrackets = (v) => (v < 0 ? `(${fixed(v, 3)})` : fixed(v, 3));
  return {
    node: el(
      "div",
      { class: "gl-arithmetic", tabindex: 0, role: "group", "aria-label": "the arithmetic of this step" },
      table,
      cell,
      hidden,
      wait,
    ),
    show({ unit, t, parts, f, i, g, o, c, h, before, padded, forced }) {
      write(caption, `unit ${unit + 1}, step ${t + 1}`);
      const gate = { f, i, g, o };
      for (const [key] of gates) {
        for (const from of ["x", "h", "b", "z"]) write(numbers[key + from], fixed(parts[key][from], 3, true));
        write(numbers[key], `${forced.includes(key) ? "forced" : "="} ${fixed(gate[key], 3, key === "g")}`);
      }
      write(
        cellNumbers,
        padded
          ? "not used here: c₋₁ = "
          : `${fixed(f, 3)} · ${inBrackets(before)} + ${fixed(i, 3)} · ${inBrackets(g)} = `,
      );
      write(cellResult, fixed(c, 3, true));
      write(hiddenNumbers, padded ? "not used here: h₋₁ = " : `${fixed(o, 3)} · ${inBrackets(Math.tanh(c))} = `);
      write(hiddenResult, fixed(h, 3, true));
      write(wait, padded ? "This step is padding: the state is carried over." : "");
    },
  };
}
