// The Gate Lab: one sequence going through one LSTM layer, step by step. The picture is in three parts:
// what is shown (a model: layers, their runs), where it is drawn (a plan: rows, columns, sizes), and the nodes.

import { contributions, forward, largestDifference, read } from "./lstm.js";
import {
  asWidget, button, checkbox, choice, decode, el, fixed, open, paintHeat, palette, roundUp, sized, transport, visible,
} from "./lab.js";

const MAPS = [
  { key: "f", name: "forget gate", what: "how much of the memory is kept", gate: true },
  { key: "i", name: "input gate", what: "how much is written", gate: true },
  { key: "g", name: "candidate", what: "what would be written" },
  { key: "o", name: "output gate", what: "how much is shown", gate: true },
  { key: "c", name: "cell state", what: "the memory", state: true },
  { key: "h", name: "hidden state", what: "what the layer says", state: true },
];
const PAGE = 16;
const GAP = 9;

// ---- what is shown -----------------------------------------------------------------------------------------------

// The payload with its bytes as numbers.
function unpack(payload) {
  const numbers = (record, keys) => Object.fromEntries(keys.filter((k) => record[k]).map((k) => [k, decode(record[k])]));
  const layers = payload.layers.map((layer) => ({
    ...layer,
    ...numbers(layer, ["W_x", "W_h", "b", "x", "h0", "c0", "mask"]),
    kernel: numbers(layer.kernel, MAPS.map((map) => map.key)),
  }));
  const readout = payload.readout && { ...payload.readout, ...numbers(payload.readout, ["W", "b"]) };
  return { ...payload, layers, readout };
}

// Run every layer; `text`, where the model has an alphabet, replaces the sequence that came with it.
function compute(model, text) {
  const runs = [];
  for (const layer of model.layers) {
    const typed = text && model.alphabet;
    let { x, labels, mask } = layer;
    if (typed) {
      labels = [...text];
      mask = undefined;
      x = oneHot(labels, model.alphabet);
    }
    if (layer.reads !== null) x = runs[layer.reads].run.h.slice(model.layers[layer.reads].H);
    const run = forward(layer, x, { h0: layer.h0, c0: layer.c0, mask });
    const peak = (values) => values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0);
    runs.push({ layer, x, labels, mask, run, T: run.T, scale: { c: roundUp(peak(run.c)), h: roundUp(peak(run.h)), x: roundUp(peak(x)) } });
  }
  if (model.readout) {
    const shown = runs[model.readout.layer];
    shown.y = read(model.readout, shown.run.h);
  }
  return runs;
}

// One row of zeros with a one a letter; a letter the alphabet does not hold is its last symbol, "unknown".
function oneHot(letters, { symbols, fold }) {
  const D = symbols.length;
  const x = new Float64Array(letters.length * D);
  letters.forEach((letter, t) => {
    const n = symbols.indexOf(fold && [...letter.toLowerCase()].length === 1 ? letter.toLowerCase() : letter);
    x[t * D + (n < 0 ? D - 1 : n)] = 1;
  });
  return x;
}

// The largest difference between what the browser computed and what the kernel sent, over all layers.
function difference(model, runs) {
  let most = 0;
  for (const { layer, run } of runs)
    for (const { key, state } of MAPS)
      most = Math.max(most, largestDifference(state ? run[key].subarray(layer.H) : run[key], layer.kernel[key]));
  return most;
}

// A value of a map: states are asked for after the step.
const valueOf = (run, map, t, unit) => run[map.key][(map.state ? t + 1 : t) * run.H + unit];

// ---- where it is drawn -------------------------------------------------------------------------------------------

function plan(shown, model, width, units) {
  const { T, layer, labels, y } = shown;
  const narrow = width < 720;
  const gutter = narrow ? 96 : 124;
  const now = narrow ? 84 : 108;
  const longest = labels ? Math.max(...labels.map((label) => [...visible(label)].length)) : 0;
  const upright = longest > 2;
  const room = Math.max(120, width - gutter - now - 30);
  const column = Math.min(64, Math.max(room / T, upright ? 14 : longest > 1 ? 16 : 8));
  const unitHeight = Math.max(units.length > PAGE ? 3 : 5, Math.min(20, Math.floor(80 / units.length)));
  const strip = labels ? (upright ? 76 : 24) : 20;
  const blocks = [];
  let top = strip + 4;
  const add = (block) => {
    blocks.push({ ...block, top, height: block.lines.length * block.lineHeight });
    top += block.lines.length * block.lineHeight + GAP;
  };
  if (layer.D <= 8 && !layer.oneHot) {
    const names = Array.from({ length: layer.D }, (_, d) => d);
    add({ key: "x", name: "input", what: "what the layer reads", lines: names, lineHeight: layer.D > 2 ? 9 : 16 });
  }
  for (const map of MAPS) add({ ...map, map, lines: units, lineHeight: unitHeight });
  if (y) add({ key: "y", name: "readout", what: "what the model answers", lines: outputs(model.readout, y), lineHeight: 16 });
  return { gutter, now, column, upright, strip, blocks, width: Math.round(column * T), room, height: top - GAP + 2 };
}

// Which outputs get a line: all of them, or the eight that rise highest.
function outputs({ O }, y) {
  const peaks = Array.from({ length: O }, (_, k) => [k, -Infinity]);
  y.forEach((v, n) => { peaks[n % O][1] = Math.max(peaks[n % O][1], v); });
  const kept = peaks.sort((a, b) => b[1] - a[1]).slice(0, 8).map(([k]) => k);
  return kept.sort((a, b) => a - b);
}

// ---- the lab -----------------------------------------------------------------------------------------------------

export function mount(root, state, onChange = () => {}) {
  const view = { step: 0, unit: 0, layer: 0, text: "", veil: true, playing: false, speed: 4, ...state };
  let model = unpack(view.payload);
  const lab = open(root, "gate-lab", `Gate Lab: ${model.title || "an LSTM, step by step"}`);
  let runs, shown, places, colours, units, part, kernelGap;

  const set = (key, value) => {
    if (view[key] === value) return;
    view[key] = value;
    onChange(key, value);
  };
  const go = lab.guard((step) => { set("step", clamp(step, shown.T)); show(); });
  const choose = lab.guard((unit) => {
    set("unit", clamp(unit, shown.layer.H));
    if (!units.includes(view.unit)) turn(Math.floor(view.unit / PAGE));
    else show();
  });

  // The nodes, in the order: input, model, what to look at.
  const head = el("div", { class: "lab-row gl-head" });
  const words = el("div", { class: "lab-row gl-text" });
  const moves = transport({
    count: 1, go, step: () => view.step, speed: view.speed,
    onPlay: (playing) => set("playing", playing), onSpeed: (speed) => set("speed", speed),
  });
  const labels = el("div", { class: "gl-labels", "aria-hidden": "true" });
  const heat = el("canvas", { class: "gl-heat", role: "img" });
  const veil = el("div", { class: "gl-veil" });
  const cursor = el("div", { class: "gl-cursor" });
  const lanes = MAPS.map(() => el("div", { class: "gl-lane" }));
  const sheet = el("div", { class: "gl-sheet" }, labels, heat, veil, ...lanes, cursor);
  const scroller = el("div", { class: "gl-scroller", tabindex: 0, role: "group",
    "aria-label": "heat maps; arrow keys: left and right change the step, up and down the unit" }, sheet);
  const gutter = el("div", { class: "gl-gutter" });
  const bars = el("canvas", { class: "gl-bars", role: "img" });
  const stage = el("div", { class: "gl-stage" }, gutter, scroller, bars);
  const tip = el("div", { class: "gl-tip", hidden: "", "aria-hidden": "true" });
  const sentence = el("p", { class: "gl-sentence" });
  const memory = memoryPicture();
  const sums = equations();
  const below = el("div", { class: "gl-below" }, memory.node, sums.node);
  const table = el("table", {});
  const values = el("details", { class: "gl-values", ontoggle: lab.guard(() => fillTable()) },
    el("summary", {}, "All values of this unit as a table"),
    el("div", { class: "gl-table", tabindex: 0, role: "group", "aria-label": "table of values" }, table));
  const proof = el("p", { class: "gl-proof lab-faint" });
  lab.root.append(head, words, moves, stage, sentence, below, values, proof, tip);
  lab.later(() => moves.stop());

  // Everything again: another payload, layer, text.
  const rebuild = lab.guard(() => {
    runs = compute(model, view.text);
    kernelGap = model.alphabet && view.text ? kernelGap : difference(model, runs);
    view.layer = clamp(view.layer, runs.length);
    shown = runs[view.layer];
    view.step = clamp(view.step, shown.T);
    view.unit = clamp(view.unit, shown.layer.H);
    part = Math.floor(view.unit / PAGE);
    moves.setCount(shown.T);
    fillHead();
    fillProof();
    turn(part);
  });

  // Which units have a line.
  function turn(to) {
    part = to;
    const { H } = shown.layer;
    const all = Array.from({ length: H }, (_, u) => u);
    units = part === "all" ? all : all.slice(part * PAGE, (part + 1) * PAGE);
    const select = head.querySelector(".gl-units select");
    if (select) select.value = part;
    arrange();
  }

  const arrange = lab.guard(() => {
    const width = lab.root.clientWidth || 900;
    places = plan(shown, model, width, units);
    stage.style.gridTemplateColumns = `${places.gutter}px minmax(0, ${places.width + 2}px) ${places.now}px`;
    lab.root.classList.toggle("gl-wide", width > 1100);
    below.classList.toggle("gl-narrow", width < 860);
    for (const node of [sheet, ...lanes]) node.style.width = `${places.width}px`;
    sheet.style.height = `${places.height}px`;
    fillLabels();
    fillGutter();
    paint();
  });

  const paint = lab.guard(() => {
    if (!lab.root.dataset.theme) return;               // not in the page yet: arrange follows
    colours = palette(lab.root);
    const context = sized(heat, places.width, places.height);
    for (const block of places.blocks) paintBlock(context, block);
    heat.setAttribute("aria-label", `heat maps of ${shown.layer.H} units over ${shown.T} steps; the numbers are in the table below`);
    fillTable();
    show();
  });

  function paintBlock(context, block) {
    const { value, low, high } = source(block);
    const pixels = low < 0 ? colours.diverging : colours.sequential;
    const { T } = shown;
    const { column } = places;
    paintHeat(context, { x: 0, y: block.top, width: places.width, height: block.height, rows: block.lines.length, columns: T,
      value: (line, t) => value(block.lines[line], t), low, high, pixels, missing: colours.missing });
    context.fillStyle = colours.ground;
    if (block.lineHeight >= 6) for (let n = 1; n < block.lines.length; n++) context.fillRect(0, block.top + n * block.lineHeight - 0.5, places.width, 1);
    if (column >= 7) for (let t = 1; t < T; t++) context.fillRect(t * column - 0.5, block.top, column >= 14 ? 1 : 0.5, block.height);
    context.strokeStyle = colours.faint;
    context.lineWidth = 1;
    context.strokeRect(0.5, block.top - 0.5, places.width - 1, block.height + 1);
    if (column >= 40 && block.lineHeight >= 14) paintNumbers(context, block, value, pixels, low, high);
  }

  // Where the cells are large enough, the numbers stand in them.
  function paintNumbers(context, block, value, pixels, low, high) {
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "center";
    context.textBaseline = "middle";
    block.lines.forEach((line, row) => {
      for (let t = 0; t < shown.T; t++) {
        const v = value(line, t);
        const n = clamp(Math.round(((v - low) * 255) / (high - low)) || 0, 256);
        const [r, g, b] = [pixels[n] & 255, (pixels[n] >> 8) & 255, (pixels[n] >> 16) & 255];
        context.fillStyle = 0.299 * r + 0.587 * g + 0.114 * b > 140 ? "#000000" : "#ffffff";
        context.fillText(fixed(v, 2, low < 0), (t + 0.5) * places.column, block.top + (row + 0.5) * block.lineHeight + 1);
      }
    });
  }

  // A block's numbers: value(line, t), and the ends of its scale.
  function source(block) {
    const { run, x, y, layer, scale } = shown;
    if (block.key === "x") return { value: (d, t) => x[t * layer.D + d], low: -scale.x, high: scale.x };
    if (block.key === "y") {
      const { O, activation } = model.readout;
      const most = activation === "linear" ? Math.max(...y.map(Math.abs)) || 1 : 1;
      return { value: (k, t) => y[t * O + k], low: activation === "linear" ? -most : 0, high: most };
    }
    const high = scale[block.key] ?? 1;
    return { value: (unit, t) => valueOf(run, block.map, t, unit), low: block.gate ? 0 : -high, high };
  }

  // One step: transforms, one small canvas and text. Nothing else is touched.
  const show = lab.guard(() => {
    if (!colours) return;
    const { step, unit } = view;
    const { column } = places;
    const left = step * column;
    cursor.style.transform = `translateX(${left}px)`;
    cursor.style.width = `${column}px`;
    veil.style.transform = `translateX(${left + column}px)`;
    veil.hidden = !view.veil;
    lanes.forEach((lane, n) => {
      const block = places.blocks.find((one) => one.map === MAPS[n]);
      lane.style.transform = `translateY(${block.top + units.indexOf(unit) * block.lineHeight}px)`;
    });
    if (left < scroller.scrollLeft || left + column > scroller.scrollLeft + scroller.clientWidth)
      scroller.scrollLeft = left - scroller.clientWidth / 2;
    labels.querySelector(".gl-here")?.classList.remove("gl-here");
    labels.children[step]?.classList.add("gl-here");
    moves.show(step, label(step));
    paintBars();
    const numbers = numbersOf(shown, step, unit);
    const words = inWords(numbers);
    sentence.replaceChildren(...words.nodes);
    lab.say(words.text);
    memory.show(numbers, shown.scale.c, colours);
    sums.show(numbers);
    table.querySelector(".gl-here")?.classList.remove("gl-here");
    table.tBodies[0]?.rows[step]?.classList.add("gl-here");
  });

  // Bars of the current step, in line with the heat maps' rows.
  function paintBars() {
    const width = places.now;
    const context = sized(bars, width, places.height);
    const plot = width - 46;
    context.textBaseline = "middle";
    context.font = "11px system-ui, sans-serif";
    context.fillStyle = colours.faint;
    context.fillText(`t = ${view.step + 1}`, 4, places.strip - 8);
    for (const block of places.blocks) {
      const { value, low, high } = source(block);
      const zero = 4 + (low < 0 ? plot / 2 : 0);
      const full = low < 0 ? plot / 2 : plot;
      context.fillStyle = colours.faint;
      context.globalAlpha = 0.5;
      context.fillRect(zero - 0.5, block.top, 1, block.height);
      context.globalAlpha = 1;
      block.lines.forEach((line, row) => {
        const v = value(line, view.step);
        const y = block.top + row * block.lineHeight;
        const chosen = block.map && line === view.unit;
        const length = Math.max(-1, Math.min(1, v / high || 0)) * full;
        context.fillStyle = colours[block.key] ?? colours.text;
        const pad = block.lineHeight > 8 ? 2 : block.lineHeight > 4 ? 1 : 0;
        context.fillRect(Math.min(zero, zero + length), y + pad, Math.max(1, Math.abs(length)), block.lineHeight - 2 * pad);
        if (block.lineHeight >= 12 || chosen) {
          context.fillStyle = colours.text;
          context.font = `${chosen ? "bold " : ""}11px system-ui, sans-serif`;
          context.fillText(fixed(v, 2, low < 0), plot + 10, y + block.lineHeight / 2 + 1);
        }
      });
    }
    bars.setAttribute("aria-label", `bars of step ${view.step + 1}`);
  }

  const label = (t) => (shown.labels ? visible(shown.labels[t]) : "");

  // "At step 9 it reads “(”: unit 1 keeps 76 % of −0.10, writes −0.13, so c = −0.21. It shows …"
  function inWords({ t, unit, f, i, g, o, c, h, before, padded }) {
    const strong = (text) => el("b", {}, text);
    const reads = shown.labels ? [" reads ", strong(`“${label(t)}”`)] : [""];
    const nodes = [`Step ${t + 1}`, ...reads, `. Unit ${unit + 1} `];
    if (padded) nodes.push("waits: this step is padding, so the state stays ", strong(fixed(c)), ".");
    else
      nodes.push("keeps ", strong(percent(f)), ` of ${fixed(before)}, writes `, strong(fixed(i * g)), ", so ",
        strong(`c = ${fixed(c)}`), `. It shows ${percent(o)} of tanh(c), so h = ${fixed(h)}.`);
    nodes.push(...answer(t).map((part, n) => (n % 2 ? strong(part) : part)));
    return { nodes, text: nodes.map((node) => node.textContent ?? node).join("") };
  }

  const answerName = (k) => {
    const { O, classes } = model.readout;
    return classes ? classes[O === 1 ? classes.length - 1 : k] : O === 1 ? "readout" : `output ${k + 1}`;
  };

  // What the readout says, in words: plain and strong parts by turns.
  function answer(t) {
    if (!shown.y) return [];
    const { O, classes, activation } = model.readout;
    const row = shown.y.subarray(t * O, (t + 1) * O);
    if (activation === "linear") return [" The readout says ", [...row].slice(0, 4).map((v) => fixed(v)).join(", "), "."];
    if (O === 1) {
      const yes = classes?.length === 2 ? classes[row[0] >= 0.5 ? 1 : 0] : answerName(0);
      return [" The readout says ", `${yes}: ${percent(classes?.length === 2 && row[0] < 0.5 ? 1 - row[0] : row[0])}`, "."];
    }
    const best = row.indexOf(Math.max(...row));
    return [" The readout says ", `${answerName(best)}: ${percent(row[best])}`, "."];
  }

  // ---- filling what does not change from step to step ----

  function fillHead() {
    const { layer, T } = shown;
    const size = `${layer.H} unit${layer.H > 1 ? "s" : ""}, ${T} step${T > 1 ? "s" : ""}`;
    const names = Array.from({ length: layer.H }, (_, u) => [u, `unit ${u + 1}`]);
    const pages = Array.from({ length: Math.ceil(layer.H / PAGE) }, (_, n) => [n, `${n * PAGE + 1}–${Math.min(layer.H, (n + 1) * PAGE)}`]);
    const pick = choice("unit", names, view.unit, (value) => choose(Number(value)));
    pick.classList.add("gl-unit");
    const range = choice("units shown", [...pages, ["all", "all"]], part, (value) => turn(value === "all" ? "all" : Number(value)));
    range.classList.add("gl-units");
    head.replaceChildren(
      el("div", { class: "gl-name" }, el("span", { class: "lab-title" }, model.title || "Gate Lab"),
        el("span", { class: "lab-faint" }, size + (layer.backwards ? ", read from the end" : ""))),
      ...(model.layers.length > 1
        ? [choice("layer", model.layers.map((one, n) => [n, one.name || `layer ${n + 1}`]), view.layer, (value) => { set("layer", Number(value)); rebuild(); })]
        : []),
      pick, ...(layer.H > PAGE ? [range] : []),
      checkbox("hide the future", view.veil, lab.guard((on) => { set("veil", on); show(); })));
  }

  function fillText() {
    if (!model.alphabet) return words.replaceChildren();
    const input = el("input", { type: "text", maxlength: 200, value: view.text, class: "gl-typed", spellcheck: "false",
      placeholder: "type a text of your own, and see it read", "aria-label": "a text of your own",
      oninput: lab.guard(() => { set("text", input.value); set("step", Math.max(0, [...input.value].length - 1)); rebuild(); }) });
    words.replaceChildren(input, button("back to the first text", "back to the first text",
      lab.guard(() => { input.value = ""; set("text", ""); set("step", 0); rebuild(); })));
  }

  function fillLabels() {
    labels.style.height = `${places.strip}px`;
    labels.classList.toggle("gl-upright", places.upright);
    const every = Math.ceil(26 / places.column);
    const texts = shown.labels ? shown.labels.map(visible)
      : Array.from({ length: shown.T }, (_, t) => (t % every === 0 ? String(t + 1) : ""));
    labels.replaceChildren(...texts.map((text, t) => {
      const node = el("span", { title: [...(shown.labels?.[t] ?? `step ${t + 1}`)].slice(0, 200).join("") }, [...text].slice(0, 60).join(""));
      node.style.width = `${places.column}px`;
      if (shown.mask && !shown.mask[t]) node.className = "gl-padded";
      return node;
    }));
  }

  function fillGutter() {
    const wide = places.gutter > 100;
    gutter.style.height = `${places.height}px`;
    gutter.replaceChildren(el("span", { class: "gl-reads lab-faint" }, shown.labels ? "reads" : "step"),
      ...places.blocks.map((block) => {
        const { low, high } = source(block);
        const range = low < 0 ? `±${Number(high.toPrecision(3))}` : "0 to 1";
        const name = wide ? block.name : block.name.split(" ")[0];
        const words = block.key === "y" ? block.lines.map((k) => el("span", { class: "gl-class" }, answerName(k)))
          : [name, ...(block.height >= 32 ? [el("br"), el("span", { class: "gl-range" }, range)] : [])];
        const node = el("div", { class: "gl-map", title: `${block.name}: ${block.what}, ${range}`, "data-key": block.key },
          el("span", { class: "gl-symbol" }, block.key), el("span", { class: "gl-words" }, ...words));
        node.style.top = `${block.top}px`;
        node.style.height = `${block.height}px`;
        return node;
      }));
    const unitHeight = places.blocks.find((block) => block.map).lineHeight;
    for (const lane of lanes) {
      lane.hidden = !units.includes(view.unit) || units.length === 1;
      lane.style.height = `${unitHeight}px`;
    }
  }

  function fillProof() {
    const { precision } = shown.layer;
    const fine = kernelGap < (precision === 32 ? 1e-4 : 1e-12);
    proof.textContent = `${fine ? "✓" : "✗"} This page computed every number itself; the largest difference from the kernel's ` +
      `${precision === 32 ? "(float32) " : ""}is ${kernelGap === 0 ? "0" : kernelGap.toExponential(0).replace("-", "\u2011")}. ` +
      "Keys: ← → step, ↑ ↓ unit, Home, End, space plays.";
  }

  function fillTable() {
    if (!values.open) return;
    const { run, T } = shown;
    table.replaceChildren(
      el("caption", {}, `unit ${view.unit + 1}`),
      el("thead", {}, el("tr", {}, ...["t", "reads", ...MAPS.map((map) => map.key)].map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, ...Array.from({ length: T }, (_, t) => el("tr", {}, el("th", { scope: "row" }, String(t + 1)), el("td", {}, label(t)),
        ...MAPS.map((map) => el("td", {}, fixed(valueOf(run, map, t, view.unit), 4, !map.gate)))))));
  }

  // ---- mouse and keys ----

  const under = (event) => {
    const box = sheet.getBoundingClientRect();
    const y = event.clientY - box.top;
    const block = places.blocks.find(({ top, height }) => y >= top - GAP / 2 && y < top + height + GAP / 2);
    const row = block && clamp(Math.floor((y - block.top) / block.lineHeight), block.lines.length);
    return { t: clamp(Math.floor((event.clientX - box.left) / places.column), shown.T), block, line: block?.lines[row] };
  };
  let dragging = false;
  const drag = (event) => {
    const { t, block, line } = under(event);
    if (block?.map) set("unit", line);
    refreshUnit();
    go(t);
  };
  sheet.onpointerdown = lab.guard((event) => { dragging = true; sheet.setPointerCapture(event.pointerId); drag(event); });
  sheet.onpointerup = sheet.onpointercancel = () => { dragging = false; };
  sheet.onpointermove = lab.guard((event) => {
    if (dragging) drag(event);
    const { t, block, line } = under(event);
    tip.hidden = !block;
    if (!block) return;
    const what = block.map ? `, unit ${line + 1}` : block.key === "y" ? `, ${answerName(line)}` : "";
    tip.textContent = `${block.key} (${block.name})${what}, step ${t + 1}${label(t) ? ` “${[...label(t)].slice(0, 30).join("")}”` : ""}: ${fixed(source(block).value(line, t), 4)}`;
    const box = lab.root.getBoundingClientRect();
    const x = Math.min(event.clientX - box.left + 12, lab.root.clientWidth - tip.offsetWidth - 8);
    tip.style.transform = `translate(${Math.max(4, x)}px, ${event.clientY - box.top + 18}px)`;
  });
  sheet.onpointerleave = () => { tip.hidden = true; };

  function refreshUnit() {
    const select = head.querySelector(".gl-unit select");
    if (select) select.value = view.unit;
    fillGutter();
    fillTable();
  }
  const nextUnit = (by) => { choose(view.unit + by); refreshUnit(); };
  lab.keys({
    ArrowRight: () => go(view.step + 1), ArrowLeft: () => go(view.step - 1),
    "Shift+ArrowRight": () => go(view.step + 10), "Shift+ArrowLeft": () => go(view.step - 10),
    PageDown: () => go(view.step + 10), PageUp: () => go(view.step - 10),
    Home: () => go(0), End: () => go(shown.T - 1),
    ArrowDown: () => nextUnit(1), ArrowUp: () => nextUnit(-1), " ": () => moves.play(),
  });

  lab.onTheme(() => places && paint());
  lab.onResize(() => places && arrange());
  lab.start();
  fillText();
  rebuild();
  if (view.playing) moves.play();

  return {
    update: lab.guard((news) => {
      const patch = Object.fromEntries(Object.entries(news).filter(([key, value]) => view[key] !== value));
      Object.assign(view, patch);
      if (Object.keys(patch).length === 0) return;
      if ("payload" in patch) { model = unpack(view.payload); fillText(); }
      if ("text" in patch) fillText();
      if ("playing" in patch && patch.playing !== moves.playing()) moves.play();
      if ("speed" in patch) moves.setSpeed(patch.speed);
      if (Object.keys(patch).every((key) => key === "playing" || key === "speed")) return;
      if ("payload" in patch || "text" in patch || "layer" in patch || "veil" in patch) return rebuild();
      view.step = clamp(view.step, shown.T);
      if ("unit" in patch) { view.unit = clamp(view.unit, shown.layer.H); nextUnit(0); }
      go(view.step);
    }),
    destroy: lab.tidy,
  };
}

const clamp = (n, count) => Math.max(0, Math.min(count - 1, n));
const percent = (v) => (Number.isFinite(v) ? `${Math.round(100 * v)} %` : fixed(v));

// All numbers of one unit at one step.
function numbersOf({ layer, x, run, mask }, t, unit) {
  const at = (key) => run[key][t * run.H + unit];
  return {
    t, unit, parts: contributions(layer, x, run, t, unit), padded: Boolean(mask && !mask[t]),
    f: at("f"), i: at("i"), g: at("g"), o: at("o"),
    before: run.c[t * run.H + unit], c: run.c[(t + 1) * run.H + unit], h: run.h[(t + 1) * run.H + unit],
  };
}

// The memory of one unit in this step, as bars on one line of numbers: before, kept, written, now, shown.
function memoryPicture() {
  const W = 380;
  const LEFT = 122;
  const RIGHT = 322;
  const ROW = 25;
  const middle = (LEFT + RIGHT) / 2;
  const rows = [["c", "memory before"], ["f", "keep  f · c₋₁"], ["g", "write  + i · g"], ["c", "memory now  c"], ["h", "show  o · tanh(c)"]];
  const node = el("svg", { viewBox: `0 0 ${W} ${rows.length * ROW + 20}`, class: "gl-memory", role: "img" });
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
    show({ unit, before, f, i, g, c, h }, scale) {
      const kept = f * before;
      const steps = [[0, before, before], [0, kept, kept], [kept, kept + i * g, i * g], [0, c, c], [0, h, h]];
      steps.forEach(([from, to, value], n) => {
        place(lines[n].bar, from, to, scale);
        if (n === 1) place(lines[n].ghost, 0, before, scale);
        lines[n].number.textContent = fixed(value, 2, true);
      });
      for (const { side, text } of marks) text.textContent = fixed(side * scale, 1, true);
      node.setAttribute("aria-label", `memory of unit ${unit + 1}: before ${fixed(before)}, kept ${fixed(kept)}, written ${fixed(i * g)}, now ${fixed(c)}, shown ${fixed(h)}`);
    },
  };
}

// The six equations of one unit with the numbers of this step.
function equations() {
  const numbers = {};
  const put = (name, attributes = {}) => (numbers[name] = el("td", { class: "gl-n", ...attributes }));
  const gates = [["f", "σ", "forget gate"], ["i", "σ", "input gate"], ["g", "tanh", "candidate"], ["o", "σ", "output gate"]];
  const symbol = (key) => el("b", { class: `gl-key gl-key-${key}` }, key);
  const caption = el("caption", {});
  const table = el("table", { class: "gl-sums" }, caption,
    el("thead", {}, el("tr", {}, ...["", "from x", "from h₋₁", "bias", "z", ""].map((text) => (text ? el("th", { scope: "col" }, text) : el("td", {}))))),
    el("tbody", {}, ...gates.map(([key, squash, name]) => el("tr", {},
      el("th", { scope: "row", title: name }, symbol(key), ` = ${squash}(z)`),
      put(`${key}x`), put(`${key}h`), put(`${key}b`), put(`${key}z`), put(key, { class: "gl-n gl-result" })))));
  const cell = el("p", { class: "gl-line" });
  const hidden = el("p", { class: "gl-line" });
  const inBrackets = (v) => (v < 0 ? `(${fixed(v, 3)})` : fixed(v, 3));
  return {
    node: el("div", { class: "gl-arithmetic", tabindex: 0, role: "group", "aria-label": "the arithmetic of this step" }, table, cell, hidden),
    show({ unit, t, parts, f, i, g, o, c, h, before, padded }) {
      caption.textContent = `unit ${unit + 1}, step ${t + 1}`;
      const gate = { f, i, g, o };
      for (const [key] of gates) {
        for (const from of ["x", "h", "b", "z"]) numbers[key + from].textContent = fixed(parts[key][from], 3, true);
        numbers[key].textContent = `= ${fixed(gate[key], 3, key === "g")}`;
      }
      const wait = padded ? " (padding: the state is carried over)" : "";
      cell.replaceChildren(symbol("c"), " = f · c₋₁ + i · g = ",
        `${fixed(f, 3)} · ${inBrackets(before)} + ${fixed(i, 3)} · ${inBrackets(g)} = `, el("b", {}, fixed(c, 3, true)), wait);
      hidden.replaceChildren(symbol("h"), " = o · tanh(c) = ", `${fixed(o, 3)} · ${inBrackets(Math.tanh(c))} = `, el("b", {}, fixed(h, 3, true)), wait);
    },
  };
}

export default asWidget(mount, ["step", "unit", "layer", "text", "veil", "playing", "speed"]);
