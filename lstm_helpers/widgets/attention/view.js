// @ts-check
// The Attention Lab: a translator writes block by block; see where it looks, make it look elsewhere, type a number.

import { ALIKE, interpreted, mostAt } from "../shared/decoder.js";
import { asWidget, begin, changer, open, stepKeys } from "../shared/lab.js";
import { largestDifference } from "../shared/lstm.js";
import { button, choice, el, hide, refill, valuesTable, write } from "../shared/nodes.js";
import { clamp, fixed, gapInWords } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { nextPanel } from "./chances.js";
import { blocksOf, encoderAt, heard, truthOf, unpackInterpreter } from "./model.js";
import { wordsTyped } from "./numerals.js";
import { stagePanel } from "./stage.js";
import { STATE } from "./state.js";
import {
  aloneInWords,
  INSIDES,
  keyInWords,
  nameOf,
  placed,
  stepInWords,
  translationInWords,
  verdictOf,
} from "./words.js";

const STAGES = ["read", "write", "look", "show"];
const FROM = { payload: "read", text: "read", forced: "write", inside: "look", step: "show", word: "show" };
const MOST_WORDS = 60;
const SELF = "by itself";

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const lab = open(root, "attention-lab", "Attention Lab: a network that translates", view, onChange);
  const desk = Object.assign(lab, { net: null, sentence: null, steps: [], alone: [], blocks: [], truth: null, gap: 0 });
  steer(desk);
  const [moves, stage] = [movesPanel(desk), stagePanel(desk)];
  const [next, result] = [nextPanel(desk), resultPanel(desk)];
  const panels = [headPanel(desk), textPanel(desk), moves, sayPanel(desk), stage, result, next, forcePanel(desk)];
  panels.push(...[tablePanel(desk), insideTable(desk), footPanel(desk)]);
  const [head, text, walk, say] = panels.map(({ node }) => node);
  const [force, table, inside, foot] = panels.slice(7).map(({ node }) => node);
  const below = el("div", { class: "at-both" }, el("div", {}, force, result.node), next.node);
  lab.root.append(head, text, walk, say, stage.node, below, table, inside, foot);
  lab.later(moves.node.stop);
  desk.redo = lab.guard((from) => redo(desk, from, panels, stage));
  lab.keys({ ...keysOf(desk), ...stepKeys({ ...desk, step: () => view.step, play: moves.node.play }) });
  lab.onTheme(() => desk.net && stage.paint());
  lab.onResize(() => {
    if (!desk.net) return;
    stage.place();
    stage.show();
  });
  return begin(desk, STAGES, FROM);
}

const keysOf = (desk) => ({
  ArrowUp: () => desk.walk(-1),
  ArrowDown: () => desk.walk(1),
  Enter: () => desk.view.word >= 0 && desk.force(desk.view.word),
  Delete: () => desk.release(),
  Backspace: () => desk.release(),
});

// What must be done again from a stage on.
function redo(desk, from, panels, stage) {
  const { view } = desk;
  const at = STAGES.indexOf(from);
  if (at === 0) readAgain(desk);
  if (at <= 1) {
    desk.steps = interpreted(desk.net, desk.sentence, view.forced);
    desk.blocks = blocksOf(desk.steps, desk.net);
  }
  view.step = clamp(view.step, desk.steps.length);
  view.word = Math.min(view.word, desk.sentence.words.length - 1);
  if (at <= 1) stage.arrange();
  if (at === 2) stage.paint();
  if (at <= 2) for (const panel of panels) panel.fill?.();
  for (const panel of panels) panel.show();
}

// The sentence, read by the encoder, and what becomes of it where nothing is forced.
function readAgain(desk) {
  const { view } = desk;
  if (desk.payload !== view.payload) {
    desk.payload = view.payload;
    desk.net = unpackInterpreter(view.payload);
    desk.gap = gapOf(desk.net);
  }
  const { net } = desk;
  const typed = desk.wordsOf(view.text);
  desk.sentence = heard(net, typed.fault ? desk.wordsOf(net.text).words : typed.words);
  desk.alone = interpreted(net, desk.sentence);
  desk.truth = truthOf(desk.sentence.words, net);
}

// How far the browser is from NumPy over the sentence with which the lab opened.
function gapOf(net) {
  const { words } = wordsTyped(net.text, net.known, net.numerals.English);
  const here = interpreted(net, heard(net, words)).flatMap(({ logP }) => Array.from(logP));
  return largestDifference(here, net.kernel);
}

// What the panels ask of the lab.
function steer(desk) {
  const { view, guard } = desk;
  const change = changer(desk, STAGES, FROM);
  const pick = (word) => change({ word });
  Object.assign(desk, {
    change,
    pick,
    go: guard((step) => change({ step: clamp(step, desk.steps.length) })),
    end: () => desk.steps.length - 1,
    // the word before or after the chosen one; from none to either end
    walk(by) {
      const count = desk.sentence.words.length;
      pick(view.word < 0 ? (by > 0 ? 0 : count - 1) : clamp(view.word + by, count));
    },
    // this step looks at a word alone, or at all alike; if it does already, by itself again
    force(word) {
      if (!desk.net.attention) return;
      if (view.forced[view.step] === word) return desk.release();
      change({ word: word === ALIKE ? view.word : word, forced: { ...view.forced, [view.step]: word } });
    },
    release() {
      const { [view.step]: _, ...forced } = view.forced;
      if (view.step in view.forced) change({ forced });
    },
    // the words of a text: { words, fault }
    wordsOf(text) {
      const { net } = desk;
      const typed = wordsTyped(text || net.text, net.known, net.numerals.English);
      const many = typed.words.length > MOST_WORDS;
      return many
        ? { words: [], fault: `It has ${typed.words.length} words, and at most ${MOST_WORDS} are shown` }
        : typed;
    },
    // another sentence, seen from its end
    translate: guard((text) => {
      const steps = interpreted(desk.net, heard(desk.net, desk.wordsOf(text).words));
      change({ text, forced: {}, word: -1, step: steps.length - 1 });
    }),
    // the word that the encoder's map marks: the chosen one, or the one that this step looks at most
    looked() {
      const { weights } = desk.steps[view.step];
      return view.word >= 0 ? view.word : weights ? mostAt(weights) : desk.sentence.words.length - 1;
    },
    rightSoFar: () => desk.truth.blocks.slice(0, view.step).join(" ") === desk.blocks.slice(0, view.step).join(" "),
  });
}

function headPanel(desk) {
  const { view } = desk;
  const title = el("span", { class: "lab-title" });
  const inside = choice("inside both LSTMs", INSIDES, view.inside, (one) => desk.change({ inside: one }));
  return {
    node: el("div", { class: "lab-row at-top" }, title, inside),
    show() {
      write(title, desk.net.title || "A network that translates");
      inside.set(view.inside);
    },
  };
}

function textPanel(desk) {
  const { view } = desk;
  const input = el("input", { type: "text", class: "at-text", maxlength: 500, "aria-label": "the sentence" });
  const fault = el("p", { class: "at-fault", role: "alert", hidden: "" });
  let shown = null; // the sentence that stands in the box, or in whose place something stands that cannot be read
  const judge = (words) => {
    write(fault, words ? `${words}: what stands below is still the sentence before.` : "");
    hide(fault, !words);
  };
  const settle = () => {
    shown = view.text || desk.net.text;
    input.value = shown;
    judge("");
  };
  input.oninput = desk.guard(() => {
    const typed = desk.wordsOf(input.value || " ");
    judge(typed.fault);
    if (typed.fault) return;
    shown = input.value;
    desk.translate(input.value);
  });
  const instead = (text) => {
    desk.translate(text);
    settle();
  };
  const other = button("another number", "a number drawn by chance", () => instead(drawnNumber()));
  const again = button("start again", "back to the sentence with which the lab opened", () => instead(desk.net.text));
  const field = el("label", { class: "lab-field at-field" }, el("span", {}, "translate"), input);
  return {
    node: el("div", { class: "lab-row" }, field, other, again, fault),
    show() {
      other.hidden = !desk.net.language;
      if (shown !== (view.text || desk.net.text)) settle();
    },
  };
}

// Each number of digits is as likely as any other.
const drawnNumber = () => String(Math.floor(10 ** (1 + Math.floor(6 * Math.random())) * Math.random()));

function movesPanel(desk) {
  const { view } = desk;
  const node = transport({ count: 1, go: desk.go, step: () => view.step, speed: 2 });
  return {
    node,
    show() {
      node.setCount(desk.steps.length);
      node.show(view.step, desk.steps[view.step].block);
    },
  };
}

function sayPanel(desk) {
  const node = el("p", { class: "lab-say at-say" });
  let fresh = false;
  return {
    node,
    fill() {
      fresh = true; // what it writes is another translation, perhaps: that is spoken as well
    },
    show() {
      write(node, stepInWords(desk));
      desk.say(node.textContent + (fresh ? translationInWords(desk) : ""));
      fresh = false;
    },
  };
}

// The translation as it is written, whether it is right, and what it would be by itself.
function resultPanel(desk) {
  const text = el("b", { class: "at-written" });
  const verdict = el("span", { class: "at-verdict" });
  const alone = el("p", { class: "lab-faint at-alone" });
  const key = el("p", { class: "lab-faint at-key" });
  return {
    node: el("div", { class: "at-result" }, el("p", {}, text), el("p", {}, verdict), alone, key),
    fill() {
      const one = verdictOf(desk);
      refill(text, one.parts, () => one.parts.flatMap((part) => [part, el("wbr")]));
      write(verdict, one.verdict);
      verdict.dataset.state = one.state;
      const { net, steps, blocks } = desk;
      write(alone, aloneInWords({ steps, net, blocks, blocksAlone: blocksOf(desk.alone, net) }));
      write(key, keyInWords(desk));
    },
    show() {},
  };
}

// Where this step looks, as a choice, and the way back.
function forcePanel(desk) {
  const { view } = desk;
  const name = el("span", {});
  const input = el("select", { "aria-label": "where this step looks" });
  input.onchange = desk.guard(() => (input.value === SELF ? desk.release() : desk.force(Number(input.value))));
  const undo = button("undo all", "let every step look by itself again", () => desk.change({ forced: {} }));
  const node = el("div", { class: "lab-row at-force" }, el("label", { class: "lab-field" }, name, input), undo);
  return {
    node,
    show() {
      node.hidden = !desk.net.attention;
      if (!desk.net.attention) return;
      const { words } = desk.sentence;
      refill(input, words, () => [
        el("option", { value: SELF }, "where it likes"),
        el("option", { value: ALIKE }, "at all words alike"),
        ...words.map((_, s) => el("option", { value: s }, `only at ${placed(words, s)}`)),
      ]);
      write(name, `step ${view.step + 1} looks`);
      const place = desk.steps[view.step].forced ? view.forced[view.step] : SELF;
      input.value = place;
      undo.disabled = !Object.keys(view.forced).length;
    },
  };
}

// The weights of every step as numbers.
function tablePanel(desk) {
  const { node, fill, show } = valuesTable(
    {
      summary: "All numbers: the chance of every block, and where it looked",
      label: "chances and weights",
      names: () => ["step", "block", "chance", ...(desk.net.attention ? desk.sentence.words : [])],
      rows: () =>
        desk.steps.map((one, t) => [
          String(t + 1),
          one.block,
          fixed(Math.exp(one.logP[one.token]), 4),
          ...Array.from(one.weights ?? [], (w) => fixed(w, 4)),
        ]),
      heads: 2,
    },
    desk.guard,
  );
  return { node, fill, show: () => show(desk.view.step) };
}

// The values of both maps as numbers.
function insideTable(desk) {
  const { view } = desk;
  const row = (which, n, text, values) => [which, String(n + 1), text, ...Array.from(values, (v) => fixed(v, 3))];
  const { node, fill } = valuesTable(
    {
      summary: "All numbers of both LSTMs",
      label: "values of both LSTMs",
      caption: () => `${nameOf(view.inside)}, unit by unit`,
      names: () => ["LSTM", "step", "at", ...Array.from({ length: desk.net.encoder.H }, (_, u) => `unit ${u + 1}`)],
      rows: () =>
        view.inside === "nothing"
          ? []
          : [
              ...desk.sentence.words.map((text, s) =>
                row("encoder", s, text, encoderAt(desk.sentence, s, view.inside)),
              ),
              ...desk.steps.map(({ block, inside }, t) => row("decoder", t, block, inside[view.inside])),
            ],
      heads: 3,
    },
    desk.guard,
  );
  return {
    node,
    fill,
    show() {
      hide(node, view.inside === "nothing");
    },
  };
}

function footPanel(desk) {
  const node = el("p", { class: "lab-faint" });
  return {
    node,
    show() {
      const keys = "Keys: ← → steps, ↑ ↓ words, Enter looks there alone, Delete lets it be, Home, End, space plays.";
      write(node, `${keys} Computed here; NumPy differs by at most ${gapInWords(desk.gap)}.`);
    },
  };
}

export default asWidget(mount, STATE);
