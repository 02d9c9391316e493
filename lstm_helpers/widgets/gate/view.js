// The Gate Lab: one sequence going through one LSTM layer, step by step. What is shown stands in gate_model.js, where
// and how it is painted in gate_heat.js; this file holds the nodes, what the reader does to them, and what follows.

import {
  asWidget,
  button,
  checkbox,
  choice,
  el,
  fixed,
  open,
  palette,
  roundUp,
  sized,
  transport,
  visible,
  write,
} from "../shared/lab.js";
import {
  MAPS,
  answer,
  answerName,
  clamp,
  compute,
  difference,
  numbersOf,
  peak,
  percent,
  unpack,
  valueOf,
} from "./model.js";
import { FIT, GAP, PAGE, blockWords, numbered, paintBars, paintMaps, plan, source } from "./heat.js";
import { equations, memoryPicture } from "./parts.js";
import { changePanel } from "./change.js";
import { guessPanel } from "./guess.js";
import { paintReach, reach, reachInWords } from "./gradient.js";

const START = {
  step: 0,
  unit: 0,
  layer: 0,
  text: "",
  veil: true,
  playing: false,
  speed: 4,
  edits: {},
  clamps: {},
  compare: "after",
  gradients: false,
  guesses: [],
};
// Where the numbers of a term of the equations stand: a block, and how many steps back.
const TERMS = { "c₋₁": ["c", 1], "h₋₁": ["h", 1, "all"], x: ["x", 0, "all"] };

// Even where it changes nothing, setting `hidden` costs the browser a look at the page.
const hide = (node, hidden) => {
  if (node.hidden !== hidden) node.hidden = hidden;
};

export function mount(root, state, onChange = () => {}) {
  const view = { ...START, ...state };
  let model = unpack(view.payload);
  const lab = open(root, "gate-lab", `Gate Lab: ${model.title || "an LSTM, step by step"}`);
  // What is on the screen now: { model, view, units, shown, before, runs, gaps, places, colours }.
  const scene = { model, view };
  let part,
    kernelGap,
    heatContext,
    barsContext,
    laneContext,
    panel = "",
    scrolled = 0,
    here = null,
    beside = [];

  const set = (key, value) => {
    if (view[key] === value) return;
    view[key] = value;
    onChange(key, value);
  };
  const go = lab.guard((step) => {
    hide(tip, true);
    set("step", clamp(step, scene.shown.T));
    show();
  });
  const choose = lab.guard((unit) => {
    set("unit", clamp(unit, scene.shown.layer.H));
    if (scene.units.includes(view.unit)) {
      refreshUnit();
      show();
    } else turn(Math.floor(view.unit / PAGE));
  });
  const change = lab.guard((changes) => {
    for (const [key, value] of Object.entries(changes)) set(key, value);
    follow(Object.keys(changes));
  });

  // ---- the nodes, in the order: input, model, what to look at ----

  const head = el("div", { class: "lab-row gl-head" });
  const words = el("div", { class: "lab-row gl-text" });
  const moves = transport({
    count: 1,
    go,
    step: () => view.step,
    speed: view.speed,
    onPlay: (playing) => set("playing", playing),
    onSpeed: (speed) => set("speed", speed),
  });
  const future = checkbox(
    "hide the future",
    view.veil,
    lab.guard((on) => {
      set("veil", on);
      show();
    }),
  );
  const lanes = checkbox(
    "gradients",
    view.gradients,
    lab.guard((on) => {
      set("gradients", on);
      arrange();
    }),
  );
  const desk = {
    view,
    get model() {
      return model;
    },
    get runs() {
      return scene.runs;
    },
    shown: () => scene.shown,
    before: () => scene.before,
    set: change,
    go,
  };
  const panels = { change: changePanel(desk), guess: null };
  const tools = el(
    "div",
    { class: "lab-row gl-tools" },
    future,
    lanes,
    ...[
      ["change", "what if…"],
      ["guess", "guess what comes next"],
    ].map(([name, text]) =>
      button(
        text,
        text,
        lab.guard(() => openPanel(panel === name ? "" : name)),
        { "aria-expanded": "false", "data-panel": name },
      ),
    ),
  );
  const drawer = el("div", { class: "gl-drawer" });
  const labels = el("div", { class: "gl-labels", "aria-hidden": "true" });
  const heat = el("canvas", { class: "gl-heat", role: "img" });
  const veil = el("div", { class: "gl-veil" });
  const cursor = el("div", { class: "gl-cursor" });
  const rows = MAPS.map(() => el("div", { class: "gl-lane" }));
  const lights = [0, 1].map(() => el("div", { class: "gl-light", hidden: "" }));
  const lane = el("canvas", { class: "gl-reach", role: "img", hidden: "" });
  const sheet = el("div", { class: "gl-sheet" }, labels, heat, lane, veil, ...rows, cursor, ...lights);
  const scroller = el(
    "div",
    {
      class: "gl-scroller",
      tabindex: 0,
      role: "group",
      onscroll: () => {
        scrolled = scroller.scrollLeft;
      },
      "aria-label": "heat maps; arrow keys: left and right change the step, up and down the unit",
    },
    sheet,
  );
  const gutter = el("div", { class: "gl-gutter" });
  const bars = el("canvas", { class: "gl-bars", role: "img", "aria-label": "bars of the values at this step" });
  const now = el("div", { class: "gl-now", "aria-hidden": "true" });
  const stage = el("div", { class: "gl-stage" }, gutter, scroller, el("div", { class: "gl-side" }, bars, now));
  const tip = el("div", { class: "gl-tip", hidden: "", "aria-hidden": "true" });
  const sentence = el("p", { class: "gl-sentence" });
  const reachNote = el("p", { class: "gl-note", hidden: "" });
  const memory = memoryPicture();
  const sums = equations(lab.guard((term) => light(term)));
  const below = el("div", { class: "gl-below" }, memory.node, sums.node);
  const table = el("table", {});
  const values = el(
    "details",
    { class: "gl-values", ontoggle: lab.guard(() => fillTable()) },
    el("summary", {}, "All values of this unit as a table"),
    el("div", { class: "gl-table", tabindex: 0, role: "group", "aria-label": "table of values" }, table),
  );
  const python = el("code", {});
  const copied = el("span", { role: "status", class: "lab-faint" });
  const recipe = el(
    "details",
    { class: "gl-values" },
    el("summary", {}, "This view in Python"),
    el(
      "div",
      { class: "lab-row gl-python" },
      python,
      button(
        "copy",
        "copy the line of Python",
        lab.guard(() => {
          navigator.clipboard?.writeText(python.textContent).then(
            () => {
              copied.textContent = "copied";
            },
            () => {
              copied.textContent = "select the line and copy it";
            },
          );
        }),
      ),
      copied,
    ),
  );
  const proof = el("p", { class: "gl-proof lab-faint" });
  lab.root.append(head, words, moves, tools, drawer, stage, sentence, reachNote, below, values, recipe, proof, tip);
  lab.later(() => moves.stop());

  // ---- from values to pictures: rebuild → turn → arrange → paint → show, each redoing what follows from it ----

  // What must be done again when these have changed.
  const follow = lab.guard((keys) => {
    const has = (...names) => names.some((name) => keys.includes(name));
    if (has("payload", "text", "layer")) rebuild();
    else if (has("edits", "clamps", "compare")) recount();
    else if (has("unit")) choose(view.unit);
    else if (has("gradients")) arrange();
    else if (has("step", "veil")) go(view.step);
    if (has("guesses")) panels.guess?.show();
  });

  function rebuild() {
    const before = compute(model, { text: view.text });
    if (!view.text) kernelGap ??= difference(before);
    view.layer = clamp(view.layer, before.length);
    scene.before = before[view.layer];
    scene.runs = { before };
    runChanges();
    view.step = clamp(view.step, scene.shown.T);
    view.unit = clamp(view.unit, scene.shown.layer.H);
    moves.setCount(scene.shown.T);
    fillHead();
    fillProof();
    turn(part === "all" ? "all" : Math.floor(view.unit / PAGE));
  }

  // Edits and forced gates: the same places, other numbers.
  function recount() {
    runChanges();
    if (!scene.places || plan(scene, scene.width).height !== scene.places.height) return arrange();
    fillLabels();
    fillGutter();
    paint();
  }

  function runChanges() {
    const { text, edits, clamps } = view;
    const { before } = scene.runs;
    const changed = Object.keys(edits).length + Object.keys(clamps).length > 0;
    const after = (scene.runs.after = changed ? compute(model, { text, edits, clamps }) : before);
    scene.shown = view.compare === "before" ? scene.before : after[view.layer];
    scene.gaps = view.compare === "difference" ? gapsOf(after[view.layer], scene.before) : null;
  }

  function turn(to) {
    part = to;
    const all = Array.from({ length: scene.shown.layer.H }, (_, u) => u);
    scene.units = part === "all" ? all : all.slice(part * PAGE, (part + 1) * PAGE);
    const select = head.querySelector(".gl-units select");
    if (select) select.value = part;
    refreshUnit();
    arrange();
  }

  const arrange = lab.guard(() => {
    const width = (scene.width = lab.root.clientWidth || 900);
    const places = (scene.places = plan(scene, width));
    stage.style.gridTemplateColumns = `${places.gutter}px minmax(0, ${places.width + 2}px) ${places.now}px`;
    lab.root.classList.toggle("gl-wide", width > 1100);
    below.classList.toggle("gl-narrow", width < 860);
    for (const node of [sheet, ...rows]) node.style.width = `${places.width}px`;
    sheet.style.height = `${places.height}px`;
    veil.style.top = `${places.inputs}px`; // what is read may be seen beforehand, what comes of it not
    places.seen = Math.min(places.width, scroller.clientWidth || places.width);
    cursor.style.width = `${places.column}px`;
    scrolled = scroller.scrollLeft;
    barsContext = sized(bars, places.now, places.height);
    heatContext = sized(heat, places.width, places.height);
    const reachBlock = places.blocks.find(({ key }) => key === "d");
    lane.hidden = reachNote.hidden = !reachBlock;
    if (reachBlock) {
      lane.style.top = `${reachBlock.top}px`;
      laneContext = sized(lane, places.width, reachBlock.height);
    }
    fillLabels();
    fillGutter();
    fillNow();
    paint();
  });

  const paint = lab.guard(() => {
    if (!lab.root.dataset.theme || !scene.places) return; // not in the page yet: arrange follows
    scene.colours ??= palette(lab.root);
    paintMaps(heatContext, scene);
    const { shown } = scene;
    heat.setAttribute(
      "aria-label",
      `heat maps of ${shown.layer.H} units over ${shown.T} steps; the numbers are in the table below`,
    );
    fillTable();
    show();
  });

  // One step: transforms, one small canvas and text. Nothing else is touched.
  const show = lab.guard(() => {
    if (!scene.colours) return;
    const { step, unit } = view;
    const { places, shown } = scene;
    const left = step * places.column;
    if (left < scrolled || left + places.column > scrolled + places.seen) scroller.scrollLeft = left - places.seen / 2;
    cursor.style.transform = `translateX(${left}px)`;
    veil.style.transform = `translateX(${left + places.column}px)`;
    hide(veil, !view.veil && panel !== "guess");
    here?.classList.remove("gl-here");
    here = labels.children[step];
    here?.classList.add("gl-here");
    moves.show(step, label(step));
    paintBars(barsContext, scene);
    write(now.firstChild, `t = ${step + 1}`);
    let last = null,
      from;
    for (const { node, block, line } of beside) {
      if (block !== last) [last, from] = [block, source(scene, block)];
      write(node, fixed(from.value(line, step), 2, from.low < 0));
    }
    const numbers = numbersOf(shown, step, unit);
    say(inWords(numbers));
    memory.show(numbers, shown.scale.c);
    sums.show(numbers);
    if (view.gradients) showReach();
    panels[panel]?.show();
    if (values.open) {
      table.querySelector(".gl-here")?.classList.remove("gl-here");
      table.tBodies[0]?.rows[step]?.classList.add("gl-here");
    }
    if (recipe.open) python.textContent = inPython();
  });
  recipe.ontoggle = show;

  function showReach() {
    const { shown, places, colours } = scene;
    const of = shown.loss && view.step === shown.T - 1 ? "loss" : "memory";
    const found = reach(shown, { step: view.step, unit: view.unit, of });
    const { height } = places.blocks.find(({ key }) => key === "d");
    const { low, high } = paintReach(laneContext, found, {
      column: places.column,
      width: places.width,
      height,
      colours,
    });
    const ends = gutter.querySelector("[data-key=d] .gl-words");
    const power = (e) => (e === 0 ? "1" : `1e${e < 0 ? "−" : ""}${Math.abs(e)}`);
    ends.replaceChildren(`gradient`, el("br"), el("span", { class: "gl-range" }, `${power(low)} to ${power(high)}`));
    reachNote.textContent = reachInWords(found, { of, unit: view.unit });
    lane.setAttribute("aria-label", reachNote.textContent);
  }

  // ---- words ----

  const label = (t) => (scene.shown.labels ? visible(scene.shown.labels[t]) : "");

  // The sentence, its parts either a text or [a text that stands out]; the same nodes as long as their kinds stay.
  function say(parts) {
    const kinds = parts.map((part) => (Array.isArray(part) ? "b" : "span"));
    if (kinds.join() !== sentence.kinds) sentence.replaceChildren(...kinds.map((kind) => el(kind, {})));
    sentence.kinds = kinds.join();
    parts.forEach((part, n) => write(sentence.children[n], String(part)));
    lab.say(parts.join(""));
  }

  // "Step 9 reads “(”. Unit 1 keeps 76 % of −0.10, writes −0.13, so c = −0.21. It shows …"
  function inWords({ t, unit, f, i, g, o, c, h, before, padded }) {
    const strong = (text) => [text];
    const parts = [
      `Step ${t + 1}`,
      ...(scene.shown.labels ? [" reads ", strong(`“${label(t)}”`)] : []),
      `. Unit ${unit + 1} `,
    ];
    if (padded) parts.push("waits: this step is padding, so the state stays ", strong(fixed(c)), ".");
    else
      parts.push(
        "keeps ",
        strong(percent(f)),
        ` of ${fixed(before)}, writes `,
        strong(fixed(i * g)),
        ", so ",
        strong(`c = ${fixed(c)}`),
        `. It shows ${percent(o)} of tanh(c), so h = ${fixed(h)}.`,
      );
    if (scene.shown.y) parts.push(" The readout says ", strong(answer(model.readout, scene.shown.y, t)), ".");
    return parts;
  }

  // The call that opens the lab as it stands: what differs from a fresh one.
  function inPython() {
    const quoted = (text) => JSON.stringify(text);
    const dict = (record, entry) =>
      Object.keys(record).length
        ? `{${Object.entries(record)
            .map(([key, one]) => entry(key, one))
            .join(", ")}}`
        : null;
    const known = model.alphabet?.symbols ?? scene.before.labels ?? [];
    const { clamps, edits } = view;
    const entries = {
      step: view.step || null,
      unit: view.unit || null,
      layer: view.layer === model.start ? null : view.layer,
      text: view.text ? quoted(view.text) : null,
      edits: dict(
        edits,
        (t, { row, label: name }) => `${t}: ${known.includes(name) ? quoted(name) : `[${row.join(", ")}]`}`,
      ),
      clamps: dict(clamps, (gate, { value, unit }) => `"${gate}": ${unit === null ? value : `(${value}, ${unit})`}`),
      compare: view.compare === "after" ? null : quoted(view.compare),
      gradients: view.gradients ? "True" : null,
    };
    const extra = Object.entries(entries)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => `${key}=${value}`);
    return `${[model.call, ...extra].join(", ")})`;
  }

  // ---- filling what does not change from step to step ----

  function fillHead() {
    const { layer, T } = scene.shown;
    const size = `${layer.H} unit${layer.H > 1 ? "s" : ""}, ${T} step${T > 1 ? "s" : ""}`;
    const signature = JSON.stringify([model.title, size, view.layer, model.layers.length]);
    if (head.dataset.signature === signature) return; // the same controls: the focus stays in them
    head.dataset.signature = signature;
    const names = Array.from({ length: layer.H }, (_, u) => [u, `unit ${u + 1}`]);
    const pages = Array.from({ length: Math.ceil(layer.H / PAGE) }, (_, n) => [
      n,
      `${n * PAGE + 1}–${Math.min(layer.H, (n + 1) * PAGE)}`,
    ]);
    const pick = choice("unit", names, view.unit, (value) => choose(Number(value)));
    pick.classList.add("gl-unit");
    const range = choice("units shown", [...pages, ["all", "all"]], part, (value) =>
      turn(value === "all" ? "all" : Number(value)),
    );
    range.classList.add("gl-units");
    head.replaceChildren(
      el(
        "div",
        { class: "gl-name" },
        el("span", { class: "lab-title" }, model.title || "Gate Lab"),
        el("span", { class: "lab-faint" }, size + (layer.backwards ? ", read from the end" : "")),
      ),
      ...(model.layers.length > 1
        ? [
            choice(
              "layer",
              model.layers.map((one, n) => [n, one.name || `layer ${n + 1}`]),
              view.layer,
              (value) => {
                set("layer", Number(value));
                part = 0;
                rebuild();
              },
            ),
          ]
        : []),
      pick,
      ...(layer.H > PAGE ? [range] : []),
    );
  }

  function fillText() {
    if (!model.alphabet) return words.replaceChildren();
    const input = el("input", {
      type: "text",
      maxlength: 200,
      value: view.text,
      class: "gl-typed",
      spellcheck: "false",
      placeholder: "type a text of your own, and see it read",
      "aria-label": "a text of your own",
      oninput: lab.guard(() => {
        set("step", Math.max(0, [...input.value].length - 1));
        change({ text: input.value, edits: {} });
      }),
    });
    words.replaceChildren(
      input,
      button(
        "back to the first text",
        "back to the first text",
        lab.guard(() => {
          input.value = "";
          set("step", 0);
          change({ text: "", edits: {} });
        }),
      ),
    );
  }

  function fillLabels() {
    const { places, shown } = scene;
    labels.style.height = `${places.strip}px`;
    labels.classList.toggle("gl-upright", places.upright);
    const every = Math.ceil(26 / places.column);
    const texts = shown.labels ? shown.labels.map(visible) : Array.from({ length: shown.T }, (_, t) => String(t + 1));
    const signature = JSON.stringify([
      texts,
      Object.keys(view.edits),
      places.column,
      places.upright,
      shown.layer.backwards,
      Array.from(shown.mask ?? []),
    ]);
    if (labels.signature === signature) return; // as they are: one node a step
    labels.signature = signature;
    const edited = new Set(Object.keys(view.edits).map((t) => (shown.layer.backwards ? shown.T - 1 - t : Number(t))));
    labels.replaceChildren(
      ...texts.map((text, t) => {
        const title = [...(shown.labels?.[t] ?? `step ${t + 1}`)].slice(0, 200).join("");
        const letters = [...text],
          cut = places.upright && letters.length > FIT;
        const node = el(
          "span",
          { title: `${title} (click to change it)` },
          letters.slice(0, cut ? FIT - 1 : 60).join("") + (cut ? "…" : ""),
        );
        node.style.width = `${places.column}px`;
        if (shown.mask && !shown.mask[t]) node.classList.add("gl-padded");
        if (!shown.labels && t % every) node.classList.add("gl-skip");
        if (edited.has(t)) node.classList.add("gl-edited");
        return node;
      }),
    );
  }

  function fillGutter() {
    const { places, shown } = scene;
    gutter.style.height = `${places.height}px`;
    const forced = Object.entries(view.clamps)
      .filter(([, one]) => one.layer === view.layer && view.compare !== "before")
      .map(([gate]) => gate);
    gutter.replaceChildren(
      el("span", { class: "gl-reads lab-faint" }, shown.labels ? "reads" : "step"),
      ...places.blocks.map((block) => {
        const { range, lines } =
          block.key === "d" ? { range: "", lines: [block.name, ""] } : blockWords(scene, block, source(scene, block));
        const words =
          block.key === "y"
            ? lines.map((name) => el("span", { class: "gl-class" }, name))
            : forced.includes(block.key)
              ? [lines[0], el("br"), el("b", { class: "gl-range" }, "forced")]
              : [lines[0], ...(lines[1] ? [el("br"), el("span", { class: "gl-range" }, lines[1])] : [])];
        const node = el(
          "div",
          { class: "gl-map", title: `${block.name}: ${block.what}${range ? `, ${range}` : ""}`, "data-key": block.key },
          el("span", { class: "gl-symbol" }, block.key === "d" ? "∂" : block.key),
          el("span", { class: "gl-words" }, ...words),
        );
        node.style.top = `${block.top}px`;
        node.style.height = `${block.height}px`;
        return node;
      }),
    );
    placeRows();
  }

  function placeRows() {
    const { places, units } = scene;
    rows.forEach((row, n) => {
      const block = places.blocks.find((one) => one.map === MAPS[n]);
      row.hidden = !units.includes(view.unit) || units.length === 1;
      row.style.height = `${block.lineHeight}px`;
      row.style.transform = `translateY(${block.top + units.indexOf(view.unit) * block.lineHeight}px)`;
    });
  }

  // The numbers beside the bars.
  function fillNow() {
    beside = numbered(scene).map((one) => ({ ...one, node: el("span", { class: one.chosen ? "gl-chosen" : "" }) }));
    for (const { node, y } of beside) node.style.top = `${y}px`;
    const title = el("span", { class: "gl-when" });
    title.style.top = `${scene.places.strip - 11}px`;
    now.replaceChildren(title, ...beside.map(({ node }) => node));
  }

  function fillProof() {
    const { precision } = scene.shown.layer;
    const fine = kernelGap < (precision === 32 ? 1e-4 : 1e-12);
    proof.textContent =
      `${fine ? "✓" : "✗"} This page computed every number itself; the largest difference from the kernel's ` +
      `${precision === 32 ? "(float32) " : ""}is ${kernelGap === 0 ? "0" : kernelGap.toExponential(0).replace("-", "\u2011")}. ` +
      "Keys: ← → step, ↑ ↓ unit, Home, End, space plays.";
  }

  function fillTable() {
    if (!values.open) return;
    const { run, T } = scene.shown;
    table.replaceChildren(
      el("caption", {}, `unit ${view.unit + 1}`),
      el(
        "thead",
        {},
        el("tr", {}, ...["t", "reads", ...MAPS.map((map) => map.key)].map((text) => el("th", { scope: "col" }, text))),
      ),
      el(
        "tbody",
        {},
        ...Array.from({ length: T }, (_, t) =>
          el(
            "tr",
            {},
            el("th", { scope: "row" }, String(t + 1)),
            el("td", {}, label(t)),
            ...MAPS.map((map) => el("td", {}, fixed(valueOf(run, map, t, view.unit), 4, !map.gate))),
          ),
        ),
      ),
    );
  }

  function openPanel(name) {
    panel = name;
    if (name === "guess") panels.guess ??= guessPanel(desk);
    drawer.replaceChildren(...(name ? [panels[name].node] : []));
    for (const node of tools.querySelectorAll("[data-panel]"))
      node.setAttribute("aria-expanded", String(node.dataset.panel === name));
    lab.root.classList.toggle("gl-guessing", name === "guess");
    values.hidden = name === "guess"; // it would tell
    arrange();
  }

  // Light the cells of a term of the equations; null puts the light out.
  function light(term) {
    for (const one of lights) one.hidden = true;
    if (!term) return;
    const { places, units } = scene;
    const [key, back = 0, all] = TERMS[term] ?? [term];
    const block = places.blocks.find((one) => one.key === key);
    const row = units.indexOf(view.unit);
    if (view.step - back < 0 || (block && !all && row < 0)) return;
    const top = block ? block.top + (all ? 0 : row * block.lineHeight) : 0;
    const height = block ? (all ? block.height : block.lineHeight) : places.strip;
    Object.assign(lights[0].style, {
      width: `${places.column}px`,
      height: `${height}px`,
      transform: `translate(${(view.step - back) * places.column}px, ${top}px)`,
    });
    lights[0].hidden = false;
  }

  // ---- mouse and keys ----

  const under = (event) => {
    const { places, shown } = scene;
    const box = sheet.getBoundingClientRect();
    const y = event.clientY - box.top;
    const block = places.blocks.find(({ top, height }) => y >= top - GAP / 2 && y < top + height + GAP / 2);
    const row = block && clamp(Math.floor((y - block.top) / block.lineHeight), block.lines.length);
    return {
      t: clamp(Math.floor((event.clientX - box.left) / places.column), shown.T),
      block,
      line: block?.lines[row],
      strip: y < places.strip,
    };
  };
  let dragging = null;
  const drag = (event) => {
    const { t, block, line } = under(event);
    if (block?.map) {
      set("unit", line);
      refreshUnit();
    }
    go(t);
  };
  sheet.onpointerdown = lab.guard((event) => {
    dragging = under(event);
    sheet.setPointerCapture(event.pointerId);
    drag(event);
  });
  sheet.onpointerup = lab.guard((event) => {
    const { t, strip } = under(event);
    if (dragging?.strip && strip && dragging.t === t) {
      // a click on an input: change it
      openPanel("change");
      panels.change.focus();
    }
    dragging = null;
  });
  sheet.onpointercancel = () => {
    dragging = null;
  };
  sheet.onpointermove = lab.guard((event) => {
    if (dragging) drag(event);
    const { t, block, line } = under(event);
    const veiled = !veil.hidden && t > view.step && block?.key !== "x";
    tip.hidden = !block || block.key === "d" || veiled;
    if (tip.hidden) return;
    const what = block.map ? `, unit ${line + 1}` : block.key === "y" ? `, ${answerName(model.readout, line)}` : "";
    tip.textContent = `${block.key} (${block.name})${what}, step ${t + 1}${label(t) ? ` “${[...label(t)].slice(0, 30).join("")}”` : ""}: ${fixed(source(scene, block).value(line, t), 4)}`;
    const box = lab.root.getBoundingClientRect();
    const x = Math.min(event.clientX - box.left + 12, lab.root.clientWidth - tip.offsetWidth - 8);
    tip.style.transform = `translate(${Math.max(4, x)}px, ${event.clientY - box.top + 18}px)`;
  });
  sheet.onpointerleave = () => {
    tip.hidden = true;
  };

  function refreshUnit() {
    const select = head.querySelector(".gl-unit select");
    if (select) select.value = view.unit;
    if (scene.places) {
      placeRows();
      fillNow();
    }
    fillTable();
  }
  lab.keys({
    ArrowRight: () => go(view.step + 1),
    ArrowLeft: () => go(view.step - 1),
    "Shift+ArrowRight": () => go(view.step + 10),
    "Shift+ArrowLeft": () => go(view.step - 10),
    PageDown: () => go(view.step + 10),
    PageUp: () => go(view.step - 10),
    Home: () => go(0),
    End: () => go(scene.shown.T - 1),
    ArrowDown: () => choose(view.unit + 1),
    ArrowUp: () => choose(view.unit - 1),
    " ": () => moves.play(),
  });

  lab.onTheme(() => {
    scene.colours = null;
    paint();
  });
  lab.onResize(() => scene.places && arrange());
  lab.start();
  fillText();
  rebuild();
  if (view.playing) moves.play();

  return {
    update: lab.guard((news) => {
      const patch = Object.fromEntries(Object.entries(news).filter(([key, value]) => view[key] !== value));
      const has = (...keys) => keys.some((key) => key in patch);
      Object.assign(view, patch);
      if (has("payload")) {
        scene.model = model = unpack(view.payload);
        kernelGap = null;
      }
      if (has("payload", "text")) fillText();
      if (has("playing") && patch.playing !== moves.playing()) moves.play();
      if (has("speed")) moves.setSpeed(patch.speed);
      if (has("veil")) future.input.checked = view.veil;
      if (has("gradients")) lanes.input.checked = view.gradients;
      follow(Object.keys(patch));
    }),
    destroy: lab.tidy,
  };
}

// The end of each map's scale of differences; one where nothing differs.
function gapsOf(after, before) {
  const gap = (a, b) => roundUp(peak(a.map((v, n) => v - b[n])));
  const gaps = Object.fromEntries(MAPS.map(({ key }) => [key, gap(after.run[key], before.run[key])]));
  return { ...gaps, x: gap(after.x, before.x), y: after.y ? gap(after.y, before.y) : 1 };
}

export default asWidget(mount, [
  "step",
  "unit",
  "layer",
  "text",
  "veil",
  "playing",
  "speed",
  "edits",
  "clamps",
  "compare",
  "gradients",
  "guesses",
]);
