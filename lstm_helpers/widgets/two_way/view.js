// @ts-check
// The Two-way reader: under each letter of a sentence without spaces the opinions of three models on whether a word
// ends there: one that reads forward, one that reads backward, one that does both.
//
// A panel is a function of the desk, the lab with what all panels ask of it; it returns its node and what it does when
// another text is read (fill), place was given (arrange), opinions are shown (paint), another letter is (show), and
// when the state came from Python (mirror). Each of the stages rebuild → arrange → paint → show goes on to the next.

import { asWidget, earliest, open, patch, stepKeys } from "../shared/lab.js";
import { button, el, slider, valuesTable, write } from "../shared/nodes.js";
import { clamp, gapInWords, visible } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { lettersOf, opinions, readerGap, unpackReader } from "./model.js";
import { restoredPanel } from "./restored.js";
import { stagePanel } from "./stage.js";
import { STATE } from "./state.js";
import { share, thoughtsPanel, WAYS } from "./thoughts.js";

const LONGEST = 200;
const STAGES = ["rebuild", "paint", "show"];
const FROM = { payload: "rebuild", text: "rebuild", threshold: "paint" };

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const model = unpackReader(view.payload);
  const lab = open(root, "two-way-reader", `Two-way reader: ${model.title || "does a word end here?"}`, view, onChange);
  const nothing = { letters: [], ends: null, said: [], column: 24 };
  const desk = Object.assign(lab, { model, gap: gapOf(model), ...nothing });
  const panels = [];
  const each = (what) => {
    for (const panel of panels) panel[what]?.();
  };
  steer(desk, each);
  const moves = movesPanel(desk);
  panels.push(headPanel(desk), textPanel(desk), moves, limitPanel(desk), stagePanel(desk), thoughtsPanel(desk));
  panels.push(restoredPanel(desk), tablePanel(desk), proofPanel(desk));
  lab.root.append(...panels.map(({ node }) => node));
  lab.later(moves.node.stop);
  const end = () => desk.letters.length - 1;
  lab.keys(stepKeys({ go: desk.go, step: () => view.step, end, play: () => moves.node.play() }));
  lab.onTheme(desk.paint);
  lab.onResize(desk.arrange);
  lab.start();
  desk.rebuild();
  if (view.playing) moves.node.play();
  return {
    update: lab.guard((news) => {
      const changed = patch(view, news);
      if (changed.includes("payload")) {
        desk.model = unpackReader(view.payload);
        desk.gap = gapOf(desk.model);
      }
      each("mirror");
      desk.follow(changed);
    }),
    destroy: lab.tidy,
  };
}

const readAll = ({ models, alphabet }, text) => {
  const { letters, ends } = lettersOf(text);
  const shown = letters.slice(0, LONGEST);
  return { letters: shown, ends, said: opinions(models, shown, alphabet) };
};
const gapOf = (model) => readerGap(readAll(model, model.example).said, model.kernel);

// What the panels ask of the lab: letters, ends (null where unknown) and said, one row of opinions a model.
function steer(desk, each) {
  const { view, guard, set } = desk;
  Object.assign(desk, {
    isEnd: (p) => p >= view.threshold,
    // known only where the text came with its spaces; the last letter ends a word in any case
    isWrong: (n, t) =>
      desk.ends !== null && t < desk.letters.length - 1 && desk.isEnd(desk.said[n][t]) !== desk.ends[t],
    rebuild: guard(() => {
      Object.assign(desk, readAll(desk.model, view.text || desk.model.example));
      view.step = clamp(view.step, Math.max(1, desk.letters.length));
      each("fill");
      desk.arrange();
    }),
    arrange: guard(() => {
      each("arrange");
      desk.paint();
    }),
    paint: guard(() => {
      if (!desk.root.dataset.theme) return; // not in the page yet
      each("paint");
      desk.show();
    }),
    show: guard(() => each("show")),
    go: guard((step) => {
      set({ step: clamp(step, desk.letters.length) });
      desk.show();
    }),
    change: guard((news) => desk.follow(set(news))),
    follow: guard((changed) => {
      const stage = earliest(STAGES, FROM, changed);
      if (stage === "show") desk.go(view.step);
      else desk[stage]?.();
    }),
  });
}

function headPanel(desk) {
  const name = el("span", { class: "lab-title" });
  const size = el("span", { class: "lab-faint" });
  return {
    node: el("div", { class: "lab-row tw-head" }, name, size),
    fill() {
      const { title, models } = desk.model;
      const [a, b, both] = models.map(({ cells }) => cells[0].H);
      write(name, title || "Does a word end here?");
      write(size, `${a}, ${b} and 2 × ${both} units, ${desk.letters.length} letters`);
    },
  };
}

function textPanel(desk) {
  const { view, change } = desk;
  // the view stays where it is, unless the text has become shorter than that
  const type = (text) => {
    const last = Math.max(0, Math.min(LONGEST, lettersOf(text || desk.model.example).letters.length) - 1);
    change({ text, step: Math.min(view.step, last) });
  };
  const typed = el("input", {
    type: "text",
    class: "tw-typed",
    maxlength: 2 * LONGEST,
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": "a sentence of your own, with or without spaces",
    placeholder: "type a sentence, with or without its spaces",
    oninput: () => type(typed.value),
  });
  const fill = () => {
    typed.value = view.text || desk.model.example;
  };
  const reset = button("back to the first text", "back to the first text", () => {
    change({ text: "", step: 0 });
    fill();
  });
  fill();
  return {
    node: el("div", { class: "lab-row" }, typed, reset),
    mirror: () => typed.value !== view.text && fill(),
  };
}

function movesPanel(desk) {
  const { view, go, set } = desk;
  const node = transport({
    count: 1,
    go,
    step: () => view.step,
    speed: view.speed,
    onPlay: (playing) => set({ playing }),
    onSpeed: (speed) => set({ speed }),
  });
  return {
    node,
    fill: () => node.setCount(Math.max(1, desk.letters.length)),
    show: () => node.show(view.step, desk.letters.length ? `“${visible(desk.letters[view.step])}”` : ""),
    mirror() {
      node.setPlaying(view.playing);
      node.setSpeed(view.speed);
    },
  };
}

function limitPanel({ view, change }) {
  const ends = { min: 0.05, max: 0.95, step: 0.05, value: view.threshold, format: share };
  const limit = slider("a word ends from", ends, (threshold) => change({ threshold }));
  return { node: el("div", { class: "lab-row" }, limit), mirror: () => limit.set(view.threshold) };
}

function tablePanel(desk) {
  const four = (p) => `${Number.isNaN(p) ? "NaN" : p.toFixed(4)}${desk.isEnd(p) ? " |" : ""}`;
  const row = (letter, t) => [
    String(t + 1),
    visible(letter),
    ...desk.said.map((opinion) => four(opinion[t])),
    ...(desk.ends ? [desk.ends[t] ? "|" : ""] : []),
  ];
  const { node, fill, show } = valuesTable(
    {
      summary: "All opinions as a table",
      label: "table of opinions",
      names: () => ["number", "letter", ...WAYS.map(([way]) => way), ...(desk.ends ? ["in the text"] : [])],
      rows: () => desk.letters.map(row),
    },
    desk.guard,
  );
  return { node, paint: fill, show: () => show(desk.view.step) };
}

function proofPanel(desk) {
  const node = el("p", { class: "tw-proof lab-faint" });
  return {
    node,
    fill() {
      const own = `the largest difference from the kernel's opinions is ${gapInWords(desk.gap)}`;
      const said = `${desk.gap < 1e-12 ? "✓" : "✗"} Computed here, in your browser: ${own}.`;
      write(node, `${said} Letters that the models do not know are read as one “unknown” letter.`);
    },
  };
}

export default asWidget(mount, STATE);
