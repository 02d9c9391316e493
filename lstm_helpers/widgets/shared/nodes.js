// @ts-check
// Nodes and controls that all labs share.

const SVG = ["svg", "g", "line", "path", "circle", "rect", "text", "title", "defs", "marker", "polyline"];

// el("div", { class: "row", onclick: f, "aria-label": "…" }, child, "text"): text is always text, never markup.
// Event listeners set through it die with their node.
/** @returns {any} */
export function el(tag, attributes = {}, ...children) {
  /** @type {any} */
  const node = SVG.includes(tag)
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node[name] = value;
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Set a node's text where it differs from what was last written: most numbers of a step are those of the step before.
// What holds nothing but text keeps its text node, which costs half of a new one.
export function write(node, text) {
  if (node.written === text) return;
  if (node.written && text) node.firstChild.data = text;
  else node.textContent = text;
  node.written = text;
}

// Set an attribute where it differs from what was last set here.
export function mark(node, name, value) {
  const marks = node.marks ?? {};
  node.marks = marks;
  if (marks[name] === value) return;
  marks[name] = value;
  node.setAttribute(name, value);
}

// Even where it changes nothing, setting `hidden` costs the browser a look at the page.
export function hide(node, hidden) {
  if (node.hidden !== hidden) node.hidden = hidden;
}

// Replace a node's children where what they are made of differs from the last time, as JSON says; else the focus stays.
export function refill(node, made, children) {
  const signature = JSON.stringify(made);
  if (node.signature === signature) return;
  node.signature = signature;
  node.replaceChildren(...children());
}

// A labelled <select>; options are [value, text] pairs. node.set(value) chooses without calling back.
export function choice(label, options, value, onInput) {
  const input = el(
    "select",
    { "aria-label": label, onchange: () => onInput(input.value) },
    ...options.map(([key, text]) => el("option", { value: key }, text)),
  );
  const set = (one) => {
    input.value = one;
  };
  set(value);
  return Object.assign(el("label", { class: "lab-field" }, el("span", {}, label), input), { input, set });
}

// A labelled slider that shows its number; node.set(value) moves it without calling back.
export function slider(label, { min, max, step = 1, value, format = (/** @type {any} */ v) => String(v) }, onInput) {
  const out = el("output", { class: "lab-number" });
  const input = el("input", { type: "range", min, max, step, "aria-label": label });
  const show = (number) => {
    out.textContent = format(number);
    input.setAttribute("aria-valuetext", format(number));
  };
  input.oninput = () => {
    show(Number(input.value));
    onInput(Number(input.value));
  };
  const set = (number) => {
    input.value = number;
    show(number);
  };
  set(value);
  return Object.assign(el("label", { class: "lab-field" }, el("span", {}, label), input, out), { input, set });
}

export function checkbox(label, value, onInput) {
  const input = el("input", { type: "checkbox", onchange: () => onInput(input.checked) });
  const set = (on) => {
    input.checked = on;
  };
  set(value);
  return Object.assign(el("label", { class: "lab-field lab-check" }, input, el("span", {}, label)), { input, set });
}

export function button(face, label, onclick, extra = {}) {
  return el(
    "button",
    { type: "button", class: "lab-button", "aria-label": label, title: label, onclick, ...extra },
    ICONS[face] ? icon(face) : face,
  );
}

// Drawn, because fonts differ in what they have.
const ICONS = {
  first: "M3 3h2v10H3zM13 3v10L6 8z",
  back: "M12 3v10L4 8z",
  play: "M4 2v12l10-6z",
  pause: "M4 2h3v12H4zM9 2h3v12H9z",
  on: "M4 3v10l8-5z",
  last: "M11 3h2v10h-2zM3 3v10l7-5z",
};
export function icon(face) {
  return el("svg", { viewBox: "0 0 16 16", class: "lab-icon", "aria-hidden": "true" }, el("path", { d: ICONS[face] }));
}

// A piece of a line as a legend shows it, drawn by the class that draws the line itself.
export function sample(kind, extra = {}) {
  const line = el("path", { class: kind, d: "M1 5H33", ...extra });
  return el("svg", { class: "lab-sample", viewBox: "0 0 34 10", "aria-hidden": "true" }, line);
}

// All numbers as a table, folded away until it is asked for: `rows` gives them then, as texts. The row of the step is
// marked; the first `heads` cells of a row name it. node.fill() after the numbers, node.show(step) after the step.
export function valuesTable({ summary, label, names, rows, caption = () => "", heads = 0 }, guard) {
  const table = el("table", {});
  const box = el("div", { class: "lab-table", tabindex: 0, role: "group", "aria-label": label }, table);
  const node = el("details", { class: "lab-values", ontoggle: guard(() => fill()) }, el("summary", {}, summary), box);
  let here = -1;
  const cell = (text, n) => (n < heads ? el("th", { scope: "row" }, text) : el("td", {}, text));
  function fill() {
    if (!node.open) return table.replaceChildren();
    const words = caption();
    table.replaceChildren(
      ...(words ? [el("caption", {}, words)] : []),
      el("thead", {}, el("tr", {}, ...names().map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, ...rows().map((texts) => el("tr", {}, ...texts.map(cell)))),
    );
    show(here);
  }
  function show(step) {
    here = step;
    if (!node.open) return;
    table.querySelector(".lab-here")?.classList.remove("lab-here");
    table.tBodies[0]?.rows[step]?.classList.add("lab-here");
  }
  return { node, fill, show };
}
