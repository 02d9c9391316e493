// @ts-check
// The Sound Lab: hear a clip, see its spectrogram and the chances of what was said, and watch the blanks collapse.

import { palette } from "../shared/colours.js";
import { asWidget, begin, changer, open, stepKeys } from "../shared/lab.js";
import { listenPanel } from "../shared/listen.js";
import { button, choice, el, refill, valuesTable, write } from "../shared/nodes.js";
import { clamp, fixed, gapInWords, peak, visible } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { beamPanel } from "./beam.js";
import { BLANK, deciphered, gapToKernel, prefixBeam, unpackClip } from "./model.js";
import { soundColours } from "./paint.js";
import { resultsPanel } from "./results.js";
import { stagePanel } from "./stage.js";
import { STATE } from "./state.js";
import { signOf, stepInWords, timeOf, verdictOf, written } from "./words.js";

const STAGES = ["read", "decode", "search", "show"];
const FROM = { payload: "read", clip: "read", forced: "decode", width: "search" };
const FREE = "what it likes";
const KEY =
  "The fuller the colour, the louder, and below the likelier. Framed: the best path, the likeliest of each frame; " +
  "hatched: the blank; dashed: made so by you.";

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const lab = open(root, "sound-lab", "Sound Lab: hear a message", view, onChange);
  const desk = Object.assign(lab, { clip: null, classes: [], own: null, result: null, beam: [], colours: null });
  steer(desk);
  const [moves, stage, sound] = [movesPanel(desk), stagePanel(desk), listening(desk, (at) => stage.sounds(at))];
  const [force, results, beam] = [forcePanel(desk), resultsPanel(desk), beamPanel(desk)];
  const panels = [headPanel(desk), sound, moves, sayPanel(desk), stage, force, results, beam];
  panels.push(tablePanel(desk), footPanel(desk));
  const key = el("p", { class: "lab-faint" }, KEY);
  const both = el("div", { class: "sl-both" }, el("div", {}, force.node, results.node), beam.node);
  const nodes = panels.map(({ node }) => node);
  lab.root.append(...nodes.slice(0, 5), key, both, ...nodes.slice(8));
  lab.later(moves.node.stop);
  lab.later(sound.close);
  desk.quiet = sound.stop;
  desk.redo = lab.guard((from) => redo(desk, from, panels));
  const keys = stepKeys({ go: desk.go, step: () => view.step, end: desk.end, play: moves.node.play });
  lab.keys({ ...keys, ...keysOf(desk), p: sound.hear, f: sound.hearFrom });
  const paint = () => {
    if (!desk.clip) return;
    stage.fill();
    stage.show();
  };
  lab.onTheme(() => {
    desk.colours = soundColours(palette(lab.root), getComputedStyle(lab.root.querySelector(".lab-faint")).color);
    paint();
  });
  lab.onResize(() => {
    stage.resize();
    paint();
  });
  return begin(desk, STAGES, FROM);
}

const keysOf = (desk) => ({
  ArrowUp: () => desk.walk(-1),
  ArrowDown: () => desk.walk(1),
  Enter: () => desk.view.picked >= 0 && desk.force(desk.view.step, desk.view.picked),
  Delete: () => desk.release(),
  Backspace: () => desk.release(),
});

// What must be done again from a stage on.
function redo(desk, from, panels) {
  const { view } = desk;
  const at = STAGES.indexOf(from);
  if (at === 0) readAgain(desk);
  const { clip } = desk;
  if (at <= 1) desk.result = deciphered(clip, view.forced);
  if (at <= 2) desk.beam = prefixBeam(desk.result.logP, clip.T, view.width);
  view.step = clamp(view.step, clip.T);
  if (at <= 2) for (const panel of panels) panel.fill?.();
  for (const panel of panels) panel.show();
}

function readAgain(desk) {
  const { view } = desk;
  if (desk.payload !== view.payload) {
    Object.assign(desk, { payload: view.payload, classes: view.payload.classes, clips: [] });
  }
  view.clip = clamp(view.clip, view.payload.clips.length);
  desk.clips[view.clip] ??= openedClip(view.payload.clips[view.clip]);
  if (desk.clip && desk.clip !== desk.clips[view.clip]) desk.quiet();
  desk.clip = desk.clips[view.clip];
  desk.own = deciphered(desk.clip, {});
}

function openedClip(record) {
  const clip = unpackClip(record);
  return Object.assign(clip, { loudest: peak(clip.wave), gap: gapToKernel(clip) });
}

// What the panels ask of the lab.
function steer(desk) {
  const { view, guard } = desk;
  const change = changer(desk, STAGES, FROM);
  Object.assign(desk, {
    change,
    go: guard((step) => change({ step: clamp(step, desk.clip.T) })),
    end: () => desk.clip.T - 1,
    // the class above or below the chosen one, as they stand: the letters, then the blank
    walk(by) {
      const count = desk.classes.length;
      const place = view.picked < 0 ? (by > 0 ? -1 : count) : view.picked === BLANK ? count - 1 : view.picked - 1;
      change({ picked: (clamp(place + by, count) + 1) % count });
    },
    // this frame says a class and nothing else; if it does already, what it likes again
    force(frame, k) {
      if (view.forced[frame] === k) return desk.release();
      change({ step: frame, picked: k, forced: { ...view.forced, [frame]: k } });
    },
    release() {
      const { [view.step]: _, ...forced } = view.forced;
      if (view.step in view.forced) change({ forced });
    },
    // another clip, read to its end
    choose(clip) {
      change({ clip, forced: {}, step: desk.payload.clips[clip].frames - 1 });
    },
  });
}

function headPanel(desk) {
  const { view } = desk;
  const title = el("span", { class: "lab-title" });
  const clips = choice("clip", [], "", (n) => desk.choose(Number(n)));
  return {
    node: el("div", { class: "lab-row sl-top" }, title, clips),
    show() {
      write(title, desk.payload.title || "Hear a message");
      const names = desk.payload.clips.map(({ name }) => name);
      refill(clips.input, names, () => names.map((name, n) => el("option", { value: n }, name)));
      clips.set(view.clip);
    },
  };
}

const listening = (desk, onPosition) =>
  listenPanel({
    sound: () => ({ samples: desk.clip.wave, rate: desk.clip.rate }),
    from: () => (desk.clip.seconds * desk.view.step) / desk.clip.T,
    volume: () => desk.view.volume,
    onVolume: (volume) => desk.change({ volume }),
    onPosition,
    guard: desk.guard,
    announce: desk.announce,
  });

function movesPanel(desk) {
  const { view } = desk;
  const counted = (at, end) => `frame ${at + 1} of ${end + 1}`;
  const node = transport({ count: 1, go: desk.go, step: () => view.step, counted });
  return {
    node,
    show() {
      const { clip, classes, result } = desk;
      node.setCount(clip.T);
      node.show(view.step, `${timeOf(clip, view.step)}, ${signOf(classes, result.path[view.step])}`);
    },
  };
}

function sayPanel(desk) {
  const node = el("p", { class: "lab-say sl-say" });
  let fresh = false;
  return {
    node,
    fill() {
      fresh = true; // it may say another thing now: that is spoken as well
    },
    show() {
      write(node, stepInWords(desk));
      const all = `${written(desk.classes, desk.result.heard)}, ${verdictOf(desk).text}`;
      desk.say(node.textContent + (fresh ? ` In all it hears ${all}.` : ""));
      fresh = false;
    },
  };
}

// What this frame says, as a choice, and the way back.
function forcePanel(desk) {
  const { view } = desk;
  const label = el("span", {});
  const input = el("select", { "aria-label": "what this frame says" });
  input.onchange = desk.guard(() =>
    input.value === FREE ? desk.release() : desk.force(view.step, Number(input.value)),
  );
  const undo = button("undo all", "undo all: let every frame say what it likes", () => desk.change({ forced: {} }));
  return {
    node: el("div", { class: "lab-row sl-force" }, el("label", { class: "lab-field" }, label, input), undo),
    show() {
      const { classes } = desk;
      refill(input, classes, () => [
        el("option", { value: FREE }, FREE),
        ...classes.map((one, k) => el("option", { value: k }, k === BLANK ? "the blank" : `only ${visible(one)}`)),
      ]);
      write(label, `what if frame ${view.step + 1} says`);
      input.value = view.forced[view.step] ?? FREE;
      undo.disabled = !Object.keys(view.forced).length;
    },
  };
}

// The chances of every frame as numbers.
function tablePanel(desk) {
  const row = (t) => {
    const { clip, classes, result } = desk;
    const K = classes.length;
    const k = result.path[t];
    const name = k === BLANK ? "blank" : visible(classes[k]);
    const does = k === BLANK ? "nothing" : t && k === result.path[t - 1] ? "the same" : "writes it";
    const row = Array.from(result.logP.subarray(t * K, (t + 1) * K), (log) => fixed(Math.exp(log), 4));
    return [String(t + 1), timeOf(clip, t), name, does, ...row];
  };
  const { node, fill, show } = valuesTable(
    {
      summary: "All numbers: the chances of every frame, and what the best path makes of them",
      label: "chances of every frame",
      names: () => ["frame", "from", "best", "and that", "blank", ...desk.classes.slice(1).map(visible)],
      rows: () => Array.from({ length: desk.clip.T }, (_, t) => row(t)),
      heads: 2,
    },
    desk.guard,
  );
  return { node, fill, show: () => show(desk.view.step) };
}

function footPanel(desk) {
  const node = el("p", { class: "lab-faint" });
  const how = "Click a chance to choose it, double-click to make its frame say that. ";
  const keys =
    "Keys: ← → frames, ↑ ↓ classes, Enter forces, Delete lets it be, p hears it, f from here, space steps on.";
  return {
    node,
    show() {
      write(node, `${how}${keys} Computed here; NumPy differs by at most ${gapInWords(desk.clip.gap)}.`);
    },
  };
}

export default asWidget(mount, STATE);
