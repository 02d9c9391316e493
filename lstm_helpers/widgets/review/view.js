// @ts-check
// The Review Lab: an LSTM judges a sentence word by word; type another, swap two words, leave one out.

import { asWidget, begin, changer, open, stepKeys } from "../shared/lab.js";
import { largestDifference } from "../shared/lstm.js";
import { button, choice, el, write } from "../shared/nodes.js";
import { clamp, gapInWords } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { judged, leftOut, MOST_WORDS, swapped, unpackJudge, wordsIn } from "./model.js";
import { sentencePanel } from "./sentence.js";
import { STATE } from "./state.js";
import { verdict, wordInWords } from "./words.js";

const STAGES = ["read", "colour", "show"];
const FROM = { payload: "read", text: "read", colour: "colour", step: "show", picked: "show" };
const COLOURS = [
  ["turn", "how far it turned the verdict"],
  ["without", "what would be missing without it"],
];

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const lab = open(root, "review-lab", "Review Lab: a network that judges", view, onChange);
  const desk = Object.assign(lab, { judge: null, sentence: null });
  steer(desk);
  const moves = movesPanel(desk);
  const page = sentencePanel(desk);
  const panels = [headPanel(desk), textPanel(desk), moves, sayPanel(desk), page, changePanel(desk), footPanel(desk)];
  lab.root.append(...panels.map(({ node }) => node));
  lab.later(moves.node.stop);
  desk.redo = lab.guard((stage) => redo(desk, stage, panels, page));
  lab.keys(
    stepKeys({
      go: desk.go,
      step: () => view.step,
      end: () => desk.sentence.words.length - 1,
      play: moves.node.play,
    }),
  );
  lab.onTheme(() => desk.sentence && page.paint());
  return begin(desk, STAGES, FROM);
}

// What must be done again from a stage on.
function redo(desk, stage, panels, page) {
  const { view } = desk;
  const from = STAGES.indexOf(stage);
  if (from === 0) {
    readAgain(desk);
    page.arrange();
  }
  const count = desk.sentence.words.length;
  view.step = clamp(view.step, count);
  if (view.picked >= count) view.picked = -1;
  if (from <= 1) page.paint();
  for (const panel of panels) panel.show();
}

// A text without a word leaves the sentence as it was.
function readAgain(desk) {
  const { view } = desk;
  if (desk.payload !== view.payload) {
    desk.payload = view.payload;
    desk.judge = unpackJudge(view.payload);
    desk.sentence = null;
  }
  const words = wordsIn(view.text).slice(0, MOST_WORDS);
  if (words.length || !desk.sentence)
    desk.sentence = judged(words.length ? words : wordsIn(desk.judge.text), desk.judge);
}

// What the panels ask of the lab.
function steer(desk) {
  const { view, guard } = desk;
  const change = changer(desk, STAGES, FROM);
  const rewrite = (words, step) => change({ text: words.join(" "), step, picked: -1 });
  Object.assign(desk, {
    change,
    go: guard((step) => change({ step: clamp(step, desk.sentence.words.length) })),
    pick: () => change({ picked: view.picked === view.step ? -1 : view.step }),
    swap: (other) => rewrite(swapped(desk.sentence.words, view.step, other), other),
    leaveOut: () => rewrite(leftOut(desk.sentence.words, view.step), Math.max(0, view.step - 1)),
  });
}

function headPanel(desk) {
  const { view } = desk;
  const title = el("span", { class: "lab-title" });
  const colours = choice("colour", COLOURS, view.colour, (colour) => desk.change({ colour }));
  return {
    node: el("div", { class: "lab-row" }, title, colours),
    show() {
      write(title, desk.judge.title || "A network that judges");
      colours.set(view.colour);
    },
  };
}

function textPanel(desk) {
  const { view } = desk;
  const input = el("input", { type: "text", class: "rv-text", maxlength: 500, "aria-label": "the sentence" });
  input.oninput = desk.guard(() => {
    const count = wordsIn(input.value).length;
    if (count) desk.change({ text: input.value, step: Math.min(count, MOST_WORDS) - 1, picked: -1 });
  });
  const again = button("start again", "back to the sentence with which the lab opened", () =>
    desk.change({ text: desk.judge.text, step: wordsIn(desk.judge.text).length - 1, picked: -1 }),
  );
  return {
    node: el("div", { class: "lab-row" }, input, again),
    show() {
      if (document.activeElement !== input) input.value = view.text || desk.judge.text;
    },
  };
}

function movesPanel(desk) {
  const { view } = desk;
  const node = transport({
    count: 1,
    go: desk.go,
    step: () => view.step,
    speed: 2,
    counted: (at, end) => `word ${at + 1} of ${end + 1}`,
  });
  return {
    node,
    show() {
      node.setCount(desk.sentence.words.length);
      node.show(view.step, desk.sentence.words[view.step]);
    },
  };
}

function sayPanel(desk) {
  const node = el("p", { class: "lab-say rv-say" });
  return {
    node,
    show() {
      write(node, wordInWords(desk));
      desk.say(node.textContent);
    },
  };
}

// What can be done with the word that is looked at.
function changePanel(desk) {
  const { view } = desk;
  const next = button("swap with the next", "swap this word with the next", () => desk.swap(view.step + 1));
  const pick = button("swap with another …", "take this word, to swap it with another", desk.pick);
  const swap = button("swap", "swap the two words", () => desk.swap(view.picked));
  const out = button("leave it out", "leave this word out", desk.leaveOut);
  return {
    node: el("div", { class: "lab-row" }, next, pick, swap, out),
    show() {
      const { words } = desk.sentence;
      next.disabled = view.step >= words.length - 1;
      out.disabled = words.length < 2;
      const waits = view.picked >= 0;
      write(pick, view.picked === view.step ? "now choose the other word" : "swap with another …");
      pick.setAttribute("aria-pressed", String(view.picked === view.step));
      swap.hidden = !waits || view.picked === view.step;
      if (waits) write(swap, `swap “${words[view.picked]}” with “${words[view.step]}”`);
    },
  };
}

function footPanel(desk) {
  const node = el("p", { class: "lab-faint" });
  return {
    node,
    show() {
      const { judge } = desk;
      const here = judged(wordsIn(judge.text), judge).p;
      const gap = gapInWords(largestDifference(here, judge.kernel));
      const opened = verdict(here[here.length - 1]);
      const keys = `Keys: ← → words, Home, End, space plays. Computed here; NumPy differs by at most ${gap}.`;
      write(node, `It opened with “${judge.text}”: ${opened}. ${keys}`);
    },
  };
}

export default asWidget(mount, STATE);
