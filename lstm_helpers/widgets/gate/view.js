// @ts-check
// The Gate Lab: one sequence going through one LSTM layer, step by step.
//
// What is shown stands in scene.js and model.js. A panel is a function of the desk, the lab with what all panels ask of
// it; it returns its node and what it does when another
//   fill      sequence or layer is looked at
//   arrange   place was given to everything
//   paint     values are shown
//   turn      unit is chosen
//   show      step is shown: transforms, one small canvas and text, nothing else
//   mirror    state came from Python.
// Each of the stages rebuild → recount → arrange → show redoes what follows from it.

import { asWidget, earliest, open, patch, stepKeys } from "../shared/lab.js";
import { el, valuesTable } from "../shared/nodes.js";
import { clamp, fixed } from "../shared/numbers.js";
import { transport } from "../shared/transport.js";
import { memoryPanel } from "./bars.js";
import { equationsPanel } from "./equations.js";
import { headPanel, notesPanel, textPanel } from "./head.js";
import { mapsPanel } from "./maps.js";
import { allMaps, numbersOf, valueAt } from "./model.js";
import {
  labelAt,
  openScene,
  outgrown,
  pagesOf,
  pageWith,
  place,
  ranked,
  readPayload,
  rerun,
  runChanges,
  turnTo,
} from "./scene.js";
import { STATE } from "./state.js";
import { toolsPanel } from "./tools.js";
import { proofPanel, recipePanel, sentencePanel } from "./words.js";

const STAGES = ["rebuild", "recount", "turn", "arrange", "show"];
const FROM = {
  payload: "rebuild",
  text: "rebuild",
  layer: "rebuild",
  output: "rebuild",
  which: "rebuild",
  order: "rebuild",
  edits: "recount",
  clamps: "recount",
  compare: "recount",
  unit: "turn",
  gradients: "arrange",
  form: "arrange",
};

const PAGED = ["payload", "layer", "output", "order", "which"];

export function mount(root, given, onChange) {
  const view = { ...STATE, ...given };
  const scene = openScene(view);
  const lab = open(
    root,
    "gate-lab",
    `Gate Lab: ${scene.sides[0].model.title || "a network, step by step"}`,
    view,
    onChange,
  );
  const desk = Object.assign(lab, { scene });
  const panels = [];
  const each = (what, ...news) => {
    for (const panel of panels) panel[what]?.(...news);
  };
  steer(desk, each);
  const stages = stagesOf(desk, each);
  panels.push(...furnish(desk));
  desk.keys({
    ...stepKeys({ go: desk.go, step: () => view.step, end: () => scene.shown.T - 1, play: () => desk.moves.play() }),
    ArrowDown: () => desk.nextUnit(1),
    ArrowUp: () => desk.nextUnit(-1),
    Enter: () => desk.edit(),
  });
  desk.onTheme(() => {
    scene.colours = null;
    desk.paint();
  });
  desk.onResize(() => scene.places && desk.arrange());
  desk.start();
  stages.rebuild();
  if (view.playing) desk.moves.play();
  return {
    update: desk.guard((news) => {
      const changed = patch(view, news);
      if (changed.includes("payload")) readPayload(scene);
      each("mirror");
      desk.follow(changed);
    }),
    destroy: desk.tidy,
  };
}

// What the panels may ask for.
function steer(desk, each) {
  const { scene, view, guard, set } = desk;
  const shown = () => scene.units.includes(view.unit);
  desk.go = guard((step, unit = view.unit) => {
    const changed = set({ step: clamp(step, scene.shown.T), unit });
    if (changed.includes("unit")) each("turn");
    desk.maps.tip.hide();
    desk.show();
  });
  desk.choose = guard((unit) => {
    set({ unit: clamp(unit, scene.shown.layer.H) });
    if (!shown()) return desk.turn(pageWith(scene, view.unit));
    each("turn");
    desk.show();
  });
  // to a line below or above
  desk.nextUnit = (by) => {
    const order = ranked(scene);
    desk.choose(order[clamp(order.indexOf(view.unit) + by, order.length)]);
  };
  desk.turn = guard((part) => {
    turnTo(scene, part);
    desk.arrange();
  });
  desk.change = guard((news) => desk.follow(set(news)));
}

// From values to pictures.
function stagesOf(desk, each) {
  const { scene, view, guard } = desk;
  desk.arrange = guard(() => {
    place(scene, desk.root.clientWidth || 900);
    each("arrange");
    desk.paint();
  });
  desk.paint = guard(() => {
    if (!desk.root.dataset.theme || !scene.places) return; // not in the page yet: arrange follows
    each("paint");
    desk.show();
  });
  desk.show = guard(() => {
    if (scene.colours) each("show", numbersOf(scene.shown, view.step, view.unit));
  });
  const stages = {
    rebuild() {
      rerun(scene);
      each("fill");
      const page = pagesOf(scene).find(([name]) => name === scene.part);
      desk.turn(page?.[2].includes(view.unit) ? scene.part : pageWith(scene, view.unit));
    },
    recount() {
      runChanges(scene);
      if (outgrown(scene)) return desk.arrange();
      desk.maps.relabel();
      desk.paint();
    },
    turn: () => desk.choose(view.unit),
    arrange: () => desk.arrange(),
    show: () => desk.go(view.step),
  };
  desk.follow = guard((changed) => {
    if (changed.some((key) => PAGED.includes(key))) scene.part = ""; // other units, or in another order
    stages[earliest(STAGES, FROM, changed)]?.();
  });
  return stages;
}

// All panels in the order: input, model, what to look at.
function furnish(desk) {
  const maps = mapsPanel(desk);
  const tools = toolsPanel(desk);
  const moves = movesPanel(desk);
  Object.assign(desk, { maps, moves: moves.node, light: desk.guard(maps.light), edit: tools.edit });
  const panels = [headPanel(desk), notesPanel(desk), textPanel(desk), moves, tools, sentencePanel(desk), maps];
  const below = [memoryPanel(desk), equationsPanel(desk)];
  const folded = [tablePanel(desk), recipePanel(desk), proofPanel(desk)];
  const beside = el("div", { class: "gl-below" }, ...below.map(({ node }) => node));
  const nodes = (list) => list.map(({ node }) => node);
  desk.root.append(...nodes(panels), maps.note, beside, ...nodes(folded), maps.tip.node);
  desk.later(() => moves.node.stop());
  const looks = {
    arrange() {
      const { given } = desk.scene.places;
      const kinds = { wide: given > 1100, narrow: given < 860, small: desk.view.form === "small" };
      for (const [kind, on] of Object.entries(kinds)) desk.root.classList.toggle(`gl-${kind}`, on);
    },
    paint: () => desk.root.classList.toggle("gl-stale", desk.scene.shown.stale),
  };
  return [looks, ...panels, ...below, ...folded];
}

function movesPanel({ scene, view, go, set }) {
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
    fill: () => node.setCount(scene.shown.T),
    show: () => node.show(view.step, labelAt(scene, view.step)),
    mirror() {
      node.setPlaying(view.playing);
      node.setSpeed(view.speed);
    },
  };
}

function tablePanel({ scene, view, guard }) {
  const maps = () => allMaps(scene.shown.layer);
  const values = (t) => maps().map((map) => fixed(valueAt(scene.shown.run, map, t, view.unit), 4, !map.gate));
  const row = (_, t) => [String(t + 1), labelAt(scene, t), ...values(t)];
  const { node, fill, show } = valuesTable(
    {
      summary: "All values of this unit as a table",
      label: "table of values",
      caption: () => `unit ${view.unit + 1}${scene.apart ? `, ${view.payload.names[0]}` : ""}`,
      names: () => ["t", "reads", ...maps().map((map) => map.key)],
      rows: () => Array.from({ length: scene.shown.T }, row),
      heads: 1,
    },
    guard,
  );
  return {
    node,
    turn: fill,
    paint: fill,
    show: () => show(view.step),
    arrange() {
      node.hidden = scene.panel === "guess"; // it would tell
    },
  };
}

export default asWidget(mount, STATE);
