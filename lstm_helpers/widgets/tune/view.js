// @ts-check
// The Tune Lab: an LSTM composes note by note; choose another note, hear it go on.

import { asWidget, begin, changer, open, stepKeys } from "../shared/lab.js";
import { largestDifference } from "../shared/lstm.js";
import { el, valuesTable, write } from "../shared/nodes.js";
import { clamp, fixed, gapInWords } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { keyboardPanel, lengthsPanel } from "./keyboard.js";
import {
  costsOf,
  expected,
  gapToKernel,
  goneOn,
  likeliest,
  MOST_NOTES,
  reading,
  tuneOf,
  unpackComposer,
  withNote,
} from "./model.js";
import { lengthName, pitchName, placeName } from "./names.js";
import { rollPanel } from "./roll.js";
import { soundPanel, tempoPanel } from "./sound.js";
import { STATE } from "./state.js";
import { noteInWords } from "./words.js";
import { writePanel } from "./write.js";

const STAGES = ["read", "set", "show"]; // a step moves neither sliders nor buttons
const SETTINGS = ["temperature", "tempo", "volume", "keep", "hear", "seed"];
const FROM = { payload: "read", notes: "read", ...Object.fromEntries(SETTINGS.map((key) => [key, "set"])) };
const SET = ["head", "listen", "tempo", "pen", "foot"];

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const lab = open(root, "tune-lab", "Tune Lab: a network that composes", view, onChange);
  const desk = Object.assign(lab, {
    ...{ composer: null, tune: null, read: null, costs: [], gap: 0, expected: null, best: null, inWords: "" },
    ...{ wanted: null, length: null, places: null, own: "", past: [], last: null, sounding: false },
  });
  steer(desk);
  const parts = { ...partsOf(desk), roll: rollPanel(desk), keys: keyboardPanel(desk), lengths: lengthsPanel(desk) };
  desk.parts = parts;
  const { head, listen, tempo, pen, moves, say, roll, keys, lengths, table, foot } = parts;
  listen.node.append(tempo.node);
  const board = el("div", { class: "tn-board" }, keys.node, lengths.node);
  lab.root.append(...[head, listen, pen, moves, say, roll].map(({ node }) => node), board, table.node, foot.node);
  lab.later(listen.close);
  lab.later(moves.node.stop);
  desk.redo = lab.guard((stage) => redo(desk, stage, parts));
  lab.keys(keysOf(desk));
  lab.onResize(roll.resize);
  return begin(desk, STAGES, FROM);
}

const partsOf = (desk) => ({
  head: headPanel(desk),
  listen: soundPanel(desk),
  tempo: tempoPanel(desk),
  pen: writePanel(desk),
  moves: movesPanel(desk),
  say: sayPanel(desk),
  table: tablePanel(desk),
  foot: footPanel(desk),
});

function keysOf(desk) {
  const { view, parts } = desk;
  const play = () => (desk.sounding ? parts.listen.stop() : parts.listen.hearFrom());
  return {
    ...stepKeys({ go: desk.go, step: () => view.step, end: () => desk.tune.notes.length, play }),
    p: parts.listen.hear,
    f: parts.listen.hearFrom,
    n: () => desk.write(1),
    e: () => desk.write(null),
    u: desk.undo,
    Enter: () => parts.keys.focus(),
  };
}

// What must be done again from a stage on.
function redo(desk, stage, parts) {
  const { view } = desk;
  if (stage === "read") readAgain(desk);
  view.step = clamp(view.step, desk.tune.notes.length + 1);
  desk.expected = expected(desk.composer, desk.read, view.step, view.temperature);
  const { pitch, length } = desk.expected;
  desk.best = { pitch: likeliest(pitch, 1)[0], length: likeliest(length, 1)[0] };
  desk.length = lengthHere(desk);
  desk.inWords = noteInWords(desk);
  if (stage === "read") for (const part of Object.values(parts)) part.arrange?.();
  for (const [name, part] of Object.entries(parts)) if (stage !== "show" || !SET.includes(name)) part.show();
}

// The length that stands here; where no note is yet, the one that was chosen for it, or the likeliest.
function lengthHere({ view, tune, composer, wanted, best }) {
  const note = tune.notes[view.step];
  const found = note && composer.lengths.findIndex(([length, ends]) => length === note[1] && ends === note[2]);
  return found ?? (wanted?.step === view.step ? wanted.length : best.length);
}

// Notes that came from elsewhere have no past that could be undone, and what sounds is the tune of before.
function readAgain(desk) {
  const { view } = desk;
  if (desk.payload !== view.payload) {
    desk.payload = view.payload;
    desk.composer = unpackComposer(view.payload);
    desk.gap = gapToKernel(desk.composer, largestDifference);
  }
  const now = JSON.stringify(view.notes);
  if (now !== desk.own) Object.assign(desk, { own: now, past: [], last: null });
  desk.wanted = null;
  desk.parts.listen.stop();
  desk.tune = tuneOf(desk.composer.tune, view.notes);
  desk.read = reading(desk.composer, desk.tune);
  desk.costs = costsOf(desk.composer, desk.tune, desk.read);
}

// What the panels ask of the lab.
function steer(desk) {
  const { view, guard } = desk;
  const change = changer(desk, STAGES, FROM);
  const hush = () => desk.sounding && desk.parts.listen.stop();
  // other notes, which can be undone; with `from` they are heard from there on where the reader wants to hear them
  const compose = (notes, step, from = step) => {
    const past = [...desk.past, { notes: view.notes, step: view.step }].slice(-100);
    Object.assign(desk, { own: JSON.stringify(notes), past });
    change({ notes, step: view.hear ? from : step });
    if (view.hear && from < notes.length) desk.parts.listen.hearFrom();
  };
  Object.assign(desk, {
    change,
    go: guard((step) => {
      hush();
      change({ step: clamp(step, desk.tune.notes.length + 1) });
    }),
    compose: guard((notes, step) => {
      desk.last = null;
      hush();
      compose(notes, step, notes.length);
    }),
    undo: guard(() => {
      const before = desk.past.pop();
      if (!before) return;
      Object.assign(desk, { own: JSON.stringify(before.notes), last: null });
      change(before);
    }),
    ...choosers(desk, compose),
    ...writers(desk, compose),
  });
}

// A pitch writes a note where none is, and changes the one that stands here; so does a length, which else waits for it.
function choosers(desk, compose) {
  const { view, guard } = desk;
  const put = (pitch, n) => {
    const t = view.step;
    const isNew = t === view.notes.length;
    if (isNew && t >= MOST_NOTES) return;
    if (!isNew && pitch === view.notes[t][0] && n === desk.length) return; // it stands there already
    desk.last = null;
    compose(withNote(view.notes, t, [pitch, ...desk.composer.lengths[n]], view.keep), isNew ? t + 1 : t, t);
  };
  return {
    choosePitch: guard((pitch) => desk.composer.pitches.includes(pitch) && put(pitch, desk.length)),
    chooseLength: guard((n) => {
      const note = view.notes[view.step];
      if (note) return put(note[0], n);
      desk.wanted = { step: view.step, length: n };
      desk.redo("show");
    }),
  };
}

// `count` notes, or with null the rest of the phrase, always after the last note; and the same again, otherwise.
function writers(desk, compose) {
  const { view, guard } = desk;
  const writeOn = (count) => {
    const before = view.notes;
    const { seed, temperature } = view;
    const notes = goneOn(desk.composer, tuneOf(desk.composer.tune, before), { seed, temperature, count });
    if (notes.length === before.length) return;
    desk.last = { count, notes: before };
    compose(notes, notes.length, before.length);
  };
  return {
    write: guard(writeOn),
    otherwise: guard(() => {
      const { last } = desk;
      if (!last) return;
      const now = desk.past.pop(); // the tune before the writing: undo leads past both
      desk.own = JSON.stringify(last.notes);
      desk.change({ seed: view.seed + 1, notes: last.notes, step: now?.step ?? 0 });
      writeOn(last.count);
    }),
  };
}

function headPanel(desk) {
  const title = el("span", { class: "lab-title" });
  const metre = el("span", { class: "lab-faint" });
  return {
    node: el("div", { class: "lab-row" }, title, metre),
    show() {
      const { composer, tune } = desk;
      write(title, composer.title || "A network that composes");
      const bars = tune.bar === 1 ? "1 quarter" : `${tune.bar} quarters`;
      write(metre, `${bars} to a bar, ${tune.notes.length} notes, ${fixed(meanOf(desk.costs), 2)} bits a note`);
    },
  };
}

const meanOf = (costs) => (costs.length ? costs.reduce((sum, { bits }) => sum + bits, 0) / costs.length : 0);

function movesPanel(desk) {
  const { view } = desk;
  const counted = (at, end) => (at < end ? `note ${at + 1} of ${end}` : "the next note");
  const node = transport({ count: 1, go: desk.go, step: () => view.step, counted, still: true });
  return {
    node,
    arrange: () => node.setCount(desk.tune.notes.length + 1),
    show() {
      const note = desk.tune.notes[view.step];
      node.show(view.step, note ? `${pitchName(note[0])}, ${lengthName(note[1])}` : "");
    },
  };
}

function sayPanel(desk) {
  const node = el("p", { class: "lab-say tn-say" });
  return {
    node,
    show() {
      write(node, desk.inWords);
      if (!desk.sounding) desk.say(desk.inWords);
    },
  };
}

// All notes with their places and costs.
function tablePanel(desk) {
  const row = (t) => {
    const { tune, costs } = desk;
    const [pitch, length, ends] = tune.notes[t];
    const numbers = [costs[t].pitch, costs[t].length, costs[t].bits].map((bits) => fixed(bits, 2));
    return [
      String(t + 1),
      placeName(tune, tune.starts[t]),
      pitchName(pitch),
      lengthName(length),
      ends ? "yes" : "",
      ...numbers,
    ];
  };
  const { node, fill, show } = valuesTable(
    {
      summary: "The notes as a table",
      label: "table of notes",
      names: () => ["note", "where", "pitch", "length", "phrase ends", "bits: pitch", "length", "together"],
      rows: () => desk.tune.notes.map((_, t) => row(t)),
      heads: 1,
    },
    desk.guard,
  );
  return { node, arrange: fill, show: () => show(desk.view.step) };
}

function footPanel(desk) {
  const node = el("p", { class: "lab-faint" });
  return {
    node,
    show() {
      const keys =
        "Keys: ← → notes, Home, End, space and f hear it from here, p from the beginning, n writes a note, " +
        "e to the end of the phrase, u undoes.";
      write(node, `${keys} Computed here; NumPy differs by at most ${gapInWords(desk.gap)}.`);
    },
  };
}

export default asWidget(mount, STATE);
