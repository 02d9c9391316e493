// @ts-check
// The Text Lab: an LSTM writes letter by letter; choose another letter, turn the temperature, colour the text.

import { asWidget, begin, changer, open, stepKeys } from "../shared/lab.js";
import { largestDifference } from "../shared/lstm.js";
import { uniform } from "../shared/model.js";
import { button, choice, el, slider, write } from "../shared/nodes.js";
import { clamp, fixed, gapInWords, visible } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { chancesPanel, SHOWN } from "./chances.js";
import { pagePanel } from "./letters.js";
import {
  drawn,
  expected,
  influence,
  lettersIn,
  likeliest,
  MOST_LETTERS,
  memoryOf,
  reading,
  surprises,
  unpackWriter,
} from "./model.js";
import { STATE } from "./state.js";
import { letterInWords } from "./words.js";

const STAGES = ["read", "colour", "show"];
const FROM = { payload: "read", text: "read", unit: "colour", colour: "colour", step: "show", temperature: "show" };
const COLOURS = [
  ["surprise", "what it cost"],
  ["unit", "a unit’s memory"],
  ["influence", "what moved the next"],
];

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const lab = open(root, "text-lab", "Text Lab: a network that writes", view, onChange);
  const desk = Object.assign(lab, { writer: null, text: null, costs: [], values: [], best: [], symbols: [] });
  steer(desk);
  const moves = movesPanel(desk);
  const page = pagePanel(desk);
  const panels = [headPanel(desk), promptPanel(desk), moves, sayPanel(desk), page, chancesPanel(desk), footPanel(desk)];
  const [head, prompt, walk, say, sheet, chances, foot] = panels.map(({ node }) => node);
  lab.root.append(head, prompt, walk, say, el("div", { class: "tx-both" }, sheet, chances), foot);
  lab.later(moves.node.stop);
  desk.redo = lab.guard((stage) => redo(desk, stage, panels, page));
  lab.keys(
    stepKeys({
      go: desk.go,
      step: () => view.step,
      end: () => desk.text.letters.length - 1,
      play: () => desk.write(1),
    }),
  );
  lab.onTheme(() => desk.text && page.paint());
  return begin(desk, STAGES, FROM);
}

// What must be done again from a stage on; a step moves the colours only where they depend on it.
function redo(desk, stage, panels, page) {
  const { view } = desk;
  const from = STAGES.indexOf(stage);
  if (from === 0) readAgain(desk);
  const { writer, text } = desk;
  view.step = clamp(view.step, text.letters.length);
  desk.best = likeliest(expected(text, view.step, writer.readout.O, view.temperature), SHOWN);
  if (from === 0) page.arrange();
  if (from <= 1 || view.colour === "influence") {
    desk.values = valuesOf(desk);
    page.paint();
  }
  for (const panel of panels) panel.show();
}

function readAgain(desk) {
  const { view } = desk;
  if (desk.payload !== view.payload) {
    desk.payload = view.payload;
    desk.writer = unpackWriter(view.payload);
    desk.symbols = desk.writer.alphabet.symbols;
    desk.text = null;
  }
  const letters = lettersIn(view.text || desk.writer.text).slice(0, MOST_LETTERS);
  desk.text = reading(desk.writer, letters, desk.text);
  desk.costs = surprises(desk.text, desk.writer);
}

function valuesOf({ view, text, costs, best, writer }) {
  if (view.colour === "unit") return memoryOf(text, clamp(view.unit, writer.cell.H));
  if (view.colour === "influence") return influence(text, view.step, best[0].n, writer);
  return costs;
}

// What the panels ask of the lab.
function steer(desk) {
  const { view, guard } = desk;
  const change = changer(desk, STAGES, FROM);
  const goOn = (letters) => change({ text: letters.join(""), step: letters.length - 1 });
  Object.assign(desk, {
    change,
    go: guard((step) => change({ step: clamp(step, desk.text.letters.length) })),
    // the text up to the letter that is looked at, and then this one
    choose: (n) => goOn([...desk.text.letters.slice(0, view.step + 1), desk.symbols[n]].slice(0, MOST_LETTERS)),
    write: guard((count) => {
      const { writer, text } = desk;
      let now = text;
      for (let k = 0; k < count && now.letters.length < MOST_LETTERS; k++) {
        const T = now.letters.length;
        const p = expected(now, T - 1, writer.readout.O, view.temperature);
        now = reading(writer, [...now.letters, desk.symbols[drawn(p, uniform(view.seed, T))]], now);
      }
      desk.text = now;
      goOn(now.letters);
    }),
  });
}

function headPanel(desk) {
  const { view } = desk;
  const title = el("span", { class: "lab-title" });
  const colours = choice("colour", COLOURS, view.colour, (colour) => desk.change({ colour }));
  const unit = el("input", { type: "number", min: 1, "aria-label": "unit", class: "tx-unit" });
  unit.onchange = desk.guard(() =>
    desk.change({ unit: clamp(Math.round(Number(unit.value) || 1) - 1, desk.writer.cell.H) }),
  );
  const field = el("label", { class: "lab-field" }, el("span", {}, "unit"), unit);
  return {
    node: el("div", { class: "lab-row" }, title, colours, field),
    show() {
      write(title, desk.writer.title || "A network that writes");
      colours.set(view.colour);
      unit.max = desk.writer.cell.H;
      unit.value = view.unit + 1;
      field.hidden = view.colour !== "unit";
    },
  };
}

// What it has read when it begins to write, and how it writes.
function promptPanel(desk) {
  const { view } = desk;
  const input = el("input", {
    type: "text",
    class: "tx-prompt",
    maxlength: MOST_LETTERS,
    "aria-label": "what it has read",
  });
  input.oninput = desk.guard(() => {
    if (input.value) desk.change({ text: input.value, step: lettersIn(input.value).length - 1 });
  });
  const heat = { min: 0.1, max: 2, step: 0.05, value: view.temperature, format: (v) => fixed(v, 2) };
  const tau = slider("temperature", heat, (temperature) => desk.change({ temperature }));
  const write1 = button("write a letter", "write one letter (space)", () => desk.write(1));
  const write40 = button("write 40", "write forty letters", () => desk.write(40));
  const other = button("another", "draw other letters: the next seed", () => desk.change({ seed: view.seed + 1 }));
  const again = button("start again", "back to the text with which the lab opened", () =>
    desk.change({ text: desk.writer.text, step: lettersIn(desk.writer.text).length - 1 }),
  );
  return {
    node: el("div", { class: "lab-row" }, input, write1, write40, tau, other, again),
    show() {
      const text = desk.text.letters.join("");
      if (document.activeElement !== input) input.value = text.replaceAll("\n", " ");
      const full = desk.text.letters.length >= MOST_LETTERS;
      write1.disabled = full;
      write40.disabled = full;
      tau.set(view.temperature);
    },
  };
}

function movesPanel(desk) {
  const { view } = desk;
  const node = transport({
    count: 1,
    go: desk.go,
    step: () => view.step,
    counted: (at, end) => `letter ${at + 1} of ${end + 1}`,
  });
  return {
    node,
    show() {
      node.setCount(desk.text.letters.length);
      node.show(view.step, visible(desk.text.letters[view.step]));
    },
  };
}

function sayPanel(desk) {
  const node = el("p", { class: "lab-say tx-say" });
  return {
    node,
    show() {
      write(node, letterInWords(desk));
      desk.say(node.textContent);
    },
  };
}

function footPanel(desk) {
  const node = el("p", { class: "lab-faint" });
  return {
    node,
    show() {
      const { writer } = desk;
      const opened = lettersIn(writer.text);
      const here = expected(reading(writer, opened, desk.text), opened.length - 1, writer.readout.O);
      const gap = gapInWords(largestDifference(here, writer.kernel));
      write(node, `Keys: ← → letters, space writes one, Home, End. Computed here; NumPy differs by at most ${gap}.`);
    },
  };
}

export default asWidget(mount, STATE);
